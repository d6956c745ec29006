//! What the naive model holds: pools, compartments, loans, claims, payments, recoveries, and what happened.

use super::books::Posting;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use zhixin::pool::CompartmentId;
use zhixin::units::Date;

/// A pool.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    pub(super) name: String,
    /// Under the strict terms, else under the plain ones.
    pub(super) strict: bool,
    /// Under the yearly terms: plain in all that they do not say otherwise.
    pub(super) yearly: bool,
    /// Under the terms of a budget: plain in all that they do not say otherwise.
    pub(super) budget: bool,
    pub(super) closed: Option<Date>,
}

/// A compartment.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) id: CompartmentId,
    pub(super) pool: usize,
    pub(super) interest: Vec<i128>,
    pub(super) fees: Vec<i128>,
    pub(super) guarantee_fees: Vec<i128>,
    pub(super) incentives: Vec<i128>,
    /// Incentives granted for a period: to whom and through when, by which event.
    pub(super) granted: Vec<((String, Option<Date>), usize)>,
    /// Lines in suspense: number, amount and day.
    pub(super) lines: Vec<(String, i128, Date)>,
    pub(super) calls: Vec<Call>,
    /// Compensation paid, each on its accounting day.
    pub(super) paid_out: Vec<(Date, i128)>,
}

/// What one contributor was called for, and the contributions that paid some of it, by their events.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) event: usize,
    pub(super) who: String,
    pub(super) why: &'static str,
    pub(super) called_on: Date,
    pub(super) due: Date,
    pub(super) amount: i128,
    pub(super) paid: Vec<(usize, i128)>,
    /// Whether it was told that it is overdue.
    pub(super) told: bool,
}

/// A loan.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Loan {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) bank: String,
    pub(super) enterprise: String,
    pub(super) limit: i128,
    pub(super) undrawn: i128,
    pub(super) outstanding: i128,
    pub(super) revolving: bool,
    pub(super) approved_on: Date,
    pub(super) enrolled_on: Date,
    pub(super) matures_on: Date,
    pub(super) draw_by: Date,
    /// The last day of its proof, where it was enrolled before it.
    pub(super) prove_by: Option<Date>,
    pub(super) proven_on: Option<Date>,
    pub(super) renewals: u32,
    pub(super) accelerated: bool,
    pub(super) overdue: Option<Date>,
    pub(super) class: u8,
    /// Whether it was told that the enterprise is young.
    pub(super) young: bool,
    pub(super) collateral: bool,
    pub(super) lost: bool,
    pub(super) open: Option<usize>,
    pub(super) events: Vec<usize>,
}

/// How far a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Filed,
    Checked,
    Approved,
    InTransit,
    Paid,
    Refused,
    Gone,
}

/// A claim.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) name: String,
    pub(super) loan: usize,
    pub(super) stage: Stage,
    pub(super) filed_on: Date,
    /// The year in whose compensation it counts.
    pub(super) year: i16,
    /// What of it counts in the budget of each year.
    pub(super) years: BTreeMap<i16, i128>,
    /// What was paid and not called back, payment by payment.
    pub(super) held: Vec<(Date, i128)>,
    pub(super) paid_on: Option<Date>,
    /// Fen by days of all that was called back, and the interest charged on it.
    pub(super) fen_days: i128,
    pub(super) interest: i128,
    pub(super) decide_by: Date,
    pub(super) pay_by: Option<Date>,
    /// The first day on which it may be paid.
    pub(super) settles: Option<Date>,
    pub(super) appeal_by: Option<Date>,
    pub(super) missed: (bool, bool),
    pub(super) unpaid: i128,
    pub(super) basis: (i128, i128),
    pub(super) amount: i128,
    /// As it was approved: never is more paid.
    pub(super) granted: i128,
    /// On its way.
    pub(super) way: i128,
    pub(super) paid: i128,
    pub(super) gross: i128,
    pub(super) costs: i128,
    pub(super) recovered: i128,
    /// Everything ever called back, and everything ever given to pool, bank and costs.
    pub(super) clawed: i128,
    pub(super) written_off: bool,
    pub(super) appealed: bool,
    pub(super) kept_cover: bool,
    pub(super) filer: SmolStr,
    pub(super) maker: Option<SmolStr>,
    pub(super) refuser: Option<SmolStr>,
    pub(super) checkers: Vec<SmolStr>,
    pub(super) endorsed: Option<i128>,
    pub(super) events: Vec<usize>,
}

impl Claim {
    /// What the pool has paid and not called back.
    pub(super) fn bears(&self) -> i128 {
        self.held.iter().map(|(_, fen)| fen).sum()
    }

    /// What is approved and neither paid nor on its way.
    pub(super) fn payable(&self) -> i128 {
        match self.stage {
            Stage::Approved | Stage::InTransit => self.amount - self.way - self.bears(),
            _ => 0,
        }
    }

    /// Whether a payment of it may be instructed.
    pub(super) fn waits(&self) -> bool {
        self.stage == Stage::Approved || self.payable() > 0
    }

    /// Whether something was paid, of which something may come back.
    pub(super) fn was_paid(&self) -> bool {
        self.stage == Stage::Paid || self.paid > 0
    }

    /// How far it is by what is on its way and what is not paid yet.
    pub(super) fn on(&self) -> Stage {
        if self.way > 0 {
            Stage::InTransit
        } else if self.payable() > 0 {
            Stage::Approved
        } else {
            Stage::Paid
        }
    }
}

/// A payment: its name, its claim, its amount, and how far it is.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) name: String,
    pub(super) claim: usize,
    pub(super) amount: i128,
    pub(super) open: bool,
}

/// A recovery.
#[derive(Debug, Clone)]
pub(super) struct Recovery {
    pub(super) name: String,
    pub(super) claim: usize,
    pub(super) gross: i128,
    pub(super) costs: i128,
    pub(super) reversed: bool,
}

/// Whom an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    Loan(usize),
    Claim(usize),
    Place(usize),
    Other(String),
}

/// An event, as foretold.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) kind: &'static str,
    pub(super) about: About,
    pub(super) booked_on: Date,
    pub(super) amount: i128,
    pub(super) postings: Vec<Posting>,
    pub(super) gone: bool,
    /// The claim as it was before it was called back.
    pub(super) before: Option<Box<Claim>>,
}
