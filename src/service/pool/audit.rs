//! The audit of the books: projections derived again from the journal and compared.

use super::books::Books;
use super::issuing;
use crate::pool::{CompartmentId, Ledger, PoolEvent, State, post};
use crate::service::Error;
use crate::store::{BalanceRow, Snapshot};
use crate::units::Amount;
use std::collections::BTreeMap;

/// What an audit found in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audited {
    /// How many events the books have.
    pub events: u64,
    /// How many balances were derived again.
    pub balances: usize,
    /// How many compartments have trial balances of nought.
    pub compartments: usize,
    /// How many issued statements come out as they were issued.
    pub statements: usize,
    /// How many signatures of contributors stand under them.
    pub signatures: usize,
}

/// What the events give when they are read again.
struct Derived {
    ledger: Ledger,
    sums: BTreeMap<BalanceRow, i64>,
}

/// Derives every balance and the state from the events, and compares them with those on record: the balances,
/// the state as the books were opened, each snapshot at its event. Then the trial
/// balances of every compartment, and every issued statement.
pub async fn audit(books: &Books) -> Result<Audited, Error> {
    let kept = books.store.balances().await?;
    let snapshots = books.store.snapshots().await?;
    let mut derived = Derived {
        ledger: Ledger::new(books.rules().clone()),
        sums: BTreeMap::new(),
    };
    books
        .walk(|kept| {
            derived.read(&kept.event);
            derived.meets(&snapshots)
        })
        .await?;
    let balances = derived.balances();
    if let Some(difference) = difference(&kept, &balances) {
        return Err(Error::BooksDiffer(difference));
    }
    if derived.ledger.state().digest() != books.state().digest() {
        return Err(Error::BooksDiffer(
            "the events give another state than the one from which commands are decided".to_owned(),
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
    let (statements, signatures) = issuing::audit(books).await?;
    Ok(Audited {
        events: books.last(),
        balances: balances.len(),
        compartments: compartments.len(),
        statements,
        signatures,
    })
}

impl Derived {
    fn read(&mut self, event: &PoolEvent) {
        self.ledger.apply(event);
        self.ledger.forget_keys();
        for posting in post(&event.what) {
            let row = BalanceRow::of(&posting);
            let fen = row.balance.fen();
            let account = BalanceRow {
                balance: Amount::ZERO,
                ..row
            };
            *self.sums.entry(account).or_default() += fen;
        }
    }

    /// That a snapshot of the books as they stand now holds what the events give.
    fn meets(&self, snapshots: &[Snapshot]) -> Result<(), Error> {
        let number = self.ledger.state().sequence();
        let own = |of: &&Snapshot| of.number == number && of.form == State::form();
        let Some(of) = snapshots.iter().find(own) else {
            return Ok(());
        };
        if of.digest == self.ledger.state().digest().to_string() {
            return Ok(());
        }
        Err(Error::BooksDiffer(format!(
            "the snapshot after event {number} is not what the events give"
        )))
    }

    fn balances(&self) -> Vec<BalanceRow> {
        let rows = self.sums.iter().map(|(account, fen)| BalanceRow {
            balance: Amount::from_fen(*fen),
            ..account.clone()
        });
        rows.collect()
    }
}

fn difference(kept: &[BalanceRow], derived: &[BalanceRow]) -> Option<String> {
    let (on_record, from_events) = (by_account(kept), by_account(derived));
    let of = |rows: &ByAccount, account: &Account| rows.get(account).copied().unwrap_or_default();
    let wrong = |account: &Account| of(&on_record, account) != of(&from_events, account);
    let account = kept.iter().chain(derived).map(account).find(wrong)?;
    let (pool, district, code, holder) = account;
    Some(format!(
        "{}: the balance on record is {}, and the events give {}",
        format!("{pool}/{district} {code} {holder}").trim_end(),
        of(&on_record, &account),
        of(&from_events, &account)
    ))
}

type Account<'r> = (&'r str, &'r str, i64, &'r str);
type ByAccount<'r> = BTreeMap<Account<'r>, Amount>;

fn account(row: &BalanceRow) -> Account<'_> {
    (&row.pool, &row.district, row.code, &row.holder)
}

fn by_account(rows: &[BalanceRow]) -> ByAccount<'_> {
    rows.iter().map(|row| (account(row), row.balance)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: i64, holder: &str, fen: i64) -> BalanceRow {
        BalanceRow {
            pool: "p".to_owned(),
            district: "d".to_owned(),
            code,
            holder: holder.to_owned(),
            balance: Amount::from_fen(fen),
        }
    }

    #[test]
    fn a_balance_that_differs_is_named_and_one_of_nought_may_be_absent() {
        let derived = [row(1010, "", 500), row(3010, "city", -500)];
        let idle = row(2010, "bank", 0);
        assert_eq!(difference(&derived, &derived), None);
        assert_eq!(
            difference(&[derived.as_slice(), &[idle]].concat(), &derived),
            None
        );
        assert_eq!(
            difference(&[row(1010, "", 501), row(3010, "city", -500)], &derived).as_deref(),
            Some("p/d 1010: the balance on record is 5.01, and the events give 5.00")
        );
        assert_eq!(
            difference(&derived[..1], &derived).as_deref(),
            Some("p/d 3010 city: the balance on record is 0.00, and the events give -5.00")
        );
    }
}
