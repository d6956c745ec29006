//! What payments change: a claim is paid in one part or several, and is open until nothing is payable or on its
//! way.

use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::restated::Raised;
use crate::pool::state::State;
use crate::pool::state::claim::{Claim, Part, PaymentStage, Stage};
use crate::pool::state::years::Years;
use crate::pool::sums::{minus, plus};
use crate::units::Amount;
use crate::units::names::PaymentId;

pub(super) fn changed(state: &mut State, event: &PoolEvent, what: &Happened, number: u32) {
    let claim = state.claims.at_mut(number);
    match what {
        Happened::PaymentInstructed { amount, .. } => {
            claim.transit = plus(claim.transit, *amount);
            claim.stage = Stage::InTransit;
            let more = claim.payable() > Amount::ZERO;
            payable(state, number, more);
        }
        Happened::PaymentConfirmed {
            payment,
            amount,
            line,
            raised,
            ..
        } => {
            claim.transit = minus(claim.transit, *amount);
            claim.paid = plus(claim.paid, *amount);
            claim.parts.push(Part {
                on: event.effective_on,
                amount: *amount,
            });
            raise(claim, raised.as_ref());
            ended(state, event, payment, PaymentStage::Confirmed);
            state.lines.first(line.into(), ());
            settled(state, number);
            paid_in_year(state, number, event.booked_on.year(), *amount);
        }
        Happened::PaymentReturned {
            payment, amount, ..
        } => {
            claim.transit = minus(claim.transit, *amount);
            claim.stage = Stage::Approved;
            ended(state, event, payment, PaymentStage::Returned);
            if state.claims.at(number).transit > Amount::ZERO {
                state.claims.at_mut(number).stage = Stage::InTransit;
            }
            payable(state, number, true);
        }
        _ => {}
    }
}

/// The pool's part of the recoveries so far grew.
pub(super) fn raise(claim: &mut Claim, raised: Option<&Raised>) {
    if let Some(raised) = raised {
        claim.recovered = plus(claim.recovered, raised.to_pool);
    }
}

/// Where a claim of which something was paid stands now; it is open as long as something is payable or on its way.
pub(super) fn settled(state: &mut State, number: u32) {
    let claim = state.claims.at_mut(number);
    claim.stage = claim.settled_stage();
    let (open, waits) = (claim.stage != Stage::Paid, claim.payable() > Amount::ZERO);
    let loan = claim.loan;
    state.loans.at_mut(loan).claim = open.then_some(number);
    payable(state, number, waits);
}

/// Puts a claim on the list of those that wait for payment, or takes it off.
pub(super) fn payable(state: &mut State, number: u32, on: bool) {
    let compartment = state.loans.at(state.claims.at(number).loan).compartment;
    let list = &mut state.compartments.at_mut(compartment).payable;
    list.retain(|claim| *claim != number);
    if on {
        list.push(number);
    }
}

fn paid_in_year(state: &mut State, number: u32, year: i16, amount: Amount) {
    let loan = state.loans.at(state.claims.at(number).loan);
    let (compartment, whom) = (loan.compartment, (loan.bank, loan.product));
    let compartment = state.compartments.at_mut(compartment);
    compartment.paid_by_year.add(year, amount.fen());
    let apart = &mut compartment.paid_apart;
    let at = apart.iter().position(|(of, _)| *of == whom);
    let at = at.unwrap_or_else(|| {
        apart.push((whom, Years::default()));
        apart.len() - 1
    });
    apart[at].1.add(year, amount.fen());
}

fn ended(state: &mut State, event: &PoolEvent, payment: &PaymentId, stage: PaymentStage) {
    let payment = state
        .payments
        .number(payment)
        .expect("a payment is confirmed or returned after it was instructed");
    let payment = state.payments.at_mut(payment);
    payment.stage = stage;
    payment.ended_on = Some(event.effective_on);
}
