//! Amounts at their ends in every command: nought, a fen, the most that one command moves, and all that 64 bits
//! hold. Whatever is asked is decided, and what is accepted keeps the books balanced and their sums within 64 bits.

use super::command::Action;
use super::event::PoolEvent;
use super::happened::Payee;
use super::ledger::Ledger;
use super::post::post;
use super::samples::*;
use super::terms::ShortfallRule;
use crate::journal::IdempotencyKey;
use crate::units::names::{ContributorId, PaymentId, Scheme};
use crate::units::{Amount, Ratio};
use serde_json::Value;
use std::collections::BTreeSet;

const ENDS: [i64; 12] = [
    i64::MIN,
    -i64::MAX,
    -1,
    0,
    1,
    2,
    999_999_999_999_999,
    1_000_000_000_000_000,
    1_000_000_000_000_001,
    i64::MAX / 16,
    i64::MAX - 1,
    i64::MAX,
];

/// The fields that hold amounts.
const AMOUNTS: [&str; 11] = [
    "amount",
    "principal",
    "paid_in",
    "result",
    "limit",
    "revenue",
    "proposed",
    "gross",
    "costs",
    "insurance",
    "other_public",
];

fn payment(id: &str) -> PaymentId {
    PaymentId::parse(id).unwrap()
}

fn contributor(id: &str) -> ContributorId {
    ContributorId::parse(id).unwrap()
}

/// What opens a pool, and gives and takes its money.
fn funding() -> Vec<Action> {
    let (from, to) = (home(), at("两江新区"));
    let (compartment, amount) = (home(), yuan("100"));
    let city = || contributor("city");
    vec![
        Action::OpenPool {
            pool: home().pool,
            scheme: Scheme::parse("test").unwrap(),
            tiers: vec![],
        },
        Action::OpenCompartment {
            compartment: home(),
        },
        Action::OpenCompartment {
            compartment: to.clone(),
        },
        Action::Subscribe {
            compartment: home(),
            contributor: city(),
            amount: yuan("500"),
        },
        Action::CallTopUp {
            compartment: home(),
            contributor: Some(city()),
            amount,
        },
        Action::Contribute {
            compartment: home(),
            contributor: city(),
            amount: yuan("4000"),
        },
        Action::Contribute {
            compartment: home(),
            contributor: contributor("district"),
            amount: yuan("6000"),
        },
        Action::ReturnContribution {
            compartment: home(),
            contributor: city(),
            paid_in: amount,
            result: Amount::ZERO,
        },
        Action::PayDue {
            compartment: home(),
            payee: Payee::Contributor(city()),
            amount,
        },
        Action::AccrueInterest {
            compartment: home(),
            amount,
        },
        Action::ReceiveInterest {
            compartment: home(),
            amount,
        },
        Action::ChargeFee {
            compartment: home(),
            amount: yuan("1"),
        },
        Action::PlaceDeposit {
            compartment: home(),
            amount,
        },
        Action::MatureDeposit {
            compartment: home(),
            amount,
        },
        Action::SuspendLine {
            compartment,
            line: "odd".into(),
            amount,
            on: None,
        },
        Action::ExplainLine {
            compartment: home(),
            line: "odd".into(),
        },
        Action::Advance {
            from: from.clone(),
            to: to.clone(),
            amount,
        },
        Action::RepayAdvance { from, to, amount },
        Action::AccrueIncentive {
            compartment: home(),
            bank: bank(),
            incentive: item("volume"),
            enterprise: None,
            amount,
            through: None,
        },
        Action::PayIncentive {
            compartment: home(),
            payee: Payee::Bank(bank()),
            amount,
        },
    ]
}

/// The life of a loan from enrolment to the last fen recovered.
fn lending() -> Vec<Action> {
    let mut stated = enrolment("L1", "1000", day("2021-01-04"));
    stated.revolving = true;
    stated.revenue = Some(yuan("5000"));
    let (loan, claim) = (loan_id("L1"), claim_id("C1"));
    let draw = |fen: &str| Action::Draw {
        loan: loan_id("L1"),
        principal: yuan(fen),
    };
    let repay = |fen: &str| Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(fen),
    };
    let recover = |name: &str| Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: name.into(),
        gross: yuan("100"),
        costs: yuan("3"),
    };
    let instruct = |id: &str, part: Option<&str>| Action::InstructPayment {
        payment: payment(id),
        claim: claim_id("C1"),
        amount: part.map(yuan),
    };
    let confirm = |id: &str| Action::ConfirmPayment {
        payment: payment(id),
        line: id.into(),
    };
    vec![
        Action::Enrol {
            enrolment: Box::new(stated),
        },
        draw("600"),
        repay("100"),
        draw("400"),
        Action::Lapse { loan: loan.clone() },
        Action::ReportOverdue {
            loan,
            since: day("2021-01-04"),
        },
        Action::FileClaim {
            filing: Box::new(filing("C1", "L1", "800")),
        },
        Action::CheckClaim {
            claim: claim.clone(),
            proposed: yuan("640"),
        },
        Action::ApproveClaim {
            claim: claim.clone(),
            amount: yuan("600"),
            reason: Some(item("late-notice")),
        },
        repay("10"),
        instruct("P1", Some("200")),
        confirm("P1"),
        recover("R1"),
        instruct("P2", None),
        Action::ReturnPayment {
            payment: payment("P2"),
        },
        instruct("P3", None),
        confirm("P3"),
        recover("R2"),
        Action::ReverseRecovery {
            recovery: "R1".into(),
        },
        Action::RemitRecovery {
            claim: claim.clone(),
            amount: yuan("10"),
        },
        Action::ClawBack {
            claim: claim.clone(),
            amount: yuan("50"),
            reason: item("false-papers"),
        },
        Action::ReceiveClawback {
            claim: claim.clone(),
            amount: yuan("20"),
        },
        repay("1"),
        Action::WriteOff { claim },
    ]
}

