//! An event of the pool: what happened, with its dates, its actor and its documents, as the journal keeps it.

use super::actor::Actor;
use super::happened::Happened;
use crate::journal::{Event, IdempotencyKey, KindName};
use crate::units::{Date, Digest, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An event of the pool 资金池事件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolEvent {
    /// The key of the command that caused it.
    pub key: IdempotencyKey,
    /// The digest of the command as it was received.
    pub request: Digest,
    /// Who.
    pub actor: Actor,
    /// The day from which it counts in the world.
    pub effective_on: Date,
    /// The accounting day.
    pub booked_on: Date,
    /// The documents on which it rests.
    pub documents: Vec<Digest>,
    /// What.
    pub what: Happened,
}

/// The body of the event in the journal, to be written.
#[derive(Serialize)]
struct BodyOf<'e> {
    request: &'e Digest,
    actor: &'e Actor,
    documents: &'e [Digest],
    #[serde(flatten)]
    what: &'e Happened,
}

/// The same as it is read.
#[derive(Deserialize)]
struct Body {
    request: Digest,
    actor: Actor,
    documents: Vec<Digest>,
    #[serde(flatten)]
    what: Happened,
}

/// An event of the journal that is none of the pool's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{kind}` is no event of a pool: {why}")]
pub struct NotOfPool {
    /// Its kind.
    pub kind: String,
    /// What is wrong.
    pub why: String,
}

impl PoolEvent {
    /// As an event of the journal.
    pub fn to_journal(&self, recorded_at: Moment) -> Event {
        let body = BodyOf {
            request: &self.request,
            actor: &self.actor,
            documents: &self.documents,
            what: &self.what,
        };
        let mut body = serde_json::to_value(body).expect("an event has text keys and no floats");
        if let Value::Object(fields) = &mut body {
            fields.shift_remove("kind");
        }
        Event {
            kind: KindName::stored(self.what.kind()),
            subject: self.what.subject(),
            effective_on: self.effective_on,
            booked_on: self.booked_on,
            recorded_at,
            actor: self.actor.to_string(),
            key: self.key.clone(),
            body,
        }
    }

    /// From an event of the journal.
    pub fn from_journal(event: &Event) -> Result<Self, NotOfPool> {
        let kind = event.kind.as_str();
        let not = |why: String| NotOfPool {
            kind: kind.to_owned(),
            why,
        };
        let mut body = event.body.clone();
        let fields = body
            .as_object_mut()
            .ok_or_else(|| not("its body is no map".into()))?;
        fields.insert("kind".to_owned(), Value::from(kind));
        let body: Body = serde_json::from_value(body).map_err(|error| not(error.to_string()))?;
        Ok(Self {
            key: event.key.clone(),
            request: body.request,
            actor: body.actor,
            effective_on: event.effective_on,
            booked_on: event.booked_on,
            documents: body.documents,
            what: body.what,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::EventKind;

    #[test]
    fn every_kind_is_on_the_journals_list() {
        for kind in Happened::KINDS {
            assert!(EventKind::named(kind).is_some(), "{kind}");
        }
        let of_pools = EventKind::ALL
            .iter()
            .filter(|kind| kind.name().starts_with("pool."));
        assert_eq!(of_pools.count(), Happened::KINDS.len());
    }

    #[test]
    fn the_page_on_accounts_names_every_kind_account_and_refusal() {
        let page = include_str!("../../docs/accounts.md");
        let codes = crate::pool::Code::ALL
            .iter()
            .map(|code| format!("| {code} |"));
        let words = Happened::KINDS.iter().chain(crate::pool::Refusal::CODES);
        for word in words.map(|word| format!("`{word}`")).chain(codes) {
            assert!(
                page.contains(&word),
                "docs/accounts.md does not name {word}"
            );
        }
    }
}
