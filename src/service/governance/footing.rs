//! What governance says of an enterprise to those who ask to read, kept at hand: whoever uses it has it held against the
//! records in the writer's turn, before anything is shown.

use super::kept::all_kept;
use super::reading::{Asked, Mark, Reading};
use crate::governance::{ConsentHeld, GovernedEvent, Objection, Topic, ground};
use crate::identity::Caller;
use crate::service::Error;
use crate::store::{About, KeptGoverned, LastGoverned, Store};
use crate::units::{Date, EnterpriseId};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// How many enterprises are kept at hand.
const KEPT: usize = 20_000;

/// The consents of an enterprise and the marks on what is read about it, as of the last events that made them.
#[derive(Debug)]
pub struct Footing {
    last: LastGoverned,
    consents: Vec<ConsentHeld>,
    marks: Vec<Mark>,
}

impl Footing {
    /// Reads it from the records.
    pub async fn read(store: &Store, enterprise: &EnterpriseId) -> Result<Self, Error> {
        let about = About::Enterprise(enterprise);
        let consents = all_kept(store, Topic::Consent, about).await?;
        let objections = all_kept(store, Topic::Objection, about).await?;
        let last = |events: &[KeptGoverned]| events.last().map_or(0, |kept| kept.sequence);
        Ok(Self {
            last: LastGoverned {
                consent: last(&consents),
                objection: last(&objections),
            },
            consents: ConsentHeld::fold(events(&consents)),
            marks: marks(events(&objections)),
        })
    }

    /// The last events that it rests on.
    pub fn last(&self) -> LastGoverned {
        self.last
    }

    /// Whether a caller may read, or the refusal that says what would pass.
    pub fn leave(&self, caller: &Caller, asked: &Asked, today: Date) -> Result<Reading, Error> {
        let what = (&asked.enterprise, asked.purpose, &asked.classes);
        let leave = ground(caller, what, (&self.consents, asked.live_cover), today)?;
        Ok(Reading {
            leave,
            marks: self.marks.clone(),
        })
    }
}

fn events(kept: &[KeptGoverned]) -> impl Iterator<Item = &GovernedEvent> {
    kept.iter().map(|kept| &kept.event)
}

/// The marks of objections that are not answered.
pub(super) fn marks<'e>(events: impl IntoIterator<Item = &'e GovernedEvent>) -> Vec<Mark> {
    let open = Objection::fold(events).into_iter().filter(Objection::marks);
    let marks = open.map(|objection| Mark {
        stage: objection.stage(),
        objection: objection.received.id,
        received_on: objection.received.received_on,
        due_on: objection.received.due_on,
        scores: objection.received.scores,
    });
    marks.collect()
}

/// What stands about enterprises, each as it was read last; clones share it.
#[derive(Debug, Clone)]
pub struct Footings(Arc<Cache<EnterpriseId, Arc<Footing>>>);

impl Default for Footings {
    fn default() -> Self {
        Self(Arc::new(Cache::new(KEPT)))
    }
}

impl Footings {
    /// What stands about an enterprise, or what stood when it was read.
    pub async fn of(
        &self,
        store: &Store,
        enterprise: &EnterpriseId,
    ) -> Result<Arc<Footing>, Error> {
        let read = async { Footing::read(store, enterprise).await.map(Arc::new) };
        self.0.get_or_insert_async(enterprise, read).await
    }

    /// Forgets what stood about an enterprise, so that it is read anew.
    pub fn forget(&self, enterprise: &EnterpriseId) {
        self.0.remove(enterprise);
    }
}
