//! Scoring from the records: dossier, vector, assessment, and the event that makes it an issued score.

use super::catalog::Loaded;
use super::experts::ExpertSheets;
use super::recorded_model::record_model;
use super::{Error, cohorts};
use crate::evidence::facts::Enterprise;
use crate::evidence::{Basis, Dossier, RecordedFact, View, Visibility};
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::scoring::assessment::{EvidenceConflict, assess_with};
use crate::scoring::indicators::{self, Cohorts};
use crate::scoring::program::Block;
use crate::scoring::{Assessment, Program, Subject};
use crate::store::{IssuedScore, Store};
use crate::units::names::BankId;
use crate::units::{Date, Digest, EnterpriseId, Moment};
use rayon::prelude::*;
use serde_json::json;

/// How many enterprises are read, scored and written at a time.
const PAGE: u32 = 500;
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
    /// Now.
    pub now: Moment,
    /// The business day of now.
    pub today: Date,
    /// Whether the scores are issued, or only shown.
    pub issue: bool,
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

/// What the registry says of an enterprise, for people who read lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    /// Its name.
    pub name: Option<String>,
    /// Its district 区县.
    pub district: Option<String>,
}

impl Registered {
    fn of(dossier: &Dossier) -> Self {
        let newest = |read: fn(&Enterprise) -> Option<&String>| {
            let mut held = dossier.registry().iter().rev();
            held.find_map(|held| read(&held.value).cloned())
        };
        Self {
            name: newest(|enterprise| enterprise.name.as_ref()),
            district: newest(|enterprise| enterprise.district.as_ref()),
        }
    }
}

/// A subject assessed, before it is issued.
struct Assessed {
    assessment: Assessment,
    subject: Subject,
    registered: Registered,
}

/// A run of scoring: one model, one view, one head of the evidence.
pub struct Run<'s> {
    store: &'s Store,
    program: Program,
    request: Request,
    head: i64,
    cohorts: Cohorts,
}

impl<'s> Run<'s> {
    /// Prepares a run: the date is not in the future, the model is on record, the cohorts are built.
    pub async fn prepare(
        store: &'s Store,
        loaded: &Loaded,
        request: Request,
    ) -> Result<Self, Error> {
        if request.as_of > request.today {
            return Err(Error::Future {
                asked: request.as_of,
                today: request.today,
            });
        }
        let program = loaded.program()?;
        check_segment(&program, request.segment.as_deref())?;
        let head = store.head().await?.sealed_batches;
        // Cohorts are of what all may see, whoever reads: what is private ranks nobody else.
        let shared = request.view(false);
        let cohorts = cohorts::for_program(store, &program, &shared, head).await?;
        if request.issue {
            record_model(store, loaded, &program, &request).await?;
        }
        Ok(Self {
            store,
            program,
            request,
            head,
            cohorts,
        })
    }

    /// The compiled model.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How many enterprises the records know.
    pub async fn enterprises(&self) -> Result<u64, Error> {
        let count = self.store.enterprise_count(self.head).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Scores the named enterprises.
    pub async fn score(&self, ids: &[EnterpriseId]) -> Result<Vec<Scored>, Error> {
        let mut scored = Vec::new();
        let mut block = Block::default();
        for id in ids {
            let mut facts = self.store.facts_of(id, self.head).await?;
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
            match self.assessed(id, facts, &mut block) {
                Some(assessed) => scored.push(assessed),
                None => {
                    return Err(Error::EmptyDossier {
                        enterprise: id.to_string(),
                        as_of: self.request.as_of,
                        basis: self.request.basis.to_string(),
                        first: first.map_or_else(|| "no day".to_owned(), |day| day.to_string()),
                    });
                }
            }
        }
        self.issue(scored).await
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
                .facts_in_range(after.as_ref(), PAGE, self.head)
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
        let subject = subject(&self.program, &dossier, &self.cohorts, &self.request);
        Some(Assessed {
            assessment: assess_with(&self.program, &subject, block),
            subject,
            registered: Registered::of(&dossier),
        })
    }

    /// Writes scores as events, the same score only once.
    async fn issue(&self, scored: Vec<Assessed>) -> Result<Vec<Scored>, Error> {
        let mut events = Vec::new();
        let mut out = Vec::with_capacity(scored.len());
        for Assessed {
            assessment,
            subject,
            registered,
        } in scored
        {
            let bytes = assessment.to_bytes();
            let digest = Digest::of(&bytes);
            let id = score_id(&digest, self.head, &self.request);
            if self.request.issue {
                events.push(self.event(&id, &assessment, &subject, digest, bytes));
            }
            out.push(Scored {
                id,
                registered,
                assessment,
            });
        }
        if !events.is_empty() {
            self.store.issue_scores(events).await?;
        }
        Ok(out)
    }

    fn event(
        &self,
        id: &str,
        assessment: &Assessment,
        subject: &Subject,
        digest: Digest,
        bytes: Vec<u8>,
    ) -> (Event, IssuedScore) {
        let text = String::from_utf8(bytes).expect("JSON is UTF-8");
        let mut body = json!({
            "score": id,
            "model": self.program.model.id,
            "model_version": self.program.model.version,
            "model_digest": self.program.digest,
            "evidence_head": self.head,
            "subject": subject,
            "assessment_digest": digest,
            "status": assessment.status,
            "grade": assessment.grade,
            "points": assessment.points,
            "recommended_limit": assessment.recommended_limit,
        });
        if let Some(reader) = &self.request.reader {
            body["reader"] = json!(reader);
        }
        let event = Event {
            kind: EventKind::ScoreIssued.into(),
            subject: assessment.enterprise.to_string(),
            effective_on: self.request.as_of,
            booked_on: self.request.today,
            recorded_at: self.request.now,
            actor: self.request.actor.clone(),
            key: IdempotencyKey::new(self.request.actor.as_str(), "score.issue", id),
            body,
        };
        let issued = IssuedScore {
            id: id.to_owned(),
            enterprise: assessment.enterprise.clone(),
            model_digest: self.program.digest,
            as_of: assessment.as_of,
            basis: self.request.basis,
            reader: self.request.reader.as_ref().map(ToString::to_string),
            evidence_head: self.head,
            vector: serde_json::to_string(subject).expect("a subject has text keys and no floats"),
            assessment: text,
            assessment_digest: digest,
        };
        (event, issued)
    }
}

/// The same document on the same evidence head, asked for by the same actor for the same reader, is the same score.
fn score_id(digest: &Digest, head: i64, request: &Request) -> String {
    let mut text = format!("zhixin/score/1\n{digest}\n{head}\n{}", request.actor);
    if let Some(reader) = &request.reader {
        text.push_str("\nread by ");
        text.push_str(reader.as_str());
    }
    format!("score-{}", &Digest::of(text.as_bytes()).to_string()[7..31])
}

fn check_segment(program: &Program, asked: Option<&str>) -> Result<(), Error> {
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
