//! Batches of scores that were asked for at once: each beside its event, its enterprises, and its end.

use super::events::append_one;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{Appended, StoreError, rows};
use crate::identity::{Caller, Role};
use crate::journal::Event;
use crate::units::names::{ClientId, ScoreBatchId};
use crate::units::{EnterpriseId, Moment};
use serde_json::Value;

/// How many enterprises one part has.
const PART: usize = 1_000;

/// A batch as it is asked for.
#[derive(Debug)]
pub struct NewScoreBatch<'a> {
    /// Its id.
    pub id: &'a ScoreBatchId,
    /// Who asks.
    pub caller: &'a Caller,
    /// The trace of the request.
    pub trace: &'a str,
    /// The enterprises, each once.
    pub enterprises: &'a [EnterpriseId],
    /// What the journal says of it: what is asked is read there again.
    pub event: Event,
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEnd {
    /// Whether every line was done; else it was called off.
    pub done: bool,
    /// Why it was called off.
    pub reason: String,
    /// When.
    pub at: Moment,
}

impl BatchEnd {
    fn word(&self) -> &'static str {
        if self.done { "done" } else { "cancelled" }
    }
}

/// A batch as the records have it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptScoreBatch {
    /// The record of the journal that took it in.
    pub sequence: u64,
    /// Its id.
    pub id: ScoreBatchId,
    /// Who asked.
    pub caller: Caller,
    /// The trace of the request.
    pub trace: String,
    /// When.
    pub asked_at: Moment,
    /// How many lines it has.
    pub rows: u64,
    /// How many of them are done; they are done in their order.
    pub done: u64,
    /// What the journal says of it.
    pub said: Value,
    /// How it ended, if it has.
    pub end: Option<BatchEnd>,
}

