//! What events of claims, payments and recoveries change.

use super::budget;
use super::payments::{self, payable, raise, settled};
use crate::pool::event::PoolEvent;
use crate::pool::filing::Filed;
use crate::pool::happened::{CureReason, Deadline, Happened};
use crate::pool::state::State;
use crate::pool::state::claim::{Claim, Payment, PaymentStage, Recovery, Stage};
use crate::pool::state::claim_books::ClaimBooks;
use crate::pool::state::clawback::Clawback;
use crate::pool::state::years::Years;
use crate::pool::sums::{minus, negated, plus};
use crate::units::Amount;

/// How many events most claims have, at the least.
const FEW: usize = 8;

/// Puts a claim or a payment on the books, before anything is posted on it, and gives back the number of the claim,
/// which is `known` unless it is new.
pub(super) fn begin(
    state: &mut State,
    event: &PoolEvent,
    what: &Happened,
    known: Option<u32>,
) -> Option<u32> {
    match what {
        Happened::ClaimFiled { filed } => {
            let claim = filed_claim(state, event, filed);
            let loan = claim.loan;
            let number = state.claims.put(filed.stated.claim.clone(), claim);
            let loan = state.loans.at_mut(loan);
            loan.outstanding = minus(loan.outstanding, filed.stated.principal);
            loan.claim = Some(number);
            loan.claims.push(number);
            Some(number)
        }
        Happened::PaymentInstructed {
            payment, amount, ..
        } => {
            let instructed = Payment {
                claim: known.expect("what is paid was claimed"),
                amount: *amount,
                stage: PaymentStage::Instructed,
                payer: event.actor.person.clone(),
                balance: 0,
                instructed_on: event.effective_on,
                ended_on: None,
            };
            state.payments.put(payment.clone(), instructed);
            known
        }
        _ => known,
    }
}

fn filed_claim(state: &State, event: &PoolEvent, filed: &Filed) -> Claim {
    let loan = state
        .loans
        .number(&filed.stated.loan)
        .expect("a claim is on a loan that was enrolled");
    Claim {
        loan,
        stage: Stage::Filed,
        filed_on: event.effective_on,
        booked_on: event.booked_on,
        approved_on: None,
        decide_by: filed.decide_by,
        pay_by: None,
        pay_from: None,
        appeal_by: None,
        missed: (false, false),
        unpaid: filed.stated.principal,
        counts: Years::default(),
        bases: vec![(filed.stated.principal, filed.amount)],
        amount: filed.amount,
        transit: Amount::ZERO,
        paid: Amount::ZERO,
        parts: Vec::new(),
        clawbacks: Vec::new(),
        gross: Amount::ZERO,
        costs: Amount::ZERO,
        recovered: Amount::ZERO,
        written_off: false,
        appealed: false,
        refused_with_cover: false,
        filer: event.actor.person.clone(),
        maker: None,
        refuser: None,
        checkers: Vec::new(),
        endorsed: None,
        balances: ClaimBooks::default(),
        history: Vec::with_capacity(FEW),
    }
}

pub(super) fn changed(
    state: &mut State,
    event: &PoolEvent,
    what: &Happened,
    (number, sign): (u32, i64),
) {
    let freed = budget::changed(state, event, what, (number, sign));
    decided(state, event, what, number);
    payments::changed(state, event, what, number);
    recovered(state, event, what, number);
    called_back(state, event, what, (number, sign, freed));
}

fn decided(state: &mut State, event: &PoolEvent, what: &Happened, number: u32) {
    let claim = state.claims.at_mut(number);
    match what {
        Happened::ClaimChecked { .. } => {
            claim.stage = Stage::Checked;
            claim.maker = Some(event.actor.person.clone());
            claim.checkers.clear();
            claim.endorsed = None;
        }
        Happened::ClaimEndorsed { amount, .. } => {
            if claim.endorsed != Some(*amount) {
                claim.checkers.clear();
            }
            claim.endorsed = Some(*amount);
            claim.checkers.push(event.actor.person.clone());
        }
        Happened::ClaimApproved {
            amount,
            pay_by,
            pay_from,
            ..
        } => {
            claim.stage = Stage::Approved;
            claim.amount = *amount;
            claim.bases = vec![(claim.unpaid, *amount)];
            claim.approved_on = Some(event.effective_on);
            claim.pay_by = *pay_by;
            claim.pay_from = *pay_from;
            if claim.endorsed != Some(*amount) {
                claim.checkers.clear();
            }
            claim.checkers.push(event.actor.person.clone());
            payable(state, number, true);
        }
        Happened::ClaimRefused {
            keeps_cover,
            appeal_by,
            ..
        } => {
            claim.stage = Stage::Refused;
            claim.refused_with_cover = *keeps_cover;
            claim.appeal_by = *appeal_by;
            claim.refuser = Some(event.actor.person.clone());
            ended(state, number, *keeps_cover);
        }
        Happened::ClaimWithdrawn { .. } => {
            claim.stage = Stage::Withdrawn;
            ended(state, number, true);
        }
        Happened::ClaimCured {
            principal, reason, ..
        } => {
            claim.stage = Stage::Withdrawn;
            ended(state, number, true);
            cured(state, number, *principal, *reason);
        }
        _ => reopened_or_reduced(state, what, number),
    }
}

