//! Random lives of pools: from small numbers to commands that have a chance of being accepted.

use super::account::{Code, CompartmentId};
use super::command::Action;
use super::happened::Payee;
use super::samples::*;
use super::samples_of_trouble::cap as limit;
use super::state::claim::Stage;
use super::terms::{CapMeasure, CapScope, RecoveryOrder, Terms};
use crate::units::names::{ContributorId, PaymentId};
use crate::units::{Amount, Ratio};

/// A step of a random life: what, on which loan or claim, and how much.
pub(super) type Step = (u8, u8, i64);

fn compartment(which: u8) -> CompartmentId {
    at(["渝北区", "两江新区"][usize::from(which % 2)])
}

fn treasury(kind: u8, which: u8, amount: Amount) -> Action {
    let compartment = compartment(which);
    let contributor =
        ContributorId::parse(["city", "district"][usize::from(which / 2 % 2)]).unwrap();
    match kind {
        0 => Action::Contribute {
            compartment,
            contributor,
            amount,
        },
        1 => Action::Subscribe {
            compartment,
            contributor,
            amount,
        },
        2 => Action::ReturnContribution {
            compartment,
            contributor,
            paid_in: amount,
            result: Amount::ZERO,
        },
        3 => Action::PayDue {
            compartment,
            payee: Payee::Contributor(contributor),
            amount,
        },
        4 => Action::AccrueInterest {
            compartment,
            amount,
        },
        5 => Action::ReceiveInterest {
            compartment,
            amount,
        },
        6 => Action::ChargeFee {
            compartment,
            amount,
        },
        7 => Action::PlaceDeposit {
            compartment,
            amount,
        },
        8 => Action::MatureDeposit {
            compartment,
            amount,
        },
        _ => Action::Advance {
            from: compartment,
            to: self::compartment(which + 1),
            amount,
        },
    }
}

fn loans(kind: u8, which: u8, amount: Amount, desk: &Desk) -> Action {
    let name = format!("L{}", which % 4);
    let loan = loan_id(&name);
    match kind {
        0 => {
            let mut stated = enrolment(&name, "1", desk.today);
            stated.limit = amount;
            stated.revolving = which.is_multiple_of(3);
            stated.compartment = compartment(which);
            Action::Enrol {
                enrolment: Box::new(stated),
            }
        }
        1..=3 => Action::Draw {
            loan,
            principal: amount,
        },
        4 => Action::Lapse { loan },
        5 => Action::ReportOverdue {
            loan,
            since: desk.today,
        },
        6 => Action::Cure { loan },
        _ => Action::Repay {
            loan,
            principal: amount,
        },
    }
}

fn claims(kind: u8, which: u8, amount: Amount, desk: &Desk) -> Action {
    let loan = format!("L{}", which % 4);
    let name = format!("C{}", which % 8);
    let claim = claim_id(&name);
    let state = desk.ledger.state();
    let asked = state
        .claims
        .named(&claim)
        .map_or(amount, |(_, claim)| claim.amount);
    let reason = item(if which.is_multiple_of(2) {
        "late-notice"
    } else {
        "fraud"
    });
    match kind {
        0 => {
            let mut stated = filing(&name, &loan, "1");
            let owed = state
                .loans
                .named(&stated.loan)
                .map_or(amount, |(_, loan)| loan.outstanding);
            stated.principal = if which.is_multiple_of(3) {
                amount
            } else {
                owed
            };
            Action::FileClaim {
                filing: Box::new(stated),
            }
        }
        1 => Action::CheckClaim {
            claim,
            proposed: amount.min(asked),
        },
        2 => Action::ApproveClaim {
            claim,
            amount: amount.min(asked),
            reason: Some(reason),
        },
        3 => Action::ApproveClaim {
            claim,
            amount: asked,
            reason: None,
        },
        4 => Action::RefuseClaim { claim, reason },
        5 => Action::WithdrawClaim { claim },
        6 => Action::AppealClaim { claim },
        7 | 8 => Action::InstructPayment {
            payment: PaymentId::parse(&format!("P{}", desk.events.len())).unwrap(),
            claim,
            amount: which.is_multiple_of(5).then_some(amount),
        },
        _ => payments(kind, which, desk),
    }
}

fn payments(kind: u8, which: u8, desk: &Desk) -> Action {
    let open = desk
        .ledger
        .state()
        .payments
        .all()
        .last()
        .map(|(_, id, _)| id.clone());
    let payment = open.unwrap_or_else(|| PaymentId::parse("none").unwrap());
    if kind == 9 && which.is_multiple_of(4) {
        Action::ReturnPayment { payment }
    } else {
        Action::ConfirmPayment {
            payment,
            line: desk.events.len().to_string(),
        }
    }
}

