//! Postings of interest, fees, deposits, advances, incentives and lines that nothing explains.

use crate::pool::account::{Account, Code, CompartmentId};
use crate::pool::happened::Happened;
use crate::pool::posting::Postings;
use crate::pool::sums::negated;
use crate::units::Amount;

pub(super) fn treasury<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let cash = Account::own(Code::Cash);
    match what {
        Happened::InterestAccrued {
            compartment,
            amount,
            portions,
        } => {
            out.debit(compartment, Account::own(Code::InterestReceivable), *amount);
            out.credit_each(compartment, Account::interest, portions);
        }
        Happened::InterestReceived {
            compartment,
            amount,
        } => {
            out.pair(
                compartment,
                cash,
                Account::own(Code::InterestReceivable),
                *amount,
            );
        }
        Happened::FeeCharged {
            compartment,
            amount,
            portions,
        } => {
            out.debit_each(compartment, Account::fees, portions);
            out.credit(compartment, cash, *amount);
        }
        Happened::GuaranteeFeeCharged {
            compartment,
            bank,
            amount,
            portions,
            ..
        } => {
            out.debit(compartment, Account::guarantee_fees_due(bank), *amount);
            out.credit_each(compartment, Account::guarantee_fees, portions);
        }
        Happened::GuaranteeFeeReceived {
            compartment,
            bank,
            amount,
        } => {
            let due = Account::guarantee_fees_due(bank);
            out.pair(compartment, cash, due, *amount);
        }
        Happened::DepositPlaced {
            compartment,
            amount,
        } => {
            out.pair(compartment, Account::own(Code::TermDeposits), cash, *amount);
        }
        Happened::DepositMatured {
            compartment,
            amount,
        } => {
            out.pair(compartment, cash, Account::own(Code::TermDeposits), *amount);
        }
        _ => {}
    }
}

/// Lines, advances and incentives.
pub(super) fn others<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let cash = Account::own(Code::Cash);
    match what {
        Happened::LineSuspended {
            compartment,
            amount,
            ..
        } => {
            out.pair(compartment, cash, Account::own(Code::Unmatched), *amount);
        }
        Happened::LineExplained {
            compartment,
            amount,
            ..
        } => {
            out.pair(compartment, Account::own(Code::Unmatched), cash, *amount);
        }
        Happened::Advanced { from, to, amount } => advanced(from, to, *amount, out),
        Happened::AdvanceRepaid { from, to, amount } => advanced(from, to, negated(*amount), out),
        Happened::IncentiveAccrued {
            compartment,
            bank,
            amount,
            portions,
            enterprise,
            ..
        } => {
            let due = match enterprise {
                Some(enterprise) => Account::incentives_of_enterprise(enterprise),
                None => Account::incentives_payable(bank),
            };
            out.debit_each(compartment, Account::incentives, portions);
            out.credit(compartment, due, *amount);
        }
        Happened::IncentivePaid {
            compartment,
            payee,
            amount,
        } => {
            let holder = payee.holder();
            let code = Code::IncentivesPayable;
            out.pair(compartment, Account { code, holder }, cash, *amount);
        }
        _ => {}
    }
}

fn advanced<'e>(
    from: &'e CompartmentId,
    to: &'e CompartmentId,
    amount: Amount,
    out: &mut Postings<'e, '_>,
) {
    let cash = Account::own(Code::Cash);
    out.pair(
        from,
        Account::due_from_compartment(&to.district),
        cash,
        amount,
    );
    out.pair(
        to,
        cash,
        Account::due_to_compartment(&from.district),
        amount,
    );
}
