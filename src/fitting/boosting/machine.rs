//! The rows while a model is boosted: score, slope and curvature of each, in fixed stretches, so that any number of
//! threads gives the same bits.

use super::step::Histogram;
use super::{Column, Rows};
use rayon::prelude::*;

/// How many rows are summed together before sums are summed.
pub(super) const STRETCH: usize = 1 << 14;

/// A step that is not yet in the scores: a column, and by how much each of its bins moved.
pub(super) struct Move {
    column: usize,
    by: [f64; 256],
}

impl Move {
    /// From one shape of a column to the next.
    pub(super) fn new(column: usize, from: &[f64], to: &[f64]) -> Self {
        let mut by = [0.0; 256];
        for (by, (from, to)) in by.iter_mut().zip(from.iter().zip(to)) {
            *by = to - from;
        }
        Self { column, by }
    }
}

/// The state of a fit.
pub(super) struct Machine<'a> {
    columns: &'a [Column<'a>],
    rows: &'a Rows<'a>,
    /// What a row weighs in the fit; nothing if it is held out.
    fitted: Vec<f32>,
    score: Vec<f64>,
    slope: Vec<f32>,
    curve: Vec<f32>,
    /// By column: how many fitted rows are in each bin, and what their curvatures add up to.
    counts: Vec<Vec<u32>>,
    curves: Vec<Vec<f64>>,
    holds_out: bool,
}

impl<'a> Machine<'a> {
    /// Rows in their beginning, with the scores that they begin with.
    pub(super) fn new(
        columns: &'a [Column<'a>],
        rows: &'a Rows<'a>,
        held: &[bool],
        score: Vec<f64>,
    ) -> Self {
        let fitted: Vec<f32> = (0..rows.len())
            .map(|row| {
                if held[row] {
                    0.0
                } else {
                    rows.weight(row) as f32
                }
            })
            .collect();
        let counts = columns
            .par_iter()
            .map(|column| {
                let mut counts = vec![0; column.count];
                for (bin, held) in column.bins.iter().zip(held) {
                    counts[usize::from(*bin)] += u32::from(!held);
                }
                counts
            })
            .collect();
        Self {
            columns,
            rows,
            score,
            holds_out: held.contains(&true),
            slope: vec![0.0; fitted.len()],
            curve: vec![0.0; fitted.len()],
            curves: columns
                .iter()
                .map(|column| vec![0.0; column.count])
                .collect(),
            fitted,
            counts,
        }
    }

    /// Adds moves to the scores, and tells the mean log-loss of the rows held out (of all where none is).
    /// Slopes are made anew; curvatures too, if asked.
    pub(super) fn settle(&mut self, moves: &[Move], curves: bool) -> f64 {
        let (columns, rows, holds_out) = (self.columns, self.rows, self.holds_out);
        let parts: Vec<[f64; 2]> = self
            .score
            .par_chunks_mut(STRETCH)
            .zip(self.slope.par_chunks_mut(STRETCH))
            .zip(self.curve.par_chunks_mut(STRETCH))
            .zip(self.fitted.par_chunks(STRETCH))
            .enumerate()
            .map(|(at, (((score, slope), curve), fitted))| {
                let first = at * STRETCH;
                for moved in moves {
                    let bins = &columns[moved.column].bins[first..first + score.len()];
                    for (score, bin) in score.iter_mut().zip(bins) {
                        *score += moved.by[usize::from(*bin)];
                    }
                }
                let mut loss = [0.0; 2];
                for row in 0..score.len() {
                    let event = rows.outcomes[first + row];
                    let chance = 1.0 / (1.0 + (-score[row]).exp());
                    let weight = f64::from(fitted[row]);
                    slope[row] = (weight * (f64::from(u8::from(event)) - chance)) as f32;
                    if curves {
                        curve[row] = (weight * chance * (1.0 - chance)) as f32;
                    }
                    if weight == 0.0 || !holds_out {
                        let weight = rows.weight(first + row);
                        let told = if event { chance } else { 1.0 - chance };
                        loss[0] -= weight * told.max(1e-300).ln();
                        loss[1] += weight;
                    }
                }
                loss
            })
            .collect();
        if curves {
            self.sum_curves();
        }
        let loss = parts
            .iter()
            .fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]]);
        if loss[1] > 0.0 {
            loss[0] / loss[1]
        } else {
            0.0
        }
    }

    fn sum_curves(&mut self) {
        let curve = &self.curve;
        self.curves
            .par_iter_mut()
            .zip(self.columns)
            .for_each(|(sums, column)| {
                let mut lanes = [[0.0_f64; 256]; 2];
                for (bins, curve) in column.bins.chunks(2).zip(curve.chunks(2)) {
                    for lane in 0..bins.len() {
                        lanes[lane][usize::from(bins[lane])] += f64::from(curve[lane]);
                    }
                }
                for (bin, sum) in sums.iter_mut().enumerate() {
                    *sum = lanes[0][bin] + lanes[1][bin];
                }
            });
    }

    /// The histogram of a column; before, the move of another is taken off the slopes, to first order.
    pub(super) fn histogram(&mut self, column: usize, moved: Option<&Move>) -> Histogram {
        let columns = self.columns;
        let next = columns[column].bins;
        let by: [f32; 256] = std::array::from_fn(|bin| moved.map_or(0.0, |of| of.by[bin] as f32));
        let parts: Vec<[[f64; 256]; 2]> = self
            .slope
            .par_chunks_mut(STRETCH)
            .zip(self.curve.par_chunks(STRETCH))
            .zip(next.par_chunks(STRETCH))
            .enumerate()
            .map(|(at, ((slope, curve), next))| {
                let mut sums = [[0.0; 256]; 2];
                if let Some(moved) = moved {
                    let first = at * STRETCH;
                    let bins = &columns[moved.column].bins[first..first + slope.len()];
                    for ((slope, curve), bin) in slope.iter_mut().zip(curve).zip(bins) {
                        *slope -= curve * by[usize::from(*bin)];
                    }
                }
                add(slope, next, &mut sums);
                sums
            })
            .collect();
        let count = columns[column].count;
        let mut slope = vec![0.0; count];
        for part in &parts {
            for (bin, sum) in slope.iter_mut().enumerate() {
                *sum += part[0][bin] + part[1][bin];
            }
        }
        Histogram {
            slope,
            curve: self.curves[column].clone(),
            rows: self.counts[column].clone(),
        }
    }

    /// Whether any row is held out.
    pub(super) fn holds_out(&self) -> bool {
        self.holds_out
    }

    /// The scores as they stand.
    pub(super) fn into_scores(self) -> Vec<f64> {
        self.score
    }

    /// Slope and curvature of each row, as they stand.
    pub(super) fn slopes(&self) -> (&[f32], &[f32]) {
        (&self.slope, &self.curve)
    }
}

/// Adds slopes to the sums of their bins; two lanes, so that equal bins side by side do not wait for each other.
fn add(slope: &[f32], bins: &[u8], sums: &mut [[f64; 256]; 2]) {
    let [even, odd] = sums;
    let mut slopes = slope.chunks_exact(2);
    let mut pairs = bins.chunks_exact(2);
    for (slope, bins) in slopes.by_ref().zip(pairs.by_ref()) {
        even[usize::from(bins[0])] += f64::from(slope[0]);
        odd[usize::from(bins[1])] += f64::from(slope[1]);
    }
    for (slope, bin) in slopes.remainder().iter().zip(pairs.remainder()) {
        even[usize::from(*bin)] += f64::from(*slope);
    }
}