fn recoveries(kind: u8, which: u8, amount: Amount, desk: &Desk) -> Action {
    let claim = claim_id(&format!("C{}", which % 8));
    let name = |at: usize| format!("R{at}");
    let events = desk.events.len();
    let state = desk.ledger.state();
    let due = |code: Code| {
        let held = state
            .claims
            .named(&claim)
            .map(|(_, claim)| claim.balances.usual(code));
        held.filter(|held| *held > Amount::ZERO)
            .map_or(amount, |held| held.min(amount))
    };
    match kind {
        0..=2 => {
            let costs = if which.is_multiple_of(3) {
                Amount::from_fen(amount.fen() / 7)
            } else {
                Amount::ZERO
            };
            Action::ReportRecovery {
                claim,
                recovery: name(events),
                gross: amount,
                costs,
            }
        }
        3 => {
            let last = desk.ledger.state().recoveries.all().last();
            Action::ReverseRecovery {
                recovery: last.map_or_else(|| name(0), |(_, id, _)| id.to_string()),
            }
        }
        4 => Action::RemitRecovery {
            amount: due(Code::RecoveriesDue),
            claim,
        },
        5 => Action::ClawBack {
            claim,
            amount,
            reason: item("false-papers"),
        },
        6 => Action::ReceiveClawback {
            amount: due(Code::ClawbacksDue),
            claim,
        },
        _ => Action::WriteOff { claim },
    }
}

/// What brings a claim on, wherever it stands.
fn onward(kind: u8, which: u8, amount: Amount, desk: &Desk) -> Action {
    let claim = claim_id(&format!("C{}", which % 8));
    let state = desk.ledger.state();
    let stage = state.claims.named(&claim).map(|(_, claim)| claim.stage);
    let small = kind.is_multiple_of(3);
    match stage {
        None | Some(Stage::Withdrawn) => claims(0, which, amount, desk),
        Some(Stage::Filed) => claims(1, which, amount, desk),
        Some(Stage::Checked) if small && which > 15 => claims(4, which, amount, desk),
        Some(Stage::Checked) => claims(if small { 2 } else { 3 }, which, amount, desk),
        Some(Stage::Approved) => claims(7, which, amount, desk),
        Some(Stage::InTransit) => claims(if small { 9 } else { 10 }, which, amount, desk),
        Some(Stage::Refused) => claims(6, which, amount, desk),
        Some(Stage::Paid) => recoveries(kind % 8, which, amount, desk),
    }
}

/// The command of a step.
pub(super) fn action((kind, which, fen): Step, desk: &Desk) -> Action {
    let amount = Amount::from_fen(fen);
    match kind {
        0..=9 => treasury(kind, which, amount),
        10..=19 => loans(kind - 10, which, amount, desk),
        20..=29 => claims(kind - 20, which, amount, desk),
        30..=37 => recoveries(kind - 30, which, amount, desk),
        38..=61 => onward(kind, which, amount, desk),
        _ => Action::CloseDay { date: desk.today },
    }
}

/// Two funded compartments and four loans, drawn and overdue.
pub(super) fn lent(terms: &Terms) -> Desk {
    let mut desk = Desk::funded(terms.clone(), "20", "30");
    desk.open(&compartment(1));
    desk.contribute(&compartment(1), "20", "20");
    for which in 0..4 {
        let fen = Amount::from_fen(999 + i64::from(which) * 100);
        desk.done(loans(0, which, fen, &desk));
        desk.done(loans(1, which, Amount::from_fen(fen.fen() - 50), &desk));
        desk.done(loans(5, which, fen, &desk));
    }
    desk
}

/// Terms with another share, order of recovery and cap on costs; with the cap, paid in proportion and ended by
/// paying up.
pub(super) fn shaped(share: usize, order: usize, cap: bool) -> Terms {
    let mut terms = terms();
    terms.sharing.rules[0].share = ratio(["0.8", "1/3", "0.35", "1"][share]);
    let orders = [
        RecoveryOrder::PariPassu,
        RecoveryOrder::PoolFirst,
        RecoveryOrder::LenderFirst,
    ];
    terms.recovery.order = orders[order];
    terms.recovery.cost_cap = cap.then(|| ratio("0.1"));
    if cap {
        terms.claim.pay_order = super::terms::PayOrder::Proportional;
        terms.claim.cure = super::terms::Cure::EndsClaim;
    }
    terms.claim.clawback_interest = Some(ratio("0.0435"));
    terms.claim.triggers = vec![super::terms::Trigger::Overdue { days: known(0) }];
    terms.claim.shortfall.rule = super::terms::ShortfallRule::Advance;
    terms.leverage[0].times = known(Ratio::from_int(2));
    terms.caps = vec![
        limit("bank", CapScope::Bank, CapMeasure::Principal, "60"),
        limit("loan", CapScope::Loan, CapMeasure::CompensationNet, "8"),
    ];
    terms
}
