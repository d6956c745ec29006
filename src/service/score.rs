//! Scoring from the records: dossier, vector, assessment, and the event that makes it an issued score.

use super::assessed::Assessed;
use super::catalog::Loaded;
use super::experts::ExpertSheets;
use super::recorded_model::record_model;
pub use super::registered::Registered;
use super::standing::approval_of;
use super::{Error, cohorts};
use crate::evidence::{Basis, Dossier, RecordedFact, View, Visibility};
use crate::governance::{Purpose, Scope};
use crate::journal::IdempotencyKey;
use crate::scoring::assessment::{EvidenceConflict, assess_with};
use crate::scoring::indicators::{self, Cohorts};
use crate::scoring::program::Block;
use crate::scoring::{Assessment, Program, Subject};
use crate::store::Store;
use crate::units::names::{ApprovalId, BankId};
use crate::units::{Date, Digest, EnterpriseId, Moment};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many enterprises are read, scored and written at a time.
const PAGE: u32 = 500;
/// What is asked for, as keys name it.
pub const ISSUE: &str = "score.issue";
/// How many conflicts between sources one assessment shows.
const CONFLICTS_SHOWN: usize = 20;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// As of which date.
    pub as_of: Date,
    /// On which basis.
    pub basis: Basis,
    /// The segment, where the reader chooses one.
    pub segment: Option<String>,
    /// What experts said.
    pub experts: ExpertSheets,
    /// The bank for which its own private evidence is read as well; for nobody else is a score of it.
    pub reader: Option<BankId>,
    /// Who asks, for the journal.
    pub actor: String,
    /// The key under which it was asked for, where the asker gives keys.
    pub asked: Option<Asked>,
    /// What the score is for.
    pub used: Used,
    /// The approval by which the model stands, where it stands by one.
    pub approval: Option<ApprovalId>,
    /// Now.
    pub now: Moment,
    /// The business day of now.
    pub today: Date,
    /// Whether the scores are issued, or only shown.
    pub issue: bool,
}

/// What a score is for: by it the model in force is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// The purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The pool and the product; the district is what the register says.
    #[serde(flatten)]
    pub at: Scope,
}

/// A request that brings a key: the same again is answered with the score of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The key.
    pub key: IdempotencyKey,
    /// The digest of the request.
    pub digest: Digest,
}

impl Request {
    /// The view of the evidence, with what is private to the reader or without it.
    fn view(&self, private: bool) -> View {
        let reader = self.reader.as_ref().filter(|_| private);
        View {
            as_of: self.as_of,
            basis: self.basis,
            reader: reader.map(ToString::to_string),
        }
    }
}

/// A score that was issued or shown.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The id by which it can be replayed.
    pub id: String,
    /// What the registry calls the enterprise and where it is, as of the date.
    pub registered: Registered,
    /// The document.
    pub assessment: Assessment,
}

/// A run of scoring: one model, one view, one head of the evidence.
pub struct Run {
    store: Store,
    pub(super) ready: Arc<Ready>,
    pub(super) request: Request,
}

/// What many runs of one model, one view and one head share: the compiled model, and the cohorts of patents.
#[derive(Debug)]
pub struct Ready {
    pub(super) program: Program,
    cohorts: Cohorts,
    /// How many sealed batches the evidence consists of.
    pub(super) head: i64,
}

impl Ready {
    /// Compiles the model and builds the cohorts of the first `head` sealed batches. They are of what all may see,
    /// whoever reads: what is private ranks nobody else.
    pub(super) async fn make(
        store: &Store,
        loaded: &Loaded,
        request: &Request,
        head: i64,
    ) -> Result<Self, Error> {
        let program = loaded.program()?;
        if !program.model.inputs.is_empty() {
            return Err(Error::Usage(format!(
                "the model `{}` reads columns of a file, not records: score its rows by `zhixin score --rows FILE --model {}`",
                program.model.id, loaded.file
            )));
        }
        Self::at(store, program, request, head).await
    }

    /// The same over the evidence as it stood when so many batches were sealed.
    pub(super) async fn at(
        store: &Store,
        program: Program,
        request: &Request,
        head: i64,
    ) -> Result<Self, Error> {
        let cohorts = cohorts::for_program(store, &program, &request.view(false), head).await?;
        Ok(Self {
            program,
            cohorts,
            head,
        })
    }
}

impl Run {
    /// Prepares a run: the date is not in the future, the model is on record, the cohorts are built.
    pub async fn prepare(
        store: &Store,
        loaded: &Loaded,
        mut request: Request,
    ) -> Result<Self, Error> {
        not_to_come(&request)?;
        let head = store.head().await?.sealed_batches;
        let ready = Ready::make(store, loaded, &request, head).await?;
        if request.issue && request.approval.is_none() {
            request.approval = approval_of(store, &ready.program.digest, &request).await?;
        }
        if request.issue {
            record_model(store, loaded, &ready.program, &request).await?;
        }
        Self::of(store, Arc::new(ready), request)
    }

    /// A run of what was made ready before.
    pub(super) fn of(store: &Store, ready: Arc<Ready>, request: Request) -> Result<Self, Error> {
        not_to_come(&request)?;
        check_segment(&ready.program, request.segment.as_deref())?;
        Ok(Self {
            store: store.clone(),
            ready,
            request,
        })
    }

    /// The compiled model.
    pub fn program(&self) -> &Program {
        &self.ready.program
    }

