//! Prior correction for case-control samples 先验校正.

use super::scores::rate;
use super::{Uncalibrated, log_odds};
use serde::Serialize;

/// What must be added to log-odds fitted on a sample with another share of events than the population has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PriorCorrection {
    /// The share of events in the sample.
    pub sample: f64,
    /// The share of events in the population.
    pub population: f64,
    /// logit(population) − logit(sample).
    pub shift: f64,
}

impl PriorCorrection {
    /// The correction of the intercept (Prentice and Pyke 1979; King and Zeng 2001). It is right for samples drawn
    /// within each class without regard to the variables.
    pub fn new(sample: f64, population: f64) -> Result<Self, Uncalibrated> {
        let sample = rate("the share of events in the sample", sample)?;
        let population = rate("the share of events in the population", population)?;
        Ok(Self {
            sample,
            population,
            shift: log_odds(population) - log_odds(sample),
        })
    }

    /// The weights of non-events and of events that do the same in a weighted fit.
    pub fn weights(&self) -> [f64; 2] {
        [
            (1.0 - self.population) / (1.0 - self.sample),
            self.population / self.sample,
        ]
    }
}