/// Every amount of a command put to every end, the others left as they are.
fn at_their_ends(action: &Action) -> Vec<Action> {
    fn places(value: &Value, path: &str, found: &mut Vec<String>) {
        if let Value::Object(fields) = value {
            for (key, inner) in fields {
                let path = format!("{path}/{key}");
                let is_amount = inner
                    .as_str()
                    .is_some_and(|text| Amount::parse(text).is_ok());
                if AMOUNTS.contains(&key.as_str()) && is_amount {
                    found.push(path.clone());
                }
                places(inner, &path, found);
            }
        }
    }
    let whole = serde_json::to_value(action).unwrap();
    let mut found = Vec::new();
    places(&whole, "", &mut found);
    let mut all = Vec::new();
    for place in found {
        for fen in ENDS {
            let mut changed = whole.clone();
            *changed.pointer_mut(&place).unwrap() =
                serde_json::to_value(Amount::from_fen(fen)).unwrap();
            // The least of 64 bits has no text; the share of other public money is no amount.
            if let Ok(action) = serde_json::from_value(changed) {
                all.push(action);
            }
        }
    }
    all
}

/// Runs a command on a copy of the ledger; what is accepted must be right, and is told.
fn tried(desk: &mut Desk, action: Action) -> bool {
    let mut command = desk.command(action);
    command.key = IdempotencyKey::new("test", "extreme", command.key.key.clone());
    let mut ledger = desk.ledger.clone();
    let Ok(events) = ledger.run(&command) else {
        assert_eq!(
            ledger.state(),
            desk.ledger.state(),
            "a refusal changes nothing"
        );
        return false;
    };
    sound(&ledger, &events);
    true
}

fn sound(ledger: &Ledger, events: &[PoolEvent]) {
    for event in events {
        for posting in post(&event.what) {
            assert!(posting.amount > Amount::ZERO, "{event:?}");
        }
    }
    let state = ledger.state();
    assert!((0..=i64::MAX / 16).contains(&state.turnover));
    for at in state.compartments() {
        assert_eq!(state.trial(at), (0, 0), "{at}");
    }
    for (_, _, of) in state.compartments.all() {
        assert!(of.free_cash() >= Amount::ZERO);
    }
}

fn rich() -> super::terms::Terms {
    let on_call = top_up(super::terms::TopUpTrigger::OnCall, None, 10);
    let mut terms = funded_by(|funding| funding.top_ups = vec![on_call.clone()]);
    terms.incentives = vec![volume()];
    terms.claim.triggers = vec![super::terms::Trigger::Overdue { days: known(0) }];
    terms.claim.pay_order = super::terms::PayOrder::Proportional;
    terms.claim.clawback_interest = Some(ratio("0.0435"));
    terms.claim.shortfall.rule = ShortfallRule::Advance;
    terms.recovery.cost_cap = Some(ratio("0.2"));
    terms
}

#[test]
fn every_amount_at_its_ends_is_decided() {
    let mut desk = Desk::new(rich());
    let life: Vec<Action> = funding().into_iter().chain(lending()).collect();
    let extremes: Vec<Action> = life.iter().flat_map(at_their_ends).collect();
    let kinds: BTreeSet<String> = extremes
        .iter()
        .map(|action| serde_json::to_value(action).unwrap()["action"].to_string())
        .collect();
    assert_eq!(kinds.len(), 26, "{kinds:?}");
    let mut accepted = 0;
    for step in life {
        for action in &extremes {
            accepted += usize::from(tried(&mut desk, action.clone()));
        }
        desk.done(step);
    }
    assert!(accepted > 100, "{accepted} of the extremes are accepted");
}

/// The books are filled to the brim, and each command that adds is then told how much more would pass.
#[test]
fn full_books_take_no_more() {
    let mut desk = Desk::funded(rich(), "4000", "6000");
    let largest = Amount::from_fen(1_000_000_000_000_000);
    let mut filled = 0;
    while desk
        .attempt(Action::AccrueInterest {
            compartment: home(),
            amount: largest,
        })
        .is_ok()
    {
        filled += 1;
    }
    // 2⁶³ ÷ 16 fen are 576.46 times the largest.
    assert_eq!(filled, 576);
    for action in funding().iter().chain(&lending()).flat_map(at_their_ends) {
        tried(&mut desk, action);
    }
}

/// Ratios that no bank would state are refused or followed, and break nothing.
#[test]
fn ratios_at_their_ends_are_decided() {
    let mut desk = Desk::funded(rich(), "4000", "6000");
    let ends = [i128::MIN + 1, -1, 0, 1, i128::MAX - 1, i128::MAX];
    for num in ends {
        for den in [1, 3, i128::MAX] {
            let ratio = Ratio::new(num, den).unwrap();
            for field in 0..4 {
                let mut stated = enrolment("L1", "1000", day("2021-01-04"));
                match field {
                    0 => stated.rate = ratio,
                    1 => stated.credit_share = Some(ratio),
                    2 => stated.other_public = ratio,
                    _ => stated.share_decided = Some(ratio),
                }
                let enrolment = Box::new(stated);
                tried(&mut desk, Action::Enrol { enrolment });
            }
        }
    }
}
