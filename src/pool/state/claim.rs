//! A claim, a payment and a recovery, as the ledger holds them.

use super::claim_books::ClaimBooks;
use super::clawback::Clawback;
use super::years::Years;
use crate::pool::account::Code;
use crate::pool::share::fraction;
use crate::pool::terms::RecoveryOrder;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How far a claim is 申请状态.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::pool) enum Stage {
    /// Filed, nobody looked at it yet 待审.
    Filed,
    /// A maker proposed an amount 已初审.
    Checked,
    /// Approved and payable, all of it or what was not paid yet 待付.
    Approved,
    /// A payment is on its way 付款中.
    InTransit,
    /// Paid in whole; recovery goes on 已付追偿.
    Paid,
    /// Refused 不予补偿.
    Refused,
    /// Withdrawn, or repaid to nothing 撤回.
    Withdrawn,
}

impl Stage {
    /// Whether compensation is asked for, owed or paid.
    pub(in crate::pool) fn stands(self) -> bool {
        !matches!(self, Self::Refused | Self::Withdrawn)
    }

    /// The word.
    pub(in crate::pool) fn word(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::InTransit => "in transit",
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Claim {
    pub(in crate::pool) loan: u32,
    pub(in crate::pool) stage: Stage,
    #[serde(with = "super::day")]
    pub(in crate::pool) filed_on: Date,
    /// The accounting day of filing, by whose year compensation is capped.
    #[serde(with = "super::day")]
    pub(in crate::pool) booked_on: Date,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) approved_on: Option<Date>,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) decide_by: Option<Date>,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) pay_by: Option<Date>,
    /// The first day on which it may be paid, where claims are settled by the year.
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) pay_from: Option<Date>,
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) appeal_by: Option<Date>,
    /// Whether a missed day was told already: of the decision, of the payment.
    pub(in crate::pool) missed: (bool, bool),
    /// Unpaid principal; after payment it moves only by principal found repaid before, or repaid off what was
    /// still payable.
    pub(in crate::pool) unpaid: Amount,
    /// Unpaid principal and compensation at filing or approval and after each clawback: by the last a repayment
    /// lowers the claim.
    pub(in crate::pool) bases: Vec<(Amount, Amount)>,
    /// What of it counts in the budgets of years: approved, less what was lowered or called back in the same year.
    pub(in crate::pool) counts: Years,
    /// Compensation asked for or approved, less what was repaid or called back since.
    pub(in crate::pool) amount: Amount,
    /// The part of it that is on its way.
    pub(in crate::pool) transit: Amount,
    /// What was paid, whatever was called back since.
    pub(in crate::pool) paid: Amount,
    /// The payments of it, each with its day.
    pub(in crate::pool) parts: Vec<Part>,
    pub(in crate::pool) clawbacks: Vec<Clawback>,
    pub(in crate::pool) gross: Amount,
    pub(in crate::pool) costs: Amount,
    /// The pool's part of recoveries.
    pub(in crate::pool) recovered: Amount,
    pub(in crate::pool) written_off: bool,
    pub(in crate::pool) appealed: bool,
    pub(in crate::pool) refused_with_cover: bool,
    pub(in crate::pool) filer: SmolStr,
    pub(in crate::pool) maker: Option<SmolStr>,
    /// Who refused it at first, and decides no more after an appeal.
    pub(in crate::pool) refuser: Option<SmolStr>,
    /// Those who agreed to `endorsed`.
    pub(in crate::pool) checkers: Vec<SmolStr>,
    pub(in crate::pool) endorsed: Option<Amount>,
    pub(in crate::pool) balances: ClaimBooks,
    pub(in crate::pool) history: Vec<u64>,
}

impl Claim {
    /// What of an amount that is lowered or called back in a year is freed in the budget of that year.
    pub(in crate::pool) fn freed_in(&self, year: i16, amount: Amount) -> Amount {
        amount.min(Amount::from_fen(self.counts.of(year)))
    }

    /// What the pool bears of it: paid and not called back.
    pub(in crate::pool) fn bears(&self) -> Amount {
        Amount::from_fen(self.paid.fen() - self.called_back().fen())
    }

