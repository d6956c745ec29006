//! The guarantee fee 担保费: charged as a loan is enrolled, and for the days by which it matures later.

use super::Outcome;
use super::desk::{Desk, at_most};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::rules::Rules;
use crate::pool::state::State;
use crate::pool::state::loan::{Loan, days_between};
use crate::pool::sums::plus;
use crate::pool::terms::{ExposureBase, FeePer, UsableTerms};
use crate::units::names::{BankId, LoanId};
use crate::units::{Amount, Date};

impl Desk<'_> {
    /// The day from which the fee goes on, where the terms of a loan charge it by the year.
    pub(super) fn fee_from(&self, loan: &Loan) -> Option<Date> {
        let fee = self.terms(loan).ok()?.guarantee_fee.as_ref()?;
        (fee.per == FeePer::Year).then_some(loan.matures_on)
    }

    pub(super) fn receive_guarantee_fee(
        &self,
        at: &CompartmentId,
        bank: &BankId,
        amount: Amount,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let due = compartment.bank(bank);
        let due = due.map_or(Amount::ZERO, |of| of.usual(Code::GuaranteeFeesDue));
        at_most(amount, due, "due of guarantee fees")?;
        Ok(Happened::GuaranteeFeeReceived {
            compartment: at.clone(),
            bank: bank.clone(),
            amount,
        })
    }
}

/// The fee that an event makes due, once it was applied.
pub(super) fn charged(rules: &Rules, state: &State, event: &PoolEvent) -> Option<Happened> {
    let (id, from, to) = match &event.what {
        Happened::LoanEnrolled { enrolled } => {
            let stated = &enrolled.stated;
            (&stated.loan, event.effective_on, stated.matures_on)
        }
        Happened::LoanExtended {
            loan,
            matures_on,
            fee_from: Some(from),
            ..
        }
        | Happened::LoanRenewed {
            loan,
            matures_on,
            fee_from: Some(from),
            ..
        } => (loan, *from, *matures_on),
        _ => return None,
    };
    due(rules, state, id, days_between(from, to))
}

fn due(rules: &Rules, state: &State, id: &LoanId, days: u32) -> Option<Happened> {
    let (_, loan) = state.loans.named(id)?;
    let compartment = state.compartments.at(loan.compartment);
    let scheme = &state.pools.at(compartment.pool).scheme;
    let terms: &UsableTerms = rules.version(scheme, state.terms.name(loan.terms))?;
    let fee = terms.guarantee_fee.as_ref()?;
    let principal = plus(loan.outstanding, loan.undrawn);
    let base = match fee.base {
        ExposureBase::Principal => principal,
        ExposureBase::PoolShare => Amount::from_fen(loan.cover_undrawn + loan.cover_in_force),
    };
    let amount = fee.due(principal, base, days)?;
    (amount > Amount::ZERO).then(|| Happened::GuaranteeFeeCharged {
        compartment: state.compartments.name(loan.compartment).clone(),
        loan: id.clone(),
        bank: state.banks.name(loan.bank).clone(),
        amount,
        portions: compartment.splits[0].more(&compartment.guarantee_fees, amount),
    })
}
