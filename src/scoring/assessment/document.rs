//! The fields of an assessment, in the order in which they are written.

use crate::scoring::model::Mark;
use crate::scoring::program::{ExpertSheet, Status};
use crate::scoring::vector::Witnesses;
use crate::scoring::{IndicatorId, Value};
use crate::units::{Amount, Bilingual, Date, Digest, EnterpriseId};
use serde::Serialize;
use std::sync::Arc;

/// How many bytes a document has at the most, but for the largest.
const USUAL: usize = 16_384;

/// The document of one score 评价结果. Its JSON is what replay gives again, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The form of this document.
    pub schema: &'static str,
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// Which model.
    pub model: ModelName,
    /// The digest of the model's meaning.
    pub model_digest: Digest,
    /// The digest of every fact in view.
    pub evidence_digest: Digest,
    /// The digest of the reference cohorts, where any indicator used them.
    pub cohorts_digest: Option<Digest>,
    /// As of which date 截至日.
    pub as_of: Date,
    /// On which basis: `available`, or `recorded@` and a moment.
    pub basis: String,
    /// The segment whose points were used, where the model has segments.
    pub segment: Option<Bilingual>,
    /// What came of it.
    pub status: Status,
    /// The grade 等级; absent without one.
    pub grade: Option<String>,
    /// The points 分值.
    pub points: PointsResult,
    /// The recommended limit 推荐授信额度, in yuan; absent where none is recommended.
    pub recommended_limit: Option<Amount>,
    /// Until when the score stands.
    pub valid_until: Option<Date>,
    /// The probability of default 违约概率; absent without a calibration, never invented.
    pub probability_of_default: Option<Probability>,
    /// Why there is no probability: `not_calibrated`, or `not_graded`.
    pub probability_absent: Option<&'static str>,
    /// Dimensions 维度.
    pub dimensions: Vec<DimensionResult>,
    /// Indicators and expert parts, in the order of the model.
    pub indicators: Vec<IndicatorResult>,
    /// Conditions 条件.
    pub conditions: Vec<ConditionResult>,
    /// Vetoes 否决项 that struck or are open.
    pub vetoes: Vec<VetoResult>,
    /// Reasons 原因, the weightiest first.
    pub reasons: Vec<Reason>,
    /// What would raise the score.
    pub improvements: Vec<Improvement>,
    /// Where sources differ, and which was followed.
    pub conflicts: Vec<EvidenceConflict>,
    /// What experts said, where anything was said.
    #[serde(skip_serializing_if = "ExpertSheet::is_empty")]
    pub expert: ExpertSheet,
}

impl Assessment {
    /// The form of this document.
    pub const SCHEMA: &'static str = "zhixin/assessment/1";

    /// The document's bytes: its JSON in the order of its fields.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut bytes, self).expect("an assessment has text keys and no floats");
        bytes
    }
}

/// A model by its names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelName {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// What it is called.
    pub name: Bilingual,
    /// How far its figures may be relied on.
    pub mark: Mark,
}

/// A range of points; low and high differ only while an expert part is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PointsRange {
    /// The least.
    pub low: i32,
    /// The most.
    pub high: i32,
}

/// Points earned, and the most that could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PointsResult {
    /// The least earned.
    pub low: i32,
    /// The most earned.
    pub high: i32,
    /// The most that could be.
    pub max: i32,
}

/// A probability of default and for whom it was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probability {
    /// Parts per million.
    pub ppm: i64,
    /// Whom it was measured on.
    pub population: String,
    /// The definition of default.
    pub default_definition: String,
    /// Over how many months.
    pub horizon_months: i64,
    /// The grade of risk 风险等级, where the model has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// One dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionResult {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Whether it is added on top.
    pub bonus: bool,
    /// Its points.
    pub points: PointsResult,
}

/// One table: an indicator, a short list of rules, or an expert part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorResult {
    /// The table's id.
    pub id: String,
    /// The dimension it belongs to.
    pub dimension: String,
    /// What it is called.
    pub name: Bilingual,
    /// How far its figures may be relied on.
    pub mark: Mark,
    /// The readings it is based on.
    pub readings: Vec<ReadingResult>,
    /// The band that was hit, in words.
    pub band: Bilingual,
    /// Its points.
    pub points: PointsResult,
    /// Whether an expert has still to speak.
    pub expert: ExpertPart,
}

/// One reading behind a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingResult {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its exact value.
    pub value: Value,
    /// The value as a person reads it.
    pub shown: Bilingual,
    /// The facts behind it.
    pub evidence: Arc<Witnesses>,
}

/// How an expert stands to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertPart {
    /// No expert is needed.
    None,
    /// An expert has still to speak.
    Open,
    /// An expert has spoken.
    Given,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConditionResult {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// `holds`, `fails` or `open`.
    pub result: &'static str,
    /// Whether only an expert can tell.
    pub expert: bool,
}

/// One veto.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VetoResult {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// `struck` or `open`.
    pub result: &'static str,
}

/// One reason, with a stable code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The code 原因代码.
    pub code: String,
    /// Points short of the most, where the reason is about points.
    pub points_short: Option<i32>,
    /// The sentence.
    #[serde(flatten)]
    pub text: Bilingual,
}

/// One change that would raise the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Improvement {
    /// The table it would raise.
    pub table: String,
    /// By how many points the total would rise.
    pub gain: i32,
    /// The grade it would bring, where that is another one.
    pub grade: Option<String>,
    /// The sentence, in the enterprise's terms.
    #[serde(flatten)]
    pub text: Bilingual,
}

/// Sources that differ.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct EvidenceConflict {
    /// The kind of fact.
    pub kind: String,
    /// What both are about.
    pub key: String,
    /// The fields in which they differ.
    pub fields: Vec<String>,
    /// The source followed.
    pub followed: String,
    /// The source set aside.
    pub set_aside: String,
}
