//! A fact as it was recorded: its dates, its source and its place in the order of recording.

use super::{Fact, Source};
use crate::units::{Date, Digest, EnterpriseId, Moment};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// When the world could know a fact 可得日.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Availability {
    /// The first day on which the fact could be used.
    pub on: Date,
    /// The lag policy that this day was worked out by, where the source does not state it; `None`
    /// means that the source states it.
    pub assumed: Option<String>,
}

/// A fact with everything that is known of its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFact {
    /// Order of recording, from 1.
    pub sequence: i64,
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// When it happened.
    pub happened_on: Date,
    /// When it could be known.
    pub available: Availability,
    /// When the engine learned it.
    pub recorded_at: Moment,
    /// Where it came from.
    pub source: Arc<Source>,
    /// The row of the file (1-based, the header counted).
    pub row: u64,
    /// What it says; boxed, since facts are moved about far more often than they are read.
    pub fact: Box<Fact>,
    /// The digest of its content, by which corrections name it.
    pub digest: Digest,
}

impl RecordedFact {
    /// The digest of a fact's content: enterprise, kind, body, availability and source, not the
    /// file or the moment, so that the same row delivered twice is the same fact.
    pub fn content_digest(
        enterprise: &EnterpriseId,
        fact: &Fact,
        available: &Availability,
        source: &Source,
    ) -> Digest {
        let body = serde_json::to_string(fact).expect("facts have text keys and no floats");
        let private = match &source.visibility {
            super::Visibility::Shared => "",
            super::Visibility::PrivateTo(bank) => bank,
        };
        let assumed = available.assumed.as_deref().unwrap_or("");
        let text = format!(
            "zhixin/fact/1\n{enterprise}\n{}\n{assumed}\n{}\n{}\n{private}\n{body}",
            available.on,
            source.name,
            source.class.word(),
        );
        Digest::of(text.as_bytes())
    }

    /// The order by which conflicts are settled: class, then availability, then sequence; the
    /// greatest wins.
    pub fn rank(&self) -> (super::SourceClass, Date, i64) {
        (self.source.class, self.available.on, self.sequence)
    }
}
