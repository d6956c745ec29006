//! Recoveries 追偿: given back to pool and bank by their total so far, costs first, and reversed as if they
//! had never been.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure, minus, plus, unused};
use crate::pool::account::Code;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::restated::{Owed, Raised};
use crate::pool::share::Share;
use crate::pool::state::claim::{Claim, Shared, shared};
use crate::pool::state::loan::Loan;
use crate::units::Amount;
use crate::units::names::ClaimId;

/// That something of a claim was paid.
pub(super) fn paid(claim: &Claim, id: &ClaimId) -> Checked<()> {
    ensure(claim.has_paid(), || Refusal::WrongState {
        what: "claim",
        name: id.to_string(),
        is: claim.stage.word(),
        needs: "paid",
    })
}

impl Desk<'_> {
    /// How recoveries of such totals are given back, when the pool bears `bears` of `unpaid`.
    pub(super) fn shared(
        &self,
        loan: &Loan,
        (bears, unpaid): (Amount, Amount),
        totals: (Amount, Amount),
    ) -> Checked<Shared> {
        let terms = self.terms(loan)?;
        let cap = terms
            .recovery
            .cost_cap
            .as_ref()
            .and_then(|cap| Share::new(cap.get()));
        Ok(shared(terms.recovery.order, cap, (bears, unpaid), totals))
    }

    /// What the pool's part of the recoveries so far grows by, when it bears so much of so much unpaid.
    pub(super) fn raised(
        &self,
        loan: &Loan,
        claim: &Claim,
        bears: (Amount, Amount),
    ) -> Checked<Option<Raised>> {
        let after = self.shared(loan, bears, (claim.gross, claim.costs))?;
        let raised = (after.pool > claim.recovered).then(|| Raised {
            to_pool: minus(after.pool, claim.recovered),
            income: self.bear(loan, claim.recovered, after.pool),
        });
        Ok(raised)
    }

    fn both(
        &self,
        loan: &Loan,
        claim: &Claim,
        gross: Amount,
        costs: Amount,
    ) -> Checked<(Shared, Shared)> {
        let bears = (claim.bears(), claim.unpaid);
        let mut before = self.shared(loan, bears, (claim.gross, claim.costs))?;
        // What was posted so far counts, not what it would be today.
        before.bank = minus(plus(before.bank, before.pool), claim.recovered);
        before.pool = claim.recovered;
        let after = self.shared(loan, bears, (gross, costs))?;
        Ok((before, after))
    }

    pub(super) fn report_recovery(
        &self,
        id: &ClaimId,
        name: &str,
        gross: Amount,
        costs: Amount,
    ) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        unused(self.state.recoveries.number(name), "recovery", name)?;
        paid(claim, id)?;
        let first = claim.first_paid_on();
        let before = first.filter(|first| self.command.effective_on < *first);
        before.map_or(Ok(()), |first| {
            let why = format!(
                "what came in before the payment of {first} was never unpaid, and is reported as repaid; {first} or a later day would pass"
            );
            Err(Refusal::Day { why })
        })?;
        let totals = (plus(claim.gross, gross), plus(claim.costs, costs));
        let (before, after) = self.both(loan, claim, totals.0, totals.1)?;
        let to_pool = minus(after.pool, before.pool);
        // Costs alone may make the pool's part less than what was remitted of it.
        let due = claim.balances.usual(Code::RecoveriesDue);
        let owed = Amount::from_fen(-to_pool.fen() - due.fen());
        Ok(Happened::RecoveryReported {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            recovery: name.to_owned(),
            gross,
            costs,
            to_pool,
            to_bank: minus(after.bank, before.bank),
            costs_met: minus(after.costs, before.costs),
            excess: after.excess,
            income: self.bear(loan, claim.recovered, after.pool),
            written_off: claim.written_off,
            owed: (owed > Amount::ZERO).then(|| Owed {
                bank: self.state.banks.name(loan.bank).clone(),
                amount: owed,
            }),
        })
    }

    pub(super) fn reverse_recovery(&self, name: &str) -> Outcome {
        let (_, recovery) = self
            .state
            .recoveries
            .named(name)
            .ok_or_else(|| Refusal::Unknown {
                what: "recovery",
                name: name.to_owned(),
            })?;
        let id = self.state.claims.name(recovery.claim);
        let (claim, loan) = self.claim(id)?;
        if recovery.reversed {
            return Err(Refusal::WrongState {
                what: "recovery",
                name: name.to_owned(),
                is: "reversed",
                needs: "standing",
            }
            .into());
        }
        let totals = (
            minus(claim.gross, recovery.gross),
            minus(claim.costs, recovery.costs),
        );
        let (before, after) = self.both(loan, claim, totals.0, totals.1)?;
        let to_pool = minus(after.pool, before.pool);
        let due = claim.balances.usual(Code::RecoveriesDue);
        // Costs that were carried may now be met by less: then the pool's part even grows.
        let from_due = if to_pool < Amount::ZERO {
            due.min(Amount::from_fen(-to_pool.fen()))
        } else {
            Amount::from_fen(-to_pool.fen())
        };
        Ok(Happened::RecoveryReversed {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            recovery: name.to_owned(),
            gross: recovery.gross,
            costs: recovery.costs,
            bank: self.state.banks.name(loan.bank).clone(),
            to_pool,
            to_bank: minus(after.bank, before.bank),
            costs_met: minus(after.costs, before.costs),
            from_due,
            income: self.bear(loan, claim.recovered, after.pool),
            written_off: claim.written_off,
        })
    }

    pub(super) fn remit_recovery(&self, id: &ClaimId, amount: Amount) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        at_most(
            amount,
            claim.balances.usual(Code::RecoveriesDue),
            "due of recoveries",
        )?;
        Ok(Happened::RecoveryRemitted {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            amount,
        })
    }
}
