//! What a contributor paid in, as the ledger holds it.

use crate::units::names::ContributorId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A contribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Contribution {
    /// The number of its event.
    pub(in crate::pool) event: u64,
    pub(in crate::pool) compartment: u32,
    pub(in crate::pool) contributor: ContributorId,
    pub(in crate::pool) amount: Amount,
    /// The part that fulfils a promise.
    pub(in crate::pool) promised: Amount,
    #[serde(with = "super::day")]
    pub(in crate::pool) on: Date,
}
