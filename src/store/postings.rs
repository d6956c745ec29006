//! Postings: what events of pools move between accounts, kept with them, and the balances they add up to.

use super::store::Store;
use super::{StoreError, events, rows};
use crate::pool::{PoolEvent, Posting, post};
use crate::units::{Amount, Moment};
use sqlx::{Row, SqliteConnection};

/// The balance of one account of one holder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BalanceRow {
    /// The pool.
    pub pool: String,
    /// The district.
    pub district: String,
    /// The number of the account.
    pub code: i64,
    /// Whose part; empty for none.
    pub holder: String,
    /// Debits less credits.
    pub balance: Amount,
}

impl BalanceRow {
    /// What a posting adds to the balance of its account.
    pub fn of(posting: &Posting<'_>) -> Self {
        Self {
            pool: posting.compartment.pool.to_string(),
            district: posting.compartment.district.to_string(),
            code: posting.account.code.number().into(),
            holder: posting.account.holder.as_str().to_owned(),
            balance: Amount::from_fen(posting.signed()),
        }
    }
}

impl Store {
    /// Appends events of pools with their postings and balances, all or none.
    pub async fn append_pool_events(
        &self,
        pool_events: &[PoolEvent],
        recorded_at: Moment,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let journal = pool_events
            .iter()
            .map(|event| event.to_journal(recorded_at));
        let (appended, head) = events::append(&mut tx, &mut writer, journal.collect()).await?;
        for (appended, event) in appended.iter().zip(pool_events) {
            if !appended.replayed {
                write(
                    &mut tx,
                    rows::signed(appended.record.sequence)?,
                    &post(&event.what),
                )
                .await?;
            }
        }
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(())
    }

    /// Every balance, by pool, district, account and holder; nought is a row once there was a posting.
    pub async fn balances(&self) -> Result<Vec<BalanceRow>, StoreError> {
        let text = "select pool, district, code, holder, fen from balance";
        let found = sqlx::query(text).fetch_all(&self.pool).await?;
        let mut balances = Vec::with_capacity(found.len());
        for row in found {
            balances.push(BalanceRow {
                pool: row.try_get("pool")?,
                district: row.try_get("district")?,
                code: row.try_get("code")?,
                holder: row.try_get("holder")?,
                balance: Amount::from_fen(row.try_get("fen")?),
            });
        }
        balances.sort();
        Ok(balances)
    }
}

async fn write(
    tx: &mut SqliteConnection,
    sequence: i64,
    postings: &[Posting<'_>],
) -> Result<(), StoreError> {
    let rows: Vec<(i64, BalanceRow)> = (1..).zip(postings.iter().map(BalanceRow::of)).collect();
    let into = "posting (sequence, line, pool, district, code, holder, fen)";
    rows::insert(tx, into, &rows, |query, (line, row)| {
        let query = query.bind(sequence).bind(*line).bind(row.pool.clone());
        let query = query.bind(row.district.clone()).bind(row.code);
        query.bind(row.holder.clone()).bind(row.balance.fen())
    })
    .await?;
    for (_, row) in &rows {
        sqlx::query(
            "insert into balance (pool, district, code, holder, fen) values ($1, $2, $3, $4, $5) \
             on conflict (pool, district, code, holder) do update set fen = balance.fen + excluded.fen",
        )
        .bind(&row.pool)
        .bind(&row.district)
        .bind(row.code)
        .bind(&row.holder)
        .bind(row.balance.fen())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
