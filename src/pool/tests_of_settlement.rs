//! Settlement by the year: what waits for its year, who then comes first, and by when it is paid.

use super::command::Action;
use super::samples::*;
use super::terms::{PayOrder, Settlement, Terms};
use crate::units::Amount;
use crate::units::names::PaymentId;

/// Settled by the year, the smallest first.
fn yearly() -> Terms {
    let mut terms = terms();
    terms.claim.settlement = Settlement::Yearly;
    terms.claim.pay_order = PayOrder::SmallestFirst;
    terms
}

fn instruct(payment: &str, claim: &str) -> Action {
    Action::InstructPayment {
        payment: PaymentId::parse(payment).unwrap(),
        claim: claim_id(claim),
        amount: None,
    }
}

fn file(desk: &mut Desk, claim: &str, loan: &str, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing(claim, loan, principal)),
    });
}

/// What a day's end told after it.
fn close(desk: &mut Desk, date: &str) -> String {
    desk.today = day(date);
    let (from, date) = (desk.events.len() + 1, desk.today);
    desk.done(Action::CloseDay { date });
    let told = desk.events[from..].iter();
    told.filter(|event| event.what.claim().is_some())
        .map(|event| format!("{} {}", event.effective_on, event.what.kind()))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_claim_waits_for_the_year_after_its_approval() {
    let mut desk = Desk::funded(yearly(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "800000");
    desk.approved("C1", "640000");
    let same_day = desk.refused(instruct("P1", "C1"));
    desk.today = day("2021-12-31");
    let last_day = desk.refused(instruct("P1", "C1"));
    // Booked in the year of payment, and yet given before it.
    desk.today = day("2022-01-01");
    let mut before = desk.command(instruct("P1", "C1"));
    before.effective_on = day("2021-12-31");
    let before = desk.run(&before).unwrap_err();
    desk.done(instruct("P1", "C1"));
    insta::assert_snapshot!(format!("{same_day}\n{last_day}\n{before}"), @"
    pay.settlement: claims are settled by the year, this one from 2022-01-01; that day or later would pass
    pay.settlement: claims are settled by the year, this one from 2022-01-01; that day or later would pass
    claims are settled by the year, this one from 2022-01-01; that day or later would pass
    ");
    let paid = desk.balances(&home());
    assert_eq!(
        paid,
        "1010 10000000.00 · 2030 640000.00 · 3010 10000000.00 · 5010 640000.00"
    );
}

#[test]
fn the_day_of_booking_decides_the_year() {
    let mut desk = Desk::funded(yearly(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-12-30");
    // Overdue for too long to be claimed by now, were it not for another day overdue.
    desk.done(Action::Cure {
        loan: loan_id("L1"),
    });
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: day("2021-10-01"),
    });
    file(&mut desk, "C1", "L1", "800000");
    desk.done(Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("640000"),
    });
    desk.today = day("2022-01-04");
    let mut approve = desk.command(Action::ApproveClaim {
        claim: claim_id("C1"),
        amount: yuan("640000"),
        reason: None,
    });
    approve.effective_on = day("2021-12-31");
    desk.run(&approve).unwrap();
    let told = desk.refused(instruct("P1", "C1"));
    insta::assert_snapshot!(told, @"pay.settlement: claims are settled by the year, this one from 2023-01-01; that day or later would pass");
}

#[test]
fn the_years_come_first_and_the_order_of_the_terms_within_them() {
    let mut desk = Desk::funded(yearly(), "200000", "300000");
    for (loan, principal) in [("L1", "500000"), ("L2", "400000"), ("L3", "300000")] {
        desk.overdue(loan, principal);
    }
    desk.today = day("2021-03-10");
    for (claim, loan, principal, approved) in [
        ("C1", "L1", "500000", "400000"),
        ("C2", "L2", "400000", "320000"),
    ] {
        file(&mut desk, claim, loan, principal);
        desk.approved(claim, approved);
    }
    file(&mut desk, "C3", "L3", "300000");
    desk.today = day("2022-01-04");
    desk.approved("C3", "240000");
    // The smallest of all waits for its own year, and so holds nobody up: 500,000 for 720,000.
    let first = desk.refused(instruct("P1", "C1"));
    desk.done(instruct("P2", "C2"));
    let short = desk.refused(instruct("P1", "C1"));
    // In the year of the smallest the older year still comes first.
    desk.today = day("2023-01-04");
    let older = desk.refused(instruct("P3", "C3"));
    insta::assert_snapshot!([first, short, older].join("\n"), @"
    pay.order: `C2` is paid first
    pay.cash: cash is short by 220,000.00; it waits for funding
    pay.order: `C1` is paid first
    ");
    desk.contribute(&home(), "92000", "138000");
    desk.done(instruct("P1", "C1"));
    assert!(desk.refused(instruct("P3", "C3")).starts_with("pay.cash"));
    let cash = desk.ledger.state().total(&home(), super::Code::Cash);
    assert_eq!(cash, yuan("730000"));
}

#[test]
fn the_days_to_pay_run_from_the_first_day_of_the_year() {
    let mut desk = Desk::funded(yearly(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "800000");
    desk.approved("C1", "640000");
    // Ten working days after Saturday, 1 January 2022: Friday, 14 January.
    assert_eq!(close(&mut desk, "2022-01-14"), "");
    let missed = close(&mut desk, "2022-01-15");
    assert_eq!(missed, "2022-01-14 pool.claim.deadline-missed");
    assert_eq!(close(&mut desk, "2022-01-16"), "");
}

#[test]
fn an_approval_does_not_wait_for_the_calendar_of_the_next_year() {
    let mut desk = Desk::funded(yearly(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "800000");
    let all = desk.ledger.rules.calendar.clone();
    let known = all.years().filter(|year| year.year < 2022).cloned();
    desk.ledger.rules.calendar = super::Calendar::new(known).unwrap();
    desk.approved("C1", "640000");
    assert_eq!(
        close(&mut desk, "2022-02-28"),
        "",
        "no day is reckoned from a guess"
    );
    desk.ledger.rules.calendar = all;
    let missed = close(&mut desk, "2022-03-01");
    assert_eq!(missed, "2022-01-14 pool.claim.deadline-missed");
    assert_eq!(
        desk.ledger
            .state()
            .total(&home(), super::Code::ClaimsUnderReview),
        Amount::ZERO
    );
}
