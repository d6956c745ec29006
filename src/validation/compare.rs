//! Two models on the same rows: whether one tells events from others better, by `DeLong`'s covariance.
//!
//! The paper of `auc.rs`; the areas are correlated, since the rows are the same, so their intervals may overlap where the
//! difference is beyond doubt.

use super::auc::Auc;
use super::ranked::Ranked;
use super::sample::Sample;
use crate::statistics::{normal_quantile, normal_two_sided};
use crate::units::Problems;
use serde::Serialize;

/// Two areas and their difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The first area.
    pub first: Auc,
    /// The second area.
    pub second: Auc,
    /// First less second.
    pub difference: f64,
    /// The variance of the difference; none where a class has one row or less.
    pub variance: Option<f64>,
    /// Difference through its standard error; 0 for the same model twice.
    pub z: Option<f64>,
    /// How likely a difference as great or greater is between models that are as good, two-sided.
    pub p: Option<f64>,
}

impl Comparison {
    /// Compares two columns of scores over the same outcomes and weights.
    pub fn of(
        first: &[f64],
        second: &[f64],
        outcomes: &[bool],
        weights: Option<&[f64]>,
    ) -> Result<Self, Problems> {
        let first = Sample::new(first, outcomes, weights)?;
        let second = Sample::new(second, outcomes, weights)?;
        let (events, others) = first.both_classes()?;
        let ranked = [Ranked::of(&first)?, Ranked::of(&second)?];
        let areas = [Auc::of_ranked(&ranked[0]), Auc::of_ranked(&ranked[1])];
        let placed = [
            placements(&first, &ranked[0]),
            placements(&second, &ranked[1]),
        ];
        let difference = areas[0].value - areas[1].value;
        let mut spread = [0.0, 0.0];
        for (row, outcome) in outcomes.iter().enumerate() {
            let apart = placed[0][row] - placed[1][row] - difference;
            spread[usize::from(!*outcome)] += first.weight(row) * apart * apart;
        }
        let enough = events > 1.0 && others > 1.0;
        let variance = enough
            .then(|| spread[0] / (events - 1.0) / events + spread[1] / (others - 1.0) / others);
        let z = variance.and_then(|variance| {
            if variance > 0.0 {
                Some(difference / variance.sqrt())
            } else {
                (difference == 0.0).then_some(0.0)
            }
        });
        Ok(Self {
            first: areas[0],
            second: areas[1],
            difference,
            variance,
            z,
            p: z.map(normal_two_sided),
        })
    }

    /// The interval of the difference with this confidence.
    pub fn interval(&self, confidence: f64) -> Option<[f64; 2]> {
        let reach = normal_quantile(f64::midpoint(1.0, confidence)) * self.variance?.sqrt();
        Some([self.difference - reach, self.difference + reach])
    }
}

/// For each event the share of others below it, for each other the share of events above it; equal scores count half.
fn placements(sample: &Sample<'_>, ranked: &Ranked) -> Vec<f64> {
    let places: Vec<[f64; 2]> = ranked
        .below()
        .map(|(tie, events, others)| {
            [
                (others + tie.others / 2.0) / ranked.others,
                (ranked.events - events - tie.events / 2.0) / ranked.events,
            ]
        })
        .collect();
    let of = |score: f64, outcome: bool| {
        let at = ranked.ties.partition_point(|tie| tie.score < score);
        places[at][usize::from(!outcome)]
    };
    let rows = sample.scores.iter().zip(sample.outcomes);
    rows.map(|(score, outcome)| of(*score, *outcome)).collect()
}
