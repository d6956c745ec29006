//! Which loans of a bank are live: those that it may watch, and those whose principal is under a claim.

use super::State;
use super::loan::Loan;
use super::seen::SeenLoan;
use crate::units::names::{BankId, LoanId};
use crate::units::{Amount, EnterpriseId};
use std::collections::BTreeSet;

impl State {
    /// The loans of a bank, in the order in which they were enrolled.
    pub fn loans_of(&self, bank: &BankId) -> impl Iterator<Item = SeenLoan<'_>> {
        let number = self.banks.named(bank).map(|(number, ())| number);
        let all = self.loans.all();
        let own = all.filter(move |(_, _, loan)| Some(loan.bank) == number);
        own.map(|(number, _, loan)| self.seen_loan(number, loan))
    }

    /// Whether a covered loan of a bank to an enterprise is live: then the bank may watch the enterprise.
    pub fn has_live_cover(&self, bank: &BankId, enterprise: &EnterpriseId) -> bool {
        let bank = self.banks.named(bank).map(|(number, ())| number);
        let enterprise = self.enterprises.named(enterprise).map(|(number, _)| number);
        let mut loans = self.loans.all();
        loans.any(|(_, _, loan)| {
            Some(loan.bank) == bank && Some(loan.enterprise) == enterprise && self.is_live(loan)
        })
    }

    /// The enterprises to which a covered loan of a bank is live.
    pub fn live_enterprises(&self, bank: &BankId) -> BTreeSet<EnterpriseId> {
        let number = self.banks.named(bank).map(|(number, ())| number);
        let all = self.loans.all();
        let live = all.filter(|(_, _, loan)| Some(loan.bank) == number && self.is_live(loan));
        live.map(|(_, _, loan)| self.enterprises.name(loan.enterprise).clone())
            .collect()
    }

    /// Whether a claim on a loan stands: asked for, owed or paid.
    pub fn is_claimed(&self, loan: &LoanId) -> bool {
        let loan = self.loans.named(loan);
        loan.is_some_and(|(_, loan)| self.claimed(loan))
    }

    fn claimed(&self, loan: &Loan) -> bool {
        let mut claims = loan.claims.iter();
        claims.any(|claim| self.claims.at(*claim).stage.stands())
    }

    /// Whether the pool covers a loan, or recovers what it paid on it.
    fn is_live(&self, loan: &Loan) -> bool {
        let owing = loan.outstanding > Amount::ZERO || loan.undrawn > Amount::ZERO;
        self.claimed(loan) || (owing && !loan.cover_lost)
    }
}
