//! What is decided on a bank's decision: whether it may stand, beside the score and what was decided before.

use super::decision::{LoanDecision, Outcome};
use super::duties;
use super::governed::Governed;
use super::refusal::Refusal;
use crate::identity::Caller;
use crate::units::names::ScoreId;
use crate::units::{Amount, Date, EnterpriseId, Ratio};

/// The longest reason, in characters.
pub const LONGEST: usize = 500;

/// The longest term of a loan, in months [ours]: what is longer is a slip of the pen.
const MONTHS: u32 = 360;

/// A score, as a decision on it is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Its id.
    pub id: ScoreId,
    /// About whom.
    pub enterprise: EnterpriseId,
    /// The bank whose private evidence was read as well, if one's was.
    pub reader: Option<String>,
    /// What it recommends at most, if it recommends any.
    pub recommended_limit: Option<Amount>,
    /// The score to which it gave way, if it did.
    pub superseded_by: Option<ScoreId>,
}

/// Decides on a score for a bank, after what it decided on the same score before.
pub fn decide(
    caller: &Caller,
    score: &Scored,
    before: Option<&LoanDecision>,
    outcome: Outcome,
    today: Date,
) -> Result<Governed, Refusal> {
    let bank = duties::bank(caller)?;
    if !duties::sees_reader(caller, score.reader.as_deref()) {
        return Err(Refusal::Unknown {
            what: "score",
            name: score.id.to_string(),
        });
    }
    let id = LoanDecision::id_of(&score.id, bank);
    follows(&id, before, &outcome)?;
    match &outcome {
        Outcome::Approved(approved) => {
            if let Some(by) = &score.superseded_by {
                return Err(Refusal::Superseded { by: by.clone() });
            }
            if approved.amount <= Amount::ZERO {
                return Err(Refusal::NotAboveNought { field: "amount" });
            }
            if approved.rate <= Ratio::from_int(0) || approved.rate > Ratio::from_int(1) {
                return Err(Refusal::Rate { field: "rate" });
            }
            if approved.months == 0 || approved.months > MONTHS {
                return Err(Refusal::NoTerm { most: MONTHS });
            }
            let reason = approved.override_reason.as_deref().unwrap_or_default();
            line("override_reason", reason)?;
            let limit = score.recommended_limit;
            if let Some(limit) = limit.filter(|limit| approved.amount > *limit)
                && reason.trim().is_empty()
            {
                return Err(Refusal::AboveLimit { limit });
            }
        }
        Outcome::Declined { reason } | Outcome::Withdrawn { reason } => {
            line("reason", reason)?;
            if reason.trim().is_empty() {
                return Err(Refusal::NoReason {
                    needs: "the enterprise may ask for it",
                });
            }
        }
    }
    Ok(Governed::LoanDecided {
        decision: LoanDecision {
            id,
            score: score.id.clone(),
            bank: bank.clone(),
            enterprise: score.enterprise.clone(),
            recommended_limit: score.recommended_limit,
            decided_on: today,
            outcome,
        },
    })
}

/// That a text is one line that a person may read.
pub fn line(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.chars().nth(LONGEST).is_some() || text.chars().any(char::is_control) {
        return Err(Refusal::Text {
            field,
            most: LONGEST,
        });
    }
    Ok(())
}

/// First a bank approves or declines; what it approved it may withdraw; after that the score is decided.
fn follows(
    id: &crate::units::names::DecisionId,
    before: Option<&LoanDecision>,
    outcome: &Outcome,
) -> Result<(), Refusal> {
    let needs = match (before.map(|before| &before.outcome), outcome) {
        (None, Outcome::Approved(_) | Outcome::Declined { .. })
        | (Some(Outcome::Approved(_)), Outcome::Withdrawn { .. }) => return Ok(()),
        (_, Outcome::Withdrawn { .. }) => "approved",
        (Some(Outcome::Approved(_)), _) => "withdrawn first, and decided anew on another score",
        (Some(_), _) => "decided anew on another score",
    };
    Err(Refusal::WrongState {
        what: "decision",
        name: id.to_string(),
        is: before.map_or("not made", |before| before.outcome.word()),
        needs,
    })
}
