//! How far probabilities lie from what happened: the Brier score with its parts, and the logarithmic loss.
//!
//! G. W. Brier, Monthly Weather Review 78 (1950) 1–3; A. H. Murphy, Journal of Applied Meteorology 12 (1973) 595–600;
//! the two terms within bins: D. B. Stephenson, C. A. S. Coelho and I. T. Jolliffe, Weather and Forecasting 23 (2008)
//! 752–757.

use super::bins::Bin;
use super::sample::Sample;
use serde::Serialize;

/// The Brier score and what it is made of. Score = reliability − resolution + uncertainty + within.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Brier {
    /// The mean of (probability − outcome)²: 0 is perfect.
    pub score: f64,
    /// How far the mean probability of a bin lies from its rate of events: less is better.
    pub reliability: f64,
    /// How far the rates of bins lie from the rate of all: more is better.
    pub resolution: f64,
    /// The spread of the outcomes themselves, which no model changes.
    pub uncertainty: f64,
    /// What varies inside bins: zero where every bin holds one probability.
    pub within: f64,
    /// 1 − score / uncertainty: what the model explains of the spread; none where there is one class only.
    pub skill: Option<f64>,
}

impl Brier {
    /// The score of probabilities, its parts by bins of them.
    pub fn of(sample: &Sample<'_>, bins: &[Bin]) -> Self {
        let (events, others) = sample.classes();
        let all = events + others;
        let base = events / all;
        let squares = sample
            .triples()
            .map(|(p, outcome, weight)| weight * (p - outcome).powi(2));
        let score = squares.sum::<f64>() / all;
        let mean = |of: &dyn Fn(&Bin) -> f64| {
            bins.iter().map(|bin| bin.weight * of(bin)).sum::<f64>() / all
        };
        let reliability = mean(&|bin| (bin.mean - bin.rate()).powi(2));
        let resolution = mean(&|bin| (bin.rate() - base).powi(2));
        let within = mean(&|bin| bin.spread - 2.0 * bin.together);
        let uncertainty = base * (1.0 - base);
        Self {
            score,
            reliability,
            resolution,
            uncertainty,
            within,
            skill: (uncertainty > 0.0).then(|| 1.0 - score / uncertainty),
        }
    }
}

/// The mean of −ln of the probability given to what happened. A model that called the impossible what happened has an
/// infinite loss: none.
pub fn log_loss(sample: &Sample<'_>) -> Option<f64> {
    let (events, others) = sample.classes();
    let losses = sample.triples().filter(|(.., weight)| *weight > 0.0);
    let sum: f64 = losses
        .map(|(p, outcome, weight)| {
            let ln = if outcome > 0.5 { p.ln() } else { (-p).ln_1p() };
            -weight * ln
        })
        .sum();
    sum.is_finite().then_some(sum / (events + others))
}
