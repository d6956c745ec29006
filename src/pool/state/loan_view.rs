//! What others may read of a loan: what a bank's report is held against, and whether a covered loan is live.

use super::State;
use super::loan::Loan;
use crate::pool::account::CompartmentId;
use crate::pool::terms::LoanClass;
use crate::units::names::{BankId, LoanId};
use crate::units::{Amount, Date, EnterpriseId};

/// A loan as the books hold it 账载贷款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanView<'a> {
    /// Its number.
    pub loan: &'a LoanId,
    /// Where it is covered.
    pub compartment: &'a CompartmentId,
    /// The borrower.
    pub enterprise: &'a EnterpriseId,
    /// What may be drawn in all.
    pub limit: Amount,
    /// What may still be drawn.
    pub undrawn: Amount,
    /// Drawn and not repaid, and under no claim.
    pub outstanding: Amount,
    /// When it matures.
    pub matures_on: Date,
    /// Since when it is overdue, as was reported.
    pub overdue_since: Option<Date>,
    /// Its class, as the last day's end saw it.
    pub class: LoanClass,
    /// Whether a claim on it stands: asked for, owed or paid.
    pub claimed: bool,
    /// Whether the pool still covers it, or recovers what it paid on it.
    pub live: bool,
}

impl State {
    /// The loans of a bank, in the order in which they were enrolled.
    pub fn loans_of<'a>(&'a self, bank: &BankId) -> impl Iterator<Item = LoanView<'a>> {
        let number = self.banks.named(bank).map(|(number, ())| number);
        let all = self.loans.all();
        let own = all.filter(move |(_, _, loan)| Some(loan.bank) == number);
        own.map(|(_, id, loan)| self.loan_view(id, loan))
    }

    /// Whether a covered loan of a bank to an enterprise is live: then the bank may watch it.
    pub fn has_live_cover(&self, bank: &BankId, enterprise: &EnterpriseId) -> bool {
        let mut own = self.loans_of(bank);
        own.any(|view| view.enterprise == enterprise && view.live)
    }

    fn loan_view<'a>(&'a self, id: &'a LoanId, loan: &Loan) -> LoanView<'a> {
        let mut claims = loan.claims.iter();
        let claimed = claims.any(|claim| self.claims.at(*claim).stage.stands());
        let owing = loan.outstanding > Amount::ZERO || loan.undrawn > Amount::ZERO;
        LoanView {
            loan: id,
            compartment: self.compartments.name(loan.compartment),
            enterprise: self.enterprises.name(loan.enterprise),
            limit: loan.limit,
            undrawn: loan.undrawn,
            outstanding: loan.outstanding,
            matures_on: loan.matures_on,
            overdue_since: loan.overdue_since,
            class: loan.class,
            claimed,
            live: claimed || (owing && !loan.cover_lost),
        }
    }
}
