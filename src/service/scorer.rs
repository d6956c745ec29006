//! Scores for many askers: what scores of one model and one day share is made ready once.

use super::assessed::Assessed;
use super::catalog::{self, Loaded};
use super::score::{ISSUE, Ready, Request, Run, check_segment};
use super::standing::{Chosen, Lives, ModelRule, Standing};
use super::{Error, recorded_model};
use crate::journal::{IdempotencyKey, Record, WrittenEvent};
use crate::scoring::Program;
use crate::store::{IssuedScore, Store};
use crate::units::names::{ApprovalId, BankId};
use crate::units::{Date, Digest, EnterpriseId};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How many models are kept as they were read, and how many views of them are kept ready.
const KEPT: usize = 64;

/// How many enterprises are kept as they were assessed last; a document has some tens of kilobytes.
const ASSESSED: usize = 1_000;

/// Stands for a head of the evidence that nobody looked at yet.
const NOT_LOOKED: i64 = -1;

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
    /// How many batches were sealed when somebody last looked.
    head: Arc<AtomicI64>,
}

/// A score that was found, and not yet written down.
pub struct Found {
    run: Run,
    assessed: Arc<Assessed>,
    model: Arc<Loaded>,
    models: u64,
}

/// The records on which a score is made: the lives of models, and how many batches are sealed.
#[derive(Debug, Clone)]
pub struct At {
    lives: Lives,
    head: i64,
}

impl Found {
    /// The document.
    pub fn document(&self) -> &str {
        &self.assessed.text
    }

    /// The digest of the document.
    pub fn digest(&self) -> Digest {
        self.assessed.digest
    }

    /// How many sealed batches of evidence it rests on.
    pub fn evidence(&self) -> i64 {
        self.run.ready.head
    }

    /// The last event of models by which its model was chosen.
    pub fn models(&self) -> u64 {
        self.models
    }

    /// The model, as it was read, and the digest of its meaning.
    pub fn model(&self) -> (Arc<Loaded>, Digest) {
        (Arc::clone(&self.model), self.run.ready.program.digest)
    }

    /// The approval by which the model stood.
    pub fn approval(&self) -> Option<String> {
        let approval = self.run.request.approval.as_ref();
        approval.map(ToString::to_string)
    }

    /// The id that it gets where it is issued, and what is written then.
    pub fn to_issue(&self) -> (String, WrittenEvent, IssuedScore) {
        self.run.issued(&self.assessed)
    }
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
            head: Arc::new(AtomicI64::new(NOT_LOOKED)),
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

    /// That there is such a model, shipped or on record, and of a shipped one such a segment.
    pub async fn check(&self, model: &str, segment: Option<&str>) -> Result<(), Error> {
        self.standing.knows(model).await?;
        match self.program(model) {
            Ok(program) => check_segment(&program, segment),
            // Of one that is on record alone the version that stands tells, line by line.
            Err(_) => Ok(()),
        }
    }

    /// A shipped model, compiled.
    pub fn program(&self, id: &str) -> Result<Arc<Program>, Error> {
        let compile = || self.model(id)?.program().map(Arc::new);
        self.programs.get_or_insert_with(id, compile)
    }

    /// The model by which figures that somebody gives are evaluated, and the approval by which it stands: the version
    /// in force. `any` lets another shipped one be taken, which stands by none.
    pub async fn to_evaluate(
        &self,
        model: &str,
        any: bool,
        today: Date,
    ) -> Result<(Arc<Program>, Option<ApprovalId>), Error> {
        // Looks at the records once after they changed.
        self.head().await?;
        let Some(stands) = self.standing.to_evaluate(model, (any, today))? else {
            return Ok((self.program(model)?, None));
        };
        let key = stands.digest.to_string();
        // Seldom waited for, and too large to be carried along by every caller.
        let compile = Box::pin(async {
            let loaded = self.on_record(&stands.digest).await?;
            loaded.program().map(Arc::new)
        });
        let program = self.programs.get_or_insert_async(&key, compile).await?;
        Ok((program, Some(stands.approval)))
    }

    /// The records as they are now.
    pub async fn look(&self) -> Result<At, Error> {
        Ok(At {
            lives: self.standing.look().await?,
            head: self.store.head().await?.sealed_batches,
        })
    }

    /// Scores one enterprise on the records as they were when somebody last looked. Whoever issues or shows the score has
    /// [`Found::evidence`] and [`Found::models`] held against the records, and looks again where others stand there.
    pub async fn found(
        &self,
        model: Option<&str>,
        enterprise: &EnterpriseId,
        request: Request,
    ) -> Result<Found, Error> {
        let at = At {
            head: self.head().await?,
            lives: self.standing.kept(),
        };
        self.found_at(at, model, enterprise, request).await
    }

    /// Scores one enterprise on the records as they were then. Nothing is written.
    pub async fn found_at(
        &self,
        At { head, lives }: At,
        model: Option<&str>,
        enterprise: &EnterpriseId,
        mut request: Request,
    ) -> Result<Found, Error> {
        let models = lives.0;
        let chosen = self.standing.choose(lives, model, enterprise, &request);
        let (named, loaded) = match chosen.await? {
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
        let view = (named, request.as_of, request.basis.to_string(), head);
        let make = async {
            Ready::make(&self.store, &loaded, &request, head)
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
        Ok(Found {
            run,
            assessed,
            model: loaded,
            models,
        })
    }

    /// Where the evidence ended when somebody last looked; models are looked at with it.
    async fn head(&self) -> Result<i64, Error> {
        let known = self.head.load(Ordering::Acquire);
        if known != NOT_LOOKED {
            return Ok(known);
        }
        self.standing.look().await?;
        let head = self.store.head().await?.sealed_batches;
        self.head.store(head, Ordering::Release);
        Ok(head)
    }

    /// Has the next score look at the records.
    pub fn forget(&self) {
        self.head.store(NOT_LOOKED, Ordering::Release);
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
