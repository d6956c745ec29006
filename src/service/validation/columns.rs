//! Columns of a table under the names of its header: a word that comes again is held once.

use crate::fitting::{Cells, Chunk};
use crate::service::tables::TableFile;
use crate::units::Problems;
use smol_str::SmolStr;
use std::collections::HashMap;
use std::path::Path;

/// A table with the places of the columns that are asked for.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) table: TableFile,
    places: HashMap<String, Option<usize>>,
}

impl Source {
    /// Opens a table: `wanted` must be there, each once; of `others` those that are.
    pub(super) fn open(
        path: &Path,
        wanted: &[String],
        others: &[String],
    ) -> Result<Self, Problems> {
        let table = TableFile::open(path)?;
        let mut problems = Problems::default();
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        let needed = wanted.iter().map(|name| (name, true));
        for (name, must) in needed.chain(others.iter().map(|name| (name, false))) {
            if places.contains_key(name) {
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
            places.insert(name.clone(), at);
        }
        problems.or(Self { table, places })
    }

    /// The places of columns in a table that is open, those that are there.
    pub(super) fn of(table: &TableFile, names: &[String]) -> Self {
        let place = |name: &String| table.header.iter().position(|known| known == name);
        Self {
            places: names
                .iter()
                .map(|name| (name.clone(), place(name)))
                .collect(),
            table: table.clone(),
        }
    }

    /// Where a column stands; none for one that need not be there and is not.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied().flatten()
    }
}

/// The cell of a row without the spaces around it; empty where there is no such column.
pub(super) fn cell<T>(
    chunk: &Chunk,
    at: Option<usize>,
    row: usize,
    of: impl FnOnce(&str) -> T,
) -> T {
    match at.map(|at| &chunk.columns[at]) {
        None => of(""),
        Some(Cells::Texts(texts)) => of(texts.get(row).trim()),
        Some(numbers) => of(&numbers.text(row)),
    }
}

/// One column: its different words in the order they come, and which of them each row has.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) words: Vec<SmolStr>,
    pub(super) of_rows: Vec<u32>,
    known: HashMap<SmolStr, u32>,
}

impl Words {
    fn push(&mut self, word: &str) {
        let place = if let Some(place) = self.known.get(word) {
            *place
        } else {
            let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            self.words.push(SmolStr::new(word));
            self.known.insert(SmolStr::new(word), place);
            place
        };
        self.of_rows.push(place);
    }
}

/// Columns read into words.
#[derive(Debug, Clone, Default)]
pub(super) struct WordColumns {
    columns: Vec<(String, Option<usize>, Words)>,
}

impl WordColumns {
    /// Columns of a table to be read; each once, however often it is named.
    pub(super) fn of(source: &Source, names: &[String]) -> Self {
        let mut columns: Vec<(String, Option<usize>, Words)> = Vec::new();
        for name in names {
            if !columns.iter().any(|(known, ..)| known == name) {
                columns.push((name.clone(), source.place(name), Words::default()));
            }
        }
        Self { columns }
    }

    pub(super) fn take(&mut self, chunk: &Chunk) {
        for (_, at, words) in &mut self.columns {
            for row in 0..chunk.rows {
                cell(chunk, *at, row, |text| words.push(text));
            }
        }
    }

    /// The words of a column that was asked for.
    pub(super) fn words(&self, name: &str) -> &Words {
        let found = self.columns.iter().find(|(known, ..)| known == name);
        &found.expect("every column that is asked for is read").2
    }
}
