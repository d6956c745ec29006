//! Chunks of a table: some thousand rows at a time, column by column, as a file gives them.

use crate::units::plain::plain_f64;
pub use crate::units::plain::word_of;

/// Some rows of a table.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// How many rows came before.
    pub first: u64,
    /// How many rows it has.
    pub rows: usize,
    /// The columns, in the order of the header.
    pub columns: Vec<Cells>,
}

/// The cells of one column.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Texts, as a CSV file has them.
    Texts(Texts),
    /// Numbers, as a Parquet file has them; what is no number is missing.
    Numbers(Vec<f64>),
    /// Figures from the records, which tell apart why there is none.
    Readings(Vec<Reading>),
    /// Words from the records, which tell apart why there is none.
    Words(Vec<Worded>),
}

/// A word from the records, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worded {
    /// A word.
    Word(String),
    /// Nobody knows it 未知.
    Unknown,
    /// It does not apply 不适用.
    NotApplicable,
    /// It cannot be computed 不可计算.
    NotComputable,
}

/// A figure from the records, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A number.
    Number(f64),
    /// Nobody knows it 未知.
    Unknown,
    /// It does not apply 不适用.
    NotApplicable,
    /// It cannot be computed 不可计算.
    NotComputable,
}

impl Default for Cells {
    fn default() -> Self {
        Self::Texts(Texts::default())
    }
}

/// Texts one behind the other.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    /// Takes all out, keeping the memory.
    pub fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[row]]
    }
}

/// A cell as it is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given<'c> {
    /// Nothing, or a text that means so.
    Missing,
    /// A figure from the records that does not apply.
    NotApplicable,
    /// A figure from the records that cannot be computed.
    NotComputable,
    /// A plain number.
    Number(f64),
    /// Any other text.
    Word(&'c str),
}

impl<'c> Given<'c> {
    /// Reads a text. Digits behind a needless nought, as in `007`, are a code and no number; so are `inf` and `nan`.
    pub fn read(text: &'c str, missing: &[String]) -> Self {
        let text = text.trim();
        if text.is_empty() || missing.iter().any(|word| word == text) {
            return Self::Missing;
        }
        plain_f64(text).map_or(Self::Word(text), Self::Number)
    }
}

/// Whether two cells hold the same number: to the bit, since nothing was worked out; minus nought is nought.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a + 0.0).to_bits() == (b + 0.0).to_bits()
}

impl Cells {
    /// The cell of a row.
    pub fn get(&self, row: usize, missing: &[String]) -> Given<'_> {
        match self {
            Self::Texts(texts) => Given::read(texts.get(row), missing),
            Self::Numbers(numbers) if numbers[row].is_finite() => Given::Number(numbers[row]),
            Self::Numbers(_) => Given::Missing,
            Self::Readings(readings) => match readings[row] {
                Reading::Number(number) => Given::Number(number),
                Reading::Unknown => Given::Missing,
                Reading::NotApplicable => Given::NotApplicable,
                Reading::NotComputable => Given::NotComputable,
            },
            Self::Words(words) => match &words[row] {
                Worded::Word(word) => Given::Word(word),
                Worded::Unknown => Given::Missing,
                Worded::NotApplicable => Given::NotApplicable,
                Worded::NotComputable => Given::NotComputable,
            },
        }
    }

    /// The cell of a row as text.
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Texts(texts) => texts.get(row).trim().to_owned(),
            Self::Numbers(numbers) if numbers[row].is_finite() => word_of(numbers[row]),
            Self::Numbers(_) => String::new(),
            Self::Readings(readings) => match readings[row] {
                Reading::Number(number) => word_of(number),
                _ => String::new(),
            },
            Self::Words(words) => match &words[row] {
                Worded::Word(word) => word.clone(),
                _ => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_words_or_missing() {
        let missing = ["NA".to_owned()];
        for (text, given) in [
            ("", Given::Missing),
            (" NA ", Given::Missing),
            ("-12.50", Given::Number(-12.5)),
            ("1.5e3", Given::Number(1500.0)),
            (".5", Given::Number(0.5)),
            ("0", Given::Number(0.0)),
            ("007", Given::Word("007")),
            ("nan", Given::Word("nan")),
            ("inf", Given::Word("inf")),
            ("1,234", Given::Word("1,234")),
            ("-", Given::Word("-")),
            ("own ", Given::Word("own")),
        ] {
            assert_eq!(Given::read(text, &missing), given, "{text}");
        }
    }
}
