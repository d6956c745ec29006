//! Columns of a table as text, under the names of its header.

use crate::fitting::{Cells, Chunk};
use crate::service::tables::TableFile;
use crate::units::{Digest, Problems};
use smol_str::SmolStr;
use std::path::Path;

/// Some columns of a table, cell by cell.
#[derive(Debug, Clone)]
pub(super) struct TextColumns {
    /// The digest of the file's bytes.
    pub(super) digest: Digest,
    /// How many rows.
    pub(super) rows: usize,
    columns: Vec<(String, Vec<SmolStr>)>,
}

impl TextColumns {
    /// The cells of a column that was asked for; a column that need not be there and is not has empty ones.
    pub(super) fn cells(&self, name: &str) -> &[SmolStr] {
        let found = self.columns.iter().find(|(known, _)| known == name);
        found.map(|(_, cells)| cells.as_slice()).unwrap_or_default()
    }
}

/// Reads columns: `wanted` must be there, each once; of `others` those that are. Spaces around a cell are left out.
pub(super) fn read(
    path: &Path,
    wanted: &[String],
    others: &[String],
) -> Result<TextColumns, Problems> {
    let table = TableFile::open(path)?;
    let mut problems = Problems::default();
    let mut places: Vec<(&String, Option<usize>)> = Vec::new();
    let needed = wanted.iter().map(|name| (name, true));
    for (name, must) in needed.chain(others.iter().map(|name| (name, false))) {
        if places.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let mut found = (0..table.header.len()).filter(|at| table.header[*at] == *name);
        let (at, again) = (found.next(), found.next());
        if at.is_none() && must {
            let there = table.header.join(", ");
            problems.add(
                name,
                "column.unknown",
                format!("no such column; the file has: {there}"),
            );
        }
        if again.is_some() {
            problems.add(
                name,
                "column.twice",
                "two columns have this name; only one may",
            );
        }
        places.push((name, at));
    }
    problems.or(())?;
    let named = places.iter().map(|(name, _)| ((*name).clone(), Vec::new()));
    let mut read = TextColumns {
        digest: table.digest,
        rows: 0,
        columns: named.collect(),
    };
    table.read(|chunk| {
        read.rows += chunk.rows;
        for ((_, at), (_, cells)) in places.iter().zip(&mut read.columns) {
            take(chunk, *at, cells);
        }
    })?;
    Ok(read)
}

fn take(chunk: &Chunk, at: Option<usize>, cells: &mut Vec<SmolStr>) {
    let rows = 0..chunk.rows;
    match at.map(|at| &chunk.columns[at]) {
        None => cells.extend(rows.map(|_| SmolStr::default())),
        Some(Cells::Texts(texts)) => {
            cells.extend(rows.map(|row| SmolStr::new(texts.get(row).trim())));
        }
        Some(numbers) => cells.extend(rows.map(|row| SmolStr::new(numbers.text(row)))),
    }
}
