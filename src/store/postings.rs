//! Postings: what events of pools move between accounts, kept with them, and the balances they add up to.

use super::columns::Part;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{StoreError, accounts, events, pool_events, rows};
use crate::journal::Head;
use crate::pool::{PoolEvent, Posting, post};
use crate::units::{Amount, Moment};
use std::collections::{BTreeMap, HashMap};

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
            holder: posting.account.holder.key().into_owned(),
            balance: Amount::from_fen(posting.signed()),
        }
    }
}

impl Store {
    /// Appends events of pools with their numbers, postings and balances, all or none, and says which record each
    /// became. They were decided on the journal as it ended at `on`, in which none of their keys was found: when it ends
    /// elsewhere, that is a conflict.
    pub async fn append_pool_events(
        &self,
        on: Head,
        pool_events: &[PoolEvent],
        recorded_at: Moment,
    ) -> Result<Vec<Head>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        writer.head = None;
        let journal = pool_events
            .iter()
            .map(|event| event.to_journal(recorded_at));
        let (places, kept) = events::join_new(&mut tx, (writer.epoch, on), journal).await?;
        let head = places.last().copied().unwrap_or(on);
        let mut postings = Vec::new();
        for (place, event) in places.iter().zip(pool_events) {
            let sequence = rows::signed(place.sequence)?;
            let lines = (1..).zip(post(&event.what));
            postings.extend(lines.map(|(line, posting)| (sequence, line, posting)));
        }
        let sequences = places.iter().map(|place| place.sequence);
        let last = writer.numbered.filter(|(at, _)| *at == on);
        let last = last.map(|(_, number)| number);
        let (last, numbered) = pool_events::number(&mut tx, last, sequences).await?;
        let of_postings = postings.iter().map(|(_, _, posting)| posting);
        let numbers = accounts::numbers(&mut tx, &writer.accounts, of_postings).await?;
        let [posted, balances] = parts(&postings, &numbers);
        rows::insert_parts(&mut tx, vec![kept, numbered, posted, balances]).await?;
        self.commit(tx).await?;
        writer.head = Some(head);
        writer.numbered = Some((head, last));
        writer.accounts.keep(&numbers);
        Ok(places)
    }

    /// Every balance, by pool, district, account and holder; nought is a row once there was a posting.
    pub async fn balances(&self) -> Result<Vec<BalanceRow>, StoreError> {
        let text = "select pool, district, code, holder, fen \
             from balance join account on account.number = balance.account";
        let found = Statement::of(text).all(&mut self.db().await?).await?;
        let mut balances = Vec::with_capacity(found.len());
        for row in found {
            balances.push(BalanceRow {
                pool: row.get("pool")?,
                district: row.get("district")?,
                code: row.get("code")?,
                holder: row.get("holder")?,
                balance: Amount::from_fen(row.get("fen")?),
            });
        }
        balances.sort();
        Ok(balances)
    }
}

/// The rows of postings, each with its event and its line there, and of balances, each moved by all of its own at once.
fn parts(
    postings: &[(i64, i64, Posting<'_>)],
    numbers: &HashMap<accounts::Key<'_>, i64>,
) -> [Part; 2] {
    let mut balances: BTreeMap<i64, i64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(postings.len());
    for (sequence, line, posting) in postings {
        let number = numbers[&accounts::key(posting)];
        *balances.entry(number).or_default() += posting.signed();
        let row = [*sequence, *line, number, posting.signed()];
        rows.push(row.map(Value::from).to_vec());
    }
    let balances = balances.into_iter();
    let balances = balances.map(|(number, fen)| [number, fen].map(Value::from).to_vec());
    [
        Part::new("posting (sequence, line, account, fen)", rows),
        Part {
            into: "balance (account, fen)".into(),
            rows: balances.collect(),
            on_conflict: " on conflict (account) do update set fen = balance.fen + excluded.fen",
        },
    ]
}
