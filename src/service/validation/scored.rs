//! Rows scored by a model, chunk by chunk: each column that the model reads becomes cells, and the core does the rest.

use super::columns::{Source, cell};
use crate::fitting::Chunk;
use crate::scoring::program::{Cell, Column, Columns, Hits};
use crate::scoring::{IndicatorId, Program, Unit, Value};
use crate::units::{Problems, Ratio};

/// How many rows at fault are named for each column.
const NAMED: usize = 5;

/// What a model makes of rows: a few bytes for each.
#[derive(Debug, Default)]
pub(super) struct Scored {
    /// The least points of each row.
    pub(super) points: Vec<i32>,
    /// The grade of each row, as a place in the model's list.
    pub(super) grades: Vec<Option<u8>>,
    /// How many rows may get more points yet.
    pub(super) open: usize,
    /// The slots of each table.
    pub(super) hits: Vec<Hits>,
}

/// A model at work on a table.
pub(super) struct Scorer<'p> {
    program: &'p Program,
    columns: Vec<Reading<'p>>,
    scored: Scored,
    empty: bool,
}

/// One column of a model in a table.
struct Reading<'p> {
    name: String,
    id: &'p IndicatorId,
    at: Option<usize>,
    /// How many cells will not do, and the first few of them.
    wrong: usize,
    told: Vec<String>,
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

impl<'p> Scorer<'p> {
    pub(super) fn new(program: &'p Program, source: &Source) -> Self {
        let columns = program.indicators.iter().map(|id| {
            let name = column_of(program, id);
            Reading {
                at: source.place(&name),
                name,
                id,
                wrong: 0,
                told: Vec::new(),
            }
        });
        Self {
            columns: columns.collect(),
            scored: Scored::default(),
            empty: program.indicators.is_empty(),
            program,
        }
    }

    /// Scores a chunk; a cell that is no number where one is needed is kept for the end, by its row as `number` has it.
    pub(super) fn take(&mut self, chunk: &Chunk, number: impl Fn(usize) -> u64) {
        let program = self.program;
        let columns: Vec<Column> = self
            .columns
            .iter_mut()
            .map(|reading| reading.column(program, chunk, &number))
            .collect();
        let Some(columns) = Columns::new(program, columns).filter(|columns| columns.rows() > 0)
        else {
            return;
        };
        for verdict in program.run(&columns) {
            self.scored.points.push(verdict.points.low);
            self.scored.grades.push(verdict.grade);
            self.scored.open += usize::from(verdict.points.low != verdict.points.high);
        }
        let hits = program.hits(&columns);
        if self.scored.hits.is_empty() {
            self.scored.hits = hits;
            return;
        }
        for (all, more) in self.scored.hits.iter_mut().zip(hits) {
            all.of_rows.extend(more.of_rows);
        }
    }

    /// What came of all rows; every cell that will not do is told at once.
    pub(super) fn finish(self) -> Result<Scored, Problems> {
        let mut problems = Problems::default();
        for reading in self.columns {
            for told in &reading.told {
                problems.add(&reading.name, "cell.number", told.clone());
            }
            if reading.wrong > NAMED {
                let more = format!("and {} more rows like these", reading.wrong - NAMED);
                problems.add(&reading.name, "cell.number", more);
            }
        }
        if self.empty {
            let what = "the model reads no column, so rows cannot differ by it";
            problems.add("", "model.columns", what);
        }
        problems.or(self.scored)
    }
}

impl Reading<'_> {
    fn column(
        &mut self,
        program: &Program,
        chunk: &Chunk,
        number: impl Fn(usize) -> u64,
    ) -> Column {
        let inputs = &program.model.inputs;
        let input = inputs.iter().find(|input| input.indicator == *self.id);
        let definition = program.model.definition(self.id);
        let is_word = definition.is_some_and(|known| known.unit == Unit::Word);
        // An indicator of the catalogue is written as a decimal or, exactly, as a fraction.
        let of_catalog = |cell: &str| match cell {
            "" | "unknown" => Some(Value::Unknown),
            "not_applicable" => Some(Value::NotApplicable),
            "not_computable" => Some(Value::NotComputable),
            word if is_word => Some(Value::Word(word.to_owned())),
            number => Ratio::parse(number).ok().map(Value::Number),
        };
        let mut column = Column::new();
        for row in 0..chunk.rows {
            let value = cell(chunk, self.at, row, |cell| {
                let value = input.map_or_else(|| of_catalog(cell), |input| input.read(cell));
                if value.is_none() {
                    self.wrong += 1;
                    if self.wrong <= NAMED {
                        self.told.push(format!(
                            "row {}: `{cell}` is no number that can be held; a decimal such as 0.05 would pass, or an empty cell for unknown",
                            number(row)
                        ));
                    }
                }
                value
            });
            column.push(value.as_ref().map_or(Cell::Unknown, Cell::from));
        }
        column
    }
}
