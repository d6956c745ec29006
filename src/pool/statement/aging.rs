//! Claims by age and stage 补偿申请账龄: followed from the events themselves, not from postings, so that the
//! balances of the accounts can be held against them.

use super::owners::Owners;
use super::scope::Scope;
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::restated::Raised;
use crate::units::names::ClaimId;
use crate::units::{Amount, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far a claim is that still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimStage {
    /// Filed, nobody looked at it yet 待审.
    Filed,
    /// A maker proposed an amount 已初审.
    Checked,
    /// Approved and payable 待付.
    Approved,
    /// The payment is on its way 付款中.
    InTransit,
    /// Paid; the right to recover is pursued 已付追偿.
    Paid,
    /// Written off, still pursued 账销案存.
    WrittenOff,
}

impl ClaimStage {
    /// Every stage, in order.
    pub const ALL: [Self; 6] = [
        Self::Filed,
        Self::Checked,
        Self::Approved,
        Self::InTransit,
        Self::Paid,
        Self::WrittenOff,
    ];

    /// The word in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Filed => "待审",
            Self::Checked => "已初审",
            Self::Approved => "待付",
            Self::InTransit => "付款中",
            Self::Paid => "已付追偿",
            Self::WrittenOff => "账销案存",
        }
    }

    /// The word in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::InTransit => "in transit",
            Self::Paid => "paid",
            Self::WrittenOff => "written off",
        }
    }
}

/// The ages: the last days of all but the oldest, and their names.
const AGES: [(i32, &str); 5] = [
    (30, "0-30"),
    (60, "31-60"),
    (90, "61-90"),
    (180, "91-180"),
    (i32::MAX, ">180"),
];

/// Claims of one stage and one age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgeRow {
    /// The stage.
    pub stage: ClaimStage,
    /// Days since filing.
    pub days: &'static str,
    /// How many claims.
    pub count: u64,
    /// What is under review, payable or on its way; of a paid claim what may still be recovered.
    pub amount: Amount,
}

/// A claim, and what stands of it where; one that is paid in parts stands in several stages.
#[derive(Debug)]
struct Standing {
    filed_on: Date,
    checked: bool,
    written_off: bool,
    review: i64,
    payable: i64,
    transit: i64,
    right: i64,
}

/// The claims of a scope, as far as the events were read.
#[derive(Debug, Default)]
pub(super) struct Claims(BTreeMap<ClaimId, Standing>);

impl Claims {
    /// Reads one event.
    pub(super) fn note(&mut self, scope: &Scope, owners: &Owners, event: &PoolEvent) {
        let (what, sign) = match &event.what {
            Happened::Corrected { original, .. } => (&**original, -1),
            what => (what, 1),
        };
        if let Happened::ClaimFiled { filed } = what {
            let of_bank = match scope {
                Scope::Bank { bank, .. } => owners.of_claim(&filed.stated.claim) == Some(bank),
                _ => scope.has_claims(),
            };
            if of_bank && scope.covers(&filed.compartment) {
                let standing = Standing {
                    filed_on: event.effective_on,
                    checked: false,
                    written_off: false,
                    review: if sign > 0 { filed.amount.fen() } else { 0 },
                    payable: 0,
                    transit: 0,
                    right: 0,
                };
                self.0.insert(filed.stated.claim.clone(), standing);
            }
            return;
        }
        if let Some(claim) = what.claim().and_then(|claim| self.0.get_mut(claim)) {
            claim.follow(what, sign);
        }
    }

    /// All stages and ages as of a day, those of nought too.
    pub(super) fn by_age(&self, on: Date) -> Vec<AgeRow> {
        let mut rows = Vec::with_capacity(ClaimStage::ALL.len() * AGES.len());
        for stage in ClaimStage::ALL {
            rows.extend(AGES.map(|(_, days)| AgeRow {
                stage,
                days,
                count: 0,
                amount: Amount::ZERO,
            }));
        }
        for claim in self.0.values() {
            let days = on.since(claim.filed_on).map_or(0, |span| span.get_days());
            let age = AGES.iter().position(|(last, _)| days <= *last).unwrap_or(0);
            for (stage, amount) in claim.stages().filter(|(_, amount)| *amount != 0) {
                let row = &mut rows[stage as usize * AGES.len() + age];
                row.count += 1;
                row.amount = Amount::from_fen(row.amount.fen() + amount);
            }
        }
        rows
    }
}

impl Standing {
    fn stages(&self) -> impl Iterator<Item = (ClaimStage, i64)> {
        let review = if self.checked {
            ClaimStage::Checked
        } else {
            ClaimStage::Filed
        };
        let right = if self.written_off {
            ClaimStage::WrittenOff
        } else {
            ClaimStage::Paid
        };
        [
            (review, self.review),
            (ClaimStage::Approved, self.payable),
            (ClaimStage::InTransit, self.transit),
            (right, self.right),
        ]
        .into_iter()
    }

    fn follow(&mut self, what: &Happened, sign: i64) {
        match what {
            Happened::ClaimChecked { .. } => self.checked = true,
            Happened::ClaimApproved { amount, .. } => {
                (self.review, self.payable) = (0, amount.fen());
            }
            Happened::ClaimAppealed { amount, .. } => {
                (self.review, self.checked) = (amount.fen(), false);
            }
            Happened::ClaimRefused { .. }
            | Happened::ClaimWithdrawn { .. }
            | Happened::ClaimCured { .. } => self.review = 0,
            Happened::PaymentInstructed { amount, .. } => {
                self.payable -= amount.fen();
                self.transit += amount.fen();
            }
            Happened::PaymentConfirmed { amount, raised, .. } => {
                self.transit -= amount.fen();
                self.right += amount.fen();
                self.raise(raised.as_ref());
            }
            Happened::PaymentReturned { amount, .. } => {
                self.transit -= amount.fen();
                self.payable += amount.fen();
            }
            Happened::RightWrittenOff { .. } => self.written_off = sign > 0,
            other => self.lower(other, sign),
        }
    }

    /// What makes a claim less, or more again.
    fn lower(&mut self, what: &Happened, sign: i64) {
        match what {
            Happened::ClaimReduced {
                from_review,
                from_payable,
                raised,
                ..
            } => {
                self.review -= from_review.fen();
                self.payable -= from_payable.fen();
                self.raise(raised.as_ref());
            }
            Happened::RecoveryReported { to_pool, .. }
            | Happened::RecoveryReversed { to_pool, .. } => self.right -= to_pool.fen(),
            Happened::ClawedBack {
                amount,
                recovery_change,
                from_payable,
                ..
            } => {
                let due = amount.fen() - from_payable.fen() + recovery_change.fen();
                self.payable -= sign * from_payable.fen();
                self.right -= sign * due;
            }
            _ => {}
        }
    }

    fn raise(&mut self, raised: Option<&Raised>) {
        self.right -= raised.map_or(0, |raised| raised.to_pool.fen());
    }
}
