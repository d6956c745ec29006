//! A table for readers outside import: its header found among the first rows, and its rows as text.

use super::grid::GridRow;
use super::header::{Found, Header, stated_unit};
use super::input::Input;
use super::missing::{is_note, is_total, says_nothing};
use crate::units::Problems;
use crate::units::text::normalise;
use csv::StringRecord;

/// How many rows from the top a header is looked for.
const HEAD: usize = 40;

/// A table that was read whole.
pub(in crate::service) struct TextTable {
    header: Header,
    /// The fen of the unit that a line above the table states.
    unit: Option<i64>,
    /// The rows below the header that say something, each with its number in the file; totals and notes
    /// are left out.
    pub(in crate::service) rows: Vec<(u64, Vec<String>)>,
}

impl TextTable {
    /// Reads an input whose header has one of each of some names. `rule` names what is wrong if none has.
    pub(in crate::service) fn read(
        input: &Input,
        sheet: Option<&str>,
        needs: &[&[&str]],
        rule: &str,
    ) -> Result<Self, Problems> {
        let head = input.head(sheet, HEAD)?;
        let found = head.iter().enumerate().find_map(|(at, (row, cells))| {
            let header = Header::new(&[cells.as_slice()]);
            let has = |names: &&[&str]| column(&header, names).is_some();
            needs.iter().all(has).then_some((at, *row, header))
        });
        let Some((at, header_row, header)) = found else {
            let mut problems = Problems::default();
            let wanted: Vec<String> = needs.iter().map(|names| names.join("/")).collect();
            problems.add(
                input.name(),
                rule,
                format!("no row is a header; it needs {}", wanted.join(" and ")),
            );
            return Err(problems);
        };
        let unit = head[..at].iter().find_map(|(_, cells)| stated_unit(cells));
        let mut table = Self {
            header,
            unit,
            rows: Vec::new(),
        };
        table.fill(input, sheet, header_row)?;
        Ok(table)
    }

    fn fill(&mut self, input: &Input, sheet: Option<&str>, after: u64) -> Result<(), Problems> {
        let mut grid = input.grid(sheet)?;
        let mut record = StringRecord::new();
        let mut problems = Problems::default();
        while let Some(row) = grid.next(&mut record)? {
            match row {
                GridRow::Cells(row) if row > after => {
                    let cells: Vec<String> = record
                        .iter()
                        .map(|cell| normalise(cell).into_owned())
                        .collect();
                    let mut said = cells.iter().filter(|cell| !cell.is_empty());
                    let first = said.next();
                    let data = first.is_some_and(|cell| {
                        !(is_total(cell) || said.next().is_none() && is_note(cell))
                    });
                    if data {
                        self.rows.push((row, cells));
                    }
                }
                GridRow::Cells(_) => {}
                GridRow::Undecodable(row, shown) => {
                    let line = u32::try_from(row).ok();
                    problems.push(
                        line,
                        "row",
                        "input.encoding",
                        format!("is no text: {shown}"),
                    );
                }
            }
        }
        problems.or(())
    }

    /// The column that has one of some names.
    pub(in crate::service) fn column(&self, names: &[&str]) -> Option<usize> {
        column(&self.header, names)
    }

    /// The fen of the unit in which a column's numbers are.
    pub(in crate::service) fn unit_fen(&self, at: usize) -> i64 {
        self.header.unit_fen(at).or(self.unit).unwrap_or(100)
    }
}

/// A cell that says something.
pub(in crate::service) fn told(cells: &[String], at: Option<usize>) -> Option<&str> {
    let cell = cells.get(at?)?.as_str();
    (!says_nothing(cell)).then_some(cell)
}

fn column(header: &Header, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| match header.find(name) {
        Found::At(at) => Some(at),
        Found::Nowhere | Found::Twice => None,
    })
}
