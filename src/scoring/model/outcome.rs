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
}

impl Calibration {
    /// The probability of these points, in parts per million; below the least points of the table, its first.
    pub fn ppm(&self, points: i32) -> Option<i64> {
        let step = self.table.iter().rev().find(|(from, _)| points >= *from);
        step.or(self.table.first()).map(|(_, ppm)| *ppm)
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
