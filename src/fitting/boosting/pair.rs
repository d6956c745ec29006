//! A table of two variables, and which pairs of variables deserve one.

use super::column::{Coarse, byte};
use super::pair_step::{Grid, SIDE};
use super::{Column, Settings};
use rayon::prelude::*;
use serde::Serialize;

/// A table of two variables: what each cell adds to the log-odds 交互项.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The place of the first column.
    pub first: usize,
    /// The place of the second.
    pub second: usize,
    /// The row of the table for each bin of the first column; 15 for those without one.
    pub row_of_bin: Vec<u8>,
    /// The column of the table for each bin of the second; 15 for those without one.
    pub column_of_bin: Vec<u8>,
    /// How many rows and columns the table has.
    pub size: [usize; 2],
    /// The values, row by row.
    pub values: Vec<f64>,
}

impl Pair {
    /// The place of the cell for a bin of the first column and one of the second; none where either is no band.
    pub fn cell(&self, first: u8, second: u8) -> Option<usize> {
        let row = usize::from(self.row_of_bin[usize::from(first)]);
        let column = usize::from(self.column_of_bin[usize::from(second)]);
        (row < self.size[0] && column < self.size[1]).then_some(row * self.size[1] + column)
    }
}

/// Two columns whose interaction was tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) gain: f64,
}

/// Every two columns with the best score statistic of a two-by-two interaction among the slopes that are left
/// (after Lou et al. 2013, who compare residual sums of squares).
pub(super) fn candidates(
    columns: &[Column<'_>],
    coarse: &[Coarse],
    (slope, curve): (&[f32], &[f32]),
    settings: &Settings,
) -> Vec<Candidate> {
    let both: Vec<(usize, usize)> = (0..columns.len())
        .flat_map(|first| (first + 1..columns.len()).map(move |second| (first, second)))
        .collect();
    let small: Vec<Vec<u8>> = columns
        .par_iter()
        .zip(coarse)
        .map(|(column, coarse)| {
            let bins = column.bins.iter();
            bins.map(|bin| coarse.of_bin[usize::from(*bin)]).collect()
        })
        .collect();
    both.into_par_iter()
        .map(|(first, second)| {
            let mut grid = Grid::new(&coarse[first], &coarse[second], [None, None]);
            let rows = small[first].iter().zip(&small[second]);
            for ((row, column), (slope, curve)) in rows.zip(slope.iter().zip(curve)) {
                grid.add(row * byte(SIDE) + column, *slope, *curve);
            }
            Candidate {
                first,
                second,
                gain: grid.interaction(settings.penalty),
            }
        })
        .collect()
}

/// The cell of each row in the table of two columns.
pub(super) fn cells(columns: [&Column<'_>; 2], coarse: [&Coarse; 2]) -> Vec<u8> {
    let rows = columns[0].bins.iter().zip(columns[1].bins);
    rows.map(|(first, second)| {
        coarse[0].of_bin[usize::from(*first)] * byte(SIDE) + coarse[1].of_bin[usize::from(*second)]
    })
    .collect()
}
