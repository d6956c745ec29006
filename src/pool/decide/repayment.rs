//! Repayment 还款, routed by what became of the loan: before a claim it lowers cover, under a claim it lowers
//! the claim, and after payment it is recovered or called back.

use super::Outcome;
use super::desk::{Desk, at_most, ensure, minus, plus};
use super::drawing::cover_move;
use crate::pool::happened::{CureReason, Happened};
use crate::pool::refusal::Refusal;
use crate::pool::share::fraction;
use crate::pool::state::claim::{Claim, Stage};
use crate::pool::state::loan::Loan;
use crate::pool::sums::negated;
use crate::units::Amount;
use crate::units::names::LoanId;

impl Desk<'_> {
    pub(super) fn repay(&self, id: &LoanId, principal: Amount) -> Outcome {
        let (_, loan) = self.loan(id)?;
        if let Some(claim) = loan.claim {
            return self.repay_claim(loan, claim, principal);
        }
        if loan.outstanding == Amount::ZERO
            && let Some(paid) = self.last_paid(loan)
        {
            return self.repay_paid(loan, paid, principal);
        }
        at_most(principal, loan.outstanding, "outstanding")?;
        let undrawn = if loan.revolving {
            plus(loan.undrawn, principal)
        } else {
            loan.undrawn
        };
        Ok(Happened::LoanRepaid {
            compartment: self.compartment_of(loan).0.clone(),
            loan: id.clone(),
            principal,
            cover: cover_move(loan, minus(loan.outstanding, principal), undrawn),
        })
    }

    fn last_paid(&self, loan: &Loan) -> Option<u32> {
        let paid = |claim: &&u32| self.state.claims.at(**claim).stage == Stage::Paid;
        loan.claims.iter().rev().find(paid).copied()
    }

    /// Lowers a claim that is not paid, as if so much had never been claimed.
    fn repay_claim(&self, loan: &Loan, number: u32, principal: Amount) -> Outcome {
        let claim = self.state.claims.at(number);
        let id = self.state.claims.name(number);
        if claim.stage == Stage::InTransit {
            return Err(Refusal::WrongState {
                what: "claim",
                name: id.to_string(),
                is: claim.stage.word(),
                needs: "paid or returned first",
            }
            .into());
        }
        at_most(principal, claim.unpaid, "unpaid")?;
        if self.repaid_up(loan, number, principal)? {
            return Ok(self.cured(loan, number, (CureReason::RepaidInFull, principal)));
        }
        let unpaid = minus(claim.unpaid, principal);
        let after = lowered(claim, unpaid);
        // What was paid is not lowered but recovered, once nothing is payable any more.
        ensure(after >= claim.bears(), || Refusal::Above {
            of: "principal of what is payable",
            most: minus(claim.unpaid, least_unpaid(claim)),
        })?;
        let less = minus(claim.amount, after);
        let raised = self.raised(loan, claim, (claim.bears(), unpaid))?;
        let approved = claim.stage == Stage::Approved;
        Ok(Happened::ClaimReduced {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            principal,
            from_review: if approved { Amount::ZERO } else { less },
            from_payable: if approved { less } else { Amount::ZERO },
            cost: self.bear(loan, claim.amount, after),
            raised,
        })
    }

    /// After payment: what was repaid up to the day of payment was never unpaid and is called back; what was
    /// repaid later is a recovery.
    fn repay_paid(&self, loan: &Loan, number: u32, principal: Amount) -> Outcome {
        let claim = self.state.claims.at(number);
        let id = self.state.claims.name(number);
        let on = self.command.effective_on;
        if claim.first_paid_on().is_some_and(|paid_on| on > paid_on) {
            let name = format!("{}/{}", self.command.key.client, self.command.key.key);
            return self.report_recovery(id, &name, principal, Amount::ZERO);
        }
        at_most(principal, claim.unpaid, "unpaid")?;
        let unpaid = minus(claim.unpaid, principal);
        let after = fraction(claim.amount, unpaid.fen().into(), claim.unpaid.fen().into());
        let reason = crate::units::names::ItemId::parse("repaid-before-payment")
            .expect("a plain word is an id");
        self.clawed_back(
            loan,
            id,
            claim,
            minus(claim.amount, after),
            principal,
            reason,
        )
    }
}

/// What a claim comes to when so much principal is still unpaid.
fn lowered(claim: &Claim, unpaid: Amount) -> Amount {
    let (at, amount) = claim.basis();
    if at == Amount::ZERO {
        return Amount::ZERO;
    }
    fraction(amount, unpaid.fen().into(), at.fen().into())
}

/// The least unpaid principal by which a claim still comes to what was paid of it.
fn least_unpaid(claim: &Claim) -> Amount {
    let (at, amount) = claim.basis();
    if amount == Amount::ZERO {
        return Amount::ZERO;
    }
    // Rounded up: the other way round, and the other way round again.
    negated(fraction(
        claim.bears(),
        -i128::from(at.fen()),
        amount.fen().into(),
    ))
}
