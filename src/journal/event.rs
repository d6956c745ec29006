//! An event: one thing decided, with its dates, its actor and the key that makes it happen once.

use super::canonical::{Canonical, CanonicalError, canonical_digest};
use super::kind::KindName;
use super::{redaction, strict};
use crate::units::{Date, Digest, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

/// What makes a command happen once: the same three texts again mean the same command again 幂等键.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyKey {
    /// Who sent the command.
    pub client: SmolStr,
    /// What it asked for; the same key under another operation is another command.
    pub operation: SmolStr,
    /// The client's own name for this command.
    pub key: SmolStr,
}

impl IdempotencyKey {
    /// Joins the three texts.
    pub fn new(
        client: impl Into<SmolStr>,
        operation: impl Into<SmolStr>,
        key: impl Into<SmolStr>,
    ) -> Self {
        Self {
            client: client.into(),
            operation: operation.into(),
            key: key.into(),
        }
    }
}

/// An event 事件: what was decided, about whom, when, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The kind of event, by name.
    pub kind: KindName,
    /// The enterprise, model or batch that the event is about, in its canonical text.
    pub subject: String,
    /// The day from which the event counts in the world 生效日.
    #[serde(deserialize_with = "strict::date")]
    pub effective_on: Date,
    /// The accounting day 记账日, never in a closed period.
    #[serde(deserialize_with = "strict::date")]
    pub booked_on: Date,
    /// When the engine recorded it.
    #[serde(deserialize_with = "strict::moment")]
    pub recorded_at: Moment,
    /// Who decided.
    pub actor: String,
    /// The key of the command that caused it.
    pub key: IdempotencyKey,
    /// What the kind has to say; integers and text, no floats.
    #[serde(deserialize_with = "strict::value")]
    pub body: Value,
}

impl Event {
    /// The digest of the body, also of one that is gone.
    pub fn body_digest(&self) -> Result<Digest, CanonicalError> {
        redaction::digest_in(&self.body).map_or_else(|| canonical_digest(&self.body), Ok)
    }

    /// Whether the body is gone and only its digest stands there.
    pub fn is_redacted(&self) -> bool {
        redaction::digest_in(&self.body).is_some()
    }

    /// Writes the canonical map of the event, in which the body stands by its digest.
    pub(crate) fn write(&self, out: &mut Canonical) -> Result<(), CanonicalError> {
        let body = self.body_digest()?;
        self.write_with(&body, out);
        Ok(())
    }

    /// The same, where the digest of the body is known.
    pub(super) fn write_with(&self, body: &Digest, out: &mut Canonical) {
        let texts = EventTexts {
            kind: self.kind.as_str(),
            subject: &self.subject,
            effective_on: &self.effective_on.to_string(),
            booked_on: &self.booked_on.to_string(),
            recorded_at: &self.recorded_at.to_string(),
            actor: &self.actor,
            client: &self.key.client,
            operation: &self.key.operation,
            key: &self.key.key,
        };
        texts.write(body, out);
    }
}

/// The texts of an event as they are hashed.
pub(super) struct EventTexts<'a> {
    pub(super) kind: &'a str,
    pub(super) subject: &'a str,
    pub(super) effective_on: &'a str,
    pub(super) booked_on: &'a str,
    pub(super) recorded_at: &'a str,
    pub(super) actor: &'a str,
    pub(super) client: &'a str,
    pub(super) operation: &'a str,
    pub(super) key: &'a str,
}

impl EventTexts<'_> {
    /// Writes the canonical map, in the order of its keys, which are spelled as they are hashed.
    pub(super) fn write(&self, body: &Digest, out: &mut Canonical) {
        let mut pair = |key: &[u8], text: &str| {
            out.raw(key);
            out.text(text);
        };
        pair(b"m8:s5:actor", self.actor);
        out.raw(b"s11:body_digest");
        out.digest(body);
        let mut pair = |key: &[u8], text: &str| {
            out.raw(key);
            out.text(text);
        };
        pair(b"s9:booked_on", self.booked_on);
        pair(b"s12:effective_on", self.effective_on);
        pair(b"s3:keym3:s6:client", self.client);
        pair(b"s3:key", self.key);
        pair(b"s9:operation", self.operation);
        pair(b"s4:kind", self.kind);
        pair(b"s11:recorded_at", self.recorded_at);
        pair(b"s7:subject", self.subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::canonical::canonical_bytes;
    use crate::journal::samples::event;
    use serde_json::json;

    #[test]
    fn the_canonical_event_is_its_json_with_the_body_by_digest() {
        let event = event(3);
        let mut value = serde_json::to_value(&event).unwrap();
        let map = value.as_object_mut().unwrap();
        let body = map.remove("body").unwrap();
        map.insert(
            "body_digest".to_owned(),
            json!(canonical_digest(&body).unwrap()),
        );
        let mut written = Canonical::default();
        event.write(&mut written).unwrap();
        assert_eq!(written.bytes(), canonical_bytes(&value).unwrap());
    }

    #[test]
    fn other_spellings_of_the_same_event_are_refused() {
        let good = serde_json::to_string(&event(1)).unwrap();
        assert!(serde_json::from_str::<Event>(&good).is_ok());
        for (from, to) in [
            ("\"2020-06-30\"", "\"20200630\""),
            ("T08:00:01Z", "T08:00:01.000Z"),
            ("T08:00:01Z", "T16:00:01+08:00"),
            ("\"body\":{", "\"body\":{\"points\":99,"),
            ("\"points\":71", "\"points\":71.0"),
            ("\"points\":71", "\"points\":18446744073709551616"),
            ("\"actor\"", "\"note\":1,\"actor\""),
            ("\"client\"", "\"note\":1,\"client\""),
        ] {
            assert!(good.contains(from), "{from} in {good}");
            let text = good.replacen(from, to, 1);
            assert!(serde_json::from_str::<Event>(&text).is_err(), "{text}");
        }
    }
}