    /// Unpaid principal and compensation, by which a repayment lowers it.
    pub(in crate::pool) fn basis(&self) -> (Amount, Amount) {
        self.bases.last().copied().unwrap_or_default()
    }

    /// What is still to be instructed.
    pub(in crate::pool) fn payable(&self) -> Amount {
        self.balances.usual(Code::CompensationPayable)
    }

    /// Whether anything was paid, so that something may be recovered.
    pub(in crate::pool) fn has_paid(&self) -> bool {
        self.stage == Stage::Paid || self.paid > Amount::ZERO
    }

    /// The day of the first payment.
    pub(in crate::pool) fn first_paid_on(&self) -> Option<Date> {
        self.parts.iter().map(|of| of.on).min()
    }

    /// The day of the last payment.
    pub(in crate::pool) fn last_paid_on(&self) -> Option<Date> {
        self.parts.iter().map(|of| of.on).max()
    }

    /// Whether it may be instructed now.
    pub(in crate::pool) fn may_be_instructed(&self) -> bool {
        match self.stage {
            Stage::Approved => true,
            Stage::InTransit => self.payable() > Amount::ZERO,
            _ => false,
        }
    }

    /// Where an approved claim stands by what is on its way and what is still payable.
    pub(in crate::pool) fn settled_stage(&self) -> Stage {
        if self.transit > Amount::ZERO {
            Stage::InTransit
        } else if self.payable() > Amount::ZERO {
            Stage::Approved
        } else {
            Stage::Paid
        }
    }
}

/// A payment that was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Part {
    #[serde(with = "super::day")]
    pub(in crate::pool) on: Date,
    pub(in crate::pool) amount: Amount,
}

/// How the recoveries of a claim so far are given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::pool) struct Shared {
    pub(in crate::pool) pool: Amount,
    pub(in crate::pool) bank: Amount,
    pub(in crate::pool) costs: Amount,
    /// Beyond the unpaid principal and the costs.
    pub(in crate::pool) excess: Amount,
}

/// Gives back gross recoveries: costs first, then by the order of the terms, to the pool never more than it
/// bears.
pub(in crate::pool) fn shared(
    order: RecoveryOrder,
    cost_cap: Option<crate::pool::share::Share>,
    (bears, unpaid): (Amount, Amount),
    (gross, costs): (Amount, Amount),
) -> Shared {
    let allowed = cost_cap.map_or(costs, |cap| costs.min(cap.of(gross)));
    let costs = allowed.min(gross);
    let net = Amount::from_fen(gross.fen() - costs.fen());
    let pool = if unpaid == Amount::ZERO {
        Amount::ZERO
    } else {
        match order {
            RecoveryOrder::PariPassu => fraction(bears, net.fen().into(), unpaid.fen().into()),
            RecoveryOrder::PoolFirst => net,
            RecoveryOrder::LenderFirst => {
                Amount::from_fen((net.fen() - (unpaid.fen() - bears.fen())).max(0))
            }
        }
    };
    let pool = pool.min(bears);
    Shared {
        pool,
        bank: Amount::from_fen(net.fen() - pool.fen()),
        costs,
        excess: Amount::from_fen((net.fen() - unpaid.fen()).max(0)),
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Payment {
    pub(in crate::pool) claim: u32,
    pub(in crate::pool) amount: Amount,
    pub(in crate::pool) stage: PaymentStage,
    pub(in crate::pool) payer: SmolStr,
    pub(in crate::pool) balance: i64,
    #[serde(with = "super::day")]
    pub(in crate::pool) instructed_on: Date,
    /// When it was confirmed, or came back.
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) ended_on: Option<Date>,
}

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::pool) enum PaymentStage {
    Instructed,
    Confirmed,
    Returned,
}

impl PaymentStage {
    pub(in crate::pool) fn word(self) -> &'static str {
        match self {
            Self::Instructed => "instructed",
            Self::Confirmed => "confirmed",
            Self::Returned => "returned",
        }
    }
}

/// A recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Recovery {
    pub(in crate::pool) claim: u32,
    pub(in crate::pool) gross: Amount,
    pub(in crate::pool) costs: Amount,
    #[serde(with = "super::day")]
    pub(in crate::pool) on: Date,
    pub(in crate::pool) reversed: bool,
}
