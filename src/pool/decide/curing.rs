//! Paying up before the decision 清偿欠款: where the terms end the claim by it, the claim is as if it had never been
//! filed.

use super::Outcome;
use super::claim::in_stage;
use super::desk::{Checked, Desk, ensure, minus, plus};
use super::drawing::cover_move;
use crate::pool::happened::{CureReason, Happened};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::Stage;
use crate::pool::state::loan::Loan;
use crate::pool::terms::Cure;
use crate::units::Amount;
use crate::units::names::LoanId;

/// The stages in which a claim is not decided.
const UNDECIDED: &[Stage] = &[Stage::Filed, Stage::Checked];

impl Desk<'_> {
    /// The claim of a loan that paying up would end.
    pub(super) fn ends_by_cure(&self, loan: &Loan) -> Checked<Option<u32>> {
        Ok(match loan.claim {
            Some(claim) if self.terms(loan)?.claim.cure == Cure::EndsClaim => Some(claim),
            _ => None,
        })
    }

    /// Whether a repayment of so much ends the claim.
    pub(super) fn repaid_up(&self, loan: &Loan, number: u32, principal: Amount) -> Checked<bool> {
        let claim = self.state.claims.at(number);
        let whole = principal == claim.unpaid && UNDECIDED.contains(&claim.stage);
        Ok(whole && self.ends_by_cure(loan)?.is_some())
    }

    /// The bank reports that nothing is overdue any more, while a claim stands.
    pub(super) fn cure_claim(&self, id: &LoanId, loan: &Loan, number: u32) -> Outcome {
        let claim = self.state.claims.at(number);
        let needs = "undecided, or lowered by a repayment";
        in_stage(claim, self.state.claims.name(number), UNDECIDED, needs)?;
        ensure(self.command.effective_on <= loan.matures_on, || {
            Refusal::WrongState {
                what: "loan",
                name: id.to_string(),
                is: "due in whole",
                needs: "repaid in full",
            }
        })?;
        Ok(self.cured(loan, number, (CureReason::OverduePaid, Amount::ZERO)))
    }

    /// The event by which paying up ends a claim.
    pub(super) fn cured(
        &self,
        loan: &Loan,
        number: u32,
        (reason, principal): (CureReason, Amount),
    ) -> Happened {
        let claim = self.state.claims.at(number);
        let outstanding = minus(plus(loan.outstanding, claim.unpaid), principal);
        let undrawn = if loan.revolving {
            plus(loan.undrawn, principal)
        } else {
            loan.undrawn
        };
        Happened::ClaimCured {
            compartment: self.compartment_of(loan).0.clone(),
            claim: self.state.claims.name(number).clone(),
            loan: self.state.loans.name(claim.loan).clone(),
            amount: claim.amount,
            cost: self.bear(loan, claim.amount, Amount::ZERO),
            reason,
            principal,
            cover: cover_move(loan, outstanding, undrawn),
        }
    }
}
