//! What a spec asks of probabilities: a curve, a central tendency, grades, estimates of few defaults, margins.

use super::calibration::{Conservatism, Method};
use crate::units::Ratio;
use serde::Serialize;

/// How points become probabilities 校准. Each step is taken after the one before it, in the order of the fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CalibrationRules {
    /// By which curve, fitted on rows held out; by none if nothing is said.
    pub method: Option<Method>,
    /// To which long-run average the mean is brought.
    pub central_tendency: Option<CentralRule>,
    /// Into which grades probabilities are cut.
    pub grades: Option<GradeRules>,
    /// How the grades are estimated where defaults are few.
    pub low_default: Option<LowDefaultRules>,
    /// What is added to every probability.
    pub conservatism: Conservatism,
}

/// A long-run average 长期平均违约率, with what it is and where it is from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CentralRule {
    /// What it is, as "average of yearly rates, 2013 to 2022".
    pub name: String,
    /// The rate.
    pub rate: f64,
    /// Where it is from.
    pub source: String,
}

/// How the rows of a case-control sample were drawn 抽样率.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampling {
    /// Which share of the population's events are rows.
    pub events: Ratio,
    /// Which share of its others are.
    pub others: Ratio,
    /// Where these shares are from.
    pub source: String,
}

/// The grades that are asked for 主标尺.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeRules {
    /// The grades, best first.
    pub scale: Vec<ScaleGrade>,
    /// The least share of the weight in a grade that is cut to its target.
    pub least: f64,
    /// Which probability the model tells.
    pub tell: Tell,
    /// Whose scale it is, and why this one.
    pub reason: String,
}

impl GradeRules {
    /// Whether the cuts are given, not fitted.
    pub fn is_given(&self) -> bool {
        self.scale.iter().any(|grade| grade.below.is_some())
    }
}

/// One grade of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleGrade {
    /// Its name.
    pub grade: String,
    /// The probability that stands for it: of a scale that is fitted, what its mean is brought near to.
    pub pd: f64,
    /// Of a scale that is given, the probability below which it ends; the last has none.
    pub below: Option<f64>,
}

/// Which probability a model with grades tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// That of the points.
    Points,
    /// That of the grade.
    Grade,
}

/// Estimates for grades where defaults are few 低违约组合.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LowDefaultRules {
    /// By which method.
    pub by: LowDefaultMethod,
    /// Why this one, with these figures.
    pub reason: String,
}

/// A method for few defaults.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LowDefaultMethod {
    /// Most prudent estimation 最审慎估计.
    PlutoTasche {
        /// The confidence of the bounds.
        confidence: f64,
        /// The correlation of assets; 0 for independent defaults.
        correlation: f64,
        /// Over how many periods defaults were counted.
        periods: u32,
        /// The correlation of factors from one period to the next.
        persistence: f64,
    },
    /// Quasi-moment matching 准矩匹配.
    QuasiMoments {
        /// The area under the curve that is held; that of the points on the rows if none is given.
        auc: Option<f64>,
    },
}
