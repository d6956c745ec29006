//! Sums by calendar year, a few of them, in the order in which their years came up.

use serde::{Deserialize, Serialize};

/// A sum in fen for each year of which anything was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::pool) struct Years(Vec<(i16, i64)>);

impl Years {
    /// The sum of a year; nought where nothing was counted.
    pub(in crate::pool) fn of(&self, year: i16) -> i64 {
        let of = self.0.iter().find(|(of, _)| *of == year);
        of.map_or(0, |(_, sum)| *sum)
    }

    pub(in crate::pool) fn add(&mut self, year: i16, fen: i64) {
        match self.0.iter_mut().find(|(of, _)| *of == year) {
            Some((_, sum)) => *sum += fen,
            None => self.0.push((year, fen)),
        }
    }

    /// The years of which anything was counted.
    pub(in crate::pool) fn counted(&self) -> impl Iterator<Item = i16> {
        self.0.iter().map(|(year, _)| *year)
    }
}
