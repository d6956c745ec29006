//! Postings of claims: the cost at filing, the debt at approval, and neither where nothing is approved.

use super::recoveries::raised;
use crate::pool::account::{Account, CompartmentId};
use crate::pool::happened::Happened;
use crate::pool::posting::Postings;
use crate::pool::sums::{negated, plus};
use crate::units::Amount;
use crate::units::names::{ClaimId, LoanId};

pub(super) fn claims<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    match what {
        Happened::ClaimFiled { filed } => {
            let (claim, loan) = (&filed.stated.claim, &filed.stated.loan);
            let at = &filed.compartment;
            rounded(at, loan, filed.rounding, filed.undrawn, out);
            out.pair(
                at,
                Account::under_claim(claim),
                Account::in_force(loan),
                filed.amount,
            );
            out.debit_each(at, Account::compensation_cost, &filed.cost);
            out.credit(at, Account::claims_under_review(claim), filed.amount);
        }
        Happened::ClaimApproved {
            compartment,
            claim,
            amount,
            refused,
            cover,
            cost,
            ..
        } => {
            let asked = plus(*amount, *refused);
            out.debit(compartment, Account::claims_under_review(claim), asked);
            out.credit(compartment, Account::compensation_payable(claim), *amount);
            out.debit_each(compartment, Account::compensation_cost, cost);
            out.memorandum(compartment, Account::under_claim(claim), negated(*cover));
        }
        _ => {}
    }
}

/// Claims that are no longer under review.
pub(super) fn undecided<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    match what {
        Happened::ClaimRefused {
            compartment,
            claim,
            loan,
            amount,
            cost,
            keeps_cover,
            rounding,
            undrawn,
            ..
        } => {
            unfiled(
                compartment,
                claim,
                keeps_cover.then_some(loan),
                *amount,
                out,
            );
            rounded(compartment, loan, *rounding, *undrawn, out);
            out.debit_each(compartment, Account::compensation_cost, cost);
        }
        Happened::ClaimWithdrawn {
            compartment,
            claim,
            loan,
            amount,
            cost,
            rounding,
            undrawn,
        } => {
            unfiled(compartment, claim, Some(loan), *amount, out);
            rounded(compartment, loan, *rounding, *undrawn, out);
            out.debit_each(compartment, Account::compensation_cost, cost);
        }
        // Its cover goes back with that of all its loan.
        Happened::ClaimCured {
            compartment,
            claim,
            amount,
            cost,
            ..
        } => {
            unfiled(compartment, claim, None, *amount, out);
            out.debit_each(compartment, Account::compensation_cost, cost);
        }
        _ => {}
    }
}

/// Claims that are under review again, or come to less.
pub(super) fn appealed<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    match what {
        Happened::ClaimAppealed {
            compartment,
            claim,
            loan,
            amount,
            cost,
            from_cover,
            rounding,
            undrawn,
            ..
        } => {
            unfiled(
                compartment,
                claim,
                from_cover.then_some(loan),
                negated(*amount),
                out,
            );
            rounded(compartment, loan, *rounding, *undrawn, out);
            out.debit_each(compartment, Account::compensation_cost, cost);
        }
        Happened::ClaimReduced {
            compartment,
            claim,
            from_review,
            from_payable,
            cost,
            raised: more,
            ..
        } => {
            raised(compartment, claim, more.as_ref(), out);
            out.debit(
                compartment,
                Account::claims_under_review(claim),
                *from_review,
            );
            out.debit(
                compartment,
                Account::compensation_payable(claim),
                *from_payable,
            );
            out.debit_each(compartment, Account::compensation_cost, cost);
            out.memorandum(
                compartment,
                Account::under_claim(claim),
                negated(*from_review),
            );
        }
        _ => {}
    }
}

/// A claim no longer under review; its cover goes back to the loan, or is gone.
fn unfiled<'e>(
    at: &'e CompartmentId,
    claim: &'e ClaimId,
    back_to: Option<&'e LoanId>,
    amount: Amount,
    out: &mut Postings<'e, '_>,
) {
    out.debit(at, Account::claims_under_review(claim), amount);
    match back_to {
        Some(loan) => out.pair(
            at,
            Account::in_force(loan),
            Account::under_claim(claim),
            amount,
        ),
        None => out.memorandum(at, Account::under_claim(claim), negated(amount)),
    }
}

/// What brings both kinds of a loan's cover to the share of its principal, where a claim's part alone would not.
fn rounded<'e>(
    at: &'e CompartmentId,
    loan: &'e LoanId,
    in_force: Amount,
    undrawn: Amount,
    out: &mut Postings<'e, '_>,
) {
    out.memorandum(at, Account::in_force(loan), in_force);
    out.memorandum(at, Account::undrawn(loan), undrawn);
}
