//! Postings of recoveries, clawbacks and rights that are written off.

use crate::pool::account::{Account, Code, CompartmentId};
use crate::pool::happened::Happened;
use crate::pool::posting::Postings;
use crate::pool::restated::{Owed, Raised};
use crate::pool::sums::{minus, negated, plus};
use crate::units::names::{BankId, ClaimId};

/// The account on which a right to recover stands.
fn right(claim: &ClaimId, written_off: bool) -> Account<'_> {
    if written_off {
        Account::written_off(claim)
    } else {
        Account::rights(claim)
    }
}

/// More of the recoveries so far belongs to the pool; nothing is written off before all is paid.
pub(super) fn raised<'e>(
    at: &'e CompartmentId,
    claim: &'e ClaimId,
    raised: Option<&'e Raised>,
    out: &mut Postings<'e, '_>,
) {
    if let Some(Raised { to_pool, income }) = raised {
        out.debit(at, Account::recoveries_due(claim), *to_pool);
        out.credit_each(at, Account::recoveries, income);
        out.memorandum(at, Account::rights(claim), negated(*to_pool));
    }
}

pub(super) fn recoveries<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let cash = Account::own(Code::Cash);
    match what {
        Happened::RecoveryReported {
            compartment,
            claim,
            to_pool,
            income,
            written_off,
            owed,
            ..
        } => {
            let due = owed
                .as_ref()
                .map_or(*to_pool, |owed| plus(*to_pool, owed.amount));
            out.debit(compartment, Account::recoveries_due(claim), due);
            if let Some(Owed { bank, amount }) = owed {
                out.credit(compartment, Account::due_to_bank(bank), *amount);
            }
            out.credit_each(compartment, Account::recoveries, income);
            out.memorandum(compartment, right(claim, *written_off), negated(*to_pool));
        }
        Happened::RecoveryReversed {
            compartment,
            claim,
            bank,
            to_pool,
            from_due,
            income,
            written_off,
            ..
        } => {
            let bank: &BankId = bank;
            out.credit_each(compartment, Account::recoveries, income);
            out.credit(compartment, Account::recoveries_due(claim), *from_due);
            let remitted = negated(plus(*to_pool, *from_due));
            out.credit(compartment, Account::due_to_bank(bank), remitted);
            out.memorandum(compartment, right(claim, *written_off), negated(*to_pool));
        }
        Happened::RecoveryRemitted {
            compartment,
            claim,
            amount,
        } => {
            out.pair(compartment, cash, Account::recoveries_due(claim), *amount);
        }
        _ => {}
    }
}

pub(super) fn clawbacks<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let cash = Account::own(Code::Cash);
    match what {
        Happened::ClawedBack {
            compartment,
            claim,
            amount,
            recovery_change,
            cost,
            income,
            written_off,
            interest,
            interest_income,
            from_payable,
            ..
        } => {
            let payable = Account::compensation_payable(claim);
            out.debit(compartment, payable, *from_payable);
            let due = plus(minus(*amount, *from_payable), *recovery_change);
            let all = plus(due, *interest);
            out.debit(compartment, Account::clawbacks_due(claim), all);
            out.credit_each(compartment, Account::interest, interest_income);
            out.debit_each(compartment, Account::compensation_cost, cost);
            out.credit_each(compartment, Account::recoveries, income);
            out.memorandum(compartment, right(claim, *written_off), negated(due));
        }
        Happened::ClawbackReceived {
            compartment,
            claim,
            amount,
        } => {
            out.pair(compartment, cash, Account::clawbacks_due(claim), *amount);
        }
        Happened::RightWrittenOff {
            compartment,
            claim,
            amount,
        } => {
            out.pair(
                compartment,
                Account::written_off(claim),
                Account::rights(claim),
                *amount,
            );
        }
        _ => {}
    }
}
