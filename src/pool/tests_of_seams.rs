//! Where two rules meet: what the simulation found that each rule alone let pass.

use super::account::{Account, Code, Holder};
use super::command::Action;
use super::ids::{ContributorId, PaymentId};
use super::samples::*;
use super::terms::ExposureBase;
use crate::units::Amount;

fn city() -> ContributorId {
    ContributorId::parse("city").unwrap()
}

/// Takes the last event back.
fn take_back(desk: &mut Desk, sequence: u64) -> String {
    let event = desk.events[usize::try_from(sequence).unwrap() - 1].clone();
    desk.refused(Action::Correct {
        sequence,
        booked_on: event.booked_on,
        original: Box::new(event.what),
        reason: "a mistake".into(),
    })
}

#[test]
fn a_contribution_that_was_given_back_is_not_taken_back_too() {
    let mut desk = Desk::funded(terms(), "100", "100");
    desk.done(Action::ReturnContribution {
        compartment: home(),
        contributor: city(),
        paid_in: yuan("100"),
        result: Amount::ZERO,
    });
    let told = take_back(&mut desk, 3);
    insta::assert_snapshot!(told, @"above: no more than 0.00 is still there to be taken back; that much would pass");
}

#[test]
fn a_promise_that_was_kept_is_not_taken_back() {
    let mut desk = Desk::funded(terms(), "1", "1");
    for who in ["city", "district"] {
        desk.done(Action::Subscribe {
            compartment: home(),
            contributor: ContributorId::parse(who).unwrap(),
            amount: yuan("100"),
        });
    }
    desk.done(Action::Contribute {
        compartment: home(),
        contributor: city(),
        amount: yuan("100"),
    });
    let told = take_back(&mut desk, 5);
    insta::assert_snapshot!(told, @"above: no more than 0.00 is still there to be taken back; that much would pass");
}

#[test]
fn a_line_that_waits_to_be_explained_is_no_payment() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    desk.approved("C1", "640000");
    let payment = PaymentId::parse("P1").unwrap();
    desk.done(Action::InstructPayment {
        payment: payment.clone(),
        claim: claim_id("C1"),
    });
    let line = String::from("line-1");
    desk.done(Action::SuspendLine {
        compartment: home(),
        line: line.clone(),
        amount: yuan("-640000"),
        on: None,
    });
    let confirm = Action::ConfirmPayment {
        payment,
        line: line.clone(),
    };
    let told = desk.refused(confirm.clone());
    insta::assert_snapshot!(told, @"state: the line `line-1` is unexplained; it must be explained first");
    let compartment = home();
    desk.done(Action::ExplainLine { compartment, line });
    desk.done(confirm);
    let cash = desk.ledger.state().total(&home(), Code::Cash);
    assert_eq!(cash, yuan("9360000"));
}

/// Refuses a claim of so much, keeping its cover.
fn refused(desk: &mut Desk, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", principal)),
    });
    desk.done(Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("0.01"),
    });
    desk.done(Action::RefuseClaim {
        claim: claim_id("C1"),
        reason: item("late-notice"),
    });
}

#[test]
fn an_appeal_finds_no_cover_once_it_ended() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-09-01");
    refused(&mut desk, "800000");
    desk.today = day("2021-09-03");
    let date = desk.today;
    desk.done(Action::CloseDay { date });
    desk.today = day("2021-09-04");
    let claim = claim_id("C1");
    let told = desk.refused(Action::AppealClaim { claim });
    insta::assert_snapshot!(told, @"claim.no-cover: the loan is no longer covered");
}

#[test]
fn an_appeal_takes_no_fen_more_than_the_cover_in_force() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "0.04");
    desk.today = day("2021-03-10");
    // Of 4 fen the pool covers 3, of the other 3 it covers 2: one fen, for one fen.
    refused(&mut desk, "0.01");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("0.03"),
    });
    let (claim, loan) = (claim_id("C1"), loan_id("L1"));
    let told = desk.refused(Action::AppealClaim { claim });
    insta::assert_snapshot!(told, @"claim.above-cover: unpaid principal under cover is 0.01; that much would pass");
    let holder = Holder::Loan(&loan);
    let code = Code::InForce;
    let cover = desk
        .ledger
        .state()
        .balance(&home(), Account { code, holder });
    assert_eq!(cover, Amount::ZERO);
}

#[test]
fn drawing_in_small_parts_does_not_slip_under_leverage() {
    let mut terms = terms();
    terms.leverage[0].exposure = ExposureBase::PoolShare;
    terms.leverage[0].counts_undrawn = false;
    terms.leverage[0].times = ratio("1.0");
    let mut desk = Desk::funded(terms, "0.01", "0.01");
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment("L1", "1", day("2021-01-04"))),
    });
    let draw = Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("0.01"),
    };
    // Covers 0, 1 and 2 fen; the fourth would cover 3 of the 2 that there are.
    (0..3).for_each(|_| desk.done(draw.clone()));
    let told = desk.refused(draw);
    insta::assert_snapshot!(told, @"leverage: leverage 1 reached: 0.01 more cover needs 0.01 more net assets; 0.00 would pass");
}
