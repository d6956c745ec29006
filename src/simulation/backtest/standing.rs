//! What a model says of an application on the day of its decision.

use crate::units::Amount;
use crate::units::names::GradeName;
use serde::Serialize;

/// What a model said 评分结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The least points that its figures allow.
    pub points: i32,
    /// The probability of default in parts per million, where the model is calibrated.
    pub ppm: Option<i64>,
    /// The grade, where the model has grades.
    pub grade: Option<GradeName>,
    /// The recommended limit, where the model has one.
    pub limit: Option<Amount>,
    /// Whether the model turns it down whatever its points 否决.
    pub vetoed: bool,
}