    /// How many enterprises the records know.
    pub async fn enterprises(&self) -> Result<u64, Error> {
        let count = self.store.enterprise_count(self.ready.head).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Scores the named enterprises.
    pub async fn score(&self, ids: &[EnterpriseId]) -> Result<Vec<Scored>, Error> {
        let mut scored = Vec::new();
        let mut block = Block::default();
        for id in ids {
            scored.push(self.read(id, &mut block).await?);
        }
        self.issue(scored).await
    }

    /// Assesses one enterprise.
    pub(super) async fn one(&self, id: &EnterpriseId) -> Result<Assessed, Error> {
        self.read(id, &mut Block::default()).await
    }

    async fn read(&self, id: &EnterpriseId, block: &mut Block) -> Result<Assessed, Error> {
        let mut facts = self.store.facts_of(id, self.ready.head).await?;
        // What the reader may never see is not there, and no first day of it is told.
        let reader = self.request.reader.as_ref().map(BankId::as_str);
        facts.retain(|fact| match &fact.source.visibility {
            Visibility::Shared => true,
            Visibility::PrivateTo(bank) => reader == Some(bank),
        });
        if facts.is_empty() {
            return Err(Error::UnknownEnterprise(id.to_string()));
        }
        let first = facts.iter().map(|fact| fact.available.on).min();
        self.assessed(id, facts, block)
            .ok_or_else(|| Error::EmptyDossier {
                enterprise: id.to_string(),
                as_of: self.request.as_of,
                basis: self.request.basis.to_string(),
                first: first.map_or_else(|| "no day".to_owned(), |day| day.to_string()),
            })
    }

    /// Scores every enterprise of which the view holds anything, page by page; `done` is told how
    /// many enterprises were read, and gets their scores in the order of their ids.
    pub async fn score_all(
        &self,
        mut done: impl FnMut(u64, Vec<Scored>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut after: Option<EnterpriseId> = None;
        loop {
            let page = self
                .store
                .facts_in_range(after.as_ref(), PAGE, self.ready.head)
                .await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(last.clone());
            let read = page.len() as u64;
            let scored: Vec<Assessed> = page
                .into_par_iter()
                .map_init(Block::default, |block, (id, facts)| {
                    self.assessed(&id, facts, block)
                })
                .flatten()
                .collect();
            done(read, self.issue(scored).await?)?;
        }
    }

    fn assessed(
        &self,
        id: &EnterpriseId,
        facts: Vec<RecordedFact>,
        block: &mut Block,
    ) -> Option<Assessed> {
        let dossier = Dossier::assemble(id.clone(), facts, self.request.view(true));
        if dossier.is_empty() {
            return None;
        }
        let subject = subject(
            &self.ready.program,
            &dossier,
            &self.ready.cohorts,
            &self.request,
        );
        let assessment = assess_with(&self.ready.program, &subject, block);
        Some(Assessed::of(assessment, subject, Registered::of(&dossier)))
    }

    /// Writes scores as events, the same score only once.
    async fn issue(&self, scored: Vec<Assessed>) -> Result<Vec<Scored>, Error> {
        let mut events = Vec::new();
        let mut out = Vec::with_capacity(scored.len());
        for assessed in scored {
            let (scored, event, issued) = self.written(&assessed);
            if self.request.issue {
                events.push((event, issued));
            }
            out.push(scored);
        }
        if !events.is_empty() {
            self.store.issue_scores(events).await?;
        }
        Ok(out)
    }
}

/// That the day is not later than today.
fn not_to_come(request: &Request) -> Result<(), Error> {
    if request.as_of > request.today {
        return Err(Error::Future {
            asked: request.as_of,
            today: request.today,
        });
    }
    Ok(())
}

pub(super) fn check_segment(program: &Program, asked: Option<&str>) -> Result<(), Error> {
    let Some(asked) = asked else { return Ok(()) };
    let known: Vec<&str> = program
        .model
        .segments
        .iter()
        .map(|s| s.id.as_str())
        .collect();
    if known.contains(&asked) {
        return Ok(());
    }
    let known = if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    };
    Err(Error::Usage(format!(
        "the model `{}` has no stage `{asked}`; it has: {known}",
        program.model.id
    )))
}

/// Reads what the model needs from a dossier.
pub(super) fn subject(
    program: &Program,
    dossier: &Dossier,
    cohorts: &Cohorts,
    request: &Request,
) -> Subject {
    let name = |at: usize| dossier.facts()[at].source.name.clone();
    let conflicts = dossier
        .conflicts()
        .iter()
        .take(CONFLICTS_SHOWN)
        .map(|conflict| EvidenceConflict {
            kind: conflict.kind.to_owned(),
            key: conflict.key.clone(),
            fields: conflict
                .fields
                .iter()
                .map(|field| (*field).to_owned())
                .collect(),
            followed: name(conflict.followed),
            set_aside: name(conflict.set_aside),
        });
    Subject {
        enterprise: dossier.enterprise.clone(),
        as_of: request.as_of,
        basis: request.basis.to_string(),
        evidence_digest: dossier.digest(),
        vector: indicators::read(&program.indicators, dossier, cohorts),
        conflicts: conflicts.collect(),
        expert: request
            .experts
            .get(&dossier.enterprise)
            .cloned()
            .unwrap_or_default(),
        segment: request.segment.clone(),
    }
}
