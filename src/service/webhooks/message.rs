//! What an endpoint is told of a record: as much as its client may see, and of scores and objections their ids alone, since
//! everything more is shown by a look-up that is logged.

use crate::governance::{Governed, GovernedEvent};
use crate::identity::{Registry, Role};
use crate::journal::{EventKind, Record};
use crate::pool::{Happened, PoolEvent, State};
use crate::service::Error;
use crate::service::sight::Sight;
use crate::units::Digest;
use crate::units::names::{ClientId, WebhookId};
use crate::webhooks::Notice;
use serde_json::{Value, json};

/// A message, as it is sent each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Its id: the same whenever this endpoint is told of this record.
    pub(super) id: String,
    /// The record.
    pub(super) record: u64,
    /// Its JSON.
    pub(super) body: Vec<u8>,
}

/// With whose eyes a record is looked at.
#[derive(Clone, Copy)]
pub(super) struct Eyes<'a> {
    /// The role of the client.
    pub(super) role: &'a Role,
    /// The clients, by whom scores were asked for.
    pub(super) registry: &'a Registry,
    /// The books.
    pub(super) state: &'a State,
}

impl Eyes<'_> {
    /// The message of a record, if the client sees it.
    pub(super) fn message(self, to: &WebhookId, record: &Record) -> Result<Option<Message>, Error> {
        let Some(notice) = Notice::of(&record.event) else {
            return Ok(None);
        };
        let event = &record.event;
        let told = match event.kind.known() {
            Some(EventKind::ScoreIssued) => self.score(record),
            Some(EventKind::ScoreBatchEnded) => self.batch(record),
            Some(
                EventKind::LoanDecided | EventKind::ObjectionUpheld | EventKind::ObjectionReceived,
            ) => {
                let event = GovernedEvent::from_journal(event);
                let event = event.map_err(|why| Error::GovernanceDiffers(why.to_string()))?;
                self.governed(&event.what)
            }
            _ => {
                let event = PoolEvent::from_journal(event);
                let event = event.map_err(|why| Error::BooksDiffer(why.to_string()))?;
                self.sees(&event).then(|| record.event.body.clone())
            }
        };
        let Some(told) = told else { return Ok(None) };
        let body = json!({
            "type": notice.word(),
            "timestamp": event.recorded_at,
            "data": {
                "sequence": record.sequence,
                "hash": record.hash,
                "kind": event.kind,
                "subject": event.subject,
                "effective_on": event.effective_on,
                "booked_on": event.booked_on,
                "body": told,
            },
        });
        let text = format!(
            "zhixin/webhook/1\n{to}\n{}\n{}",
            record.sequence, record.hash
        );
        let id = format!("msg_{}", &Digest::of(text.as_bytes()).to_string()[7..39]);
        let body = body.to_string().into_bytes();
        let record = record.sequence;
        Ok(Some(Message { id, record, body }))
    }

    fn all(self) -> bool {
        Sight(self.role).all()
    }

    /// A score is for the bank one of whose clients asked for it.
    fn score(self, record: &Record) -> Option<Value> {
        let body = &record.event.body;
        let asker = ClientId::parse(&record.event.key.client).ok();
        let asker = asker.and_then(|id| self.registry.client(&id));
        let bank = asker.and_then(|client| client.caller.role.bank());
        let own = bank.is_some() && bank == self.role.bank();
        (own || self.all()).then(|| {
            json!({
                "score": body["score"],
                "model": body["model"],
                "assessment_digest": body["assessment_digest"],
            })
        })
    }

    /// A batch is for the bank one of whose clients asked for it.
    fn batch(self, record: &Record) -> Option<Value> {
        let body = &record.event.body;
        let asker = self.registry.named(body["client"].as_str()?);
        let bank = asker.and_then(|client| client.caller.role.bank());
        let own = bank.is_some() && bank == self.role.bank();
        (own || self.all()).then(|| {
            json!({
                "batch": record.event.subject,
                "how": body["how"],
                "rows": body["rows"],
                "scored": body["scored"],
                "refused": body["refused"],
            })
        })
    }

    fn governed(self, what: &Governed) -> Option<Value> {
        let bank = self.role.bank();
        match what {
            Governed::LoanDecided { decision } => {
                let own = bank == Some(&decision.bank) || self.all();
                own.then(|| {
                    json!({
                        "decision": decision.id,
                        "score": decision.score,
                        "outcome": decision.outcome.word(),
                    })
                })
            }
            Governed::ObjectionUpheld {
                objection, upheld, ..
            } => {
                let told = bank.is_some_and(|bank| upheld.told.contains(bank)) || self.all();
                told.then(|| json!({ "objection": objection }))
            }
            Governed::ObjectionReceived { received } => self
                .all()
                .then(|| json!({ "objection": received.id, "due_on": received.due_on })),
            _ => None,
        }
    }

    fn sees(self, event: &PoolEvent) -> bool {
        let sight = Sight(self.role);
        match &event.what {
            Happened::StatementIssued { issue, .. } => sight.statement(&issue.scope),
            _ => sight.event(event, self.state),
        }
    }
}
