//! Whether probabilities as a whole fit what happened: Hosmer and Lemeshow's test and Spiegelhalter's.
//!
//! D. W. Hosmer and S. Lemeshow, Communications in Statistics A9 (1980) 1043–1069; D. J. Spiegelhalter, Statistics in
//! Medicine 5 (1986) 421–433.

use super::bins::Bin;
use super::sample::{Sample, count};
use crate::statistics::{chi_squared_above, normal_two_sided};
use serde::Serialize;

/// A statistic with the probability of one as extreme where the model is right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tested {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom, where the reference is chi-squared.
    pub freedom: Option<f64>,
    /// The probability of a statistic as extreme if the model is right.
    pub p: f64,
}

/// Hosmer and Lemeshow's statistic over bins of probability. On data that the model was fitted on, two degrees of freedom
/// are lost; on other data none is, and validation is on other data. None where a bin is sure of its outcome and wrong.
pub fn hosmer_lemeshow(bins: &[Bin], fitted_on_these: bool) -> Option<Tested> {
    let freedom = count(bins.len()) - if fitted_on_these { 2.0 } else { 0.0 };
    let mut statistic = 0.0;
    for bin in bins {
        let expected = bin.weight * bin.mean;
        let apart = bin.events - expected;
        if apart != 0.0 {
            statistic += apart * apart / (expected * (1.0 - bin.mean));
        }
    }
    (statistic.is_finite() && freedom >= 1.0).then(|| Tested {
        statistic,
        freedom: Some(freedom),
        p: chi_squared_above(statistic, freedom),
    })
}

/// Spiegelhalter's z: the Brier score against what it would be if every probability were true. It needs no bins. None
/// where every probability is 0, ½ or 1.
pub fn spiegelhalter(sample: &Sample<'_>) -> Option<Tested> {
    let (mut apart, mut variance) = (0.0, 0.0);
    for (p, outcome, weight) in sample.triples() {
        apart += weight * (outcome - p) * (1.0 - 2.0 * p);
        variance += weight * (1.0 - 2.0 * p).powi(2) * p * (1.0 - p);
    }
    (variance > 0.0).then(|| {
        let z = apart / variance.sqrt();
        Tested {
            statistic: z,
            freedom: None,
            p: normal_two_sided(z),
        }
    })
}
