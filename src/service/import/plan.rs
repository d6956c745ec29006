//! A plan: how the rows of one file become facts, decided before the first row is read.

use super::available::BoundAvailable;
use super::cells::{BoundCell, CellText};
use super::enterprises::BoundEnterprise;
use super::input::Input;
use super::mapping::{SourceRule, Test};
use crate::evidence::{Availability, Cell, Fact, Field, Source};
use crate::units::{DateStyle, EnterpriseId, Problems};
use csv::StringRecord;

/// How a file's rows become facts 导入方案.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) name: String,
    pub(super) source: SourceRule,
    pub(super) notices: Vec<String>,
    pub(super) missing: Vec<String>,
    pub(super) unit_fen: i64,
    pub(super) dates: DateStyle,
    pub(super) table: Option<Table>,
    pub(super) enterprise: Option<EnterpriseId>,
    pub(super) kind: Option<&'static str>,
}

/// The plan of a file that has columns.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) sheet: Option<String>,
    /// The number of the first row under the header.
    pub(super) first_row: u64,
    pub(super) width: usize,
    pub(super) enterprise: BoundEnterprise,
    pub(super) facts: Vec<BoundFact>,
}

/// One kind of fact, bound to columns.
#[derive(Debug, Clone)]
pub(super) struct BoundFact {
    pub(super) kind: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) cells: Vec<Option<BoundCell>>,
    pub(super) when: Vec<(usize, Test)>,
    pub(super) optional: bool,
    pub(super) available: BoundAvailable,
}

impl Plan {
    /// The profile or mapping it was made from; `columns` where aliases decided.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a person should know before importing: columns that nothing reads, assumptions, notes.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// The kinds of fact that rows can give; empty for JSON lines, where each line says its own.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.table
            .iter()
            .flat_map(|table| table.facts.iter().map(|fact| fact.kind))
            .collect()
    }

    /// The source of the facts of an input.
    pub fn source(&self, input: &Input) -> Source {
        Source {
            name: self.source.name.clone(),
            class: self.source.class,
            visibility: self.source.visibility.clone(),
            file: input.name().to_owned(),
            file_digest: input.digest(),
        }
    }
}

impl BoundFact {
    /// Reads a fact from a row; `None` when the row has none of this kind, or has problems.
    pub(super) fn read(
        &self,
        record: &StringRecord,
        missing: &[String],
        problems: &mut Problems,
    ) -> Option<(Fact, Availability)> {
        for (at, test) in &self.when {
            let text = super::cells::told(record, *at, missing);
            if !test.passes(text.as_deref()) {
                return None;
            }
        }
        let texts: Vec<CellText<'_>> = self
            .cells
            .iter()
            .map(|cell| {
                cell.as_ref()
                    .map_or(CellText::Missing, |cell| cell.text(record, missing))
            })
            .collect();
        let before = problems.0.len();
        let mut cells = Vec::with_capacity(texts.len());
        for ((text, cell), field) in texts.iter().zip(&self.cells).zip(self.fields) {
            let absent = match text {
                CellText::Silent => field.required,
                CellText::Missing => field.required && self.optional,
                _ => false,
            };
            if absent {
                problems.0.truncate(before);
                return None;
            }
            cells.push(match (text, cell) {
                (CellText::Text(text), Some(cell)) => Some(Cell {
                    text,
                    unit_fen: cell.unit_fen,
                    dates: cell.dates,
                }),
                (CellText::Wrong(rule, message), _) => {
                    problems.add(field.name, rule, message.clone());
                    None
                }
                _ => None,
            });
        }
        let told = problems.0.len();
        let fact = Fact::read(self.kind, &cells, problems);
        forget_echoes(problems, before, told);
        if problems.0.len() > before {
            return None;
        }
        let fact = fact?;
        let available = self.available.of(&fact, record, missing, problems)?;
        Some((fact, available))
    }
}

/// Drops "is empty" for fields whose text was already told to be wrong.
fn forget_echoes(problems: &mut Problems, from: usize, to: usize) {
    if from == to {
        return;
    }
    let wrong: Vec<String> = problems.0[from..to]
        .iter()
        .map(|problem| problem.field.clone())
        .collect();
    let mut at = 0;
    problems.0.retain(|problem| {
        at += 1;
        at <= to || problem.rule != "field.required" || !wrong.contains(&problem.field)
    });
}
