//! Slices of a batch of scores: what became of some lines, kept in one transaction with the scores and the look-ups.

use super::columns::Part;
use super::db::Db;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::{Store, Writer};
use super::{IssuedScore, StoreError, events, known, lease, look_ups, rows, scores};
use crate::governance::LookUp;
use crate::journal::{Head, WrittenEvent};
use crate::units::EnterpriseId;
use crate::units::names::ScoreBatchId;
use std::collections::BTreeMap;

/// What becomes of a line of a batch.
#[derive(Debug)]
pub enum Outcome {
    /// A score is issued, and that it is shown is logged.
    Scored(Box<(WrittenEvent, IssuedScore, LookUp)>),
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
        let (head, mut parts) = if events.is_empty() {
            lease::held(&mut tx, writer.epoch).await?;
            (None, Vec::new())
        } else {
            let written = (events.as_slice(), issued.as_slice());
            let (head, mut parts) = self.issued(&mut tx, &mut writer, written).await?;
            let last = Statement::of(look_ups::LAST).value(&mut tx).await?;
            parts.push(look_ups::part(last, shown.iter()));
            (Some(head), parts)
        };
        parts.push(part(id, &kept)?);
        rows::insert_parts(&mut tx, parts).await?;
        writer.head = None;
        self.commit(tx).await?;
        writer.head = head;
        Ok(true)
    }

    /// Joins the events of scores to the journal, but for those that are there. Says where it ends then, and gives the rows
    /// of events and scores that are still to be inserted.
    async fn issued(
        &self,
        tx: &mut Db,
        writer: &mut Writer,
        (events, issued): (&[WrittenEvent], &[IssuedScore]),
    ) -> Result<(Head, Vec<Part>), StoreError> {
        let keys = events.iter().map(|written| &written.event.key);
        let known = known::known(tx, keys).await?;
        let new = events.iter().zip(issued);
        let new = new.filter(|(written, _)| !known.contains_key(&written.event.key));
        let (events, issued): (Vec<_>, Vec<_>) = new.unzip();
        if events.is_empty() {
            lease::held(tx, writer.epoch).await?;
            return Ok((events::read_head(tx).await?, Vec::new()));
        }
        let (places, _, joined) = events::join_written(tx, writer, events.into_iter()).await?;
        let mut kept = Vec::with_capacity(issued.len());
        for (place, score) in places.iter().zip(issued) {
            scores::check(score)?;
            kept.push((rows::signed(place.sequence)?, score));
        }
        let head = *places.last().expect("there is an event");
        let scores = scores::part(tx, &self.documents, &kept).await?;
        Ok((head, vec![joined, scores]))
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

/// The rows of what became of lines.
fn part(id: &ScoreBatchId, kept: &[KeptOutcome]) -> Result<Part, StoreError> {
    let rows = kept.iter().map(|of| {
        Ok(vec![
            id.as_str().into(),
            rows::signed(of.line)?.into(),
            of.enterprise.to_string().into(),
            Value::Text(of.score.clone()),
            of.code.as_str().into(),
            of.reason.as_str().into(),
        ])
    });
    let rows: Result<Vec<_>, StoreError> = rows.collect();
    let into = "score_batch_outcome (batch, line, enterprise, score, code, reason)";
    Ok(Part::new(into, rows?))
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
