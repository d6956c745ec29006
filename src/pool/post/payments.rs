//! Postings of payments: payable, in transit, paid.

use crate::pool::account::{Account, Code};
use crate::pool::happened::Happened;
use crate::pool::posting::Postings;

use super::recoveries::raised;

pub(super) fn payments<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    match what {
        Happened::PaymentInstructed {
            compartment,
            payment,
            claim,
            amount,
        } => {
            let payable = Account::compensation_payable(claim);
            out.pair(compartment, payable, Account::in_transit(payment), *amount);
        }
        Happened::PaymentConfirmed {
            compartment,
            payment,
            claim,
            amount,
            raised: more,
            ..
        } => {
            let cash = Account::own(Code::Cash);
            out.pair(compartment, Account::in_transit(payment), cash, *amount);
            out.memorandum(compartment, Account::rights(claim), *amount);
            raised(compartment, claim, more.as_ref(), out);
        }
        Happened::PaymentReturned {
            compartment,
            payment,
            claim,
            amount,
        } => {
            let payable = Account::compensation_payable(claim);
            out.pair(compartment, Account::in_transit(payment), payable, *amount);
        }
        _ => {}
    }
}
