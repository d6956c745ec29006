//! The audit of the books: projections derived again from the journal and compared.

use super::books::Books;
use crate::pool::{CompartmentId, Ledger, post};
use crate::service::Error;
use crate::store::{BalanceRow, Store};
use crate::units::Amount;
use std::collections::BTreeMap;

/// What an audit found in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audited {
    /// How many events the books have.
    pub events: usize,
    /// How many balances were derived again.
    pub balances: usize,
    /// How many compartments have trial balances of nought.
    pub compartments: usize,
}

/// Derives every balance from the events and compares it with the one on record; then the state, and
/// the trial balances of every compartment.
pub async fn audit(store: &Store) -> Result<Audited, Error> {
    let books = Books::open(store).await?;
    let kept = store.balances().await?;
    let derived = derived(&books);
    if let Some(difference) = difference(&kept, &derived) {
        return Err(Error::BooksDiffer(difference));
    }
    let again = Ledger::replay(books.rules().clone(), books.events());
    if again.state().digest() != books.state().digest() {
        return Err(Error::BooksDiffer(
            "the events give another state the second time".to_owned(),
        ));
    }
    let compartments: Vec<&CompartmentId> = books.state().compartments().collect();
    for at in &compartments {
        let (real, memorandum) = books.state().trial(at);
        if (real, memorandum) != (0, 0) {
            let sums =
                format!("{at}: the trial balances are {real} and {memorandum} fen, not nought");
            return Err(Error::BooksDiffer(sums));
        }
    }
    Ok(Audited {
        events: books.events().len(),
        balances: derived.len(),
        compartments: compartments.len(),
    })
}

fn derived(books: &Books<'_>) -> Vec<BalanceRow> {
    let mut sums: BTreeMap<BalanceRow, i64> = BTreeMap::new();
    for event in books.events() {
        for posting in post(&event.what) {
            let row = BalanceRow::of(&posting);
            let fen = row.balance.fen();
            let account = BalanceRow {
                balance: Amount::ZERO,
                ..row
            };
            *sums.entry(account).or_default() += fen;
        }
    }
    let rows = sums.into_iter().map(|(account, fen)| BalanceRow {
        balance: Amount::from_fen(fen),
        ..account
    });
    rows.collect()
}

fn difference(kept: &[BalanceRow], derived: &[BalanceRow]) -> Option<String> {
    let name =
        |row: &BalanceRow| format!("{}/{} {} {}", row.pool, row.district, row.code, row.holder);
    let other = |row: &BalanceRow, rows: &[BalanceRow]| {
        let found = rows.iter().find(|other| name(other) == name(row));
        found.map_or(Amount::ZERO, |found| found.balance)
    };
    let wrong = kept
        .iter()
        .chain(derived)
        .find(|row| other(row, kept) != other(row, derived))?;
    Some(format!(
        "{}: the balance on record is {}, and the events give {}",
        name(wrong).trim_end(),
        other(wrong, kept),
        other(wrong, derived)
    ))
}
