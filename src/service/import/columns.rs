//! Columns of a file as text, under the names of its header: what models and statistics read rows from.

use super::grid::GridRow;
use super::input::open;
use crate::units::{Digest, Problems};
use smol_str::SmolStr;
use std::path::Path;

/// How many rows at fault are named before the rest are only counted.
const NAMED: usize = 5;

/// Some columns of a file, cell by cell.
#[derive(Debug, Clone)]
pub(in crate::service) struct TextColumns {
    /// The file's name.
    pub(in crate::service) file: String,
    /// The digest of its bytes.
    pub(in crate::service) digest: Digest,
    /// Every name of its header.
    pub(in crate::service) header: Vec<String>,
    /// The names asked for, in that order, each with its cells; spaces around a cell are left out.
    pub(in crate::service) columns: Vec<(String, Vec<SmolStr>)>,
    /// The line of each row, from 1.
    pub(in crate::service) lines: Vec<u64>,
}

impl TextColumns {
    /// The cells of a column that was asked for.
    pub(in crate::service) fn cells(&self, name: &str) -> Option<&[SmolStr]> {
        let found = self.columns.iter().find(|(known, _)| known == name);
        found.map(|(_, cells)| cells.as_slice())
    }
}

/// Reads columns: `wanted` must be there, each once; of `others` those that are. Blank rows are left out.
pub(in crate::service) fn columns(
    path: &Path,
    wanted: &[String],
    others: &[String],
) -> Result<TextColumns, Problems> {
    let input = open(path)?;
    let mut grid = input.grid(None)?;
    let mut record = csv::StringRecord::new();
    let mut problems = Problems::default();
    let header: Vec<String> = match grid.next(&mut record)? {
        Some(GridRow::Cells(_)) => record.iter().map(|name| name.trim().to_owned()).collect(),
        _ => Vec::new(),
    };
    let mut places = Vec::new();
    for name in wanted
        .iter()
        .chain(others.iter().filter(|name| header.contains(name)))
    {
        let mut found = (0..header.len()).filter(|at| header[*at] == *name);
        match (found.next(), found.next()) {
            (Some(at), None) => {
                if !places.iter().any(|(known, _)| *known == name) {
                    places.push((name, at));
                }
            }
            (None, _) => {
                let there = header.join(", ");
                problems.push(
                    Some(1),
                    name,
                    "column.missing",
                    format!("no such column; the file has: {there}"),
                );
            }
            (Some(_), Some(_)) => {
                let what = "two columns have this name; only one may";
                problems.push(Some(1), name, "column.twice", what);
            }
        }
    }
    problems.or(())?;
    let mut read = TextColumns {
        file: input.name().to_owned(),
        digest: input.digest(),
        columns: places
            .iter()
            .map(|(name, _)| ((*name).clone(), Vec::new()))
            .collect(),
        header,
        lines: Vec::new(),
    };
    let (mut wrong, mut problems) = (0_usize, Problems::default());
    let mut tell = |row: u64, rule: &str, what: String| {
        wrong += 1;
        if wrong <= NAMED {
            problems.push(u32::try_from(row).ok(), "", rule, what);
        }
    };
    while let Some(next) = grid.next(&mut record)? {
        match next {
            GridRow::Cells(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            GridRow::Cells(row) if record.len() < read.header.len() => {
                let what = format!(
                    "{} cells, where the header has {}",
                    record.len(),
                    read.header.len()
                );
                tell(row, "row.cells", what);
            }
            GridRow::Cells(row) => {
                read.lines.push(row);
                for ((_, at), (_, cells)) in places.iter().zip(&mut read.columns) {
                    cells.push(SmolStr::new(record.get(*at).unwrap_or_default().trim()));
                }
            }
            GridRow::Undecodable(row, shown) => {
                tell(row, "row.text", format!("these bytes are no text: {shown}"));
            }
        }
    }
    if wrong > NAMED {
        problems.add(
            "",
            "row.more",
            format!("and {} more rows like these", wrong - NAMED),
        );
    }
    problems.or(read)
}
