//! Any of the calibrations, and how it is chosen.

use super::{Beta, Isotonic, Platt, Scores, Uncalibrated, chance};
use serde::{Deserialize, Serialize};

/// Which calibration 校准方法.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A sigmoid.
    Platt,
    /// Steps.
    Isotonic,
    /// The three-parameter family of beta distributions.
    Beta,
}

/// A calibration that was fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// A sigmoid.
    Platt(Platt),
    /// Steps.
    Isotonic(Isotonic),
    /// The three-parameter family of beta distributions.
    Beta(Beta),
}

impl Curve {
    /// Fits.
    pub fn fit(method: Method, scores: &Scores<'_>) -> Result<Self, Uncalibrated> {
        Ok(match method {
            Method::Platt => Self::Platt(Platt::fit(scores)?),
            Method::Isotonic => Self::Isotonic(Isotonic::fit(scores)?),
            Method::Beta => Self::Beta(Beta::fit(scores)?),
        })
    }

    /// The word by which a spec asks for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Platt(_) => "platt",
            Self::Isotonic(_) => "isotonic",
            Self::Beta(_) => "beta",
        }
    }

    /// The calibrated probability of the event at these log-odds.
    pub fn chance(&self, log_odds: f64) -> f64 {
        match self {
            Self::Platt(platt) => chance(platt.log_odds(log_odds)),
            Self::Isotonic(steps) => steps.chance(log_odds),
            Self::Beta(beta) => chance(beta.log_odds(log_odds)),
        }
    }
}
