//! The outcome: pass mark, grades, recommended limit, and a calibration where there is one.

use super::rules::Test;
use super::{Edge, Figure, Origin};
use crate::scoring::IndicatorId;
use crate::units::{Bilingual, Ratio};
use serde::Serialize;

/// The total that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PassMark(pub Edge);

/// One grade 等级.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grade {
    /// Its letter.
    pub grade: String,
    /// The least total that earns it; absent where a matrix gives grades.
    pub from: Option<i32>,
    /// The limit it carries.
    pub limit: Figure,
    /// Where the limit comes from.
    pub origin: Origin,
}

/// A grade from two subtotals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeMatrix {
    /// The subtotal down the rows.
    pub rows: String,
    /// Least points of each row, best first.
    pub row_from: Vec<i32>,
    /// The subtotal across the columns.
    pub columns: String,
    /// Least points of each column, best first.
    pub column_from: Vec<i32>,
    /// The grade of each cell; the empty text is no grade.
    pub grades: Vec<Vec<String>>,
}

/// A cap on the limit: a share of an indicator that is money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LimitCap {
    /// The indicator, in fen.
    pub indicator: IndicatorId,
    /// The share of it.
    pub share: Ratio,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
}

/// A grade raised for a class of enterprise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uplift {
    /// What it is called.
    pub name: Bilingual,
    /// The tests, all of which must hold.
    pub when: Vec<Test>,
    /// By how many grades.
    pub grades: i32,
    /// Where it comes from.
    pub origin: Origin,
}

/// What points mean as a probability of default, and for whom that was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Whom it was measured on.
    pub population: String,
    /// The named, versioned definition of default.
    pub default_definition: String,
    /// Over how many months.
    pub horizon_months: i64,
    /// The default rate of that population, in parts per million.
    pub prior_ppm: i64,
    /// Least points and the probability from there on, in parts per million; lowest first.
    pub table: Vec<(i32, i64)>,
    /// Grades of risk, best first, where the points are cut into some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<RiskGrade>,
    /// What was done to come to these probabilities, in that order, each step with its reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<CalibrationStep>,
}

/// A grade of risk 风险等级: a stretch of points with one probability. It carries no limit, and decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RiskGrade {
    /// Its name.
    pub grade: String,
    /// The least points that earn it.
    pub from: i32,
    /// Its probability, in parts per million.
    pub ppm: i64,
}

/// One step on the way to the probabilities of a model 校准步骤.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalibrationStep {
    /// What it is called.
    pub name: Bilingual,
    /// What it did, in figures.
    pub does: String,
    /// Why, and where its figures are from.
    pub reason: String,
}

impl Calibration {
    /// The probability of these points, in parts per million; below the least points of the table, its first.
    pub fn ppm(&self, points: i32) -> Option<i64> {
        let step = self.table.iter().rev().find(|(from, _)| points >= *from);
        step.or(self.table.first()).map(|(_, ppm)| *ppm)
    }

    /// The place of the grade of risk of these points: the last one below the least points of all.
    pub fn grade(&self, points: i32) -> Option<usize> {
        let reached = self.grades.iter().position(|grade| points >= grade.from);
        reached.or(self.grades.len().checked_sub(1))
    }
}

/// What the points lead to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// The most points in all.
    pub max: i32,
    /// The most that the base groups together give, before bonus.
    pub base_cap: Option<i32>,
    /// The most that the bonus groups together give.
    pub bonus_cap: Option<i32>,
    /// The most in all, if capped.
    pub cap: Option<i32>,
    /// The total that passes, for a recognition.
    pub pass: Option<PassMark>,
    /// Grades, best first, for a credit model.
    pub grades: Vec<Grade>,
    /// Grades from two subtotals instead.
    pub matrix: Option<GradeMatrix>,
    /// Caps on the limit; the lowest binds.
    pub limit_caps: Vec<LimitCap>,
    /// Classes whose grade is raised; at most the largest raise counts.
    pub uplifts: Vec<Uplift>,
    /// For how many days a score stands, counted from its as-of date.
    pub valid_days: Option<i64>,
    /// A calibration, where one was made.
    pub calibration: Option<Calibration>,
}
