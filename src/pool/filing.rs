//! What a claimant states when it files a claim, and what filing sets.

use super::account::CompartmentId;
use super::happened::is_nought;
use super::share::Portion;
use crate::units::names::{BankId, ClaimId, ItemId, LoanId};
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A claim to be filed 补偿申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Its number.
    pub claim: ClaimId,
    /// The loan.
    pub loan: LoanId,
    /// Unpaid principal; interest, penalties and costs are never compensated.
    pub principal: Amount,
    /// The day on which a court accepted the bankruptcy, if it did.
    pub bankrupt_on: Option<Date>,
    /// The day on which recovery was begun, if it was.
    pub recovery_since: Option<Date>,
    /// Whether recovery is finished.
    pub recovery_finished: bool,
    /// The documents that are there, by the terms' ids.
    pub documents: Vec<ItemId>,
    /// The steps taken before, by the terms' ids.
    pub prior_steps: Vec<ItemId>,
    /// Other public money for the same loss.
    pub other_public: Amount,
    /// What insurance pays for the same loss.
    pub insurance: Amount,
    /// Whether a guarantor claims who paid the bank.
    pub by_guarantor: bool,
    /// Whether the collateral was sold or is worth nothing, and what it brought is repaid 抵质押物已处置并冲抵.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub collateral_realised: bool,
}

/// A claim as filed 已受理的补偿申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// What the claimant stated.
    pub stated: Filing,
    /// The compartment.
    pub compartment: CompartmentId,
    /// The bank.
    pub bank: BankId,
    /// The compensation asked for: the pool's share of the principal, within the cover.
    pub amount: Amount,
    /// What the contributors bear.
    pub cost: Vec<Portion>,
    /// The fen by which cover in force moves beyond the compensation, since it is the share of what is left.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub rounding: Amount,
    /// The fen by which the undrawn cover moves with it.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub undrawn: Amount,
    /// The last day of the decision.
    pub decide_by: Option<Date>,
}
