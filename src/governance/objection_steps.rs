//! The steps of an objection, each as the journal keeps it.

use crate::units::names::{BankId, ObjectionId, ScoreId};
use crate::units::words::words;
use crate::units::{Date, Digest, EnterpriseId};
use serde::{Deserialize, Serialize};

words! {
    /// What verifying an objection came to 核查结论.
    Finding {
        /// The enterprise is right, in whole or part.
        Founded = "founded", "属实";
        /// It is not.
        Unfounded = "unfounded", "不属实";
    }
}

/// An objection was received 收到异议.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Its id.
    pub id: ObjectionId,
    /// Who objects.
    pub enterprise: EnterpriseId,
    /// Against which scores.
    pub scores: Vec<ScoreId>,
    /// Against which facts, by their digests.
    pub facts: Vec<Digest>,
    /// The digest of what the enterprise wrote.
    pub statement: Digest,
    /// The digests of what it handed in with it.
    pub evidence: Vec<Digest>,
    /// The day on which it came in.
    pub received_on: Date,
    /// The last day to answer it.
    pub due_on: Date,
}

/// A maker verified it 异议核查.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// What came out.
    pub finding: Finding,
    /// The digests of what it rests on.
    pub evidence: Vec<Digest>,
}

/// A score that gave way to another 评分更替.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// The score objected to. It stays as it was issued.
    pub old: ScoreId,
    /// The one that stands in its place.
    pub new: ScoreId,
}

/// A checker upheld it 异议成立.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upheld {
    /// The batches, by their ordinals, whose facts mend what was wrong.
    pub batches: Vec<i64>,
    /// Which scores gave way to which.
    pub superseded: Vec<Successor>,
    /// The banks that were shown, or decided on, a score that gave way; each is to be told.
    pub told: Vec<BankId>,
    /// The digests of what it rests on.
    pub evidence: Vec<Digest>,
}

/// A checker refused it 异议不成立.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// Why.
    pub reason: String,
    /// The digests of what it rests on.
    pub evidence: Vec<Digest>,
}

/// The enterprise was answered in writing 书面答复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The digest of the answer.
    pub answer: Digest,
    /// Whether its day had passed.
    pub late: bool,
}
