//! Tables: how the value of an indicator, a short list of rules, or an expert earns points.

use super::rules::Test;
use super::{Interval, Origin, PointsBySegment};
use crate::scoring::IndicatorId;
use crate::units::{Bilingual, Ratio};
use serde::Serialize;

/// Which values of an indicator are better 方向.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better, so points never fall.
    Up,
    /// Lower is better, so points never rise.
    Down,
    /// Neither.
    None,
}

/// One band of a table 分档.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Which numbers.
    pub interval: Interval,
    /// What they earn.
    pub points: PointsBySegment,
}

/// A special code 特殊值: one number that stands for something else than its size, with a band of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Code {
    /// The number.
    pub at: Ratio,
    /// What it earns.
    pub points: PointsBySegment,
}

/// One row of a decision list: the first row whose tests all hold is taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The tests; none means otherwise.
    pub when: Vec<Test>,
    /// What it earns.
    pub points: PointsBySegment,
    /// What it is called.
    pub name: Bilingual,
}

/// One level that an expert may choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExpertLevel {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// The range within which the expert sets the points.
    pub points: PointsBySegment,
}

/// How a table earns points.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// By the band in which an indicator falls.
    Bands {
        /// The indicator.
        indicator: IndicatorId,
        /// Which values are better.
        direction: Direction,
        /// The bands, lowest first; they cover the whole line.
        bands: Vec<Band>,
        /// Points while the value is unknown.
        unknown: PointsBySegment,
        /// Points where the question does not arise.
        not_applicable: PointsBySegment,
        /// Points where the formula has no value.
        not_computable: PointsBySegment,
        /// Numbers with bands of their own, whatever the bands around them.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        codes: Vec<Code>,
    },
    /// By the first row that holds.
    List {
        /// The rows; the last is otherwise.
        rows: Vec<Row>,
        /// Points while a row before the first that holds cannot be told.
        unknown: PointsBySegment,
    },
    /// By an expert 专家评价.
    Expert {
        /// The levels, best first.
        levels: Vec<ExpertLevel>,
    },
}

/// A table of points 评分表.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Its id.
    pub id: String,
    /// The group it belongs to.
    pub group: String,
    /// What it is called.
    pub name: Bilingual,
    /// The most it can give.
    pub max: PointsBySegment,
    /// The segments in which it counts; empty means all.
    pub segments: Vec<String>,
    /// Where its figures come from.
    pub origin: Origin,
    /// How it earns points.
    pub rule: Rule,
}
