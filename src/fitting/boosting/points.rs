//! Whole points of an additive model, and how far they can be from its log-odds.

use super::{Additive, Pair};
use crate::fitting::spec::Scale;
use serde::Serialize;

/// The tables of a model in whole points 分值; more points, less risk. The worst bin of each table has none, and the base
/// has what that takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Points {
    /// What everyone begins with.
    pub base: i32,
    /// Points of each bin of each column.
    pub shapes: Vec<Vec<i32>>,
    /// Points of each pair.
    pub pairs: Vec<PairPoints>,
    /// The most by which the points of any row can miss its log-odds, in points: what the base misses, and in each
    /// table the worst bin.
    pub worst_error: f64,
}

/// Points of a table of two columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairPoints {
    /// The cells, row by row.
    pub cells: Vec<i32>,
    /// Where either column has no band.
    pub beside: i32,
}

impl Points {
    /// Rounds each table by itself.
    pub fn of(model: &Additive, scale: Scale) -> Self {
        let factor = scale.factor();
        let mut base = scale.offset() - factor * model.start;
        let mut worst_error = 0.0;
        let mut rounded = |values: &mut dyn Iterator<Item = f64>| {
            let exact: Vec<f64> = values.map(|value| -factor * value).collect();
            let least = exact.iter().copied().fold(f64::INFINITY, f64::min);
            let points: Vec<i32> = exact.iter().map(|points| whole(points - least)).collect();
            let errors = exact.iter().zip(&points);
            worst_error += errors
                .map(|(exact, points)| (exact - least - f64::from(*points)).abs())
                .fold(0.0, f64::max);
            base += least;
            points
        };
        let shapes = model.shapes.iter();
        let shapes = shapes
            .map(|shape| rounded(&mut shape.iter().copied()))
            .collect();
        let pairs = model.pairs.iter().map(|pair| {
            let mut cells = rounded(&mut pair.values.iter().copied().chain([0.0]));
            let beside = cells.pop().expect("the cells, and what is beside them");
            PairPoints { cells, beside }
        });
        let pairs = pairs.collect();
        worst_error += (base - f64::from(whole(base))).abs();
        Self {
            base: whole(base),
            shapes,
            pairs,
            worst_error,
        }
    }

    /// The points of one row, by its bin in each column.
    pub fn total(&self, pairs: &[Pair], bins: impl Fn(usize) -> u8) -> i32 {
        let mut sum = self.base;
        for (column, shape) in self.shapes.iter().enumerate() {
            sum += shape[usize::from(bins(column))];
        }
        for (pair, points) in pairs.iter().zip(&self.pairs) {
            let cell = pair.cell(bins(pair.first), bins(pair.second));
            sum += cell.map_or(points.beside, |cell| points.cells[cell]);
        }
        sum
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "points are clamped to what a table holds"
)]
fn whole(points: f64) -> i32 {
    points.round().clamp(-1_000_000.0, 1_000_000.0) as i32
}
