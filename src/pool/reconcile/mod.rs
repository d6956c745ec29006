//! Reconciliation 托管对账: the custodian's lines held against the books, every difference listed, and the way from
//! the custodian's balance to book cash proved line by line.

mod book;
mod item;
mod line;
mod matching;
mod proof;
mod reading;
pub mod text;

pub use item::{BookItem, Due, Standing};
pub use line::{CustodianLine, CustodianStatement, Suspended};
pub use matching::{How, OpenLine, Pair, Why};
pub use proof::{Proof, Step};
pub use reading::Reconciling;

use super::command::Action;
use super::event::PoolEvent;
use super::statement::Scope;
use crate::journal::Head;
use crate::units::{Amount, Date};
use book::Book;
use matching::Matched;
use serde::{Deserialize, Serialize};

/// How many days a line and its booking may be apart where nothing but the amount joins them.
pub const WINDOW: i32 = 5;

/// What a reconciliation leaves open for the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Brought {
    /// Lines that were not booked.
    pub lines: Vec<CustodianLine>,
    /// Bookings without a line.
    pub items: Vec<BookItem>,
}

/// What is wrong with the custodian's statement, or with the question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A line outside the days.
    #[error("line {line} is of {on}, outside the statement's days")]
    Day {
        /// The line.
        line: String,
        /// Its day.
        on: Date,
    },
    /// A running balance that does not follow.
    #[error("after line {line} the custodian says {says}; its lines add up to {adds_up}")]
    Balance {
        /// The line.
        line: String,
        /// What it says.
        says: Amount,
        /// What the lines add up to.
        adds_up: Amount,
    },
    /// A closing balance that does not follow.
    #[error("the custodian closes with {says}; its lines add up to {adds_up}")]
    Closing {
        /// What it says.
        says: Amount,
        /// What the lines add up to.
        adds_up: Amount,
    },
    /// A scope that has no cash of its own.
    #[error("{0}: only a pool or a compartment has cash at the custodian")]
    Scope(String),
}

/// A reconciliation 对账结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Of what.
    pub scope: Scope,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The end of the journal as of which it was made.
    pub head: Head,
    /// Lines and their bookings.
    pub matched: Vec<Pair>,
    /// Lines and what they show to have come or gone, which is to be booked.
    pub to_book: Vec<Pair>,
    /// Lines that nothing explains, to go to suspense (1910).
    pub unmatched: Vec<OpenLine>,
    /// Bookings without a line 未达账项.
    pub not_at_custodian: Vec<BookItem>,
    /// What is due and no line shows yet: payments in transit 在途, receipts 应收.
    pub due: Vec<BookItem>,
    /// Lines in suspense (1910) that nobody has explained.
    pub suspense: Vec<Suspended>,
    /// What 1910 holds: the sum of the lines in suspense, with their sign turned.
    pub suspense_account: Amount,
    /// From the custodian's balance to book cash.
    pub proof: Proof,
}

/// Holds the custodian's statement against the books, as of `head`. It needs the events of all pools, since
/// a correction names what it takes back by its place among them.
pub fn reconcile<'e>(
    events: impl IntoIterator<Item = (u64, &'e PoolEvent)>,
    scope: &Scope,
    custodian: &CustodianStatement,
    brought: Brought,
    head: Head,
) -> Result<Reconciliation, Fault> {
    let mut reading = Reconciling::begin(scope, custodian, brought, head)?;
    for (sequence, event) in events {
        reading.read(sequence, event);
    }
    Ok(reading.end())
}

impl Reconciliation {
    fn new(
        scope: &Scope,
        custodian: &CustodianStatement,
        head: Head,
        book: &Book<'_>,
        found: Matched,
    ) -> Self {
        let (matched, to_book): (Vec<Pair>, Vec<Pair>) =
            found.pairs.into_iter().partition(|of| of.item.is_booked());
        let (not_at_custodian, due): (Vec<BookItem>, Vec<BookItem>) =
            found.items.into_iter().partition(BookItem::is_booked);
        let mut proof = Proof::new(custodian.closing, Amount::from_fen(book.cash));
        for pair in &to_book {
            proof.not_booked(&pair.line, &pair.item);
        }
        for open in &found.lines {
            proof.unexplained(&open.line);
        }
        for item in &not_at_custodian {
            proof.not_at_custodian(item);
        }
        Self {
            scope: scope.clone(),
            from: custodian.from,
            to: custodian.to,
            head,
            matched,
            to_book,
            unmatched: found.lines,
            not_at_custodian,
            due,
            suspense: book.suspense.clone(),
            suspense_account: Amount::from_fen(book.unmatched),
            proof,
        }
    }

    /// Whether nothing is left to explain: no unknown difference, no line unmatched, none in suspense.
    pub fn is_explained(&self) -> bool {
        self.proof.difference == Amount::ZERO
            && self.unmatched.is_empty()
            && self.suspense.is_empty()
            && self.suspense_account == Amount::ZERO
    }

    /// The commands that book what the lines show: what is due as come or gone, the rest to suspense. For
    /// a pool as a whole nobody knows in which compartment an unexplained line belongs, so it is left out.
    pub fn actions(&self) -> Vec<Action> {
        let shown = self.to_book.iter();
        let mut actions: Vec<Action> = shown
            .filter_map(|pair| pair.item.action(pair.line.amount, &pair.line.line))
            .collect();
        if let Scope::Compartment { pool, district } = &self.scope {
            actions.extend(self.unmatched.iter().map(|open| Action::SuspendLine {
                compartment: super::account::CompartmentId {
                    pool: pool.clone(),
                    district: district.clone(),
                },
                line: open.line.line.clone(),
                amount: open.line.amount,
                on: Some(open.line.on),
            }));
        }
        actions
    }

    /// What is left open for the next reconciliation.
    pub fn brought(&self) -> Brought {
        let to_book = self.to_book.iter().map(|pair| &pair.line);
        let unmatched = self.unmatched.iter().map(|open| &open.line);
        Brought {
            lines: to_book.chain(unmatched).cloned().collect(),
            items: self.not_at_custodian.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
