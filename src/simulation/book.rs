//! The book: loans that stand under cover at the beginning, each with its borrower, its share and its probability of default.

use crate::units::names::{BankId, District, GradeName, LoanId, ProductId};
use crate::units::{Amount, Digest, Ratio};
use serde::Serialize;
use smol_str::SmolStr;

/// A loan of the book 贷款.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loan {
    /// Its number at the bank.
    pub loan: LoanId,
    /// The bank.
    pub bank: BankId,
    /// The enterprise's district: the compartment that pays.
    pub district: District,
    /// The enterprise's industry; empty where it is not known, and then an industry of its own.
    pub industry: SmolStr,
    /// The borrower.
    pub enterprise: SmolStr,
    /// Its group of connected borrowers, which default together.
    pub group: Option<SmolStr>,
    /// Outstanding principal, drawn in full.
    pub principal: Amount,
    /// The pool's share of a loss.
    pub share: Ratio,
    /// The product, by which breakers and caps may be measured.
    pub product: ProductId,
    /// The grade, if it has one.
    pub grade: Option<GradeName>,
    /// How likely the borrower defaults within a year, before any scenario.
    pub pd: f64,
    /// Months until it matures.
    pub months: u32,
    /// Months since its enrolment.
    pub age: u32,
}

impl Loan {
    /// Whom it stands or falls with: its group, else its enterprise.
    pub fn name(&self) -> &SmolStr {
        self.group.as_ref().unwrap_or(&self.enterprise)
    }
}

/// Loans in the order of their file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Book {
    /// The loans.
    pub loans: Vec<Loan>,
}

impl Book {
    /// The digest of what the book says, whatever its file looked like.
    pub fn digest(&self) -> Digest {
        let body = serde_json::to_vec(self).expect("a book has text keys and finite numbers");
        Digest::of(&[b"zhixin/book/1\n".as_slice(), &body].concat())
    }

    /// Principal of all loans.
    pub fn principal(&self) -> i64 {
        self.loans.iter().map(|loan| loan.principal.fen()).sum()
    }
}
