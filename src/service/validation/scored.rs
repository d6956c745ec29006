//! Rows of a file scored by a model: each column that the model reads becomes cells, and the core does the rest.

use crate::scoring::model::InputKind;
use crate::scoring::program::{Cell, Column, Columns, Hits};
use crate::scoring::{IndicatorId, Program, Unit, Verdict};
use crate::service::import::TextColumns;
use crate::units::{Problems, Ratio};
use smol_str::SmolStr;

/// How many rows at fault are named for each column.
const NAMED: usize = 5;

/// What a model makes of rows.
#[derive(Debug)]
pub(super) struct Scored {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) hits: Vec<Hits>,
}

/// The columns that a model reads: those of its inputs, and for an indicator of the catalogue one of its name.
pub(super) fn columns_of(program: &Program) -> Vec<String> {
    program
        .indicators
        .iter()
        .map(|id| column_of(program, id))
        .collect()
}

fn column_of(program: &Program, id: &IndicatorId) -> String {
    let input = program
        .model
        .inputs
        .iter()
        .find(|input| input.indicator == *id);
    input.map_or_else(|| id.as_str().to_owned(), |input| input.column.clone())
}

/// Scores the rows; every cell that is no number where one is needed is told at once.
pub(super) fn score(program: &Program, text: &TextColumns) -> Result<Scored, Problems> {
    let mut problems = Problems::default();
    let columns: Vec<Column> = program
        .indicators
        .iter()
        .map(|id| {
            let name = column_of(program, id);
            let cells = text.cells(&name).unwrap_or_default();
            column(program, id, &name, cells, &text.lines, &mut problems)
        })
        .collect();
    problems.or(())?;
    let Some(columns) = Columns::new(program, columns) else {
        let mut problems = Problems::default();
        problems.add(
            "",
            "model.columns",
            "the model reads no column, so rows cannot differ by it",
        );
        return Err(problems);
    };
    Ok(Scored {
        verdicts: program.run(&columns),
        hits: program.hits(&columns),
    })
}

fn column(
    program: &Program,
    id: &IndicatorId,
    name: &str,
    cells: &[SmolStr],
    lines: &[u64],
    problems: &mut Problems,
) -> Column {
    let input = program
        .model
        .inputs
        .iter()
        .find(|input| input.indicator == *id);
    let is_word = input.map_or_else(
        || {
            program
                .model
                .definition(id)
                .is_some_and(|known| known.unit == Unit::Word)
        },
        |input| input.kind == InputKind::Category,
    );
    let is_missing = |cell: &str| input.map_or(cell.is_empty(), |input| input.is_missing(cell));
    let mut column = Column::new();
    let mut wrong = 0_usize;
    for (cell, line) in cells.iter().zip(lines) {
        if is_missing(cell) || cell == "unknown" {
            column.push(Cell::Unknown);
        } else if is_word {
            column.push(Cell::Word(cell));
        } else if let Ok(number) = Ratio::parse(cell) {
            column.push(Cell::Number(number));
        } else {
            wrong += 1;
            if wrong <= NAMED {
                let what = format!(
                    "`{cell}` is no number; a decimal such as 0.05 would pass, or an empty cell for unknown"
                );
                problems.push(u32::try_from(*line).ok(), name, "cell.number", what);
            }
            column.push(Cell::Unknown);
        }
    }
    if wrong > NAMED {
        problems.add(
            name,
            "cell.number",
            format!("and {} more rows like these", wrong - NAMED),
        );
    }
    column
}
