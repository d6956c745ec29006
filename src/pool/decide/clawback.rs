//! Clawback 退回补偿款: compensation called back, and the pool's part of recoveries with it, so that a full
//! clawback leaves the pool whole and never better.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure, minus};
use super::recovery::paid;
use crate::pool::account::Code;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::Claim;
use crate::pool::state::loan::Loan;
use crate::units::names::{ClaimId, ItemId};
use crate::units::{Amount, Ratio};

/// Of interest on what is called back.
const DAYS_OF_A_YEAR: i128 = 365;

impl Desk<'_> {
    pub(super) fn claw_back(&self, id: &ClaimId, amount: Amount, reason: &ItemId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        paid(claim, id)?;
        ensure(claim.transit == Amount::ZERO, || Refusal::WrongState {
            what: "claim",
            name: id.to_string(),
            is: claim.stage.word(),
            needs: "paid or returned first",
        })?;
        at_most(amount, claim.amount, "paid or payable, and not called back")?;
        let reasons = &self.terms(loan)?.claim.clawbacks;
        if !reasons.iter().any(|of| of.id == *reason) {
            let known = reasons
                .iter()
                .map(|of| of.id.to_string())
                .collect::<Vec<_>>();
            return Err(Refusal::Reason {
                given: reason.to_string(),
                known: known.join(", "),
            }
            .into());
        }
        self.clawed_back(loan, id, claim, amount, Amount::ZERO, reason.clone())
    }

    /// The event by which the pool bears less from now on: first what is still payable falls away. `principal` was
    /// never unpaid.
    pub(super) fn clawed_back(
        &self,
        loan: &Loan,
        id: &ClaimId,
        claim: &Claim,
        amount: Amount,
        principal: Amount,
        reason: ItemId,
    ) -> Outcome {
        let from_payable = amount.min(claim.payable());
        let called = minus(amount, from_payable);
        let bears = minus(claim.bears(), called);
        let unpaid = minus(claim.unpaid, principal);
        let after = self.shared(loan, (bears, unpaid), (claim.gross, claim.costs))?;
        // Less is borne, so no more is recovered than before; what principal falls away raises nothing.
        let recovered = after.pool.min(claim.recovered);
        let interest = self.interest_on(loan, claim, called)?;
        Ok(Happened::ClawedBack {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            amount,
            recovery_change: minus(recovered, claim.recovered),
            cost: self.bear(loan, claim.amount, minus(claim.amount, amount)),
            income: self.bear(loan, claim.recovered, recovered),
            reason,
            written_off: claim.written_off,
            principal,
            from_payable,
            interest: minus(interest, claim.interest()),
            interest_income: self.bear(loan, claim.interest(), interest),
        })
    }

    /// All interest on what is called back once this is: simple, by days of which 365 make a year, rounded down
    /// once for all clawbacks together.
    fn interest_on(&self, loan: &Loan, claim: &Claim, amount: Amount) -> Checked<Amount> {
        let Some(rate) = &self.terms(loan)?.claim.clawback_interest else {
            return Ok(claim.interest());
        };
        let days = (self.command.effective_on, self.command.booked_on);
        let fen_days = claim.fen_days() + claim.more_fen_days(amount, days);
        let interest = Ratio::new(fen_days, DAYS_OF_A_YEAR)
            .and_then(|years| years.checked_mul(rate.get()))
            .and_then(|interest| i64::try_from(interest.floor()).ok())
            .map(Amount::from_fen);
        let most = self.room();
        let fits = |interest: &Amount| minus(*interest, claim.interest()) <= most;
        interest
            .filter(fits)
            .ok_or_else(|| Refusal::BooksFull { most }.into())
    }

    pub(super) fn receive_clawback(&self, id: &ClaimId, amount: Amount) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        at_most(
            amount,
            claim.balances.usual(Code::ClawbacksDue),
            "due of clawbacks",
        )?;
        Ok(Happened::ClawbackReceived {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            amount,
        })
    }
}
