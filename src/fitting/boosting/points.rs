//! Whole points of an additive model, and how far they can be from its log-odds.

use super::{Additive, Pair};
use serde::Serialize;

/// Which points stand for which odds 分值刻度.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scale {
    /// Points that double the odds against the event.
    pub pdo: f64,
    /// Points at the base odds.
    pub base_points: f64,
    /// Odds of non-event to event at the base points.
    pub base_odds: f64,
}

impl Scale {
    /// Points of one unit of log-odds.
    pub fn factor(&self) -> f64 {
        self.pdo / std::f64::consts::LN_2
    }
}

/// The tables of a model in whole points; more points, less risk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Points {
    /// What everyone begins with.
    pub base: i64,
    /// Points of each bin of each column.
    pub shapes: Vec<Vec<i64>>,
    /// Points of the cells of each pair, row by row.
    pub pairs: Vec<Vec<i64>>,
    /// Log-odds of one point.
    pub unit: f64,
    /// The most by which the points of any row can miss its log-odds, in points: what is left of the base, and in
    /// each table the worst bin.
    pub worst: f64,
}

impl Points {
    /// Rounds each table by itself.
    pub fn of(model: &Additive, scale: &Scale) -> Self {
        let factor = scale.factor();
        let mut worst = 0.0;
        let mut rounded = |values: &[f64]| {
            let mut most: f64 = 0.0;
            let points = values
                .iter()
                .map(|value| {
                    let exact = -factor * value;
                    most = most.max((exact - exact.round()).abs());
                    exact.round() as i64
                })
                .collect::<Vec<_>>();
            worst += most;
            points
        };
        let base = scale.base_points / factor - model.start - scale.base_odds.ln();
        Self {
            base: rounded(&[-base])[0],
            shapes: model.shapes.iter().map(|shape| rounded(shape)).collect(),
            pairs: model
                .pairs
                .iter()
                .map(|pair| rounded(&pair.values))
                .collect(),
            unit: 1.0 / factor,
            worst,
        }
    }

    /// The points of one row, by its bin in each column.
    pub fn total(&self, pairs: &[Pair], bins: impl Fn(usize) -> u8) -> i64 {
        let mut sum = self.base;
        for (column, shape) in self.shapes.iter().enumerate() {
            sum += shape[usize::from(bins(column))];
        }
        for (pair, points) in pairs.iter().zip(&self.pairs) {
            let cell = pair.cell(bins(pair.first), bins(pair.second));
            sum += cell.map_or(0, |cell| points[cell]);
        }
        sum
    }
}
