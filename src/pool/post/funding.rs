//! Postings of contributions and of the end of a period.

use crate::pool::account::{Account, Code, CompartmentId, Holder, Side};
use crate::pool::happened::Happened;
use crate::pool::posting::Postings;
use crate::pool::sums::{negated, plus};
use crate::units::names::ContributorId;

type Contributed<'e> = (&'e CompartmentId, &'e ContributorId);

pub(super) fn funding<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let cash = Account::own(Code::Cash);
    match what {
        Happened::Subscribed {
            compartment,
            contributor,
            amount,
        } => {
            out.memorandum(compartment, Account::unpaid(contributor), *amount);
        }
        Happened::Contributed {
            compartment,
            contributor,
            amount,
            against_subscription,
            ..
        } => {
            let (at, who): Contributed<'e> = (compartment, contributor);
            out.pair(at, cash, Account::paid_in(who), *amount);
            out.memorandum(at, Account::unpaid(who), negated(*against_subscription));
        }
        Happened::ContributionCalled {
            compartment, parts, ..
        } => {
            for part in parts {
                out.memorandum(compartment, Account::unpaid(&part.contributor), part.beyond);
            }
        }
        Happened::ContributionReturned {
            compartment,
            contributor,
            paid_in,
            result,
        } => {
            out.debit(compartment, Account::paid_in(contributor), *paid_in);
            out.debit(compartment, Account::result(contributor), *result);
            let due = plus(*paid_in, *result);
            out.credit(compartment, Account::due_to_contributor(contributor), due);
        }
        Happened::DuePaid {
            compartment,
            payee,
            amount,
        } => {
            let holder = payee.holder();
            let code = Code::DueToOthers;
            out.pair(compartment, Account { code, holder }, cash, *amount);
        }
        _ => carried(what, out),
    }
}

/// What the end of a year carries to the result of each contributor.
fn carried<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    let Happened::PeriodClosed {
        closing,
        compartments,
        ..
    } = what
    else {
        return;
    };
    for line in closing {
        let at = compartments.iter().find(|at| at.district == line.district);
        if let (Some(at), Some(code)) = (at, line.account_code()) {
            let account = Account {
                code,
                holder: Holder::Contributor(&line.contributor),
            };
            let amount = match code.side() {
                Side::Debit => negated(line.amount),
                Side::Credit => line.amount,
            };
            out.pair(at, account, Account::result(&line.contributor), amount);
        }
    }
}
