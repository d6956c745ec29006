//! A bank's decision on a score: approved, declined, or an approval withdrawn.

use super::governed::{Governed, GovernedEvent};
use crate::units::names::{BankId, DecisionId, ScoreId};
use crate::units::{Amount, Date, Digest, EnterpriseId, Ratio};
use serde::{Deserialize, Serialize};

/// What a bank approves 批准内容.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// The amount.
    pub amount: Amount,
    /// The rate a year.
    pub rate: Ratio,
    /// The term in months.
    pub months: u32,
    /// Why it is more than the score recommends, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
}

/// What a bank decided 决定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "a reason is a reason")]
pub enum Outcome {
    /// It lends 批准.
    Approved(Approved),
    /// It does not 拒绝.
    Declined { reason: String },
    /// It lends no more, though it had approved 撤销.
    Withdrawn { reason: String },
}

impl Outcome {
    /// The word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Approved(_) => "approved",
            Self::Declined { .. } => "declined",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A decision 授信决定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanDecision {
    /// Its id: there is one for a score and a bank.
    pub id: DecisionId,
    /// On which score.
    pub score: ScoreId,
    /// Whose.
    pub bank: BankId,
    /// About whom.
    pub enterprise: EnterpriseId,
    /// What the score recommends at most, if it recommends any.
    pub recommended_limit: Option<Amount>,
    /// The day of the decision.
    pub decided_on: Date,
    /// What was decided.
    pub outcome: Outcome,
}

impl LoanDecision {
    /// The id of a bank's decision on a score.
    pub fn id_of(score: &ScoreId, bank: &BankId) -> DecisionId {
        let text = format!("zhixin/decision/1\n{score}\n{bank}");
        let id = format!(
            "decision-{}",
            &Digest::of(text.as_bytes()).to_string()[7..31]
        );
        DecisionId::parse(&id).expect("letters, digits and a hyphen are a name")
    }

    /// The decision that stands after events about one score and bank.
    pub fn current<'e>(events: impl IntoIterator<Item = &'e GovernedEvent>) -> Option<Self> {
        let decided = events.into_iter().filter_map(|event| match &event.what {
            Governed::LoanDecided { decision } => Some(decision.clone()),
            _ => None,
        });
        decided.last()
    }

    /// How much loans to an enterprise that rest on it may come to, or why none may.
    pub fn carries(&self, bank: &BankId, enterprise: &EnterpriseId) -> Result<Amount, String> {
        let id = &self.id;
        // Another bank's decision is not there, and neither is one about somebody else.
        if self.bank != *bank || self.enterprise != *enterprise {
            return Err(format!(
                "there is no decision `{id}` of `{bank}` on {enterprise}"
            ));
        }
        match &self.outcome {
            Outcome::Approved(approved) => Ok(approved.amount),
            outcome => Err(format!(
                "the decision `{id}` is {}; a loan rests on one that is approved",
                outcome.word()
            )),
        }
    }
}
