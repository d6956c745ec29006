//! Rows of a file scored by a model: each column that the model reads becomes cells, and the core does the rest.

use super::columns::TextColumns;
use crate::scoring::program::{Cell, Column, Columns, Hits};
use crate::scoring::{IndicatorId, Program, Unit, Value, Verdict};
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
            let cells = text.cells(&name);
            column(program, id, &name, cells, &mut problems)
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
    problems: &mut Problems,
) -> Column {
    let input = program
        .model
        .inputs
        .iter()
        .find(|input| input.indicator == *id);
    let is_word = program
        .model
        .definition(id)
        .is_some_and(|known| known.unit == Unit::Word);
    // An indicator of the catalogue is written as a decimal or, exactly, as a fraction.
    let of_catalog = |cell: &str| match cell {
        "" | "unknown" => Some(Value::Unknown),
        "not_applicable" => Some(Value::NotApplicable),
        "not_computable" => Some(Value::NotComputable),
        word if is_word => Some(Value::Word(word.to_owned())),
        number => Ratio::parse(number).ok().map(Value::Number),
    };
    let mut column = Column::new();
    let mut wrong = 0_usize;
    for (row, cell) in (1_usize..).zip(cells) {
        let value = input.map_or_else(|| of_catalog(cell), |input| input.read(cell));
        if value.is_none() {
            wrong += 1;
            if wrong <= NAMED {
                let what = format!(
                    "row {row}: `{cell}` is no number that can be held; a decimal such as 0.05 would pass, or an empty cell for unknown"
                );
                problems.add(name, "cell.number", what);
            }
        }
        column.push(value.as_ref().map_or(Cell::Unknown, Cell::from));
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
