//! What a shadow model said beside an issued score: for analysts and auditors, and for nobody else.

use crate::units::names::{ApprovalId, ModelId, ScoreId};
use crate::units::{Date, Digest, EnterpriseId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A shadow score 影子评分: it stands apart from the score beside which it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShadowScored {
    /// The issued score, on whose evidence, day and basis it rests.
    pub score: ScoreId,
    /// The record of the journal that issued it.
    pub issued: u64,
    /// About whom.
    pub enterprise: EnterpriseId,
    /// As of which day.
    pub as_of: Date,
    /// The shadow model.
    pub model: ModelId,
    /// The digest of its meaning.
    pub digest: Digest,
    /// The approval by which it scores.
    pub approval: ApprovalId,
    /// What was read, enough to replay it.
    pub subject: Value,
    /// The digest of the document that it would have been.
    pub assessment_digest: Digest,
    /// What came of it.
    pub status: String,
    /// The grade, if one was given.
    pub grade: Option<String>,
    /// The least points.
    pub low: i32,
    /// The most.
    pub high: i32,
}

impl ShadowScored {
    /// Its id: one model says one thing beside one score.
    pub fn id(&self) -> String {
        format!("{} {}", self.score, self.digest)
    }
}
