//! Redaction: the body of an erasable event may go, its digest stays, and a later event says why.

use super::event::Event;
use super::kind::EventKind;
use super::record::Record;
use crate::units::Digest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The key under which the digest of a body stands in its place.
const REDACTED: &str = "redacted";

/// What a redaction event says 删改: which body is gone, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The record whose body is gone.
    pub sequence: u64,
    /// The hash of that record.
    pub hash: Digest,
    /// Why.
    pub reason: String,
}

impl Redaction {
    /// The redaction of `record`.
    pub fn of(record: &Record, reason: impl Into<String>) -> Self {
        Self {
            sequence: record.sequence,
            hash: record.hash,
            reason: reason.into(),
        }
    }

    /// What the event is about.
    pub fn subject(&self) -> String {
        format!("event-{}", self.sequence)
    }

    /// The body of the event.
    pub fn body(&self) -> Value {
        json!({"sequence": self.sequence, "hash": self.hash, "reason": self.reason})
    }

    /// The redaction that an event tells of; `None` for any other event.
    pub fn told_by(event: &Event) -> Option<Self> {
        if event.kind != EventKind::BodyRedacted {
            return None;
        }
        Self::deserialize(&event.body).ok()
    }
}

/// What stands in the place of a body of that digest.
pub fn redacted(body: &Digest) -> Value {
    json!({ REDACTED: body })
}

/// The digest of the body that is gone, if `body` only stands in its place.
pub(super) fn digest_in(body: &Value) -> Option<Digest> {
    let map = body.as_object().filter(|map| map.len() == 1)?;
    Digest::parse(map.get(REDACTED)?.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{event, journal};

    #[test]
    fn only_the_exact_form_stands_for_a_body_that_is_gone() {
        let digest = Digest::of(b"body");
        assert_eq!(digest_in(&redacted(&digest)), Some(digest));
        for other in [
            json!({"redacted": "sha256:00"}),
            json!({"redacted": digest, "more": 1}),
            json!({"redacted": null}),
            json!([digest]),
            json!(digest),
        ] {
            assert_eq!(digest_in(&other), None, "{other}");
        }
    }

    #[test]
    fn what_a_redaction_says_reads_back() {
        let redaction = Redaction::of(&journal(2)[1], "撤回同意");
        let mut told = event(3);
        assert_eq!(Redaction::told_by(&told), None);
        told.kind = EventKind::BodyRedacted.into();
        assert_eq!(Redaction::told_by(&told), None);
        told.body = redaction.body();
        assert_eq!(Redaction::told_by(&told), Some(redaction));
    }
}
