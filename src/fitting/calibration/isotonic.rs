//! Isotonic calibration 保序回归校准: steps that never fall, nearest to what happened.

use super::{Scores, Uncalibrated, pool_adjacent};
use serde::Serialize;

/// Steps that never fall: from each log-odds on, a share of events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Isotonic {
    /// Where each step begins, rising; the first holds for all below it too.
    pub from: Vec<f64>,
    /// The share of events in it, rising.
    pub chance: Vec<f64>,
}

impl Isotonic {
    /// The non-falling steps nearest to the outcomes in weighted least squares (Zadrozny and Elkan 2002).
    pub fn fit(scores: &Scores<'_>) -> Result<Self, Uncalibrated> {
        scores.check()?;
        let mut order: Vec<usize> = (0..scores.outcomes.len())
            .filter(|row| scores.weight(*row) > 0.0)
            .collect();
        let at = |row: usize| scores.log_odds[row];
        order.sort_by(|a, b| at(*a).total_cmp(&at(*b)));
        let mut from = Vec::new();
        let mut chances = Vec::new();
        let mut weights = Vec::new();
        // Rows of one score are one point: no order is known among them. A zero of either sign is one score.
        for rows in order.chunk_by(|a, b| at(*a) == at(*b)) {
            let weight: f64 = rows.iter().map(|row| scores.weight(*row)).sum();
            let events: f64 = rows
                .iter()
                .filter(|row| scores.outcomes[**row])
                .map(|row| scores.weight(*row))
                .sum();
            from.push(at(rows[0]));
            chances.push(events / weight);
            weights.push(weight);
        }
        pool_adjacent(&mut chances, &weights);
        let mut steps = Self {
            from: Vec::new(),
            chance: Vec::new(),
        };
        for (from, chance) in from.into_iter().zip(chances) {
            if steps.chance.last() != Some(&chance) {
                steps.from.push(from);
                steps.chance.push(chance);
            }
        }
        Ok(steps)
    }

    /// The share of events at these log-odds.
    pub fn chance(&self, log_odds: f64) -> f64 {
        let step = self.from.partition_point(|from| *from <= log_odds);
        self.chance[step.saturating_sub(1)]
    }
}
