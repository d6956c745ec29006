//! Clawbacks: the interest that a bank owes on them, and that they can be taken back.

use super::account::{Account, Code};
use super::command::Action;
use super::samples::*;
use super::terms::Terms;
use crate::units::Amount;
use crate::units::names::ContributorId;

/// 4.35% a year on what is called back.
fn with_interest() -> Terms {
    let mut terms = terms();
    terms.claim.clawback_interest = Some(ratio("0.0435"));
    terms
}

/// A claim of 800,000 of which 600,000 were paid on 2021-03-10.
fn paid(terms: Terms) -> Desk {
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "800000", "600000");
    desk
}

fn claw_back(amount: &str) -> Action {
    Action::ClawBack {
        claim: claim_id("C1"),
        amount: yuan(amount),
        reason: item("false-papers"),
    }
}

fn receive(amount: &str) -> Action {
    Action::ReceiveClawback {
        claim: claim_id("C1"),
        amount: yuan(amount),
    }
}

fn due(desk: &Desk) -> Amount {
    let claim = claim_id("C1");
    let account = Account::clawbacks_due(&claim);
    desk.ledger.state().balance(&home(), account)
}

fn interest(desk: &Desk) -> Amount {
    desk.ledger.state().total(&home(), Code::Interest)
}

/// What takes the last event back.
fn correct(desk: &mut Desk) -> Action {
    Action::Correct {
        sequence: desk.ledger.state().sequence(),
        reason: "a mistake".into(),
    }
}

#[test]
fn interest_runs_from_the_payment_to_the_clawback_and_is_rounded_down_once() {
    let mut desk = paid(with_interest());
    // 100 days: 15,000,001 fen x 100 x 0.0435 / 365 = 178,767.13 fen.
    desk.today = day("2021-06-18");
    desk.done(claw_back("150000.01"));
    assert_eq!(interest(&desk), yuan("1787.67"));
    assert_eq!(due(&desk), yuan("151787.68"));
    // 200 days: (1,500,000,100 + 44,999,999 x 200) x 0.0435 / 365 = 1,251,369.85 fen for both.
    desk.today = day("2021-09-26");
    desk.done(claw_back("449999.99"));
    assert_eq!(interest(&desk), yuan("12513.69"));
    assert_eq!(due(&desk), yuan("612513.69"));
    let of = |who: &str| {
        let contributor = ContributorId::parse(who).unwrap();
        let account = Account::interest(&contributor);
        desk.ledger.state().balance(&home(), account)
    };
    // 4 : 6 of 12,513.69, to the nearest fen.
    assert_eq!(of("city"), yuan("5005.48"));
    assert_eq!(of("district"), yuan("7508.21"));
    desk.done(receive("612513.69"));
    // The pool is whole, and has its interest.
    assert_eq!(
        desk.balances(&home()),
        "1010 10012513.69 · 3010 10000000.00 · 4020 12513.69"
    );
}

#[test]
fn a_thousand_clawbacks_of_a_fen_lose_no_interest() {
    let mut desk = paid(with_interest());
    desk.today = day("2021-06-18");
    for _ in 0..1_000 {
        desk.done(claw_back("0.01"));
    }
    // 1,000 x 100 x 0.0435 / 365 = 11.9 fen; one by one it would have been nothing.
    assert_eq!(interest(&desk), yuan("0.11"));
}

#[test]
fn what_was_recovered_does_not_lessen_the_interest() {
    let mut desk = paid(with_interest());
    desk.done(Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: "R1".into(),
        gross: yuan("280000"),
        costs: Amount::ZERO,
    });
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("210000"),
    });
    desk.today = day("2021-06-18");
    desk.done(claw_back("600000"));
    // 60,000,000 x 100 x 0.0435 / 365 = 715,068.49 fen.
    assert_eq!(interest(&desk), yuan("7150.68"));
    assert_eq!(due(&desk), yuan("397150.68"));
    desk.done(receive("397150.68"));
    assert_eq!(
        desk.balances(&home()),
        "1010 10007150.68 · 3010 10000000.00 · 4020 7150.68"
    );
}

#[test]
fn a_repayment_told_late_bears_interest_until_it_is_booked() {
    let mut desk = paid(with_interest());
    desk.today = day("2021-06-18");
    let mut late = desk.command(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("80000"),
    });
    late.effective_on = day("2021-03-05");
    desk.run(&late).unwrap();
    // 6,000,000 x 100 x 0.0435 / 365 = 71,506.84 fen.
    assert_eq!(interest(&desk), yuan("715.06"));
    assert_eq!(due(&desk), yuan("60715.06"));
}

#[test]
fn no_interest_where_the_terms_ask_none_or_no_day_passed() {
    let mut desk = paid(terms());
    desk.today = day("2021-06-18");
    desk.done(claw_back("600000"));
    assert_eq!(due(&desk), yuan("600000"));
    let text = serde_json::to_string(&desk.events.last().unwrap().what).unwrap();
    assert!(
        !text.contains("interest"),
        "as releases before wrote it: {text}"
    );
    let mut same_day = paid(with_interest());
    same_day.done(claw_back("600000"));
    assert_eq!(due(&same_day), yuan("600000"));
}

#[test]
fn a_clawback_taken_back_is_as_if_never_decided() {
    let mut desk = paid(with_interest());
    desk.today = day("2021-06-18");
    desk.done(claw_back("150000.01"));
    let first = desk.balances(&home());
    desk.today = day("2021-09-26");
    desk.done(claw_back("100000"));
    let action = correct(&mut desk);
    desk.done(action);
    assert_eq!(desk.balances(&home()), first);
    // The same again comes to the same as if it had been right at once.
    desk.done(claw_back("449999.99"));
    assert_eq!(interest(&desk), yuan("12513.69"));
    let taken_back = correct(&mut desk);
    desk.done(receive("12513.69"));
    let rests = desk.refused(taken_back.clone());
    insta::assert_snapshot!(rests, @"correct.depended: later events rest on it: 17; take those back first");
    // What was received is taken back first.
    let action = correct(&mut desk);
    desk.done(action);
    desk.done(taken_back);
    assert_eq!(desk.balances(&home()), first);
}

#[test]
fn a_clawback_is_not_taken_back_under_a_later_claim_on_its_loan() {
    let mut desk = Desk::funded(with_interest(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "400000", "320000");
    desk.done(claw_back("1"));
    let action = correct(&mut desk);
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C2", "L1", "400000")),
    });
    assert!(desk.refused(action).starts_with("correct.depended"));
}
