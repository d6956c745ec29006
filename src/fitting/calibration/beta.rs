//! Beta calibration 贝塔校准: log-odds mapped by the logarithms of a chance and of its complement.

use super::small_logit::SmallLogit;
use super::{Scores, Uncalibrated};
use serde::Serialize;

/// Log-odds c + a·ln s − b·ln(1 − s) of a score s between 0 and 1 (Kull, Silva Filho and Flach 2017).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Beta {
    /// How strongly small scores are told apart; not below zero.
    pub a: f64,
    /// How strongly great ones are.
    pub b: f64,
    /// What is added.
    pub c: f64,
}

impl Beta {
    /// Fits by maximum likelihood. A coefficient that would run against the score is left out, and the other fitted
    /// alone, as the paper has it.
    pub fn fit(scores: &Scores<'_>) -> Result<Self, Uncalibrated> {
        scores.check()?;
        let fit = SmallLogit {
            columns: &|row| {
                let [small, great] = sides(scores.log_odds[row]);
                [small, great, 1.0]
            },
            targets: &|row| f64::from(u8::from(scores.outcomes[row])),
            weights: &|row| scores.weight(row),
            rows: scores.outcomes.len(),
        };
        let [a, b, c] = fit.fit().ok_or(Uncalibrated::NoOptimum(
            "the scores are too few, or tell the classes apart without error",
        ))?;
        match (a < 0.0, b < 0.0) {
            (false, false) => Ok(Self { a, b, c }),
            (true, false) => Self::one_sided(scores, 1),
            _ => Self::one_sided(scores, 0),
        }
    }

    fn one_sided(scores: &Scores<'_>, side: usize) -> Result<Self, Uncalibrated> {
        let fit = SmallLogit {
            columns: &|row| [sides(scores.log_odds[row])[side], 1.0],
            targets: &|row| f64::from(u8::from(scores.outcomes[row])),
            weights: &|row| scores.weight(row),
            rows: scores.outcomes.len(),
        };
        let [slope, c] = fit
            .fit()
            .filter(|[slope, _]| *slope >= 0.0)
            .ok_or(Uncalibrated::NoOptimum("the scores run against the event"))?;
        let [a, b] = if side == 0 {
            [slope, 0.0]
        } else {
            [0.0, slope]
        };
        Ok(Self { a, b, c })
    }

    /// The calibrated log-odds.
    pub fn log_odds(&self, log_odds: f64) -> f64 {
        let [small, great] = sides(log_odds);
        self.c + self.a * small + self.b * great
    }
}

/// ln s and −ln(1 − s) of the score whose log-odds these are.
fn sides(log_odds: f64) -> [f64; 2] {
    let far = (-log_odds.abs()).exp().ln_1p();
    [log_odds.min(0.0) - far, log_odds.max(0.0) + far]
}
