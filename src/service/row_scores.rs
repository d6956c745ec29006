//! Scoring the rows of a file by a model of given figures: the same core, nothing issued.

use super::Error;
use super::catalog::Loaded;
use super::tables::TableFile;
use crate::fitting::{Cells, Chunk};
use crate::scoring::model::{Calibration, Input, InputKind};
use crate::scoring::program::{Cell, Column, Columns};
use crate::scoring::{Program, Value, Verdict};
use crate::units::Problems;
use std::collections::HashSet;
use std::path::Path;

/// How many cells that cannot be read are told one by one.
const SHOWN: usize = 20;

/// One row that was scored.
#[derive(Debug, Clone)]
pub struct RowScore {
    /// The row, from 1.
    pub row: u64,
    /// What the file calls it, where a column tells.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The probability of the event in parts per million, where the model has one.
    pub ppm: Option<i64>,
}

/// What was met on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// How many rows were scored.
    pub rows: u64,
    /// Cells with a word that the model never saw, by column 未见过的类别.
    pub unseen: Vec<(String, u64)>,
}

/// Scores every row of a file; `take` gets them chunk by chunk. Cells that cannot be read are told, and no
/// row is scored with a value that stands in for one.
pub fn score(
    loaded: &Loaded,
    data: &Path,
    id: Option<&str>,
    mut take: impl FnMut(Vec<RowScore>),
) -> Result<Met, Error> {
    let program = loaded.program()?;
    let checked = |problems| Error::Checked {
        file: data.display().to_string(),
        problems,
    };
    let table = TableFile::open(data).map_err(checked)?;
    let reader = Reader::new(&program, &table.header, id).map_err(checked)?;
    let mut met = Met::default();
    let mut unseen = vec![0; reader.inputs.len()];
    let mut problems = Problems::default();
    let mut wrong = 0;
    let read = table.read(|chunk| {
        let columns = reader.columns(chunk, &mut unseen, &mut |row, input, text| {
            wrong += 1;
            if wrong <= SHOWN {
                let message = format!("row {row}: `{text}` is no number that can be held");
                problems.add(&input.column, "row.number", message);
            }
        });
        if wrong == 0 {
            met.rows += chunk.rows as u64;
            take(reader.scored(chunk, &columns));
        }
    });
    read.map_err(checked)?;
    if wrong > SHOWN {
        problems.add(
            "",
            "rows.more",
            format!("and {} more such cells", wrong - SHOWN),
        );
    }
    problems.or(()).map_err(checked)?;
    let names = reader.inputs.iter().map(|(input, _)| input.column.clone());
    met.unseen = names.zip(unseen).filter(|(_, cells)| *cells > 0).collect();
    Ok(met)
}

/// A program with the places of its inputs in a table.
struct Reader<'p> {
    program: &'p Program,
    /// In the order of the program's indicators.
    inputs: Vec<(&'p Input, usize)>,
    known: Vec<HashSet<&'p str>>,
    id: Option<usize>,
}

impl<'p> Reader<'p> {
    fn new(program: &'p Program, header: &[String], id: Option<&str>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut find = |column: &str| {
            let at = header.iter().position(|name| name == column);
            if at.is_none() {
                let message = format!("the file has no such column; it has: {}", header.join(", "));
                problems.add(column, "column.unknown", message);
            }
            at
        };
        let id = id.map(&mut find);
        let mut inputs = Vec::new();
        let mut records = Vec::new();
        for indicator in &program.indicators {
            let input = program
                .model
                .inputs
                .iter()
                .find(|input| input.indicator == *indicator);
            match input {
                Some(input) => inputs.extend(find(&input.column).map(|at| (input, at))),
                None => records.push(indicator.to_string()),
            }
        }
        if !records.is_empty() {
            let message = format!("the model reads records, not rows: {}", records.join(", "));
            problems.add("", "model.inputs", message);
        }
        let known = inputs
            .iter()
            .map(|(input, _)| input.words.iter().map(String::as_str).collect());
        problems.or(Self {
            program,
            known: known.collect(),
            id: id.flatten(),
            inputs,
        })
    }

    /// The columns of a chunk, exactly as they are written; words that were never seen are counted.
    fn columns(
        &self,
        chunk: &Chunk,
        unseen: &mut [u64],
        wrong: &mut impl FnMut(u64, &Input, &str),
    ) -> Columns {
        let columns = self.inputs.iter().enumerate().map(|(place, (input, at))| {
            let mut column = Column::new();
            for row in 0..chunk.rows {
                let text;
                let cell = match &chunk.columns[*at] {
                    Cells::Texts(texts) => texts.get(row),
                    cells => {
                        text = cells.text(row);
                        &text
                    }
                };
                let value = input.read(cell).unwrap_or_else(|| {
                    wrong(chunk.first + row as u64 + 1, input, cell);
                    Value::Unknown
                });
                if let Value::Word(word) = &value
                    && input.kind == InputKind::Category
                    && !self.known[place].contains(word.as_str())
                {
                    unseen[place] += 1;
                }
                column.push(Cell::from(&value));
            }
            column
        });
        let columns = Columns::new(self.program, columns.collect());
        columns.expect("one column for each indicator, one length")
    }

    fn scored(&self, chunk: &Chunk, columns: &Columns) -> Vec<RowScore> {
        let calibration = self.program.model.outcome.calibration.as_ref();
        let verdicts = self.program.run(columns).into_iter().enumerate();
        let scores = verdicts.map(|(row, verdict)| RowScore {
            row: chunk.first + row as u64 + 1,
            id: self
                .id
                .map(|at| chunk.columns[at].text(row))
                .unwrap_or_default(),
            ppm: calibration.and_then(|calibration| ppm(calibration, verdict.points.low)),
            verdict,
        });
        scores.collect()
    }
}

/// The probability at so many points: that of the last step that they reach, or of the first.
fn ppm(calibration: &Calibration, points: i32) -> Option<i64> {
    let steps = &calibration.table;
    let reached = steps.partition_point(|(from, _)| *from <= points);
    steps.get(reached.saturating_sub(1)).map(|(_, ppm)| *ppm)
}