fn reopened_or_reduced(state: &mut State, what: &Happened, number: u32) {
    let claim = state.claims.at_mut(number);
    match what {
        Happened::ClaimAppealed {
            amount,
            from_cover,
            decide_by,
            ..
        } => {
            claim.amount = *amount;
            claim.bases = vec![(claim.unpaid, *amount)];
            claim.stage = Stage::Filed;
            claim.appealed = true;
            claim.decide_by = *decide_by;
            claim.missed.0 = false;
            let (loan, unpaid) = (claim.loan, claim.unpaid);
            let loan = state.loans.at_mut(loan);
            loan.claim = Some(number);
            if *from_cover {
                loan.outstanding = minus(loan.outstanding, unpaid);
            }
        }
        Happened::ClaimReduced {
            principal,
            from_review,
            from_payable,
            raised,
            ..
        } => {
            claim.unpaid = minus(claim.unpaid, *principal);
            claim.amount = minus(minus(claim.amount, *from_review), *from_payable);
            raise(claim, raised.as_ref());
            // Repaid to nothing, or to so little that it is no fen of the pool's.
            if claim.amount == Amount::ZERO {
                claim.stage = Stage::Withdrawn;
                payable(state, number, false);
                ended(state, number, false);
            } else if claim.paid > Amount::ZERO {
                settled(state, number);
            }
        }
        Happened::DeadlineMissed { what, .. } => match what {
            Deadline::Decision => claim.missed.0 = true,
            Deadline::Payment => claim.missed.1 = true,
        },
        _ => {}
    }
}

/// The loan has no open claim any more; its principal is covered again, or no longer the pool's matter.
fn ended(state: &mut State, number: u32, back: bool) {
    let claim = state.claims.at(number);
    let (loan, unpaid) = (claim.loan, claim.unpaid);
    let loan = state.loans.at_mut(loan);
    loan.claim = None;
    if back {
        loan.outstanding = plus(loan.outstanding, unpaid);
    }
}

/// What was repaid with a cure is repaid as before any claim, and nothing is overdue any more.
fn cured(state: &mut State, number: u32, principal: Amount, reason: CureReason) {
    let loan = state.loans.at_mut(state.claims.at(number).loan);
    loan.outstanding = minus(loan.outstanding, principal);
    if loan.revolving {
        loan.undrawn = plus(loan.undrawn, principal);
    }
    if reason == CureReason::OverduePaid || loan.outstanding == Amount::ZERO {
        loan.overdue_since = None;
    }
}

fn recovered(state: &mut State, event: &PoolEvent, what: &Happened, number: u32) {
    let claim = state.claims.at_mut(number);
    match what {
        Happened::RecoveryReported {
            recovery,
            gross,
            costs,
            to_pool,
            ..
        } => {
            claim.gross = plus(claim.gross, *gross);
            claim.costs = plus(claim.costs, *costs);
            claim.recovered = plus(claim.recovered, *to_pool);
            let reported = Recovery {
                claim: number,
                gross: *gross,
                costs: *costs,
                on: event.effective_on,
                reversed: false,
            };
            state.recoveries.put(recovery.into(), reported);
        }
        Happened::RecoveryReversed {
            recovery,
            gross,
            costs,
            to_pool,
            ..
        } => {
            claim.gross = minus(claim.gross, *gross);
            claim.costs = minus(claim.costs, *costs);
            claim.recovered = plus(claim.recovered, *to_pool);
            if let Some(recovery) = state.recoveries.number(recovery.as_str()) {
                state.recoveries.at_mut(recovery).reversed = true;
            }
        }
        _ => {}
    }
}

/// A clawback, a write-off, or one of them taken back.
fn called_back(
    state: &mut State,
    event: &PoolEvent,
    what: &Happened,
    (number, sign, freed): (u32, i64, Amount),
) {
    let claim = state.claims.at_mut(number);
    let add = |to: &mut Amount, amount: &Amount| {
        *to = Amount::from_fen(to.fen() + sign * amount.fen());
    };
    match what {
        Happened::ClawedBack {
            amount,
            recovery_change,
            principal,
            from_payable,
            interest,
            ..
        } => {
            let called = minus(*amount, *from_payable);
            if sign > 0 {
                let days = (event.effective_on, event.booked_on);
                claim.clawbacks.push(Clawback {
                    amount: called,
                    fen_days: claim.more_fen_days(called, days),
                    freed,
                    interest: *interest,
                });
            }
            add(&mut claim.amount, &negated(*amount));
            add(&mut claim.unpaid, &negated(*principal));
            add(&mut claim.recovered, recovery_change);
            if sign > 0 {
                claim.bases.push((claim.unpaid, claim.amount));
            } else {
                // Nothing later rests on it, so it is the last.
                claim.clawbacks.pop();
                claim.bases.pop();
            }
            if *from_payable != Amount::ZERO {
                settled(state, number);
            }
        }
        Happened::RightWrittenOff { .. } => claim.written_off = sign > 0,
        _ => {}
    }
}
