//! Batches shown: how far each is, and what came of its lines, with leave and logged as a single score is.

use super::row::{live, refusal};
use crate::governance::{LookUp, Purpose, Refusal, Shown, ShownKind};
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::service::governance::{Asked, leave, look_up, of_a_score};
use crate::service::writer::Writer;
use crate::store::{BatchOf, KeptOutcome, KeptScoreBatch, Store, StoredScore};
use crate::units::names::ScoreId;
use crate::units::{EnterpriseId, Moment};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How far a batch is.
#[derive(Debug, Clone)]
pub struct BatchProgress {
    /// The batch.
    pub batch: KeptScoreBatch,
    /// How many lines were scored.
    pub scored: u64,
    /// How many were refused, by code.
    pub refused: BTreeMap<String, u64>,
}

impl BatchProgress {
    /// How many lines wait; of a batch that has ended, how many were never looked at.
    pub fn waiting(&self) -> u64 {
        self.batch.rows - self.batch.done
    }
}

/// What a document says of its score in short.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ScoreTold {
    /// What came of it.
    pub status: String,
    /// The grade 等级.
    pub grade: Option<String>,
    /// The points 分值.
    pub points: Points,
    /// The recommended limit in yuan 推荐授信额度.
    pub recommended_limit: Option<String>,
    /// Until when it stands.
    pub valid_until: Option<String>,
}

/// Points of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Points {
    /// The least earned.
    pub low: i32,
    /// The most earned.
    pub high: i32,
    /// The most that could be.
    pub max: i32,
}

/// What came of a line.
#[derive(Debug, Clone)]
pub struct LineResult {
    /// The line, from 1.
    pub line: u64,
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// The score, where one was issued and may be shown now.
    pub score: Option<ShownLine>,
    /// The code of the refusal: of the score when its turn came, or of being shown now.
    pub code: String,
    /// Why, with what would pass.
    pub reason: String,
    /// Whether a score was issued.
    pub issued: bool,
}

/// A score as a line shows it.
#[derive(Debug, Clone)]
pub struct ShownLine {
    /// The score as it is on record.
    pub stored: StoredScore,
    /// What it says in short.
    pub told: ScoreTold,
    /// On what ground it is shown.
    pub ground: String,
    /// How many objections about the enterprise are open.
    pub marks: usize,
    /// The score that took its place, if one did.
    pub superseded_by: Option<ScoreId>,
}

/// The batches that a caller sees: a bank those of all its clients, an auditor every one, others their own.
pub async fn batches(
    store: &Store,
    caller: &Caller,
    page: (u64, u32),
) -> Result<Vec<BatchProgress>, Error> {
    let of = match &caller.role {
        Role::Auditor => BatchOf::All,
        Role::Bank(_) => BatchOf::Role(&caller.role),
        _ => BatchOf::Client(&caller.client),
    };
    let mut found = Vec::new();
    for batch in store.score_batches(of, page).await? {
        found.push(counted(store, batch).await?);
    }
    Ok(found)
}

/// How far a batch is, if the caller sees it.
pub async fn progress(store: &Store, caller: &Caller, id: &str) -> Result<BatchProgress, Error> {
    let batch = seen(caller, one(store, id).await?, id)?;
    counted(store, batch).await
}

async fn counted(store: &Store, mut batch: KeptScoreBatch) -> Result<BatchProgress, Error> {
    let mut refused = store.score_batch_counts(&batch.id).await?;
    let scored = refused.remove("").unwrap_or(0);
    // One look at the lines: another slice may have come since the batch was read.
    batch.done = scored + refused.values().sum::<u64>();
    Ok(BatchProgress {
        batch,
        scored,
        refused,
    })
}

pub(super) async fn one(store: &Store, id: &str) -> Result<Option<KeptScoreBatch>, Error> {
    Ok(store.score_batch(id).await?)
}

/// What a caller does not see is not there.
pub(super) fn seen(
    caller: &Caller,
    found: Option<KeptScoreBatch>,
    id: &str,
) -> Result<KeptScoreBatch, Error> {
    let sees = |of: &KeptScoreBatch| {
        let same_bank = caller.role.bank().is_some() && caller.role == of.caller.role;
        same_bank || of.caller.client == caller.client || caller.role == Role::Auditor
    };
    let unknown = || Refusal::Unknown {
        what: "score batch",
        name: id.to_owned(),
    };
    Ok(found.filter(sees).ok_or_else(unknown)?)
}

/// What came of the lines of a batch after one (0 for the first), and the look-ups to be logged before it is shown.
pub async fn results(
    (store, writer): (&Store, &Writer),
    caller: &Caller,
    (id, page): (&str, (u64, u32)),
    (trace, now): (&str, Moment),
) -> Result<(Vec<LineResult>, Vec<LookUp>), Error> {
    let batch = seen(caller, one(store, id).await?, id)?;
    let word = batch.said["ask"]["purpose"].as_str().unwrap_or("");
    let purpose = Purpose::WORDS.iter().find(|(known, _)| *known == word);
    let purpose = purpose.map(|(_, purpose)| *purpose).ok_or_else(|| {
        let why = format!("the batch `{id}` is for a purpose of a later release");
        Error::GovernanceDiffers(why)
    })?;
    let live = live(writer, caller, purpose).await;
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for kept in store.score_batch_outcomes(&batch.id, page).await? {
        let Some(score) = kept.score.clone() else {
            lines.push(line(kept, None, false));
            continue;
        };
        let stored = store.score_by_id(&score).await?;
        let stored = stored.ok_or_else(|| Error::UnknownScore(score.clone()))?;
        let private = stored.score.reader.is_some();
        let asked = Asked {
            enterprise: kept.enterprise.clone(),
            purpose,
            classes: of_a_score(private),
            live_cover: live.contains(&kept.enterprise),
        };
        match leave(store, caller, &asked, now.business_day()).await {
            Ok(reading) => {
                let shown = Shown {
                    kind: ShownKind::Score,
                    id: score,
                    digest: stored.score.assessment_digest,
                };
                rows.push(look_up(caller, &asked, &reading.leave, shown, (trace, now)));
                let ground = reading.leave.ground.to_string();
                let of = shown_line(store, stored, (ground, reading.marks.len())).await?;
                lines.push(line(kept, Some(of), true));
            }
            Err(error) => {
                let (code, reason) = refusal(&error).ok_or(error)?;
                let withheld = KeptOutcome {
                    code,
                    reason,
                    ..kept
                };
                lines.push(line(withheld, None, true));
            }
        }
    }
    Ok((lines, rows))
}

fn line(kept: KeptOutcome, score: Option<ShownLine>, issued: bool) -> LineResult {
    LineResult {
        line: kept.line,
        enterprise: kept.enterprise,
        score,
        code: kept.code,
        reason: kept.reason,
        issued,
    }
}

async fn shown_line(
    store: &Store,
    stored: StoredScore,
    (ground, marks): (String, usize),
) -> Result<ShownLine, Error> {
    let id = &stored.score.id;
    let told = serde_json::from_str(&stored.score.assessment)
        .map_err(|why| Error::GovernanceDiffers(format!("the score `{id}`: {why}")))?;
    let superseded_by = match ScoreId::parse(id) {
        Ok(id) => store.superseded_by(&id).await?,
        Err(_) => None,
    };
    Ok(ShownLine {
        stored,
        told,
        ground,
        marks,
        superseded_by,
    })
}
