//! Advances between compartments that should have been paid back 逾期垫付: told, and refused nothing.

use super::desk::{minus, plus};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::rules::Rules;
use crate::pool::state::State;
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::Figure;
use crate::units::{Amount, Date};

/// An advance whose last day of repayment is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateAdvance {
    /// The compartment that made it.
    pub from: CompartmentId,
    /// The compartment that owes it.
    pub to: CompartmentId,
    /// The accounting day on which it was made.
    pub made_on: Date,
    /// The last day of repayment, by the terms in force on that day.
    pub due: Date,
    /// What of it is not paid back; the oldest is paid back first.
    pub open: Amount,
}

/// Every advance that is late on a day, compartment by compartment, the oldest first.
pub fn late_advances(rules: &Rules, state: &State, on: Date) -> Vec<LateAdvance> {
    let mut late = Vec::new();
    for (_, from, giver) in state.compartments.all() {
        let scheme = &state.pools.at(giver.pool).scheme;
        for (at, made) in giver.advances.iter().enumerate() {
            let open = open(giver, at);
            let terms = rules.watching(scheme, made.on);
            let days = terms.and_then(|terms| terms.claim.shortfall.repay_within_days.as_ref());
            let due = days.and_then(|days| after(made.on, Figure::get(days)));
            if let Some(due) = due.filter(|due| *due < on && open > Amount::ZERO) {
                late.push(LateAdvance {
                    from: from.clone(),
                    to: CompartmentId {
                        pool: from.pool.clone(),
                        district: made.to.clone(),
                    },
                    made_on: made.on,
                    due,
                    open,
                });
            }
        }
    }
    late
}

fn after(day: Date, days: u32) -> Option<Date> {
    let span = jiff::Span::new().try_days(i64::from(days)).ok()?;
    day.checked_add(span).ok()
}

/// What of one advance is not paid back: what is owed is of the newest.
fn open(giver: &Compartment, at: usize) -> Amount {
    let made = &giver.advances[at];
    let owed = giver.other(&made.to);
    let owed = owed.map_or(Amount::ZERO, |of| of.usual(Code::DueFromCompartment));
    let later = giver.advances[at + 1..].iter();
    let newer = later
        .filter(|of| of.to == made.to)
        .fold(Amount::ZERO, |sum, of| plus(sum, of.amount));
    minus(owed, newer).max(Amount::ZERO).min(made.amount)
}
