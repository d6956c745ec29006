//! What events of claims, payments and recoveries change.

use crate::pool::event::PoolEvent;
use crate::pool::filing::Filed;
use crate::pool::happened::{CureReason, Deadline, Happened};
use crate::pool::state::State;
use crate::pool::state::books::Balances;
use crate::pool::state::claim::{Claim, Part, Payment, PaymentStage, Recovery, Stage};
use crate::pool::state::clawback::Clawback;
use crate::pool::sums::{minus, negated, plus};
use crate::units::Amount;

/// Puts a claim or a payment on the books, before anything is posted on it.
pub(super) fn begin(state: &mut State, event: &PoolEvent, what: &Happened) {
    match what {
        Happened::ClaimFiled { filed } => {
            let claim = filed_claim(state, event, filed);
            let loan = claim.loan;
            let number = state.claims.put(filed.stated.claim.clone(), claim);
            let loan = state.loans.at_mut(loan);
            loan.outstanding = minus(loan.outstanding, filed.stated.principal);
            loan.claim = Some(number);
            loan.claims.push(number);
        }
        Happened::PaymentInstructed {
            payment,
            claim,
            amount,
            ..
        } => {
            let claim = state
                .claims
                .number(claim)
                .expect("what is paid was claimed");
            let instructed = Payment {
                claim,
                amount: *amount,
                stage: PaymentStage::Instructed,
                payer: event.actor.person.clone(),
                balance: 0,
            };
            state.payments.put(payment.clone(), instructed);
        }
        _ => {}
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
        basis: (filed.stated.principal, filed.amount),
        amount: filed.amount,
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
        balances: Balances::default(),
        history: Vec::new(),
    }
}

pub(super) fn changed(state: &mut State, event: &PoolEvent, what: &Happened, sign: i64) {
    let Some(number) = what.claim().and_then(|claim| state.claims.number(claim)) else {
        return;
    };
    decided(state, event, what, number);
    paid(state, event, what, number);
    recovered(state, what, number);
    called_back(state.claims.at_mut(number), event, what, sign);
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
            claim.basis = (claim.unpaid, *amount);
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
            claim.basis = (claim.unpaid, *amount);
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
            ..
        } => {
            claim.unpaid = minus(claim.unpaid, *principal);
            claim.amount = minus(minus(claim.amount, *from_review), *from_payable);
            // Repaid to nothing, or to so little that it is no fen of the pool's.
            if claim.amount == Amount::ZERO {
                claim.stage = Stage::Withdrawn;
                payable(state, number, false);
                ended(state, number, false);
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

/// Puts a claim on the list of those that wait for payment, or takes it off.
fn payable(state: &mut State, number: u32, on: bool) {
    let compartment = state.loans.at(state.claims.at(number).loan).compartment;
    let list = &mut state.compartments.at_mut(compartment).payable;
    list.retain(|claim| *claim != number);
    if on {
        list.push(number);
    }
}

fn paid(state: &mut State, event: &PoolEvent, what: &Happened, number: u32) {
    let claim = state.claims.at_mut(number);
    match what {
        Happened::PaymentInstructed { .. } => {
            claim.stage = Stage::InTransit;
            payable(state, number, false);
        }
        Happened::PaymentConfirmed {
            payment,
            amount,
            line,
            ..
        } => {
            claim.stage = Stage::Paid;
            claim.paid = *amount;
            claim.parts.push(Part {
                on: event.effective_on,
                amount: *amount,
            });
            let loan = claim.loan;
            payment_stage(state, payment, PaymentStage::Confirmed);
            state.lines.first(line.into(), ());
            let loan = state.loans.at_mut(loan);
            loan.claim = None;
            let compartment = state.compartments.at_mut(loan.compartment);
            let year = event.booked_on.year();
            match compartment
                .paid_by_year
                .iter_mut()
                .find(|(of, _)| *of == year)
            {
                Some((_, sum)) => *sum += amount.fen(),
                None => compartment.paid_by_year.push((year, amount.fen())),
            }
        }
        Happened::PaymentReturned { payment, .. } => {
            claim.stage = Stage::Approved;
            payment_stage(state, payment, PaymentStage::Returned);
            payable(state, number, true);
        }
        _ => {}
    }
}

fn payment_stage(state: &mut State, payment: &crate::pool::ids::PaymentId, stage: PaymentStage) {
    let payment = state
        .payments
        .number(payment)
        .expect("a payment is confirmed or returned after it was instructed");
    state.payments.at_mut(payment).stage = stage;
}

fn recovered(state: &mut State, what: &Happened, number: u32) {
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
fn called_back(claim: &mut Claim, event: &PoolEvent, what: &Happened, sign: i64) {
    let add = |to: &mut Amount, amount: &Amount| {
        *to = Amount::from_fen(to.fen() + sign * amount.fen());
    };
    match what {
        Happened::ClawedBack {
            amount,
            recovery_change,
            principal,
            interest,
            ..
        } => {
            if sign > 0 {
                let days = (event.effective_on, event.booked_on);
                claim.clawbacks.push(Clawback {
                    amount: *amount,
                    fen_days: claim.more_fen_days(*amount, days),
                    interest: *interest,
                });
            } else {
                // Nothing later rests on it, so it is the last.
                claim.clawbacks.pop();
            }
            add(&mut claim.amount, &negated(*amount));
            add(&mut claim.unpaid, &negated(*principal));
            add(&mut claim.recovered, recovery_change);
        }
        Happened::RightWrittenOff { .. } => claim.written_off = sign > 0,
        _ => {}
    }
}
