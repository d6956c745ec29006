//! Inputs of a model: figures that are given in rows of a file rather than read from a dossier.

use crate::scoring::{Definition, IndicatorId, Unit, Value};
use crate::units::Bilingual;
use crate::units::plain::{plain_f64, plain_ratio, word_of};
use serde::Serialize;

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// An exact decimal number.
    Number,
    /// A word of a list; any other word is one that was never seen.
    Category,
}

/// A figure that a model reads from a column of rows 输入项. Its indicator is named `given.…@n`, so that it
/// can never be taken for one of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// The indicator that tables name.
    pub indicator: IndicatorId,
    /// The column, as the file writes it.
    pub column: String,
    /// What it is called.
    pub name: Bilingual,
    /// What it holds.
    pub kind: InputKind,
    /// Texts that mean that the value is missing, beside the empty one.
    pub missing: Vec<String>,
    /// The known words of a category.
    pub words: Vec<String>,
    #[serde(skip)]
    definition: Definition,
}

impl Input {
    /// How the ids of inputs begin.
    pub const PREFIX: &'static str = "given.";

    /// An input of a column.
    pub fn new(indicator: IndicatorId, column: &str, name: Bilingual, kind: InputKind) -> Self {
        let unit = match kind {
            InputKind::Number => Unit::Given,
            InputKind::Category => Unit::Word,
        };
        let definition = Definition {
            id: indicator.clone(),
            meaning: Bilingual::new(
                format!("数据列“{column}”的值"),
                format!("what the column “{column}” gives"),
            ),
            noun: name.clone(),
            name: name.clone(),
            unit,
        };
        Self {
            indicator,
            column: column.to_owned(),
            name,
            kind,
            missing: Vec::new(),
            words: Vec::new(),
            definition,
        }
    }

    /// The indicator of a column by its place: `given.<plain letters of the name>@1`, or `given.c<place>@1`
    /// where the name has none.
    pub fn id_for(column: &str, place: usize) -> IndicatorId {
        let plain = |c: char| match c.to_ascii_lowercase() {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => c,
            _ => '_',
        };
        let name: String = column.chars().map(plain).collect();
        let name = name.trim_matches('_');
        let text = if name.is_empty() || !column.is_ascii() {
            format!("{}c{place}@1", Self::PREFIX)
        } else {
            format!("{}{name}@1", Self::PREFIX)
        };
        IndicatorId::parse(&text).expect("plain letters and a version read")
    }

    /// What it means, as an indicator.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Reads a cell of the column: a missing one is unknown, a number is exact, and of a category any text is a word,
    /// a number its shortest. `None` where a number is asked and the cell is none that can be held.
    pub fn read(&self, cell: &str) -> Option<Value> {
        let text = cell.trim();
        if self.is_missing(text) {
            return Some(Value::Unknown);
        }
        match self.kind {
            InputKind::Number => plain_ratio(text).map(Value::Number),
            InputKind::Category => Some(Value::Word(
                plain_f64(text).map_or_else(|| text.to_owned(), word_of),
            )),
        }
    }

    /// Whether a text of the column means that the value is missing.
    pub fn is_missing(&self, text: &str) -> bool {
        text.is_empty() || self.missing.iter().any(|word| word == text)
    }
}
