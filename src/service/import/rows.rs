//! The rows of an input, read by a plan into outcomes, in slices and in constant memory.

use super::enterprises::Last;
use super::grid::{Grid, GridRow};
use super::input::{Format, Input};
use super::json_lines::JsonRows;
use super::jump::Jumps;
use super::missing::{is_note, is_total};
use super::plan::{Plan, Table};
use super::row::{ReadFact, RowOutcome};
use crate::units::text::normalise;
use crate::units::{EnterpriseId, Problems};
use csv::StringRecord;

/// What is told of a text with the sign U+0000.
pub(super) const NO_NUL: &str = "the sign U+0000 is in it, which no text may have; leave it out";

/// How many rows a slice has.
const SLICE: usize = 1024;

/// The outcomes of an input's rows, in slices of up to 1,024. A slice is an error only when the file
/// cannot be read further.
pub struct Rows<'a> {
    plan: &'a Plan,
    from: From<'a>,
    record: StringRecord,
    last: Last,
    ids: Vec<EnterpriseId>,
    jumps: Jumps,
    done: bool,
}

enum From<'a> {
    Table(&'a Table, Grid),
    Json(JsonRows),
}

/// Begins to read an input by a plan.
pub fn read_rows<'a>(input: &Input, plan: &'a Plan) -> Result<Rows<'a>, Problems> {
    let from = match &plan.table {
        Some(table) if input.format() != Format::JsonLines => {
            From::Table(table, input.grid(table.sheet.as_deref())?)
        }
        _ => From::Json(JsonRows::new(input.reader()?)),
    };
    Ok(Rows {
        plan,
        from,
        record: StringRecord::new(),
        last: Last::default(),
        ids: Vec::new(),
        jumps: Jumps::default(),
        done: false,
    })
}

impl Rows<'_> {
    /// Bytes of the file read so far, for a progress bar; `None` for a workbook.
    pub fn bytes_read(&self) -> Option<u64> {
        match &self.from {
            From::Table(_, grid) => grid.bytes_read(),
            From::Json(rows) => Some(rows.bytes_read()),
        }
    }

    /// What was seen across the rows read so far, such as jumps of ten thousand between two years.
    pub fn notices(&self) -> Vec<String> {
        self.jumps.notices()
    }

    /// The outcome of the next row that is not blank.
    fn next_row(&mut self) -> Result<Option<RowOutcome>, Problems> {
        let (table, grid) = match &mut self.from {
            From::Json(rows) => return rows.next(self.plan),
            From::Table(table, grid) => (*table, grid),
        };
        let row = loop {
            match grid.next(&mut self.record)? {
                None => return Ok(None),
                Some(GridRow::Undecodable(row, text)) if row >= table.first_row => {
                    let mut problems = Problems::default();
                    let message = "the row has bytes that are no text in the encoding of the file";
                    problems.add("", "encoding", message);
                    return Ok(Some(RowOutcome::Rejected {
                        row,
                        problems,
                        text,
                    }));
                }
                Some(GridRow::Cells(row)) if row >= table.first_row && !is_blank(&self.record) => {
                    break row;
                }
                Some(_) => {}
            }
        };
        let mut problems = Problems::default();
        let facts = self.facts(table, &mut problems);
        if !problems.is_empty() {
            return Ok(Some(RowOutcome::Rejected {
                row,
                problems,
                text: shown(&self.record),
            }));
        }
        facts.iter().for_each(|fact| self.jumps.see(row, fact));
        Ok(Some(RowOutcome::Facts { row, facts }))
    }

    fn facts(&mut self, table: &Table, problems: &mut Problems) -> Vec<ReadFact> {
        let (record, missing) = (&self.record, self.plan.missing.as_slice());
        if is_not_data(record, table.width, problems) || has_nul(record, problems) {
            return Vec::new();
        }
        let (last, ids) = (&mut self.last, &mut self.ids);
        table.enterprise.read(record, missing, last, ids, problems);
        let mut facts = Vec::with_capacity(table.facts.len());
        for bound in &table.facts {
            let Some((fact, available)) = bound.read(record, missing, problems) else {
                continue;
            };
            for id in ids.iter().skip(1) {
                facts.push((id.clone(), fact.clone(), available.clone()));
            }
            if let Some(id) = ids.first() {
                facts.push((id.clone(), fact, available));
            }
        }
        if facts.is_empty() && problems.is_empty() {
            let message = "the row has none of the facts that the mapping reads";
            problems.add("", "row.no_fact", message);
        }
        facts
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Whether a row is a total, a note, or of another width than the header; the problem is added.
fn is_not_data(record: &StringRecord, width: usize, problems: &mut Problems) -> bool {
    let mut told = record.iter().filter(|cell| !cell.trim().is_empty());
    let first = normalise(told.next().unwrap_or(""));
    if is_total(&first) {
        problems.add(
            "",
            "row.total",
            "a total of other rows is no fact of its own",
        );
        return true;
    }
    if record.len() < width && record.iter().any(|cell| cell.contains('\n')) {
        let message = "a quotation mark that is not closed has taken the lines after it into one \
                       cell; close it or double it, and import the file again";
        problems.add("", "csv.quote", message);
        return true;
    }
    if width >= 3 && told.next().is_none() && (is_note(&first) || record.len() < width) {
        problems.add("", "row.note", "a note beside the table is no fact");
        return true;
    }
    let beyond = record
        .iter()
        .skip(width)
        .any(|cell| !cell.trim().is_empty());
    if record.len() < width || beyond {
        let message = format!(
            "the row has {} cells and the header has {width}; a separator or a quote is out of place",
            record.len()
        );
        problems.add("", "row.width", message);
        return true;
    }
    false
}

/// Whether a cell has the sign U+0000, which no record keeps; each is told.
fn has_nul(record: &StringRecord, problems: &mut Problems) -> bool {
    let found = (1..).zip(record).filter(|(_, cell)| cell.contains('\0'));
    let before = problems.0.len();
    for (column, _) in found {
        problems.add(&format!("column {column}"), "text.nul", NO_NUL);
    }
    problems.0.len() > before
}

/// The row as CSV, to be mended by a person.
fn shown(record: &StringRecord) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(record).is_ok();
    let bytes = writer.into_inner().unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    if written {
        text.trim_end_matches('\n').to_owned()
    } else {
        text
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<RowOutcome>, Problems>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let mut slice = Vec::with_capacity(SLICE);
        while slice.len() < SLICE {
            match self.next_row() {
                Ok(Some(outcome)) => slice.push(outcome),
                Ok(None) => {
                    self.done = true;
                    break;
                }
                Err(problems) => {
                    self.done = true;
                    return Some(Err(problems));
                }
            }
        }
        (!slice.is_empty()).then_some(Ok(slice))
    }
}
