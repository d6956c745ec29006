//! Scores for many askers: what scores of one model and one day share is made ready once.

use super::catalog::{self, Loaded};
use super::score::{Assessed, ISSUE, Ready, Request, Run, Scored};
use super::standing::{Chosen, ModelRule, Standing};
use super::{Error, recorded_model};
use crate::journal::{Event, IdempotencyKey, Record};
use crate::scoring::Program;
use crate::store::{IssuedScore, Store};
use crate::units::names::BankId;
use crate::units::{Date, Digest, EnterpriseId};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// How many models are kept as they were read, and how many views of them are kept ready.
const KEPT: usize = 64;

/// How many enterprises are kept as they were assessed last; a document has some tens of kilobytes.
const ASSESSED: usize = 1_000;

/// What tells one view of a model from another: the model, the day, the basis, and how many batches are sealed.
type View = (String, Date, String, i64);

/// What tells one assessment from another: the view, the enterprise, the segment, and whose private evidence is read.
/// The evidence up to a batch never changes, so that nothing else can make a difference.
type Assessment = (View, EnterpriseId, Option<String>, Option<BankId>);

/// Scores enterprises one at a time; clones share what is ready.
#[derive(Debug, Clone)]
pub struct Scorer {
    store: Store,
    standing: Standing,
    models: Arc<Cache<String, Arc<Loaded>>>,
    programs: Arc<Cache<String, Arc<Program>>>,
    ready: Arc<Cache<View, Arc<Ready>>>,
    assessed: Arc<Cache<Assessment, Arc<Assessed>>>,
}

/// A score with what is written where it is issued.
#[derive(Debug, Clone)]
pub struct Unissued {
    /// The score.
    pub scored: Scored,
    /// The event that issues it.
    pub event: Event,
    /// What is kept of it.
    pub issued: IssuedScore,
    /// The model, as it was read.
    pub model: Arc<Loaded>,
}

impl Scorer {
    /// A scorer over the records, which scores with models by a rule.
    pub fn new(store: &Store, rule: ModelRule) -> Self {
        Self {
            standing: Standing::new(store, rule),
            store: store.clone(),
            models: Arc::new(Cache::new(KEPT)),
            programs: Arc::new(Cache::new(KEPT)),
            ready: Arc::new(Cache::new(KEPT)),
            assessed: Arc::new(Cache::new(ASSESSED)),
        }
    }

    /// A shipped model; what is asked for over a wire is never a path.
    pub fn model(&self, id: &str) -> Result<Arc<Loaded>, Error> {
        if !catalog::shipped().any(|known| known == id) {
            let known: Vec<&str> = catalog::shipped().collect();
            return Err(Error::UnknownModel {
                asked: id.to_owned(),
                known: known.join(", "),
            });
        }
        let read = || catalog::find(id).map(Arc::new);
        self.models.get_or_insert_with(id, read)
    }

    /// A shipped model, compiled.
    pub fn program(&self, id: &str) -> Result<Arc<Program>, Error> {
        let compile = || self.model(id)?.program().map(Arc::new);
        self.programs.get_or_insert_with(id, compile)
    }

    /// Scores one enterprise. Nothing is written.
    pub async fn score(
        &self,
        model: Option<&str>,
        enterprise: &EnterpriseId,
        mut request: Request,
    ) -> Result<Unissued, Error> {
        let chosen = self.standing.choose(model, enterprise, &request).await?;
        let (named, loaded) = match chosen {
            Chosen::InForce(stands) => {
                request.approval = Some(stands.approval);
                let loaded = self.on_record(&stands.digest).await?;
                (stands.digest.to_string(), loaded)
            }
            Chosen::Named(id) => {
                let loaded = self.model(&id)?;
                (id, loaded)
            }
        };
        let head = self.store.head().await?.sealed_batches;
        let view = (named, request.as_of, request.basis.to_string(), head);
        let make = async {
            Ready::make(&self.store, &loaded, &request)
                .await
                .map(Arc::new)
        };
        let ready = self.ready.get_or_insert_async(&view, make).await?;
        let (segment, reader) = (request.segment.clone(), request.reader.clone());
        let by_experts = !request.experts.is_empty();
        let run = Run::of(&self.store, ready, request)?;
        let which = (view, enterprise.clone(), segment, reader);
        let assess = async { run.one(enterprise).await.map(Arc::new) };
        let assessed = if by_experts {
            assess.await?
        } else {
            self.assessed.get_or_insert_async(&which, assess).await?
        };
        let (scored, event, issued) = run.written(&assessed);
        Ok(Unissued {
            scored,
            event,
            issued,
            model: loaded,
        })
    }

    /// A model on record, by the digest of its meaning.
    async fn on_record(&self, digest: &Digest) -> Result<Arc<Loaded>, Error> {
        let key = digest.to_string();
        let read = async {
            recorded_model::find(&self.store, digest)
                .await
                .map(Arc::new)
        };
        self.models.get_or_insert_async(&key, read).await
    }

    /// Puts the model of a score on record, once for each meaning: before the first score of it is issued.
    pub async fn record_model(
        store: &Store,
        loaded: &Loaded,
        request: &Request,
    ) -> Result<(), Error> {
        let program = loaded.program()?;
        recorded_model::record_model(store, loaded, &program, request).await
    }
}

/// The record of the score that was issued under a client's key, if one was.
pub async fn asked_before(store: &Store, client: &str, key: &str) -> Result<Option<Record>, Error> {
    let key = IdempotencyKey::new(client, ISSUE, key);
    Ok(store.record_of(&key).await?)
}
