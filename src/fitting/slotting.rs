//! Slotting: other rows of the same table in the slots of a sample, for whoever tells of rows that it has not seen.

use super::placed::Placed;
use super::{Chunk, Sample, Spec};

/// Rows on their way into the slots of a sample's variables.
#[derive(Debug)]
pub struct Slotting<'s> {
    columns: Vec<Placed>,
    missing: &'s [String],
}

impl<'s> Slotting<'s> {
    /// The variables of a sample, found by their names in the header of its table.
    pub fn of(sample: &Sample, header: &[String], spec: &'s Spec) -> Self {
        let columns = sample.variables.iter().map(|variable| {
            let at = header.iter().position(|name| *name == variable.column);
            let at = at.expect("a variable is a column of the table that it was read from");
            let (layout, trend) = (variable.layout.clone(), variable.trend);
            Placed::new(at, &variable.column, layout, trend, variable.fixed)
        });
        Self {
            columns: columns.collect(),
            missing: &spec.columns.missing,
        }
    }

    /// Takes the rows of a chunk.
    pub fn take(&mut self, chunk: &Chunk) {
        for column in &mut self.columns {
            let cells = &chunk.columns[column.at];
            for row in 0..chunk.rows {
                let slot = column.slot(cells.get(row, self.missing));
                column.slots.push(slot);
            }
        }
    }

    /// The slots of each variable.
    pub fn finish(self) -> Vec<Vec<u8>> {
        self.columns
            .into_iter()
            .map(|column| column.slots)
            .collect()
    }
}
