//! A contributor's part of a call for a top-up, as the ledger holds it.

use super::compartment::Compartment;
use crate::pool::terms::TopUpTrigger;
use crate::units::names::ContributorId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A contributor's part of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Call {
    /// The event by which it was called.
    pub(in crate::pool) sequence: u64,
    pub(in crate::pool) contributor: ContributorId,
    pub(in crate::pool) trigger: TopUpTrigger,
    /// The accounting day of the call.
    #[serde(with = "super::day")]
    pub(in crate::pool) called_on: Date,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) due: Option<Date>,
    /// What is not paid in yet.
    pub(in crate::pool) open: Amount,
    /// Whether it was told that the day is over.
    pub(in crate::pool) overdue: bool,
    /// The contributions that paid a part of it, by their events.
    pub(in crate::pool) paid_by: Vec<u64>,
}

impl Compartment {
    /// The calls of a contributor that are open, oldest first.
    pub(in crate::pool) fn calls_of<'a>(
        &'a self,
        contributor: &'a ContributorId,
    ) -> impl Iterator<Item = &'a Call> {
        self.calls
            .iter()
            .filter(move |call| call.contributor == *contributor && call.open > Amount::ZERO)
    }
}
