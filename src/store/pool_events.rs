//! Events of pools by their numbers among themselves, and what the records know of the keys of their commands.

use super::columns::Part;
use super::db::Db;
use super::events::{self, record};
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{StoreError, known, rows};
use crate::journal::{IdempotencyKey, Record};
use crate::pool::{Done, PoolEvent};
use crate::units::Digest;
use std::collections::HashMap;

/// An event of a pool as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// Its number among the events of pools, from 1.
    pub number: u64,
    /// Its record in the journal.
    pub sequence: u64,
    /// The hash of that record.
    pub hash: Digest,
    /// The event.
    pub event: PoolEvent,
}

impl Store {
    /// The events of pools after a number (0 for the first), in order.
    pub async fn pool_events(&self, after: u64, limit: u32) -> Result<Vec<KeptEvent>, StoreError> {
        let text = format!(
            "select number, {} from pool_event join event using (sequence) \
             where number > $1 order by number limit $2",
            events::COLUMNS
        );
        let rows = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The event of a number, if there is one.
    pub async fn pool_event(&self, number: u64) -> Result<Option<KeptEvent>, StoreError> {
        let Some(before) = number.checked_sub(1) else {
            return Ok(None);
        };
        let found = self.pool_events(before, 1).await?.pop();
        Ok(found.filter(|kept| kept.number == number))
    }

    /// The record of the last event of a pool; 0 if there is none.
    pub async fn last_pool_record(&self) -> Result<u64, StoreError> {
        let text = "select coalesce(max(sequence), 0) from pool_event";
        let last: i64 = Statement::of(text).value(&mut self.db().await?).await?;
        rows::unsigned("pool_event", last)
    }

    /// What the records know of keys: the event of each that was used, with the digest of its command.
    pub async fn done(
        &self,
        keys: impl IntoIterator<Item = &IdempotencyKey>,
    ) -> Result<HashMap<IdempotencyKey, Done>, StoreError> {
        let mut db = self.db().await?;
        let known = known::known(&mut db, keys.into_iter()).await?;
        let mut done = HashMap::with_capacity(known.len());
        for (key, (record, _)) in known {
            let text = "select number from pool_event where sequence = $1";
            let number: Option<i64> = Statement::of(text)
                .bind(rows::signed(record.sequence)?)
                .value_if_any(&mut db)
                .await?;
            // A key of another kind of event is none that the books decide on.
            let Some(number) = number else { continue };
            let number = rows::unsigned("pool_event", number)?;
            let request = event(&record)?.request;
            done.insert(key, Done { number, request });
        }
        Ok(done)
    }
}

/// Gives events that were just appended, by their records, the numbers after the last, which is asked for unless it is
/// known; says which is the last now, and gives the rows that are still to be inserted.
pub(super) async fn number(
    tx: &mut Db,
    last: Option<i64>,
    sequences: impl IntoIterator<Item = u64>,
) -> Result<(i64, Part), StoreError> {
    let last = match last {
        Some(last) => last,
        None => {
            let text = "select coalesce(max(number), 0) from pool_event";
            Statement::of(text).value(tx).await?
        }
    };
    let numbered = (last + 1..).zip(sequences);
    let rows: Result<Vec<Vec<Value>>, StoreError> = numbered
        .map(|(number, sequence)| Ok(vec![number.into(), rows::signed(sequence)?.into()]))
        .collect();
    let rows = rows?;
    let now = last + i64::try_from(rows.len()).expect("a batch has few rows");
    Ok((now, Part::new("pool_event (number, sequence)", rows)))
}

fn kept(row: &Row) -> Result<KeptEvent, StoreError> {
    let record = record(row)?;
    Ok(KeptEvent {
        number: rows::unsigned("pool_event", row.get("number")?)?,
        sequence: record.sequence,
        hash: record.hash,
        event: event(&record)?,
    })
}

fn event(record: &Record) -> Result<PoolEvent, StoreError> {
    PoolEvent::from_journal(&record.event)
        .map_err(|error| StoreError::damaged("event", record.sequence, error))
}
