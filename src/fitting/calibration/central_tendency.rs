//! Calibration to a central tendency 长期平均违约率校准.

use super::scores::rate;
use super::{Uncalibrated, chance, log_odds};
use serde::Serialize;

/// A shift of all log-odds, after which the mean probability is the long-run average.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CentralTendency {
    /// The long-run average default rate.
    pub target: f64,
    /// The mean before.
    pub before: f64,
    /// What is added to every log-odds.
    pub shift: f64,
}

impl CentralTendency {
    /// Finds the shift for probabilities of a portfolio, each with its weight. Ranks do not change.
    pub fn fit(
        chances: &[f64],
        weights: Option<&[f64]>,
        target: f64,
    ) -> Result<Self, Uncalibrated> {
        let target = rate("the central tendency", target)?;
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let whole: f64 = (0..chances.len()).map(weight).sum();
        let mean = |shift: f64| {
            let shifted = chances.iter().enumerate();
            let sum: f64 = shifted
                .map(|(row, told)| weight(row) * shifted_by(*told, shift))
                .sum();
            sum / whole
        };
        let before = rate("the mean of the probabilities", mean(0.0))?;
        let (mut low, mut high) = (-1.0, 1.0);
        while mean(low) > target && low > -1e3 {
            low *= 2.0;
        }
        while mean(high) < target && high < 1e3 {
            high *= 2.0;
        }
        if mean(low) > target || mean(high) < target {
            return Err(Uncalibrated::NoOptimum(
                "too many probabilities are 0 or 1 for any shift to reach the central tendency",
            ));
        }
        for _ in 0..200 {
            let middle = low.midpoint(high);
            if mean(middle) < target {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Self {
            target,
            before,
            shift: low.midpoint(high),
        })
    }

    /// A probability after the shift.
    pub fn chance(&self, chance: f64) -> f64 {
        shifted_by(chance, self.shift)
    }
}

/// A probability with its log-odds shifted; certainty stays.
fn shifted_by(told: f64, shift: f64) -> f64 {
    if told <= 0.0 || told >= 1.0 {
        return told;
    }
    chance(log_odds(told) + shift)
}
