//! Columns: one indicator over many enterprises, in the form that the core reads fastest.

use super::Program;
use crate::scoring::{IndicatorVector, Value};
use crate::units::Ratio;
use std::collections::BTreeMap;

/// How a cell stands.
pub(super) const KNOWN: u8 = 0;
pub(super) const UNKNOWN: u8 = 1;
pub(super) const NOT_APPLICABLE: u8 = 2;
pub(super) const NOT_COMPUTABLE: u8 = 3;
/// Known, but wider than 64 bits: the exact number is kept aside.
pub(super) const WIDE: u8 = 4;
/// Known, and a word.
pub(super) const WORD: u8 = 5;

/// One value on its way into a column.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// An exact number.
    Number(Ratio),
    /// A word.
    Word(&'a str),
    /// Not told.
    Unknown,
    /// Does not arise.
    NotApplicable,
    /// Has no value.
    NotComputable,
}

impl<'a> From<&'a Value> for Cell<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(*number),
            Value::Word(word) => Self::Word(word),
            Value::Unknown => Self::Unknown,
            Value::NotApplicable => Self::NotApplicable,
            Value::NotComputable => Self::NotComputable,
        }
    }
}

/// One indicator over many enterprises.
#[derive(Debug, Clone, Default)]
pub struct Column {
    pub(super) state: Vec<u8>,
    pub(super) num: Vec<i64>,
    /// Denominators; empty while all are 1.
    pub(super) den: Vec<i64>,
    /// Whether every cell is a plain number, so that states need no look.
    pub(super) plain: bool,
    pub(super) wide: BTreeMap<usize, Ratio>,
    pub(super) words: BTreeMap<usize, String>,
}

impl Column {
    /// An empty column.
    pub fn new() -> Self {
        Self {
            plain: true,
            ..Self::default()
        }
    }

    /// An empty column with room for so many cells.
    pub(crate) fn with_room(rows: usize) -> Self {
        Self {
            state: Vec::with_capacity(rows),
            num: Vec::with_capacity(rows),
            ..Self::new()
        }
    }

    /// A column of whole numbers, all known.
    pub fn of_whole(numbers: Vec<i64>) -> Self {
        Self {
            state: vec![KNOWN; numbers.len()],
            num: numbers,
            plain: true,
            ..Self::default()
        }
    }

    /// A column of ratios, all known; `None` unless every denominator is positive and the lengths
    /// are the same.
    pub fn of_ratios(num: Vec<i64>, den: Vec<i64>) -> Option<Self> {
        let right = num.len() == den.len() && den.iter().all(|den| *den > 0);
        let state = vec![KNOWN; num.len()];
        right.then_some(Self {
            state,
            num,
            den,
            plain: true,
            ..Self::default()
        })
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.state.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        let at = self.state.len();
        let (state, num, den) = match cell {
            Cell::Number(number) => {
                match i64::try_from(number.num())
                    .ok()
                    .zip(i64::try_from(number.den()).ok())
                {
                    Some((num, den)) => (KNOWN, num, den),
                    None => {
                        self.wide.insert(at, number);
                        (WIDE, 0, 1)
                    }
                }
            }
            Cell::Word(word) => {
                self.words.insert(at, word.to_owned());
                (WORD, 0, 1)
            }
            Cell::Unknown => (UNKNOWN, 0, 1),
            Cell::NotApplicable => (NOT_APPLICABLE, 0, 1),
            Cell::NotComputable => (NOT_COMPUTABLE, 0, 1),
        };
        if den != 1 && self.den.is_empty() {
            self.den = vec![1; at];
        }
        if den != 1 || !self.den.is_empty() {
            self.den.push(den);
        }
        self.plain &= state == KNOWN;
        self.state.push(state);
        self.num.push(num);
    }

    /// The exact number in a cell, if it is one.
    pub(super) fn number(&self, row: usize) -> Option<Ratio> {
        match self.state[row] {
            KNOWN => {
                let den = self.den.get(row).copied().unwrap_or(1);
                Ratio::new(self.num[row].into(), den.into())
            }
            WIDE => self.wide.get(&row).copied(),
            _ => None,
        }
    }
}

/// Every column that a program reads, all of one length.
#[derive(Debug, Clone)]
pub struct Columns {
    rows: usize,
    columns: Vec<Column>,
}

impl Columns {
    /// Joins columns in the order of [`Program::indicators`]; `None` unless there is one for each
    /// and all have the same length.
    pub fn new(program: &Program, columns: Vec<Column>) -> Option<Self> {
        let rows = columns.first().map_or(0, Column::len);
        let right = columns.len() == program.indicators.len()
            && columns.iter().all(|column| column.len() == rows);
        right.then_some(Self { rows, columns })
    }

    /// Turns indicator vectors into columns; an indicator that a vector lacks is unknown.
    pub fn of_vectors<'a>(
        program: &Program,
        vectors: impl IntoIterator<Item = &'a IndicatorVector>,
    ) -> Self {
        let mut columns = vec![Column::new(); program.indicators.len()];
        let mut rows = 0;
        for vector in vectors {
            rows += 1;
            for (at, (column, id)) in columns.iter_mut().zip(&program.indicators).enumerate() {
                let reading = vector.get_near(at, id);
                column.push(reading.map_or(Cell::Unknown, |reading| Cell::from(&reading.value)));
            }
        }
        Self { rows, columns }
    }

    /// How many enterprises.
    pub fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn column(&self, at: usize) -> &Column {
        &self.columns[at]
    }
}
