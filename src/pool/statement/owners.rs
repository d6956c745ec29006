//! Owners: to which bank the loans, claims and payments of the events so far belong.

use crate::pool::account::Holder;
use crate::pool::happened::Happened;
use crate::units::names::{BankId, ClaimId, LoanId, PaymentId};
use std::collections::HashMap;

/// Who owns what, as far as the events were read. Nothing walks the maps in their order.
#[derive(Debug, Default)]
pub(in crate::pool) struct Owners {
    loans: HashMap<LoanId, BankId>,
    claims: HashMap<ClaimId, BankId>,
    payments: HashMap<PaymentId, ClaimId>,
}

impl Owners {
    /// Reads one event.
    pub(in crate::pool) fn note(&mut self, what: &Happened) {
        match what {
            Happened::LoanEnrolled { enrolled } => {
                let stated = &enrolled.stated;
                self.loans.insert(stated.loan.clone(), stated.bank.clone());
            }
            Happened::ClaimFiled { filed } => {
                let claim = filed.stated.claim.clone();
                self.claims.insert(claim, filed.bank.clone());
            }
            Happened::PaymentInstructed { payment, claim, .. } => {
                self.payments.insert(payment.clone(), claim.clone());
            }
            _ => {}
        }
    }

    /// The bank of a claim.
    pub(in crate::pool) fn of_claim(&self, claim: &ClaimId) -> Option<&BankId> {
        self.claims.get(claim)
    }

    /// Whether a holder belongs to a bank.
    pub(in crate::pool) fn is_of(&self, holder: &Holder<'_>, bank: &BankId) -> bool {
        let owner = match holder {
            Holder::None | Holder::Contributor(_) | Holder::District(_) | Holder::Enterprise(_) => {
                None
            }
            Holder::Bank(own) => Some(*own),
            Holder::Loan(loan) => self.loans.get(*loan),
            Holder::Claim(claim) => self.of_claim(claim),
            Holder::Payment(payment) => self
                .payments
                .get(*payment)
                .and_then(|claim| self.of_claim(claim)),
        };
        owner == Some(bank)
    }
}
