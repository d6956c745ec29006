//! Slices of a batch of scores: what became of some lines, kept in one transaction with the scores and the look-ups.

use super::db::Db;
use super::events::append;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{IssuedScore, StoreError, look_ups, rows, scores};
use crate::governance::LookUp;
use crate::journal::Event;
use crate::units::EnterpriseId;
use crate::units::names::ScoreBatchId;
use std::collections::BTreeMap;

/// What becomes of a line of a batch.
#[derive(Debug)]
pub enum Outcome {
    /// A score is issued, and that it is shown is logged.
    Scored(Box<(Event, IssuedScore, LookUp)>),
    /// It is refused.
    Refused {
        /// The stable name of the rule that refuses.
        code: String,
        /// Why, with what would pass.
        reason: String,
    },
}

/// A line that is done.
#[derive(Debug)]
pub struct LineDone {
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What became of a line, as the records have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOutcome {
    /// The line, from 1.
    pub line: u64,
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// The score, if one was issued.
    pub score: Option<String>,
    /// The code of the refusal, if it was refused.
    pub code: String,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Keeps what became of the lines after a number, all or none. Says whether it did: a batch that has ended, or whose
    /// next line is another one, stays as it is.
    pub async fn keep_score_slice(
        &self,
        id: &ScoreBatchId,
        after: u64,
        lines: Vec<LineDone>,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        if !is_next(&mut tx, id, after).await? {
            return Ok(false);
        }
        let mut kept = Vec::with_capacity(lines.len());
        let (mut events, mut issued, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for (line, done) in (after + 1..).zip(lines) {
            let (score, code, reason) = match done.outcome {
                Outcome::Scored(scored) => {
                    let (event, score, look_up) = *scored;
                    let id = score.id.clone();
                    events.push(event);
                    issued.push(score);
                    shown.push(look_up);
                    (Some(id), String::new(), String::new())
                }
                Outcome::Refused { code, reason } => (None, code, reason),
            };
            kept.push(KeptOutcome {
                line,
                enterprise: done.enterprise,
                score,
                code,
                reason,
            });
        }
        // Where the journal ends is read anew: what a slice decides rests on none of it.
        writer.head = None;
        let head = if events.is_empty() {
            super::lease::held(&mut tx, writer.epoch).await?;
            None
        } else {
            let (appended, head) = append(&mut tx, &mut writer, events).await?;
            let mut new = Vec::with_capacity(issued.len());
            for (appended, score) in appended.iter().zip(&issued) {
                if !appended.replayed {
                    new.push((rows::signed(appended.record.sequence)?, score));
                }
            }
            scores::insert(&mut tx, &new).await?;
            look_ups::insert(&mut tx, shown.iter()).await?;
            Some(head)
        };
        insert(&mut tx, id, &kept).await?;
        writer.head = None;
        self.commit(tx).await?;
        writer.head = head;
        Ok(true)
    }

    /// What became of the lines of a batch after one (0 for the first), in their order.
    pub async fn score_batch_outcomes(
        &self,
        id: &ScoreBatchId,
        (after, limit): (u64, u32),
    ) -> Result<Vec<KeptOutcome>, StoreError> {
        let text = "select line, enterprise, score, code, reason from score_batch_outcome \
             where batch = $1 and line > $2 order by line limit $3";
        let found = Statement::of(text)
            .bind(id.as_str())
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        found.iter().map(outcome).collect()
    }

    /// How many lines of a batch came to each code; the empty one is of those that were scored.
    pub async fn score_batch_counts(
        &self,
        id: &ScoreBatchId,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let text = "select code, count(*) as lines from score_batch_outcome \
             where batch = $1 group by code";
        let found = Statement::of(text)
            .bind(id.as_str())
            .all(&mut self.db().await?)
            .await?;
        let each = found.iter().map(|row| {
            let lines = rows::unsigned("score_batch_outcome", row.get("lines")?)?;
            Ok((row.get("code")?, lines))
        });
        each.collect()
    }
}

/// Whether a batch goes on after a line.
async fn is_next(tx: &mut Db, id: &ScoreBatchId, after: u64) -> Result<bool, StoreError> {
    let text = "select (select coalesce(max(o.line), 0) from score_batch_outcome o where o.batch = $1) as done, \
         (select count(*) from score_batch_end n where n.batch = $1) as ends";
    let row = Statement::of(text).bind(id.as_str()).one(tx).await?;
    let (done, ends): (i64, i64) = (row.get("done")?, row.get("ends")?);
    Ok(done == rows::signed(after)? && ends == 0)
}

async fn insert(tx: &mut Db, id: &ScoreBatchId, kept: &[KeptOutcome]) -> Result<(), StoreError> {
    let mut numbered = Vec::with_capacity(kept.len());
    for of in kept {
        numbered.push((rows::signed(of.line)?, of));
    }
    let into = "score_batch_outcome (batch, line, enterprise, score, code, reason)";
    rows::insert(tx, into, &numbered, |query, (line, of)| {
        query
            .bind(id.as_str())
            .bind(*line)
            .bind(of.enterprise.to_string())
            .bind(Value::Text(of.score.clone()))
            .bind(of.code.as_str())
            .bind(of.reason.as_str())
    })
    .await
}

fn outcome(row: &Row) -> Result<KeptOutcome, StoreError> {
    let line: i64 = row.get("line")?;
    let enterprise = EnterpriseId::parse(&row.get::<String>("enterprise")?)
        .map_err(|why| StoreError::damaged("score_batch_outcome", line, why))?;
    Ok(KeptOutcome {
        line: rows::unsigned("score_batch_outcome", line)?,
        enterprise,
        score: row.get("score")?,
        code: row.get("code")?,
        reason: row.get("reason")?,
    })
}
