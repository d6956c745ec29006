//! Calibration 校准: from the log-odds that a model gives to a probability of default that can be stood by.

mod beta;
mod central_tendency;
mod conservatism;
mod curve;
mod grades;
mod isotonic;
mod platt;
mod pool_adjacent;
mod prior_correction;
mod scores;
mod small_logit;
#[cfg(test)]
mod tests_of_calibration;

pub use beta::Beta;
pub use central_tendency::CentralTendency;
pub use conservatism::{Conservatism, Deficiency, Margin, MarginSize};
pub use curve::{Curve, Method};
pub use grades::{GradeCut, GradeMaster, GradeTarget, Ungradable};
pub use isotonic::Isotonic;
pub use platt::Platt;
pub use pool_adjacent::pool_adjacent;
pub use prior_correction::PriorCorrection;
pub use scores::{Scores, Uncalibrated};

/// The probability of log-odds.
pub(crate) fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability.
pub(crate) fn log_odds(chance: f64) -> f64 {
    (chance / (1.0 - chance)).ln()
}
