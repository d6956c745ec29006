//! Loans that rest on a bank's decision, and how much of it they take up 授信决定项下贷款.

use super::State;
use crate::units::Amount;
use crate::units::names::{DecisionId, LoanId};

/// What was lent on a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LentOn<'s> {
    /// The loans that rest on it, in the order of enrolment.
    pub loans: Vec<&'s LoanId>,
    /// How much of it they take up together.
    pub lent: Amount,
}

impl State {
    /// What was lent on a decision.
    pub fn lent_on(&self, decision: &DecisionId) -> LentOn<'_> {
        let numbers = self.decisions.named(decision).map(|(_, numbers)| numbers);
        let numbers = numbers.map_or(&[][..], Vec::as_slice);
        let fen = numbers.iter().map(|of| self.loans.at(*of).lent().fen());
        LentOn {
            lent: Amount::from_fen(fen.fold(0, i64::saturating_add)),
            loans: numbers.iter().map(|of| self.loans.name(*of)).collect(),
        }
    }
}
