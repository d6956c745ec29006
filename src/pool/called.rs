//! Calls for top-ups 补足通知: what each contributor is called for, what a contribution pays of it, and what is open.

use crate::units::names::ContributorId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// One contributor's part of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// Who is called upon.
    pub contributor: ContributorId,
    /// How much it is to pay in.
    pub amount: Amount,
    /// What of it goes beyond all that it promised and is not called for yet: a new promise.
    pub beyond: Amount,
}

/// What a contribution pays of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fulfilled {
    /// The number of the event by which it was called.
    pub call: u64,
    /// How much of it.
    pub amount: Amount,
}

/// What a contributor has not paid of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCall {
    /// The number of the event by which it was called.
    pub call: u64,
    /// Who.
    pub contributor: ContributorId,
    /// How much is open.
    pub open: Amount,
    /// The last day to pay it, if it has one.
    pub due: Option<Date>,
    /// Whether a day's end told that it is overdue.
    pub overdue: bool,
}
