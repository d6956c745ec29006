//! What a bank states when it enrols a loan: the loan, the borrower, and what others decided before.

use super::account::CompartmentId;
use super::share::{Share, Split};
use super::terms::{Channel, Proof, Security};
use crate::units::names::{
    BankId, ClassId, DecisionId, GradeName, GroupId, ItemId, LoanId, ProductId, TermsId, ZoneId,
};
use crate::units::{Amount, Date, EnterpriseId, Ratio};
use serde::{Deserialize, Serialize};

/// A loan to be enrolled 备案申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The bank's number of the loan.
    pub loan: LoanId,
    /// The pool and the enterprise's own district.
    pub compartment: CompartmentId,
    /// The bank that lends.
    pub bank: BankId,
    /// The borrower.
    pub enterprise: EnterpriseId,
    /// Its group of connected borrowers, if it has one.
    pub group: Option<GroupId>,
    /// The zone, where the terms name zones within a district.
    pub zone: Option<ZoneId>,
    /// The product.
    pub product: ProductId,
    /// The channel.
    pub channel: Channel,
    /// What secures it.
    pub securities: Vec<Security>,
    /// The part of the loan that is on credit; absent is all of it.
    pub credit_share: Option<Ratio>,
    /// The principal that may be drawn.
    pub limit: Amount,
    /// Whether what is repaid may be drawn again 循环.
    pub revolving: bool,
    /// The rate a year.
    pub rate: Ratio,
    /// The day on which the bank approved it; it chooses the terms.
    pub approved_on: Date,
    /// The day on which it matures.
    pub matures_on: Date,
    /// Classes to which the enterprise belongs.
    pub classes: Vec<ClassId>,
    /// Whether it is the enterprise's first loan ever.
    pub first_loan: bool,
    /// Its revenue of the last year, where a cap asks for it.
    pub revenue: Option<Amount>,
    /// The requirements of the terms that are met, or from which it was excused.
    pub requirements: Vec<ItemId>,
    /// Uses of the money.
    pub purposes: Vec<ItemId>,
    /// Whether it repays an older loan.
    pub refinances: bool,
    /// The score on which it rests, if any.
    pub score: Option<ScoreHeld>,
    /// The bank's decision on a score on which it rests, if it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionId>,
    /// What that decision approves, as the records say it: loans that rest on it are no more in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Amount>,
    /// The day until which the enterprise's consent stands.
    pub consent_until: Option<Date>,
    /// The share of a loss that other public money bears.
    pub other_public: Ratio,
    /// The share that a person decided, where the terms give a most.
    pub share_decided: Option<Ratio>,
    /// Whether the proof that the terms let follow is given, or comes later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// A score, as the pool is told of it 评分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreHeld {
    /// Its number.
    pub id: String,
    /// The model.
    pub model: String,
    /// The day as of which it was made.
    pub as_of: Date,
    /// The grade.
    pub grade: GradeName,
    /// The recommended limit.
    pub limit: Amount,
}

/// What enrolment freezes 备案时锁定的条件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// What the bank stated.
    pub stated: Enrolment,
    /// The version of the terms.
    pub terms: TermsId,
    /// The pool's share.
    pub share: Share,
    /// How the contributors bear it.
    pub split: Split,
    /// The cover: the pool's share of the limit.
    pub cover: Amount,
    /// The last day of drawing.
    pub draw_by: Option<Date>,
    /// The last day of the proof, where it comes later; without it the cover lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prove_by: Option<Date>,
}
