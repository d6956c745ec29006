//! A loan under cover, as the ledger holds it.

use super::tally::PLACES;
use crate::pool::share::Share;
use crate::pool::terms::{Channel, LoanClass};
use crate::units::names::ClassId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Loan {
    pub(in crate::pool) compartment: u32,
    pub(in crate::pool) bank: u32,
    pub(in crate::pool) enterprise: u32,
    pub(in crate::pool) product: u32,
    pub(in crate::pool) grade: u32,
    /// The bank's decision on which it rests.
    pub(in crate::pool) decision: Option<u32>,
    pub(in crate::pool) channel: Channel,
    pub(in crate::pool) terms: u32,
    pub(in crate::pool) share: Share,
    /// The number of the split among those of the compartment.
    pub(in crate::pool) split: u32,
    pub(in crate::pool) revolving: bool,
    pub(in crate::pool) limit: Amount,
    /// Principal that may still be drawn.
    pub(in crate::pool) undrawn: Amount,
    /// Principal drawn and not repaid, and under no claim.
    pub(in crate::pool) outstanding: Amount,
    /// Principal ever drawn.
    pub(in crate::pool) drawn: Amount,
    /// The balance of 9010.
    pub(in crate::pool) cover_undrawn: i64,
    /// The balance of 9020.
    pub(in crate::pool) cover_in_force: i64,
    #[serde(with = "super::day")]
    pub(in crate::pool) approved_on: Date,
    #[serde(with = "super::day")]
    pub(in crate::pool) enrolled_on: Date,
    #[serde(with = "super::day")]
    pub(in crate::pool) first_matures_on: Date,
    #[serde(with = "super::day")]
    pub(in crate::pool) matures_on: Date,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) draw_by: Option<Date>,
    /// The last day of a proof that is not there yet.
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) prove_by: Option<Date>,
    pub(in crate::pool) renewals: u32,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) accelerated_on: Option<Date>,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) overdue_since: Option<Date>,
    pub(in crate::pool) class: LoanClass,
    /// Whether the pool no longer covers what is outstanding.
    pub(in crate::pool) cover_lost: bool,
    /// The claim that is open, if one is.
    pub(in crate::pool) claim: Option<u32>,
    /// All claims of the loan.
    pub(in crate::pool) claims: Vec<u32>,
    /// The limit of the score on which it rests.
    pub(in crate::pool) score_limit: Option<Amount>,
    pub(in crate::pool) revenue: Option<Amount>,
    /// The classes of the enterprise that were stated at enrolment.
    pub(in crate::pool) classes: Vec<ClassId>,
    /// Whether things or rights secure it, which are sold when it is not repaid.
    pub(in crate::pool) collateral: bool,
    /// The tallies in which it counts.
    pub(in crate::pool) places: [u32; PLACES],
    /// The sequences of the events that changed it.
    pub(in crate::pool) history: Vec<u64>,
}

impl Loan {
    /// The cover that belongs to so much outstanding and undrawn principal: in all the share of both, in
    /// force the share of what is outstanding.
    pub(in crate::pool) fn cover_of(&self, outstanding: Amount, undrawn: Amount) -> (i64, i64) {
        if self.cover_lost {
            return (0, 0);
        }
        let all = self
            .share
            .of(Amount::from_fen(outstanding.fen() + undrawn.fen()));
        let in_force = self.share.of(outstanding);
        (all.fen() - in_force.fen(), in_force.fen())
    }

    /// The classes of the enterprise that the loan states, while any of it is in force under cover.
    pub(in crate::pool) fn classes_in_force(&self) -> &[ClassId] {
        let in_force = self.outstanding.fen() + self.undrawn.fen() > 0 && !self.cover_lost;
        if in_force { &self.classes } else { &[] }
    }

    /// How much of the bank's decision it takes up: what was drawn and what may yet be, or the limit where what is
    /// repaid may be drawn again. A loan that lapsed before anything was drawn takes up nothing.
    pub(in crate::pool) fn lent(&self) -> Amount {
        let ever = self.drawn.fen() + self.undrawn.fen();
        if self.revolving && ever > 0 {
            return self.limit;
        }
        Amount::from_fen(ever)
    }

    /// The first day overdue, seen on a day: as reported, or the day after maturity with principal unpaid.
    pub(in crate::pool) fn due_since(&self, on: Date) -> Option<Date> {
        let matured = (self.outstanding > Amount::ZERO && self.matures_on < on)
            .then(|| self.matures_on.tomorrow().ok())
            .flatten();
        match (self.overdue_since, matured) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// Whole days from one day to a later one; nought when it is not later.
pub(in crate::pool) fn days_between(from: Date, to: Date) -> u32 {
    let days = from.duration_until(to).as_hours() / 24;
    u32::try_from(days).unwrap_or(0)
}
