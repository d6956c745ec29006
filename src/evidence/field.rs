//! The fields of facts: their names, aliases and types, and how each type is read from a cell of text.

use crate::units::{
    Amount, ApplicationNumber, Date, DateStyle, Digest, Problems, PublicationNumber, Ratio,
    parse_date,
};

/// What a field holds, for documentation, for guessing a mapping and for its checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Free text.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number, never negative.
    Count,
    /// An amount of money in yuan.
    Amount,
    /// An exact ratio; `12%` and `0.12` are the same.
    Ratio,
    /// A calendar day.
    Date,
    /// A patent application number.
    Application,
    /// A patent publication number.
    Publication,
    /// A digest.
    Digest,
    /// One word of a closed list.
    Choice(&'static [&'static str]),
}

/// One field of a kind of fact.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name used in mapping files and JSON lines.
    pub name: &'static str,
    /// What it holds.
    pub holds: FieldType,
    /// Whether a fact cannot do without it.
    pub required: bool,
    /// Column headers under which people really have it, Chinese and English.
    pub aliases: &'static [&'static str],
    /// What it means, in a sentence with the Chinese term.
    pub meaning: &'static str,
}

/// One cell on its way into a field: the text and the rules of its column.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The text, already normalised.
    pub text: &'a str,
    /// What a bare number means in fen (1 yuan = 100); for a price list in 万元 it is 1,000,000.
    pub unit_fen: i64,
    /// How a date is written here.
    pub dates: DateStyle,
}

impl<'a> Cell<'a> {
    /// A cell of plain text: amounts in yuan, dates in any clear form.
    pub fn plain(text: &'a str) -> Self {
        Self {
            text,
            unit_fen: 100,
            dates: DateStyle::Auto,
        }
    }
}

/// A type that a field may hold.
pub trait FieldValue: Sized {
    /// What it is called.
    const HOLDS: FieldType;
    /// The rule that a wrong cell breaks.
    const RULE: &'static str;
    /// Reads a cell; the error is the sentence for the person who must mend it.
    fn read(cell: &Cell<'_>) -> Result<Self, String>;
}

/// A kind of fact, as its fields are read from rows and merged between sources.
pub trait Fields: Sized {
    /// The stable name of the kind.
    const KIND: &'static str;
    /// The Chinese name of the kind.
    const KIND_ZH: &'static str;
    /// What a fact of the kind is, in a sentence or two.
    const MEANING: &'static str;
    /// Its fields, in order.
    const FIELDS: &'static [Field];
    /// Reads a fact from cells in the order of [`Fields::FIELDS`]; every problem is added.
    fn read(cells: &[Option<Cell<'_>>], problems: &mut Problems) -> Option<Self>;
    /// Fills what is missing here from a source of lower rank, and names the fields that differ.
    fn fill_from(&mut self, lower: &Self, differing: &mut Vec<&'static str>);
}

/// Reads one cell, adding a problem when it will not do.
pub(crate) fn read_cell<T: FieldValue>(
    field: &Field,
    cell: Option<&Cell<'_>>,
    problems: &mut Problems,
) -> Option<T> {
    match cell.map(|cell| T::read(cell)) {
        Some(Ok(value)) => Some(value),
        Some(Err(message)) => {
            problems.add(field.name, T::RULE, message);
            None
        }
        None => {
            if field.required {
                problems.add(
                    field.name,
                    "field.required",
                    "this field is required and is empty",
                );
            }
            None
        }
    }
}

impl FieldValue for String {
    const HOLDS: FieldType = FieldType::Text;
    const RULE: &'static str = "text";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        Ok(cell.text.to_owned())
    }
}

impl FieldValue for bool {
    const HOLDS: FieldType = FieldType::Flag;
    const RULE: &'static str = "flag";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        match cell.text {
            "true" | "TRUE" | "True" | "yes" | "Yes" | "Y" | "y" | "1" | "是" | "有" => Ok(true),
            "false" | "FALSE" | "False" | "no" | "No" | "N" | "n" | "0" | "否" | "无" => {
                Ok(false)
            }
            other => Err(format!("`{other}` is neither yes (是) nor no (否)")),
        }
    }
}

impl FieldValue for u32 {
    const HOLDS: FieldType = FieldType::Count;
    const RULE: &'static str = "count";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        let digits = cell
            .text
            .strip_suffix(['人', '件', '项', '个'])
            .unwrap_or(cell.text)
            .trim();
        let whole = digits.strip_suffix(".0").unwrap_or(digits);
        if whole.contains(',') {
            return whole
                .replace(',', "")
                .parse()
                .map_err(|_| format!("`{}` is not a whole number", cell.text));
        }
        whole
            .parse()
            .map_err(|_| format!("`{}` is not a whole number of 0 or more", cell.text))
    }
}

impl FieldValue for Amount {
    const HOLDS: FieldType = FieldType::Amount;
    const RULE: &'static str = "amount";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        Amount::parse_with_unit(cell.text, cell.unit_fen).map_err(|error| error.to_string())
    }
}

impl FieldValue for Ratio {
    const HOLDS: FieldType = FieldType::Ratio;
    const RULE: &'static str = "ratio";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        let (text, hundredths) = match cell.text.strip_suffix('%') {
            Some(percent) => (percent.trim_end(), 100),
            None => (cell.text, 1),
        };
        Ratio::parse(text)
            .ok()
            .and_then(|ratio| Ratio::new(ratio.num(), ratio.den().checked_mul(hundredths)?))
            .ok_or_else(|| format!("`{}` is not a ratio such as 0.12, 12% or 3/25", cell.text))
    }
}

impl FieldValue for Date {
    const HOLDS: FieldType = FieldType::Date;
    const RULE: &'static str = "date";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        parse_date(cell.text, cell.dates).map_err(|error| error.to_string())
    }
}

impl FieldValue for ApplicationNumber {
    const HOLDS: FieldType = FieldType::Application;
    const RULE: &'static str = "application";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        ApplicationNumber::parse(cell.text).map_err(|error| error.to_string())
    }
}

impl FieldValue for PublicationNumber {
    const HOLDS: FieldType = FieldType::Publication;
    const RULE: &'static str = "publication";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        PublicationNumber::parse(cell.text).map_err(|error| error.to_string())
    }
}

impl FieldValue for Digest {
    const HOLDS: FieldType = FieldType::Digest;
    const RULE: &'static str = "digest";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        Digest::parse(cell.text).map_err(|error| error.to_string())
    }
}