/// Whose batches.
#[derive(Debug, Clone, Copy)]
pub enum BatchOf<'a> {
    /// Everybody's.
    All,
    /// Those that were asked for in a role, such as `bank:bank-a`.
    Role(&'a Role),
    /// Those of a client.
    Client(&'a ClientId),
}

const COLUMNS: &str = "b.sequence, b.id, b.client, b.role, b.person, b.trace, b.asked_at, b.row_count, \
     e.body as said, n.how, n.reason, n.ended_at, \
     (select coalesce(max(o.line), 0) from score_batch_outcome o where o.batch = b.id) as done";

const FROM: &str = "score_batch b join event e on e.sequence = b.sequence \
     left join score_batch_end n on n.batch = b.id";

impl Store {
    /// Puts a batch on record with its enterprises.
    pub async fn ask_score_batch(&self, new: NewScoreBatch<'_>) -> Result<Appended, StoreError> {
        let at = new.event.recorded_at;
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        writer.head = None;
        let (appended, head) = append_one(&mut tx, &mut writer, new.event).await?;
        if !appended.replayed {
            let text = "insert into score_batch \
                 (id, sequence, client, role, person, trace, asked_at, row_count) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)";
            Statement::of(text)
                .bind(new.id.as_str())
                .bind(rows::signed(appended.record.sequence)?)
                .bind(new.caller.client.as_str())
                .bind(new.caller.role.to_string())
                .bind(new.caller.person.as_str())
                .bind(new.trace)
                .bind(at.micros())
                .bind(rows::signed(new.enterprises.len() as u64)?)
                .execute(&mut tx)
                .await?;
            let parts = new.enterprises.chunks(PART).map(|part| {
                let lines: Vec<String> = part.iter().map(ToString::to_string).collect();
                lines.join("\n")
            });
            let parts: Vec<(i64, String)> = (0..).zip(parts).collect();
            let into = "score_batch_part (batch, part, enterprises)";
            rows::insert(&mut tx, into, &parts, |query, (part, lines)| {
                query.bind(new.id.as_str()).bind(*part).bind(lines)
            })
            .await?;
        }
        writer.head = None;
        self.commit(tx).await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// Puts the end of a batch on record. One that has ended stays as it did.
    pub async fn end_score_batch(
        &self,
        id: &ScoreBatchId,
        end: &BatchEnd,
        event: Event,
    ) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        writer.head = None;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        if !appended.replayed {
            let text = "insert into score_batch_end (batch, sequence, how, reason, ended_at) \
                 values ($1, $2, $3, $4, $5)";
            Statement::of(text)
                .bind(id.as_str())
                .bind(rows::signed(appended.record.sequence)?)
                .bind(end.word())
                .bind(end.reason.as_str())
                .bind(end.at.micros())
                .execute(&mut tx)
                .await?;
        }
        writer.head = None;
        self.commit(tx).await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// A batch, if there is one of that id.
    pub async fn score_batch(&self, id: &str) -> Result<Option<KeptScoreBatch>, StoreError> {
        let text = format!("select {COLUMNS} from {FROM} where b.id = $1");
        let row = Statement::of(text)
            .bind(id)
            .optional(&mut self.db().await?)
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Batches after a record of the journal (0 for the first), in the order in which they were asked for.
    pub async fn score_batches(
        &self,
        of: BatchOf<'_>,
        (after, limit): (u64, u32),
    ) -> Result<Vec<KeptScoreBatch>, StoreError> {
        let (only, named) = match of {
            BatchOf::All => ("", None),
            BatchOf::Role(role) => ("and b.role = $3", Some(role.to_string())),
            BatchOf::Client(client) => ("and b.client = $3", Some(client.to_string())),
        };
        let text = format!(
            "select {COLUMNS} from {FROM} where b.sequence > $1 {only} order by b.sequence limit $2"
        );
        let mut query = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit));
        if let Some(named) = named {
            query = query.bind(named);
        }
        let found = query.all(&mut self.db().await?).await?;
        found.iter().map(kept).collect()
    }

    /// The batches that have not ended, the first that was asked for first.
    pub async fn open_score_batches(&self) -> Result<Vec<KeptScoreBatch>, StoreError> {
        let text =
            format!("select {COLUMNS} from {FROM} where n.batch is null order by b.sequence");
        let found = Statement::of(text).all(&mut self.db().await?).await?;
        found.iter().map(kept).collect()
    }

    /// Up to so many enterprises of a batch after a line (0 for the first), in their order.
    pub async fn score_batch_enterprises(
        &self,
        id: &ScoreBatchId,
        (after, limit): (u64, usize),
    ) -> Result<Vec<EnterpriseId>, StoreError> {
        let damaged =
            |why: &dyn std::fmt::Display| StoreError::damaged("score_batch_part", id.as_str(), why);
        let part = rows::signed(after / PART as u64)?;
        let text = "select enterprises from score_batch_part \
             where batch = $1 and part >= $2 order by part limit $3";
        let within = usize::try_from(after % PART as u64).map_err(|why| damaged(&why))?;
        let parts = (within + limit).div_ceil(PART);
        let found: Vec<String> = Statement::of(text)
            .bind(id.as_str())
            .bind(part)
            .bind(rows::signed(parts as u64)?)
            .values(&mut self.db().await?)
            .await?;
        let lines = found.iter().flat_map(|part| part.split('\n'));
        lines
            .skip(within)
            .take(limit)
            .map(|line| EnterpriseId::parse(line).map_err(|why| damaged(&why)))
            .collect()
    }
}

fn kept(row: &Row) -> Result<KeptScoreBatch, StoreError> {
    let at: String = row.get("id")?;
    let wrong = |why: &dyn std::fmt::Display| StoreError::damaged("score_batch", &at, why);
    let said: Value =
        serde_json::from_str(&row.get::<String>("said")?).map_err(|why| wrong(&why))?;
    let end = match row.get::<Option<String>>("how")? {
        None => None,
        Some(how) => Some(BatchEnd {
            done: how == "done",
            reason: row.get("reason")?,
            at: Moment::from_micros(row.get("ended_at")?),
        }),
    };
    let kept = KeptScoreBatch {
        sequence: rows::unsigned("score_batch", row.get("sequence")?)?,
        id: ScoreBatchId::parse(&at).map_err(|why| wrong(&why))?,
        caller: Caller {
            client: ClientId::parse(&row.get::<String>("client")?).map_err(|why| wrong(&why))?,
            person: row.get("person")?,
            role: Role::parse(&row.get::<String>("role")?).map_err(|why| wrong(&why))?,
        },
        trace: row.get("trace")?,
        asked_at: Moment::from_micros(row.get("asked_at")?),
        rows: rows::unsigned("score_batch", row.get("row_count")?)?,
        done: rows::unsigned("score_batch", row.get("done")?)?,
        said,
        end,
    };
    if kept.said["rows"] != kept.rows || kept.said["by"] != kept.caller.to_string() {
        return Err(wrong(&"it is not what the journal says"));
    }
    Ok(kept)
}
