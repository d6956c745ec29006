//! The one way in which a request becomes an event of governance: once under its key, at its place.

use crate::governance::{Governed, GovernedEvent, Topic};
use crate::identity::Caller;
use crate::journal::Record;
use crate::service::Error;
use crate::service::keyed::Keyed;
use crate::store::{About, KeptGoverned, Store, StoredReport};
use crate::units::{Digest, Moment};
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

/// A request that changes something in governance.
pub(super) struct Request<'a> {
    pub(super) keyed: Keyed<'a>,
}

impl<'a> Request<'a> {
    /// A request by its operation, its key, and the parts that tell it from another.
    pub(super) fn new(
        at: (&'a Store, &'a Caller),
        named: (&'static str, &str),
        said: &Value,
        now: Moment,
    ) -> Result<Self, Error> {
        let keyed = Keyed::new(at, named, said, now)?;
        Ok(Self { keyed })
    }

    /// The answer of before, if the same request was done already.
    pub(super) async fn before(&self) -> Result<Option<Answer>, Error> {
        let record = self.keyed.record().await?;
        record.map(|record| Answer::of(&record, true)).transpose()
    }

    /// An id for what this request makes: the same when it is sent again.
    pub(super) fn id(&self, of: &str) -> String {
        self.keyed.id(of)
    }

    /// Keeps what was decided.
    pub(super) async fn keep(
        self,
        what: Governed,
        report: Option<&StoredReport>,
    ) -> Result<Answer, Error> {
        let Keyed {
            store,
            caller,
            now,
            key,
            digest,
            ..
        } = self.keyed;
        let event = GovernedEvent::new(caller, key, digest, now.business_day(), what);
        let appended = store.append_governed(&event, report, now).await?;
        Answer::of(&appended.record, appended.replayed)
    }
}

/// Every event of a topic about something, in order.
pub(super) async fn all(
    store: &Store,
    topic: Topic,
    about: About<'_>,
) -> Result<Vec<GovernedEvent>, Error> {
    let kept = all_kept(store, topic, about).await?;
    Ok(kept.into_iter().map(|kept| kept.event).collect())
}

/// The same, each with its record.
pub(super) async fn all_kept(
    store: &Store,
    topic: Topic,
    about: About<'_>,
) -> Result<Vec<KeptGoverned>, Error> {
    let mut events = Vec::new();
    let mut after = 0;
    loop {
        let page = store.governed(topic, about, after, PAGE).await?;
        let full = page.len() == PAGE as usize;
        events.extend(page);
        match events.last() {
            Some(last) if full => after = last.sequence,
            _ => return Ok(events),
        }
    }
}
