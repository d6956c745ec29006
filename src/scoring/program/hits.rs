//! The band that every row hits in every table: what tells whether a characteristic has moved.

use super::{Block, Columns, CompiledRule, Program};
use crate::units::Bilingual;
use rayon::prelude::*;

/// The slots of one table, and the one that each row hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// What each slot is called.
    pub slots: Vec<Bilingual>,
    /// The slots of rows whose figure is not known, does not arise or has no value.
    pub unknown: Vec<usize>,
    /// The slot of each row.
    pub of_rows: Vec<u8>,
}

impl Program {
    /// The hits of every table, in the order of the model.
    pub fn hits(&self, columns: &Columns) -> Vec<Hits> {
        let tables = 0..self.tables.len();
        let mut hits: Vec<Hits> = tables
            .clone()
            .map(|at| Hits {
                slots: (0..self.tables[at].slots)
                    .map(|slot| self.slot_words(at, slot).clone())
                    .collect(),
                unknown: match &self.tables[at].rule {
                    CompiledRule::Bands { edges, .. } => {
                        (edges.len() + 1..edges.len() + 4).collect()
                    }
                    CompiledRule::List { rows } => {
                        let absent =
                            |row: &usize| rows[*row].iter().any(|test| test.absent.is_some());
                        let of_rows = (0..rows.len()).filter(absent);
                        of_rows.chain([rows.len()]).collect()
                    }
                    CompiledRule::Expert => Vec::new(),
                },
                of_rows: Vec::with_capacity(columns.rows()),
            })
            .collect();
        let starts: Vec<usize> = (0..columns.rows()).step_by(Block::ROWS).collect();
        let parts: Vec<Vec<Vec<u8>>> = starts
            .into_par_iter()
            .map_init(Block::default, |block, first| {
                let rows = Block::ROWS.min(columns.rows() - first);
                self.work(columns, block, first, rows, None, None);
                let of = |table: usize| block.hit[table * rows..(table + 1) * rows].to_vec();
                tables.clone().map(of).collect()
            })
            .collect();
        for part in parts {
            for (table, slots) in hits.iter_mut().zip(part) {
                table.of_rows.extend(slots);
            }
        }
        hits
    }
}
