//! Shadow models score silently: beside each issued score, on its evidence, day and basis, and after it, so that no
//! bank waits and no bank sees it.

use super::Error;
use super::governance::lives_of_models;
use super::recorded_model;
use super::score::{Ready, Request, Run, Used};
use super::standing::district;
use super::writer::Writer;
use crate::evidence::Basis;
use crate::governance::{
    Governed, GovernedEvent, InForce, ModelLife, ShadowScored, Topic, Use, UsedAs,
    asks_for_district, duties, standing,
};
use crate::identity::Caller;
use crate::journal::{Event, IdempotencyKey, canonical_digest};
use crate::scoring::{ExpertSheet, Subject};
use crate::store::{About, IssuedScore, KeptGoverned, ScorePage, Store, StoredScore};
use crate::units::names::ScoreId;
use crate::units::{Date, Digest, Moment};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// As whom shadow scores are written.
const ACTOR: &str = "shadow";

/// How many issued scores are looked at in one go, so that the writer's turn stays short.
const STRETCH: u32 = 50;

/// What is ready for scores of one model, day, basis and head.
type View = (Digest, Date, String, i64);

/// Goes over issued scores behind a place of the journal.
#[derive(Debug, Clone)]
pub struct Shadowing {
    store: Store,
    after: u64,
}

/// What a stretch of scores came to.
#[derive(Debug)]
pub struct Stretch {
    /// How many issued scores were looked at.
    pub looked_at: usize,
    /// What is to be written.
    pub events: Vec<GovernedEvent>,
    /// What could not be scored, each with why.
    pub failed: Vec<String>,
}

impl Shadowing {
    /// Goes on where the last shadow score was written; that one is looked at again, since another model may have been
    /// about to follow it.
    pub async fn begin(store: &Store) -> Result<Self, Error> {
        let last = store.last_governed(Topic::Shadow).await?;
        let after = last.and_then(|kept| shadow(kept).map(|of| of.issued - 1));
        Ok(Self {
            store: store.clone(),
            after: after.unwrap_or(0),
        })
    }

    /// Scores the next issued scores by every shadow model that stood for their use on the day of their issue. A score that read
    /// what is private to a bank has no shadow: what it says would be known to others.
    pub async fn next(&mut self, limit: u32, now: Moment) -> Result<Stretch, Error> {
        let mut stretch = Stretch {
            looked_at: 0,
            events: Vec::new(),
            failed: Vec::new(),
        };
        let lives = lives_of_models(&self.store).await?;
        if !any_shadow(&lives) {
            // What is issued before a shadow is approved never has one.
            self.after = self.after.max(self.store.journal_head().await?.sequence);
            return Ok(stretch);
        }
        let page = ScorePage {
            after: self.after,
            limit,
            enterprise: None,
        };
        let mut ready: HashMap<View, Arc<Ready>> = HashMap::new();
        for stored in self.store.scores(&page).await? {
            self.after = stored.sequence;
            stretch.looked_at += 1;
            if stored.score.reader.is_some() {
                continue;
            }
            let record = self.store.records(stored.sequence - 1, 1).await?.pop();
            let Some(record) = record else { continue };
            let of = self.used(&lives, &stored, &record.event, now).await?;
            for stands in standing(&lives, &of) {
                if stands.digest == stored.score.model_digest {
                    continue;
                }
                match self.scored(&stored, &stands, &mut ready, now).await {
                    Ok(event) => stretch.events.push(event),
                    Err(error) => {
                        stretch
                            .failed
                            .push(format!("{} by {}: {error}", stored.score.id, stands.model));
                    }
                }
            }
        }
        Ok(stretch)
    }

    /// The use for which a score was issued: a shadow scores where its approval lets it, as a model in force does.
    async fn used(
        &self,
        lives: &[ModelLife],
        stored: &StoredScore,
        event: &Event,
        now: Moment,
    ) -> Result<Use, Error> {
        // Of what was issued without a use, only the district is known.
        let used = serde_json::from_value::<Used>(event.body["used"].clone());
        let Used { purpose, at } = used.unwrap_or_default();
        let mut of = Use {
            model: None,
            digest: None,
            used_as: UsedAs::Shadow,
            purpose,
            at,
            on: event.booked_on,
        };
        if asks_for_district(lives, &of) {
            let score = &stored.score;
            let request = request(score, ExpertSheet::default(), now);
            let head = score.evidence_head;
            of.at.district = district(&self.store, &score.enterprise, &request, head).await?;
        }
        Ok(of)
    }

