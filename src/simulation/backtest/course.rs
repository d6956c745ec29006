//! The course of a pool under a policy 资金池经过: what the ledger held month by month, and what became of each loan.

use crate::pool::breaking::{BreakerMove, BreakerSite};
use crate::units::{Amount, Date};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What came of the choices of a policy, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    /// What became of each application, in their order.
    pub fates: Vec<Fate>,
    /// The pool at the end of each month.
    pub months: Vec<Month>,
    /// Breakers that tripped, in the order in which they did.
    pub breakers: Vec<Episode>,
    /// What the ledger refused: the command and the code of the refusal, and how often.
    pub refusals: BTreeMap<(&'static str, &'static str), u64>,
    /// What the ledger was not told and had to be, such as a rate before its series begins: the first such refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanting: Option<String>,
    /// The first day on which a payment had to wait for money.
    pub short_on: Option<Date>,
    /// Approved compensation that waits for money at the end.
    pub waiting: Amount,
    /// What incentives came to, by their ids; none where a figure that one needs is not known.
    pub incentives: BTreeMap<SmolStr, Option<Amount>>,
}

/// What became of one application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fate {
    /// The code of the refusal, where it was approved and the terms did not let it under cover.
    pub refused: Option<&'static str>,
    /// Principal drawn under cover.
    pub lent: i64,
    /// Principal still outstanding at the end.
    pub outstanding: i64,
    /// Principal claimed.
    pub claimed: i64,
    /// Compensation paid 代偿.
    pub paid: i64,
    /// What of it was recovered for the pool 追偿.
    pub recovered: i64,
}

/// The pool at the end of a month, over all compartments; all in fen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The last day of the month.
    pub on: Date,
    /// Cash at the custodian.
    pub cash: i64,
    /// Net assets.
    pub net_assets: i64,
    /// Paid-in contributions.
    pub paid_in: i64,
    /// Principal outstanding under cover.
    pub outstanding: i64,
    /// The pool's share of it and of what is undrawn.
    pub cover: i64,
    /// Principal drawn so far.
    pub lent: i64,
    /// Compensation paid so far.
    pub paid: i64,
    /// Recoveries of the pool so far.
    pub recovered: i64,
    /// Compensation approved or under review, and not paid.
    pub owed: i64,
    /// How many breakers stop anything.
    pub tripped: u32,
}

/// A breaker that tripped 熔断.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Episode {
    /// Where it stands.
    pub site: BreakerSite,
    /// How it tripped first.
    pub moved: BreakerMove,
    /// From which day.
    pub from: Date,
    /// When it was cleared or reset; none while it is still tripped at the end.
    pub until: Option<Date>,
}
