//! The columns that an exported model reads: one indicator each, a number with its denominator or a word, and a state.

use super::refused::{grades_by_indicators, tests_of_grades};
use crate::scoring::model::{Rule, Test, Tested};
use crate::scoring::{IndicatorId, Model, Program, Unit};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A yes or no, as 1 or 0.
    Whole,
    /// A number over another, since a share of a patent is one too: the column and a second one that ends in `_den`,
    /// which may be empty for 1.
    Quotient,
    /// A word.
    Word,
}

/// A column for an indicator. Beside it stands one that ends in `_state`: where the column is empty, it says
/// `not_applicable` or `not_computable`, and anything else is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The name of the column: letters, digits and `_`.
    pub column: String,
    /// What it holds.
    pub kind: FieldKind,
}

/// The columns that a program reads, in the order of its indicators.
pub fn fields(program: &Program) -> Vec<Field> {
    let model = &program.model;
    let ids = program.indicators.iter();
    ids.map(|id| Field {
        indicator: id.clone(),
        column: plain(id.as_str()),
        kind: kind(model, id),
    })
    .collect()
}

/// The name of a column: other signs become `_`. Two indicators that meet in one name are told apart by their
/// version, which is part of it.
fn plain(id: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    id.chars().map(sign).collect()
}

fn kind(model: &Model, id: &IndicatorId) -> FieldKind {
    let asks_words =
        |test: &Test| !test.words.is_empty() && test.tested == Tested::Indicator(id.clone());
    if tests(model).any(asks_words) {
        return FieldKind::Word;
    }
    match model.definition(id).map(|known| known.unit) {
        Some(Unit::Flag) => FieldKind::Whole,
        Some(Unit::Word) => FieldKind::Word,
        _ => FieldKind::Quotient,
    }
}

/// Every test of indicators on which points depend, and grades where they rest on indicators.
pub(super) fn tests(model: &Model) -> impl Iterator<Item = &Test> {
    let of_tables = model.tables.iter().flat_map(|table| match &table.rule {
        Rule::List { rows, .. } => rows.iter().flat_map(|row| &row.when).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let of_segments = model.segments.iter().flat_map(|segment| &segment.when);
    let of_grades = tests_of_grades(model).filter(|_| grades_by_indicators(model));
    of_segments.chain(of_tables).chain(of_grades)
}
