//! The life of a loan before a claim: extended, renewed, accelerated, overdue, cured.

use super::Outcome;
use super::desk::{Checked, Desk, ensure};
use super::enrolment_checks::months_after;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::loan::Loan;
use crate::pool::terms::Figure;
use crate::units::names::LoanId;
use crate::units::{Amount, Date};

impl Desk<'_> {
    /// That no claim on the loan is open and its cover stands.
    pub(super) fn no_claim(&self, loan: &Loan) -> Checked<()> {
        if let Some(claim) = loan.claim {
            let claim = self.state.claims.name(claim).to_string();
            return Err(Refusal::AlreadyClaimed { claim }.into());
        }
        ensure(!loan.cover_lost, || Refusal::NoCover)
    }

    fn later(&self, loan: &Loan, matures_on: Date, most: Date) -> Checked<()> {
        let on = self.command.effective_on;
        ensure(matures_on > loan.matures_on && matures_on <= most, || {
            Refusal::Day {
                why: format!(
                    "it matures on {}; a day after that and up to {most} would pass",
                    loan.matures_on
                ),
            }
        })?;
        ensure(loan.accelerated_on.is_none(), || Refusal::Day {
            why: format!("it was made due on {on} or before, and matures no later"),
        })
    }

    fn longest(&self, loan: &Loan) -> Checked<Date> {
        let terms = self.terms(loan)?;
        let months = terms.loan.months_with_renewals.as_ref().map_or_else(
            || {
                terms
                    .loan
                    .months_up_to
                    .get()
                    .saturating_mul(terms.loan.renewals.get().saturating_add(1))
            },
            Figure::get,
        );
        months_after(loan.approved_on, months)
    }

    /// The first day overdue that a later maturity would hide: the clock goes on from it.
    fn clock(&self, loan: &Loan) -> Option<Date> {
        let since = loan.due_since(self.command.effective_on);
        since.filter(|_| since != loan.overdue_since)
    }

    pub(super) fn extend(&self, id: &LoanId, matures_on: Date) -> Outcome {
        let (_, loan) = self.loan(id)?;
        self.later(loan, matures_on, self.longest(loan)?)?;
        self.no_claim(loan)?;
        Ok(Happened::LoanExtended {
            loan: id.clone(),
            matures_on,
            fee_from: self.fee_from(loan),
            overdue_since: self.clock(loan),
        })
    }

    pub(super) fn renew(&self, id: &LoanId, matures_on: Date) -> Outcome {
        let (_, loan) = self.loan(id)?;
        self.later(loan, matures_on, self.longest(loan)?)?;
        let most = self.terms(loan)?.loan.renewals.get();
        ensure(loan.renewals < most, || Refusal::Renewals { most })?;
        self.no_claim(loan)?;
        Ok(Happened::LoanRenewed {
            loan: id.clone(),
            matures_on,
            fee_from: self.fee_from(loan),
            overdue_since: self.clock(loan),
        })
    }

    pub(super) fn accelerate(&self, id: &LoanId) -> Outcome {
        let (_, loan) = self.loan(id)?;
        Self::owing(id, loan)?;
        ensure(loan.accelerated_on.is_none(), || Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "due in whole",
            needs: "due in parts",
        })?;
        self.no_claim(loan)?;
        Ok(Happened::LoanAccelerated {
            loan: id.clone(),
            due_on: self.command.effective_on,
        })
    }

    pub(super) fn report_overdue(&self, id: &LoanId, since: Date) -> Outcome {
        let (_, loan) = self.loan(id)?;
        Self::owing(id, loan)?;
        ensure(loan.overdue_since.is_none(), || Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "overdue",
            needs: "in order",
        })?;
        let (first, last) = (loan.enrolled_on, self.command.effective_on);
        ensure(since >= first && since <= last, || Refusal::Day {
            why: format!("a loan is overdue since a day from {first} to {last}"),
        })?;
        Ok(Happened::LoanOverdue {
            loan: id.clone(),
            since,
        })
    }

    fn owing(id: &LoanId, loan: &Loan) -> Checked<()> {
        ensure(loan.outstanding > Amount::ZERO, || Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "without outstanding principal",
            needs: "drawn",
        })
    }

    pub(super) fn cure(&self, id: &LoanId) -> Outcome {
        let (_, loan) = self.loan(id)?;
        ensure(loan.overdue_since.is_some(), || Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "in order",
            needs: "overdue",
        })?;
        if let Some(claim) = self.ends_by_cure(loan)? {
            return self.cure_claim(id, loan, claim);
        }
        self.no_claim(loan)?;
        Ok(Happened::LoanCured { loan: id.clone() })
    }
}
