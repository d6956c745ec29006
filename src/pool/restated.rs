//! What an event of a claim also moves, when a total of the claim is stated anew: owed back, or due in addition.

use super::share::Portion;
use crate::units::Amount;
use crate::units::names::BankId;
use serde::{Deserialize, Serialize};

/// What the pool owes a bank back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// The bank.
    pub bank: BankId,
    /// How much.
    pub amount: Amount,
}

/// What the pool's part of all recoveries so far grew by, with no new recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// What the bank owes the pool in addition.
    pub to_pool: Amount,
    /// The same as income of each contributor.
    pub income: Vec<Portion>,
}
