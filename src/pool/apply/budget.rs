//! What counts in a year's budget: what is approved in the year, less what of it is lowered or called back in
//! the same year. What comes back later belongs to a year that is over, and frees nothing.

use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::state::State;
use crate::pool::sums::negated;
use crate::units::Amount;

/// What the event frees in the budget of its year. It comes before the event changes the claim itself.
pub(super) fn changed(
    state: &mut State,
    event: &PoolEvent,
    what: &Happened,
    (number, sign): (u32, i64),
) -> Amount {
    let year = event.booked_on.year();
    let claim = state.claims.at(number);
    let freed = match what {
        Happened::ClaimApproved { amount, .. } => negated(*amount),
        Happened::ClaimReduced { from_payable, .. } => claim.freed_in(year, *from_payable),
        Happened::ClawedBack { amount, .. } if sign > 0 => claim.freed_in(year, *amount),
        // What a clawback freed counts again, in the year in which it is taken back.
        Happened::ClawedBack { .. } => negated(claim.freed_by_last()),
        _ => return Amount::ZERO,
    };
    let pool = state.compartments.at(state.loan_of(claim).compartment).pool;
    let counts = -freed.fen();
    state.claims.at_mut(number).counts.add(year, counts);
    state.pools.at_mut(pool).approved.add(year, counts);
    freed
}
