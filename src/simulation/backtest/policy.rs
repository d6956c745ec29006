//! The policy of a backtest 授信策略: whom a bank approves on a standing, for how much, and how claims are gone about.

use super::definition::Definition;
use crate::units::names::{ContributorId, District, GradeName};
use crate::units::{Amount, Bilingual, Date, Digest};
use serde::Serialize;

/// A policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Whom it approves.
    pub approve: Approve,
    /// Grades by probability of default, best first, for a model without grades of its own: the first whose most it does not pass.
    pub grades: Vec<(GradeName, i64)>,
    /// For how much.
    pub size: Size,
    /// When a loan counts as defaulted.
    pub definition: Definition,
    /// How claims are gone about.
    pub claims: Claims,
    /// How often days are closed: deadlines, classes and breakers are looked at then.
    pub close: Close,
    /// Whether tripped breakers are reset as soon as their terms allow it 熔断恢复.
    pub reset_breakers: bool,
    /// Money paid in, day by day; where it is empty each district has at the beginning as much as is asked for in all.
    pub contributions: Vec<PaidIn>,
}

/// Whom a policy approves: everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Approve {
    /// The last grade of the model that is approved 准入等级.
    pub grade_to: Option<GradeName>,
    /// Points from which it is approved.
    pub points_from: Option<i32>,
    /// The probability of default up to which it is approved, in parts per million.
    pub ppm_up_to: Option<i64>,
}

/// For how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Size {
    /// By what it is sized.
    pub by: SizeBy,
    /// The most for one loan.
    pub most: Option<Amount>,
}

/// By what a loan is sized; never above what was asked for, since what a larger loan would have come to nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeBy {
    /// As asked for.
    Requested,
    /// The least of that and the model's recommended limit.
    Limit,
}

/// How claims are gone about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Days from the day that opens a claim to its filing.
    pub file_after_days: u32,
    /// Days from filing to the decision.
    pub decide_after_days: u32,
    /// Days from the decision to the payment, money allowing.
    pub pay_after_days: u32,
}

/// How often days are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Close {
    /// Every day.
    Day,
    /// The last day of each month.
    Month,
}

/// Money paid in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaidIn {
    /// The compartment.
    pub district: District,
    /// By whom.
    pub contributor: ContributorId,
    /// When.
    pub on: Date,
    /// How much.
    pub amount: Amount,
}

impl Policy {
    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let body = serde_json::to_vec(self).expect("text keys and no floats");
        Digest::of(&[b"zhixin/policy/1\n".as_slice(), &body].concat())
    }
}
