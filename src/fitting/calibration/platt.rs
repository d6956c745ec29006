//! Platt's sigmoid 普拉特校准: log-odds mapped by a line through them.

use super::small_logit::SmallLogit;
use super::{Scores, Uncalibrated};
use serde::Serialize;

/// Log-odds stretched and shifted: intercept + slope × log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Platt {
    /// What is added.
    pub intercept: f64,
    /// What they are multiplied by.
    pub slope: f64,
}

impl Platt {
    /// Fits by maximum likelihood on Platt's smoothed targets, (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2), with the N weighed
    /// (Platt 1999; the numerics after Lin, Lin and Weng 2007).
    pub fn fit(scores: &Scores<'_>) -> Result<Self, Uncalibrated> {
        scores.check()?;
        let [without, with] = scores.classes();
        let high = (with + 1.0) / (with + 2.0);
        let low = 1.0 / (without + 2.0);
        let fit = SmallLogit {
            columns: &|row| [1.0, scores.log_odds[row]],
            targets: &|row| if scores.outcomes[row] { high } else { low },
            weights: &|row| scores.weight(row),
            rows: scores.outcomes.len(),
        };
        let [intercept, slope] = fit
            .fit()
            .ok_or(Uncalibrated::NoOptimum("all scores are the same"))?;
        Ok(Self { intercept, slope })
    }

    /// The calibrated log-odds.
    pub fn log_odds(&self, log_odds: f64) -> f64 {
        self.intercept + self.slope * log_odds
    }
}
