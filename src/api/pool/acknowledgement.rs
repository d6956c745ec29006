//! The answer to a command that stands: the events that it made, and where the journal ended with them.

use crate::api::acknowledged::JournalHead;
use crate::service::pool::KeptEvent;
use crate::units::Moment;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An event of the books.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(in crate::api) struct BookEvent {
    /// Its number among the events of the books; the entity tag of what it changed.
    pub(in crate::api) number: u64,
    /// Its record in the journal.
    pub(in crate::api) sequence: u64,
    /// The hash of that record.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub(in crate::api) hash: String,
    /// What happened, such as `pool.loan.drawn`.
    pub(in crate::api) kind: &'static str,
    /// The loan, claim, compartment or pool that it is about.
    pub(in crate::api) subject: String,
    /// The day from which it counts.
    #[schema(value_type = String, format = Date)]
    pub(in crate::api) effective_on: String,
    /// The accounting day.
    #[schema(value_type = String, format = Date)]
    pub(in crate::api) booked_on: String,
    /// Who.
    pub(in crate::api) actor: String,
    /// What the kind has to say, as it stands in the journal; amounts are decimal texts in yuan.
    #[schema(value_type = Object)]
    pub(in crate::api) body: Value,
}

impl BookEvent {
    /// An event that is kept.
    pub(super) fn of(kept: &KeptEvent) -> Self {
        let event = &kept.event;
        Self {
            number: kept.number,
            sequence: kept.sequence,
            hash: kept.hash.to_string(),
            kind: event.what.kind(),
            subject: event.what.subject(),
            effective_on: event.effective_on.to_string(),
            booked_on: event.booked_on.to_string(),
            actor: event.actor.to_string(),
            // The moment of recording is no part of a body.
            body: event.to_journal(Moment::from_micros(0)).body,
        }
    }
}

/// What a command did 回执.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(in crate::api) struct Acknowledgement {
    /// The event that it made, and those that followed from it.
    pub(in crate::api) events: Vec<BookEvent>,
    /// Where the journal ended with them.
    pub(in crate::api) head: JournalHead,
}

impl Acknowledgement {
    /// Of the events that a command made.
    pub(super) fn of(events: &[KeptEvent]) -> Option<Self> {
        let last = events.last()?;
        Some(Self {
            events: events.iter().map(BookEvent::of).collect(),
            head: JournalHead::of(last.sequence, &last.hash),
        })
    }
}
