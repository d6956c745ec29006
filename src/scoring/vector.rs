//! The indicator vector: what was read from a dossier, enough to replay a score for ever.

use super::{IndicatorId, Value};
use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One fact behind a reading, as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// The fact's digest.
    pub fact: Digest,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub happened_on: Date,
    /// When it could be known.
    pub available_on: Date,
    /// The lag policy that was assumed, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// The source.
    pub source: String,
    /// The file.
    pub file: String,
    /// The row of the file.
    pub row: u64,
}

/// How many facts stand behind a reading, and the first of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Witnesses {
    /// How many facts in all.
    pub facts: u64,
    /// The best of them, at most [`Witnesses::SHOWN`].
    pub shown: Vec<Witness>,
}

impl Witnesses {
    /// How many facts are shown behind one indicator.
    pub const SHOWN: usize = 5;
}

/// One indicator as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which.
    pub indicator: IndicatorId,
    /// What was read.
    pub value: Value,
    /// The facts behind it, shared with the document that shows them.
    pub evidence: Arc<Witnesses>,
}

/// Everything that a model reads of one enterprise 指标向量.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct IndicatorVector {
    /// The readings, in the order of the model's indicators.
    pub readings: Vec<Reading>,
    /// The digest of the reference cohorts that were used, where any reading needed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohorts: Option<Digest>,
}

impl IndicatorVector {
    /// The reading of an indicator.
    pub fn get(&self, id: &IndicatorId) -> Option<&Reading> {
        self.readings
            .iter()
            .find(|reading| reading.indicator == *id)
    }

    /// The same where the reading most likely stands at a place.
    pub(in crate::scoring) fn get_near(&self, at: usize, id: &IndicatorId) -> Option<&Reading> {
        let near = self.readings.get(at).filter(|near| near.indicator == *id);
        near.or_else(|| self.get(id))
    }
}