    async fn scored(
        &self,
        stored: &StoredScore,
        stands: &InForce,
        ready: &mut HashMap<View, Arc<Ready>>,
        now: Moment,
    ) -> Result<GovernedEvent, Error> {
        let score = &stored.score;
        let differs = |why: String| Error::ReplayDiffers(score.id.clone(), why);
        let subject: Subject = serde_json::from_str(&score.vector)
            .map_err(|error| differs(format!("its vector cannot be read: {error}")))?;
        let mut request = request(score, subject.expert, now);
        let view = (
            stands.digest,
            score.as_of,
            basis(score.basis),
            score.evidence_head,
        );
        let made = match ready.get(&view) {
            Some(made) => Arc::clone(made),
            None => {
                let loaded = recorded_model::find(&self.store, &stands.digest).await?;
                let program = loaded.program()?;
                let made = Ready::at(&self.store, program, &request, score.evidence_head).await?;
                let made = Arc::new(made);
                ready.insert(view, Arc::clone(&made));
                made
            }
        };
        let segments = &made.program.model.segments;
        let asked = subject.segment.as_ref();
        request.segment = asked
            .filter(|asked| segments.iter().any(|of| of.id == **asked))
            .cloned();
        let run = Run::of(&self.store, made, request)?;
        let assessed = run.one(&score.enterprise).await?;
        let word = serde_json::to_value(assessed.assessment.status).unwrap_or_default();
        let what = ShadowScored {
            score: ScoreId::parse(&score.id).map_err(|error| differs(error.to_string()))?,
            issued: stored.sequence,
            enterprise: score.enterprise.clone(),
            as_of: score.as_of,
            model: stands.model.clone(),
            digest: stands.digest,
            approval: stands.approval.clone(),
            subject: serde_json::to_value(&assessed.subject)
                .map_err(|error| differs(error.to_string()))?,
            assessment_digest: assessed.digest,
            status: word.as_str().unwrap_or_default().to_owned(),
            grade: assessed.assessment.grade.clone(),
            low: assessed.assessment.points.low,
            high: assessed.assessment.points.high,
        };
        let key = IdempotencyKey::new(ACTOR, "score.shadow", what.id());
        let said = canonical_digest(&serde_json::json!({"shadow": what.id()}));
        Ok(GovernedEvent {
            key,
            request: said.map_err(|error| differs(error.to_string()))?,
            actor: ACTOR.to_owned(),
            on: now.business_day(),
            what: Governed::ShadowScored {
                shadow: Box::new(what),
            },
        })
    }
}

/// The same day, basis and experts as those of an issued score.
fn request(score: &IssuedScore, expert: ExpertSheet, now: Moment) -> Request {
    Request {
        as_of: score.as_of,
        basis: score.basis,
        segment: None,
        experts: [(score.enterprise.clone(), expert)].into(),
        reader: None,
        asked: None,
        used: Used::default(),
        approval: None,
        actor: ACTOR.to_owned(),
        now,
        today: now.business_day(),
        issue: false,
    }
}

/// Whether any model was ever approved as a shadow.
fn any_shadow(lives: &[ModelLife]) -> bool {
    let versions = lives.iter().flat_map(|life| &life.versions);
    let mut approvals = versions.flat_map(|version| &version.approvals);
    approvals.any(|of| of.signed_by.is_some() && of.proposed.said.used_as == UsedAs::Shadow)
}

fn basis(of: Basis) -> String {
    of.to_string()
}

/// Writes shadow scores; one that stands already is left as it is.
pub async fn keep(store: &Store, events: &[GovernedEvent], now: Moment) -> Result<u64, Error> {
    let mut new = 0;
    for event in events {
        let appended = store.append_governed(event, None, now).await?;
        new += u64::from(!appended.replayed);
    }
    Ok(new)
}

/// Looks for issued scores again and again, scores them outside the writer's turn, and writes in it.
pub async fn watch(store: Store, writer: Writer, now: fn() -> Moment, every: Duration) {
    let mut at = None;
    loop {
        tokio::time::sleep(every).await;
        let stretch = match &mut at {
            None => {
                at = Shadowing::begin(&store).await.ok();
                continue;
            }
            Some(shadowing) => shadowing.next(STRETCH, now()).await,
        };
        let stretch = match stretch {
            Ok(stretch) => stretch,
            Err(error) => {
                tracing::warn!(%error, "shadow models do not score for now");
                continue;
            }
        };
        for why in &stretch.failed {
            tracing::warn!(%why, "a shadow model could not score");
        }
        let events = stretch.events;
        if events.is_empty() {
            continue;
        }
        let kept = writer
            .run(async move |store, now| keep(&store, &events, now).await)
            .await;
        if !matches!(kept, Ok(Ok(_))) {
            // Begun anew where the last one stands.
            at = None;
        }
    }
}

/// Shadow scores after a place of the journal, with their places: for analysts and auditors.
pub async fn shadows(
    store: &Store,
    caller: &Caller,
    (after, limit): (u64, u32),
) -> Result<Vec<(u64, ShadowScored)>, Error> {
    duties::read_shadows(caller)?;
    let kept = store
        .governed(Topic::Shadow, About::All, after, limit)
        .await?;
    let each = kept.into_iter().filter_map(|kept| {
        let sequence = kept.sequence;
        shadow(kept).map(|of| (sequence, of))
    });
    Ok(each.collect())
}

fn shadow(kept: KeptGoverned) -> Option<ShadowScored> {
    match kept.event.what {
        Governed::ShadowScored { shadow } => Some(*shadow),
        _ => None,
    }
}
