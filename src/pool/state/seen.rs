//! Loans, claims and payments as others may see them: figures and days, without the ledger's own numbers.

use super::State;
use super::claim::Claim;
use super::loan::Loan;
use crate::pool::account::CompartmentId;
use crate::pool::terms::{Channel, LoanClass};
use crate::units::names::{
    BankId, ClaimId, DecisionId, GradeName, LoanId, PaymentId, ProductId, TermsId,
};
use crate::units::{Amount, Date, EnterpriseId, Ratio};

/// A loan under cover as it stands 备案贷款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenLoan<'s> {
    /// Its place in the order of enrolment, from 1.
    pub number: u32,
    /// The loan.
    pub loan: &'s LoanId,
    /// The compartment that covers it.
    pub compartment: &'s CompartmentId,
    /// The bank.
    pub bank: &'s BankId,
    /// The borrower.
    pub enterprise: &'s EnterpriseId,
    /// The product.
    pub product: &'s ProductId,
    /// The grade of the score on which it rests.
    pub grade: Option<&'s GradeName>,
    /// The bank's decision on which it rests.
    pub decision: Option<&'s DecisionId>,
    /// The channel.
    pub channel: Channel,
    /// The terms that govern it.
    pub terms: &'s TermsId,
    /// The pool's share of lost principal, fixed at enrolment.
    pub share: Ratio,
    /// Whether it may be drawn again.
    pub revolving: bool,
    /// Principal that may be drawn in all.
    pub limit: Amount,
    /// Principal that may still be drawn.
    pub undrawn: Amount,
    /// Principal drawn and not repaid, and under no claim.
    pub outstanding: Amount,
    /// Principal ever drawn.
    pub drawn: Amount,
    /// Cover committed and not drawn.
    pub cover_undrawn: Amount,
    /// Cover in force.
    pub cover_in_force: Amount,
    /// When the bank approved it.
    pub approved_on: Date,
    /// When it was enrolled.
    pub enrolled_on: Date,
    /// When it matures.
    pub matures_on: Date,
    /// Since when it is overdue.
    pub overdue_since: Option<Date>,
    /// The five-category class, as the last day's end saw it.
    pub class: LoanClass,
    /// Whether the pool no longer covers what is outstanding.
    pub cover_lost: bool,
    /// Its claims, oldest first.
    pub claims: Vec<&'s ClaimId>,
    /// The numbers of the events of the books that changed it.
    pub history: &'s [u64],
}

/// A claim as it stands 补偿申请.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenClaim<'s> {
    /// Its place in the order of filing, from 1.
    pub number: u32,
    /// The claim.
    pub claim: &'s ClaimId,
    /// How far it is.
    pub stage: &'static str,
    /// Its loan.
    pub loan: SeenLoan<'s>,
    /// When it was filed.
    pub filed_on: Date,
    /// By when it is to be decided.
    pub decide_by: Option<Date>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// By when it is to be paid.
    pub pay_by: Option<Date>,
    /// Until when a refusal may be appealed.
    pub appeal_by: Option<Date>,
    /// Unpaid principal.
    pub unpaid: Amount,
    /// Compensation asked for or approved.
    pub amount: Amount,
    /// What is still to be instructed.
    pub payable: Amount,
    /// What is on its way.
    pub in_transit: Amount,
    /// What was paid.
    pub paid: Amount,
    /// What came in from the borrower, before costs.
    pub recovered_gross: Amount,
    /// The pool's part of it.
    pub recovered: Amount,
    /// Whether the right to recover was written off; it is still pursued.
    pub written_off: bool,
    /// The numbers of the events of the books that changed it.
    pub history: &'s [u64],
}

impl State {
    /// A loan.
    pub fn loan(&self, id: &LoanId) -> Option<SeenLoan<'_>> {
        let (number, loan) = self.loans.named(id)?;
        Some(self.seen_loan(number, loan))
    }

    /// The loans after a place in the order of enrolment, 0 for the first.
    pub fn loans_after(&self, place: u32) -> impl Iterator<Item = SeenLoan<'_>> {
        self.loans
            .after(place)
            .map(|(number, loan)| self.seen_loan(number, loan))
    }

    /// A claim.
    pub fn claim(&self, id: &ClaimId) -> Option<SeenClaim<'_>> {
        let (number, claim) = self.claims.named(id)?;
        Some(self.seen_claim(number, claim))
    }

    /// The claims after a place in the order of filing, 0 for the first.
    pub fn claims_after(&self, place: u32) -> impl Iterator<Item = SeenClaim<'_>> {
        self.claims
            .after(place)
            .map(|(number, claim)| self.seen_claim(number, claim))
    }

    /// The claim of a payment.
    pub fn claim_of_payment(&self, id: &PaymentId) -> Option<SeenClaim<'_>> {
        let (_, payment) = self.payments.named(id)?;
        Some(self.seen_claim(payment.claim, self.claims.at(payment.claim)))
    }

    /// The claim of a recovery.
    pub fn claim_of_recovery(&self, id: &str) -> Option<SeenClaim<'_>> {
        let (_, recovery) = self.recoveries.named(id)?;
        Some(self.seen_claim(recovery.claim, self.claims.at(recovery.claim)))
    }

    pub(super) fn seen_loan<'s>(&'s self, number: u32, loan: &'s Loan) -> SeenLoan<'s> {
        SeenLoan {
            number: number + 1,
            loan: self.loans.name(number),
            compartment: self.compartments.name(loan.compartment),
            bank: self.banks.name(loan.bank),
            enterprise: self.enterprises.name(loan.enterprise),
            product: self.products.name(loan.product),
            grade: self.grades.name(loan.grade).as_ref(),
            decision: loan.decision.map(|of| self.decisions.name(of)),
            channel: loan.channel,
            terms: self.terms.name(loan.terms),
            share: loan.share.ratio(),
            revolving: loan.revolving,
            limit: loan.limit,
            undrawn: loan.undrawn,
            outstanding: loan.outstanding,
            drawn: loan.drawn,
            cover_undrawn: Amount::from_fen(loan.cover_undrawn),
            cover_in_force: Amount::from_fen(loan.cover_in_force),
            approved_on: loan.approved_on,
            enrolled_on: loan.enrolled_on,
            matures_on: loan.matures_on,
            overdue_since: loan.overdue_since,
            class: loan.class,
            cover_lost: loan.cover_lost,
            claims: loan.claims.iter().map(|of| self.claims.name(*of)).collect(),
            history: &loan.history,
        }
    }

    pub(super) fn seen_claim<'s>(&'s self, number: u32, claim: &'s Claim) -> SeenClaim<'s> {
        SeenClaim {
            number: number + 1,
            claim: self.claims.name(number),
            stage: claim.stage.word(),
            loan: self.seen_loan(claim.loan, self.loans.at(claim.loan)),
            filed_on: claim.filed_on,
            decide_by: claim.decide_by,
            approved_on: claim.approved_on,
            pay_by: claim.pay_by,
            appeal_by: claim.appeal_by,
            unpaid: claim.unpaid,
            amount: claim.amount,
            payable: claim.payable(),
            in_transit: claim.transit,
            paid: claim.paid,
            recovered_gross: claim.gross,
            recovered: claim.recovered,
            written_off: claim.written_off,
            history: &claim.history,
        }
    }
}
