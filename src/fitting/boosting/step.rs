//! One Newton step of one variable: where its histogram is cut, and what each part of it is worth.

use super::{Column, Settings};
use crate::fitting::calibration::pool_adjacent;

/// What the rows in each bin of a variable add up to.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram {
    /// Sums of the slopes of the log-likelihood.
    pub(super) slope: Vec<f64>,
    /// Sums of its curvatures.
    pub(super) curve: Vec<f64>,
    /// How many rows are fitted on.
    pub(super) rows: Vec<u32>,
}

/// A stretch of bins, in the order in which they are searched.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    first: usize,
    end: usize,
    cut: usize,
    gain: f64,
}

/// Sums over a stretch of bins.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    slope: f64,
    curve: f64,
    rows: u32,
}

impl Sums {
    fn less(self, other: Self) -> Self {
        Self {
            slope: self.slope - other.slope,
            curve: self.curve - other.curve,
            rows: self.rows - other.rows,
        }
    }

    /// Twice what a Newton step gains here.
    fn gain(self, penalty: f64) -> f64 {
        self.slope * self.slope / (self.curve + penalty)
    }
}

/// The new shape of a variable after one step: never against its trend, since the line is projected onto it.
pub(super) fn step(
    column: &Column<'_>,
    histogram: &Histogram,
    shape: &[f64],
    settings: &Settings,
) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.count).collect();
    let worth = |bin: usize| histogram.slope[bin] / (histogram.curve[bin] + settings.penalty);
    order[column.ordered()..].sort_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(a.cmp(b)));
    let upto = running(histogram, &order);
    let mut leaves = Vec::with_capacity(settings.leaves + 1);
    for (first, end) in [(0, column.ordered()), (column.ordered(), column.count)] {
        if first < end {
            leaves.push(searched(first, end, &upto, settings));
        }
    }
    for _ in 1..settings.leaves {
        let Some(best) = best(&leaves) else { break };
        let Leaf {
            first, end, cut, ..
        } = leaves[best];
        leaves[best] = searched(first, cut, &upto, settings);
        leaves.push(searched(cut, end, &upto, settings));
    }
    let mut next = shape.to_vec();
    for leaf in leaves {
        let sums = upto[leaf.end].less(upto[leaf.first]);
        if sums.rows as usize >= settings.least_rows {
            let value = settings.learning_rate * sums.slope / (sums.curve + settings.penalty);
            order[leaf.first..leaf.end]
                .iter()
                .for_each(|bin| next[*bin] += value);
        }
    }
    project(column, histogram, &mut next);
    next
}

/// Sums up to each place of the order.
fn running(histogram: &Histogram, order: &[usize]) -> Vec<Sums> {
    let mut upto = Vec::with_capacity(order.len() + 1);
    let mut sums = Sums::default();
    upto.push(sums);
    for bin in order {
        sums.slope += histogram.slope[*bin];
        sums.curve += histogram.curve[*bin];
        sums.rows += histogram.rows[*bin];
        upto.push(sums);
    }
    upto
}

/// A leaf with its best cut.
fn searched(first: usize, end: usize, upto: &[Sums], settings: &Settings) -> Leaf {
    let whole = upto[end].less(upto[first]);
    let least = u32::try_from(settings.least_rows).unwrap_or(u32::MAX);
    let before = whole.gain(settings.penalty);
    let mut leaf = Leaf {
        first,
        end,
        cut: first,
        gain: settings.least_gain,
    };
    for cut in first + 1..end {
        let left = upto[cut].less(upto[first]);
        let right = whole.less(left);
        if left.rows < least || right.rows < least {
            continue;
        }
        let gain = left.gain(settings.penalty) + right.gain(settings.penalty) - before;
        if gain > leaf.gain {
            leaf.cut = cut;
            leaf.gain = gain;
        }
    }
    leaf
}

/// The leaf whose cut gains most, the first of equals.
fn best(leaves: &[Leaf]) -> Option<usize> {
    let mut best = None;
    let mut most = 0.0;
    for (at, leaf) in leaves.iter().enumerate() {
        if leaf.cut > leaf.first && leaf.gain > most {
            most = leaf.gain;
            best = Some(at);
        }
    }
    best
}

/// The nearest line that keeps the trend, each bin weighing its curvature.
fn project(column: &Column<'_>, histogram: &Histogram, shape: &mut [f64]) {
    let Some(sign) = column.sign() else { return };
    let line = &mut shape[..column.ordered()];
    line.iter_mut().for_each(|value| *value *= sign);
    let weights: Vec<f64> = histogram.curve[..column.ordered()]
        .iter()
        .map(|curve| curve.max(1e-9))
        .collect();
    pool_adjacent(line, &weights);
    line.iter_mut().for_each(|value| *value *= sign);
}
