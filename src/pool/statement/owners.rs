//! Owners: to which bank the loans, claims and payments of the events so far belong.

use crate::pool::account::Holder;
use crate::pool::happened::Happened;
use crate::pool::ids::{BankId, ClaimId, LoanId, PaymentId};
use std::collections::HashMap;

/// Who owns what, as far as the events were read. Nothing walks the maps in their order.
#[derive(Debug, Default)]
pub(in crate::pool) struct Owners<'e> {
    loans: HashMap<&'e LoanId, &'e BankId>,
    claims: HashMap<&'e ClaimId, &'e BankId>,
    payments: HashMap<&'e PaymentId, &'e ClaimId>,
}

impl<'e> Owners<'e> {
    /// Reads one event.
    pub(in crate::pool) fn note(&mut self, what: &'e Happened) {
        match what {
            Happened::LoanEnrolled { enrolled } => {
                self.loans
                    .insert(&enrolled.stated.loan, &enrolled.stated.bank);
            }
            Happened::ClaimFiled { filed } => {
                self.claims.insert(&filed.stated.claim, &filed.bank);
            }
            Happened::PaymentInstructed { payment, claim, .. } => {
                self.payments.insert(payment, claim);
            }
            _ => {}
        }
    }

    /// The bank of a claim.
    pub(in crate::pool) fn of_claim(&self, claim: &ClaimId) -> Option<&'e BankId> {
        self.claims.get(claim).copied()
    }

    /// Whether a holder belongs to a bank.
    pub(in crate::pool) fn is_of(&self, holder: &Holder<'_>, bank: &BankId) -> bool {
        let owner = match holder {
            Holder::None | Holder::Contributor(_) | Holder::District(_) => None,
            Holder::Bank(own) => Some(*own),
            Holder::Loan(loan) => self.loans.get(loan).copied(),
            Holder::Claim(claim) => self.of_claim(claim),
            Holder::Payment(payment) => self
                .payments
                .get(payment)
                .and_then(|claim| self.of_claim(claim)),
        };
        owner == Some(bank)
    }
}
