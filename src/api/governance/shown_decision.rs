//! A decision as it is shown: what the bank decided, and what was lent on it.

use crate::api::money::Money;
use crate::governance::{LoanDecision, Outcome};
use crate::pool::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A bank's decision on a score 授信决定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ShownDecision {
    /// Its id.
    id: String,
    /// On which score.
    score: String,
    /// Whose.
    bank: String,
    /// About whom.
    enterprise: String,
    /// What the score recommends at most, if it recommends any.
    #[serde(skip_serializing_if = "Option::is_none")]
    recommended_limit: Option<Money>,
    /// The day of the decision.
    #[schema(format = Date)]
    decided_on: String,
    /// `approved`, `declined` or `withdrawn`.
    outcome: &'static str,
    /// Approved: how much 批准金额.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    /// Approved: the rate a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<String>,
    /// Approved: for how many months.
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u32>,
    /// Approved above the recommended limit: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    override_reason: Option<String>,
    /// Declined or withdrawn: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The loans that rest on it, in the order of enrolment 项下贷款.
    loans: Vec<String>,
    /// How much of it they take up together 已用金额.
    lent: Money,
    /// Approved: how much more may be lent on it 可用金额.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<Money>,
}

/// Decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ShownDecisions {
    /// Each as it stands.
    pub(super) decisions: Vec<ShownDecision>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<u64>,
}

impl ShownDecision {
    /// A decision, and the loans of the books that rest on it.
    pub(super) fn of(decision: &LoanDecision, state: &State) -> Self {
        let on = state.lent_on(&decision.id);
        let approved = match &decision.outcome {
            Outcome::Approved(approved) => Some(approved),
            _ => None,
        };
        let reason = match &decision.outcome {
            Outcome::Declined { reason } | Outcome::Withdrawn { reason } => Some(reason.clone()),
            Outcome::Approved(_) => None,
        };
        let room = approved.and_then(|of| of.amount.checked_sub(on.lent));
        Self {
            id: decision.id.to_string(),
            score: decision.score.to_string(),
            bank: decision.bank.to_string(),
            enterprise: decision.enterprise.to_string(),
            recommended_limit: decision.recommended_limit.map(Money::from),
            decided_on: decision.decided_on.to_string(),
            outcome: decision.outcome.word(),
            amount: approved.map(|of| of.amount.into()),
            rate: approved.map(|of| of.rate.to_string()),
            months: approved.map(|of| of.months),
            override_reason: approved.and_then(|of| of.override_reason.clone()),
            reason,
            loans: on.loans.iter().map(ToString::to_string).collect(),
            lent: on.lent.into(),
            room: room.map(Money::from),
        }
    }
}
