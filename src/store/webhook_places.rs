//! How far each endpoint was told, and what came of each try.

use super::events::{COLUMNS, record};
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{StoreError, lease, rows};
use crate::journal::{EventKind, Record};
use crate::units::Moment;
use crate::units::names::WebhookId;

/// How many tries of an endpoint are kept.
const TRIES_KEPT: i64 = 200;

/// How far an endpoint was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldTo {
    /// Everything up to this record.
    pub record: u64,
    /// How often that was set by hand: what a try knew before counts no more.
    pub turn: i64,
    /// How often the next message was tried in vain.
    pub tries: u32,
    /// When it is tried again, if it failed.
    pub next_at: Option<Moment>,
}

impl ToldTo {
    pub(super) fn of(row: &Row) -> Result<Self, StoreError> {
        let tries: i64 = row.get("tries")?;
        Ok(Self {
            record: rows::unsigned("webhook_place", row.get("told_to")?)?,
            turn: row.get("turn")?,
            tries: u32::try_from(tries)
                .map_err(|why| StoreError::damaged("webhook_place", tries, why))?,
            next_at: row.get::<Option<i64>>("next_at")?.map(Moment::from_micros),
        })
    }
}

/// One try to tell an endpoint something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The id of the message.
    pub message: String,
    /// The record that it tells of.
    pub record: u64,
    /// When.
    pub at: Moment,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
    /// What came of it, in a sentence.
    pub outcome: String,
    /// How long it took, in microseconds.
    pub micros: i64,
}

/// A try with its number among those of the endpoint, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAttempt {
    /// The number.
    pub number: u64,
    /// The try.
    pub attempt: Attempt,
}

/// What becomes of an endpoint's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Everything up to a record was told, or is none of the endpoint's.
    Told(u64),
    /// The message failed, and is tried again at a moment.
    Again {
        /// How often it failed.
        tries: u32,
        /// When.
        next_at: Moment,
    },
}

impl Store {
    /// The records of some kinds after one and up to another, in order.
    pub async fn records_of_kinds(
        &self,
        (after, through): (u64, u64),
        kinds: &[EventKind],
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        if kinds.is_empty() || after >= through {
            return Ok(Vec::new());
        }
        let (list, size) = rows::list(3, kinds.len());
        let text = format!(
            "select {COLUMNS} from event where sequence > $1 and sequence <= $2 and kind in {list} \
             order by sequence limit $3"
        );
        // The third place stands after the list in the text, and before it in the order.
        let query = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::signed(through)?)
            .bind(rows::limit(limit))
            .bind_list(kinds, size, |kind| kind.name());
        let found = query.all(&mut self.db().await?).await?;
        found.iter().map(record).collect()
    }

    /// Moves an endpoint on from a turn, with the try that did it if one did. Says whether the turn still was that one: else
    /// the try is kept, and the place stands as it was set meanwhile.
    pub async fn move_webhook(
        &self,
        (id, turn): (&WebhookId, i64),
        came: &Came,
        attempt: Option<&Attempt>,
    ) -> Result<bool, StoreError> {
        let (told_to, tries, next_at) = match came {
            Came::Told(record) => (Some(rows::signed(*record)?), 0, None),
            Came::Again { tries, next_at } => (None, i64::from(*tries), Some(next_at.micros())),
        };
        let text = "update webhook_place set told_to = coalesce($1, told_to), tries = $2, next_at = $3 \
             where webhook = $4 and turn = $5";
        let writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        // A service that writes no more tells no more either: the other one does.
        lease::held(&mut tx, writer.epoch).await?;
        let moved = Statement::of(text)
            .bind(Value::Number(told_to))
            .bind(tries)
            .bind(Value::Number(next_at))
            .bind(id.as_str())
            .bind(turn)
            .execute(&mut tx)
            .await?;
        if let Some(attempt) = attempt {
            let last = "select coalesce(max(number), 0) from webhook_attempt where webhook = $1";
            let last: i64 = Statement::of(last).bind(id.as_str()).value(&mut tx).await?;
            let text = "insert into webhook_attempt \
                 (webhook, number, message, record, at, status, outcome, micros) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)";
            Statement::of(text)
                .bind(id.as_str())
                .bind(last + 1)
                .bind(&attempt.message)
                .bind(rows::signed(attempt.record)?)
                .bind(attempt.at.micros())
                .bind(Value::Number(attempt.status.map(i64::from)))
                .bind(&attempt.outcome)
                .bind(attempt.micros)
                .execute(&mut tx)
                .await?;
            Statement::of("delete from webhook_attempt where webhook = $1 and number <= $2")
                .bind(id.as_str())
                .bind(last + 1 - TRIES_KEPT)
                .execute(&mut tx)
                .await?;
        }
        self.commit(tx).await?;
        Ok(moved == 1)
    }

    /// The last tries of an endpoint, the newest first.
    pub async fn webhook_attempts(
        &self,
        id: &WebhookId,
        (before, limit): (u64, u32),
    ) -> Result<Vec<KeptAttempt>, StoreError> {
        let text = "select number, message, record, at, status, outcome, micros from webhook_attempt \
             where webhook = $1 and ($2 = 0 or number < $2) order by number desc limit $3";
        let found = Statement::of(text)
            .bind(id.as_str())
            .bind(rows::signed(before)?)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        found.iter().map(kept).collect()
    }
}

fn kept(row: &Row) -> Result<KeptAttempt, StoreError> {
    let number: i64 = row.get("number")?;
    let status: Option<i64> = row.get("status")?;
    Ok(KeptAttempt {
        number: rows::unsigned("webhook_attempt", number)?,
        attempt: Attempt {
            message: row.get("message")?,
            record: rows::unsigned("webhook_attempt", row.get("record")?)?,
            at: Moment::from_micros(row.get("at")?),
            status: status.and_then(|status| u16::try_from(status).ok()),
            outcome: row.get("outcome")?,
            micros: row.get("micros")?,
        },
    })
}
