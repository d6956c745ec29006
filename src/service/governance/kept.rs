//! The one way in which a request becomes an event of governance: once under its key, at its place.

use crate::governance::{Governed, GovernedEvent, Topic};
use crate::identity::Caller;
use crate::journal::{IdempotencyKey, Record, canonical_digest};
use crate::service::Error;
use crate::store::{About, Conflict, Store, StoreError, StoredReport};
use crate::units::{Digest, Moment, Problems};
use serde_json::Value;

/// How many events are read at a time.
const PAGE: u32 = 500;

/// What became of a request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The event.
    pub event: GovernedEvent,
    /// Its record in the journal.
    pub sequence: u64,
    /// The hash of that record.
    pub hash: Digest,
    /// Whether it had been done before, and nothing was written now.
    pub replayed: bool,
}

impl Answer {
    fn of(record: &Record, replayed: bool) -> Result<Self, Error> {
        let event = GovernedEvent::from_journal(&record.event);
        let event = event.map_err(|error| Error::GovernanceDiffers(error.to_string()))?;
        Ok(Self {
            event,
            sequence: record.sequence,
            hash: record.hash,
            replayed,
        })
    }
}

/// A request that changes something: whose, under which key, and what it said.
pub(super) struct Request<'a> {
    pub(super) store: &'a Store,
    pub(super) caller: &'a Caller,
    pub(super) now: Moment,
    key: IdempotencyKey,
    digest: Digest,
}

impl<'a> Request<'a> {
    /// A request by its operation, its key, and the parts that tell it from another.
    pub(super) fn new(
        (store, caller): (&'a Store, &'a Caller),
        (operation, key): (&'static str, &str),
        said: &Value,
        now: Moment,
    ) -> Result<Self, Error> {
        let digest = canonical_digest(said).map_err(|error| {
            let mut problems = Problems::default();
            problems.add("", "body.number", error.to_string());
            Error::Request(problems)
        })?;
        Ok(Self {
            store,
            caller,
            now,
            key: IdempotencyKey::new(caller.client.as_str(), operation, key),
            digest,
        })
    }

    /// The answer of before, if the same request was done already. It is looked for first: what was right then
    /// is refused as done twice otherwise.
    pub(super) async fn before(&self) -> Result<Option<Answer>, Error> {
        let Some(record) = self.store.record_of(&self.key).await? else {
            return Ok(None);
        };
        let answer = Answer::of(&record, true)?;
        if answer.event.request != self.digest {
            return Err(StoreError::from(Conflict::Key(self.key.clone())).into());
        }
        Ok(Some(answer))
    }

    /// An id for what this request makes: the same when it is sent again.
    pub(super) fn id(&self, of: &str) -> String {
        let IdempotencyKey {
            client,
            operation,
            key,
        } = &self.key;
        let text = format!("zhixin/id/1\n{client}\n{operation}\n{key}");
        format!("{of}-{}", &Digest::of(text.as_bytes()).to_string()[7..31])
    }

    /// Keeps what was decided.
    pub(super) async fn keep(
        self,
        what: Governed,
        report: Option<&StoredReport>,
    ) -> Result<Answer, Error> {
        let on = self.now.business_day();
        let event = GovernedEvent::new(self.caller, self.key, self.digest, on, what);
        let appended = self.store.append_governed(&event, report, self.now).await?;
        Answer::of(&appended.record, appended.replayed)
    }
}

/// Every event of a topic about something, in order.
pub(super) async fn all(
    store: &Store,
    topic: Topic,
    about: About<'_>,
) -> Result<Vec<GovernedEvent>, Error> {
    let mut events = Vec::new();
    let mut after = 0;
    loop {
        let page = store.governed(topic, about, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(events);
        };
        after = last.sequence;
        events.extend(page.into_iter().map(|kept| kept.event));
    }
}
