//! What calls for top-ups and contributions change in what contributors owe.

use super::compartment_mut;
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::state::State;
use crate::pool::state::call::Call;
use crate::pool::state::contribution::Contribution;
use crate::pool::sums::{minus, plus};

pub(super) fn changed(state: &mut State, event: &PoolEvent, what: &Happened, sign: i64) {
    let of_calls = matches!(
        what,
        Happened::Contributed { .. }
            | Happened::ContributionCalled { .. }
            | Happened::ContributionOverdue { .. }
    );
    if !of_calls {
        return;
    }
    // A correction is about the number of the event that it takes back.
    let sequence = match &event.what {
        Happened::Corrected { sequence, .. } => *sequence,
        _ => state.sequence,
    };
    paid_in(state, event, what, sign);
    let Some(of) = compartment_mut(state, what) else {
        return;
    };
    match what {
        Happened::ContributionCalled { .. } if sign < 0 => {
            of.calls.retain(|call| call.sequence != sequence);
        }
        Happened::ContributionCalled {
            trigger,
            parts,
            due,
            ..
        } => of.calls.extend(parts.iter().map(|part| Call {
            sequence,
            contributor: part.contributor.clone(),
            trigger: *trigger,
            called_on: event.booked_on,
            due: *due,
            open: part.amount,
            overdue: false,
            paid_by: Vec::new(),
        })),
        Happened::Contributed {
            contributor,
            fulfils,
            ..
        } => {
            for paid in fulfils {
                let calls = of.calls.iter_mut();
                let mut own = calls
                    .filter(|call| call.sequence == paid.call && call.contributor == *contributor);
                let Some(call) = own.next() else { continue };
                if sign > 0 {
                    call.open = minus(call.open, paid.amount);
                    call.paid_by.push(sequence);
                } else {
                    call.open = plus(call.open, paid.amount);
                    call.paid_by.retain(|by| *by != sequence);
                }
            }
        }
        Happened::ContributionOverdue {
            contributor, call, ..
        } => {
            let calls = of.calls.iter_mut();
            calls
                .filter(|of| of.sequence == *call && of.contributor == *contributor)
                .for_each(|of| of.overdue = true);
        }
        _ => {}
    }
}

/// Notes what was paid in. One that is taken back stays on the list: the correction tells of it.
fn paid_in(state: &mut State, event: &PoolEvent, what: &Happened, sign: i64) {
    let Happened::Contributed {
        compartment,
        contributor,
        amount,
        against_subscription,
        ..
    } = what
    else {
        return;
    };
    if let (Some(compartment), true) = (state.compartments.number(compartment), sign > 0) {
        state.contributions.push(Contribution {
            event: state.sequence,
            compartment,
            contributor: contributor.clone(),
            amount: *amount,
            promised: *against_subscription,
            on: event.effective_on,
        });
    }
}
