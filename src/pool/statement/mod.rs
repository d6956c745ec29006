//! Statements 对账单: what a pool, a compartment, a contributor or a bank held, what moved, and what it holds, as
//! of one place in the journal. The same events up to that place give the same bytes for ever.

mod aging;
pub mod beancount;
mod calls;
mod check;
pub mod csv;
pub mod hledger;
pub mod json;
mod kind_name;
mod ledger_name;
mod limits;
mod making;
mod movement;
pub(in crate::pool) mod owners;
mod reading;
mod row;
mod scope;
pub mod text;
mod transactions;

pub use aging::{AgeRow, ClaimStage};
pub use calls::CallRow;
pub use check::{Check, Totals};
pub use kind_name::kind_zh;
pub use limits::LimitRow;
pub use making::Making;
pub use movement::Movement;
pub use row::{Row, Whose};
pub use scope::Scope;

use super::account::Code;
use super::event::PoolEvent;
use crate::journal::Head;
use crate::units::Date;
use check::Checked;
use reading::Reading;
use serde::Serialize;

/// The version of the statement's form.
pub const FORM: &str = "zhixin/statement/1";

/// The days of a statement, by the accounting day; both are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// A statement 对账单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// [`FORM`].
    pub form: &'static str,
    /// Of what it is.
    pub scope: Scope,
    /// Its days.
    #[serde(flatten)]
    pub period: Period,
    /// The currency, `CNY`.
    pub currency: &'static str,
    /// The end of the journal as of which it was made: later events are not in it.
    pub head: Head,
    /// One row for each account of the scope's list, nought or not.
    pub rows: Vec<Row>,
    /// The accounts behind the rows, by district and holder: those that stood or moved.
    pub accounts: Vec<Row>,
    /// Totals.
    pub totals: Totals,
    /// Claims by stage and age as of the last day; none for a contributor.
    pub claims: Vec<AgeRow>,
    /// Calls for top-ups that are open on the last day; none for a bank.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallRow>,
    /// Limits that are passed at the end of the last day that is closed by then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitRow>,
    /// Figures that must be the same.
    pub checks: Vec<Check>,
    /// Every posting of the period, in the order of the journal.
    pub movements: Vec<Movement>,
}

/// Why no statement can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The days are the wrong way round.
    #[error("the period ends on {to}, before it begins on {from}")]
    Days {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// Nothing of the scope is in the journal.
    #[error("{scope}: the journal up to record {sequence} knows nothing of it")]
    Unknown {
        /// Of what.
        scope: String,
        /// As of where.
        sequence: u64,
    },
    /// The events do not come in the order of the journal.
    #[error("event {sequence} of the journal comes after event {after}")]
    Order {
        /// The event.
        sequence: u64,
        /// The one before it.
        after: u64,
    },
}

impl Statement {
    /// Makes a statement from the events of pools with their sequence in the journal, in order. Events
    /// after `head` are left out, so a statement is made again by handing in the head that it prints.
    pub fn make<'e>(
        events: impl IntoIterator<Item = (u64, &'e PoolEvent)>,
        scope: &Scope,
        period: Period,
        head: Head,
    ) -> Result<Self, StatementError> {
        let mut making = Making::begin(scope, period, head)?;
        for (sequence, event) in events {
            making.read(sequence, event)?;
        }
        making.end()
    }

    fn of(
        reading: Reading<'_>,
        (scope, codes): (&Scope, &[Code]),
        period: Period,
        head: Head,
    ) -> Self {
        let rows: Vec<Row> = codes
            .iter()
            .map(|code| reading.codes[code.place()].row(*code, None, None))
            .collect();
        let accounts: Vec<Row> = reading
            .accounts
            .into_iter()
            .filter(|(_, sums)| !sums.is_idle())
            .map(|((code, district, holder), sums)| sums.row(code, Some(district), holder))
            .collect();
        let claims = if scope.has_claims() {
            reading.claims.by_age(period.to)
        } else {
            Vec::new()
        };
        let calls = reading.calls.open(period.to);
        let limits = reading.limits.passed();
        let totals = Totals::of(&rows);
        let movements = reading.movements;
        let checks = Checked {
            scope,
            rows: &rows,
            accounts: &accounts,
            movements: &movements,
            claims: &claims,
            totals: &totals,
        }
        .checks();
        Self {
            form: FORM,
            scope: scope.clone(),
            period,
            currency: "CNY",
            head,
            rows,
            accounts,
            totals,
            claims,
            calls,
            limits,
            checks,
            movements,
        }
    }

    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

#[cfg(test)]
mod tests;
