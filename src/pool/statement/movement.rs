//! A movement of a statement: one posting of one event, with both its days.

use super::row::Whose;
use crate::pool::account::{Code, Side};
use crate::units::names::District;
use crate::units::{Amount, Date};
use serde::Serialize;

/// A movement 发生额明细.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The sequence of the event in the journal.
    pub sequence: u64,
    /// The accounting day 记账日.
    pub booked_on: Date,
    /// The day from which it counts in the world 生效日.
    pub effective_on: Date,
    /// The kind of the event; that of the event taken back, where it is a correction.
    pub kind: &'static str,
    /// The claim, loan, compartment or pool that the event is about.
    pub subject: String,
    /// The compartment's district.
    pub district: District,
    /// The number of the account's code.
    #[serde(serialize_with = "number")]
    pub code: Code,
    /// Whose the account is; absent for the compartment's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Whose>,
    /// The amount, if it is a debit 借.
    pub debit: Amount,
    /// The amount, if it is a credit 贷.
    pub credit: Amount,
    /// Whether it takes an event back 更正.
    pub correction: bool,
    /// Whether it is booked in this period and belongs to one that was closed before 前期事项.
    pub prior_period: bool,
}

fn number<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(code.number())
}

impl Movement {
    pub(super) fn sided(side: Side, amount: Amount) -> (Amount, Amount) {
        match side {
            Side::Debit => (amount, Amount::ZERO),
            Side::Credit => (Amount::ZERO, amount),
        }
    }

    /// The amount; a debit is positive.
    pub fn signed(&self) -> i64 {
        self.debit.fen() - self.credit.fen()
    }
}
