//! The report of a backtest 回测报告: every policy's figures, how far they differ, and what must be read with them.

use crate::simulation::backtest::figures::Figures;
use crate::simulation::backtest::intervals::Difference;
use crate::simulation::backtest::{Bounds, Curve, Definition, Horizon, Point, Rolls};
use crate::units::{Bilingual, Date, Digest};
use serde::Serialize;

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// From what it was made.
    pub manifest: serde_json::Value,
    /// Whether a model was used that is newer than decisions it scored: then every part of the report says so 事后信息.
    pub hindsight: bool,
    /// The first day of decisions.
    pub from: Date,
    /// The last day of the walk.
    pub to: Date,
    /// What the terms are called.
    pub terms: Bilingual,
    /// When a loan counts as defaulted.
    pub definition: Definition,
    /// Within what time the default rates of the differences are.
    pub horizon: Horizon,
    /// What must be read with the figures.
    pub notes: Vec<Bilingual>,
    /// The policy that was asked for, and behind it those to compare with.
    pub policies: Vec<PolicyReport>,
    /// How far the first stands from each of the others.
    pub differences: Vec<Difference>,
    /// What the unknown outcomes of the first could make of it; none where every approval has a known one.
    pub unknown: Option<Bounds>,
    /// Variants of the first, each by a full replay; empty where nothing was varied.
    pub frontier: Vec<Point>,
}

/// What one policy came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyReport {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Its figures.
    pub figures: Figures,
    /// Vintage curves by time of drawing 账龄曲线; that of all loans first.
    pub vintages: Vec<Curve>,
    /// Vintage curves by grade.
    pub by_grade: Vec<Curve>,
    /// Roll rates 迁徙率.
    pub rolls: Rolls,
}

impl Report {
    /// The report as one line of JSON: the same manifest gives the same bytes.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and lists make JSON")
    }

    /// The digest of these bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(self.json().as_bytes())
    }
}
