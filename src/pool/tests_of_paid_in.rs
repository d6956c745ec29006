//! The first instalment: what must be paid in of what is subscribed before a loan comes under cover.

use super::command::Action;
use super::refusal::Refusal;
use super::samples::*;
use super::terms::{Figure, Terms, TermsHistory, TopUpTrigger};
use crate::units::Amount;
use crate::units::names::ContributorId;
use proptest::prelude::*;

fn tenth() -> Terms {
    funded_by(|funding| funding.first_paid_in = Some(ratio("0.1")))
}

fn subscribe(contributor: &str, amount: Amount) -> Action {
    Action::Subscribe {
        compartment: home(),
        contributor: ContributorId::parse(contributor).unwrap(),
        amount,
    }
}

fn contribute(contributor: &str, amount: Amount) -> Action {
    Action::Contribute {
        compartment: home(),
        contributor: ContributorId::parse(contributor).unwrap(),
        amount,
    }
}

fn enrol(loan: &str, desk: &Desk) -> Action {
    Action::Enrol {
        enrolment: Box::new(enrolment(loan, "10000", desk.today)),
    }
}

#[test]
fn a_tenth_of_what_is_subscribed_comes_first() {
    let mut desk = Desk::new(tenth());
    desk.open(&home());
    desk.done(subscribe("city", yuan("20000000")));
    desk.done(subscribe("district", yuan("30000000")));
    // Who pays in does not matter: the terms speak of the fund.
    desk.done(contribute("city", yuan("3800000")));
    let short = enrol("L1", &desk);
    insta::assert_snapshot!(desk.refused(short), @"enrol.paid-in: 10% of 50,000,000.00 subscribed is 5,000,000.00; 1,200,000.00 more must be paid in");
    desk.done(contribute("district", yuan("1200000")));
    let enough = enrol("L1", &desk);
    desk.done(enough);
    // A raise asks for its tenth before the next loan; the loan under cover goes on.
    desk.done(subscribe("district", yuan("10000000")));
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("10000"),
    });
    let raised = enrol("L2", &desk);
    insta::assert_snapshot!(desk.refused(raised), @"enrol.paid-in: 10% of 60,000,000.00 subscribed is 6,000,000.00; 1,000,000.00 more must be paid in");
    desk.done(contribute("city", yuan("1000000")));
    let paid = enrol("L2", &desk);
    desk.done(paid);
}

#[test]
fn nothing_promised_asks_for_nothing_more() {
    let mut desk = Desk::funded(tenth(), "400", "600");
    let loan = enrol("L1", &desk);
    desk.done(loan);
    let mut none = Desk::new(tenth());
    none.open(&home());
    // Nothing is promised and nothing paid in: leverage refuses, and not the instalment.
    let loan = enrol("L1", &none);
    assert!(none.refused(loan).starts_with("leverage: "));
}

#[test]
fn the_version_in_force_on_the_day_decides_and_not_that_of_the_loan() {
    let mut later = tenth();
    later.id = crate::units::names::TermsId::parse("test-2").unwrap();
    later.version = 2;
    later.effective_from = day("2021-02-01");
    let mut desk = Desk::funded(terms(), "400", "600");
    let calendar = desk.ledger.rules.calendar.clone();
    desk.ledger.rules = super::Rules::new([TermsHistory::new([terms(), later]).unwrap()]);
    desk.ledger.rules.calendar = calendar;
    desk.done(subscribe("city", yuan("99000")));
    let before = enrol("L1", &desk);
    desk.done(before);
    let approved_in_january = enrol("L2", &desk);
    desk.today = day("2021-02-01");
    insta::assert_snapshot!(desk.refused(approved_in_january), @"enrol.paid-in: 10% of 100,000.00 subscribed is 10,000.00; 9,000.00 more must be paid in");
}

/// A version on record whose figures nobody knows yet: the instalment and what a day's end calls for go by the one
/// before it, and a call by hand waits for it.
#[test]
fn while_a_version_is_unknown_the_one_before_it_goes_on() {
    let known = funded_by(|funding| {
        funding.first_paid_in = Some(ratio("0.1"));
        funding.top_ups = [
            top_up(TopUpTrigger::OnCall, None, 10),
            top_up(TopUpTrigger::BelowShare, Some("0.5"), 10),
        ]
        .into();
    });
    let mut unknown = terms();
    unknown.id = crate::units::names::TermsId::parse("test-2").unwrap();
    unknown.version = 2;
    unknown.effective_from = day("2021-02-01");
    unknown.loan.months_up_to = Figure::unknown(origin());
    let mut desk = Desk::funded(known.clone(), "400", "600");
    let calendar = desk.ledger.rules.calendar.clone();
    let history = TermsHistory::with_unknown([known, unknown]).unwrap();
    desk.ledger.rules = super::Rules::new([history]);
    desk.ledger.rules.calendar = calendar;
    desk.done(subscribe("city", yuan("99000")));
    let approved_in_january = enrol("L1", &desk);
    desk.today = day("2021-02-01");
    let mut told = vec![desk.refused(approved_in_january)];
    told.push(desk.refused(Action::CallTopUp {
        compartment: home(),
        contributor: None,
        amount: yuan("1"),
    }));
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("600"),
    });
    told.push(desk.close("2021-02-01"));
    insta::assert_snapshot!(told.join("\n"), @"
    enrol.paid-in: 10% of 100,000.00 subscribed is 10,000.00; 9,000.00 more must be paid in
    terms.none: no version of `test` holds for a loan approved on 2021-02-01; `test-2` cannot be used until these figures are known: loan.months_up_to
    2021-02-01 pool.contribution.called · 2021-02-01 pool.contribution.called
    ");
}

proptest! {
    /// What the refusal says is short passes, and a fen less does not.
    #[test]
    fn what_is_said_to_be_short_is_just_enough(
        percent in 1i64..=100, paid in 1i64..100_000, promised in 0i64..1_000_000,
    ) {
        let share = format!("0.{percent:02}");
        let share = if percent == 100 { "1" } else { &share };
        let terms = funded_by(|funding| funding.first_paid_in = Some(ratio(share)));
        let mut desk = Desk::new(terms);
        desk.open(&home());
        desk.done(contribute("city", Amount::from_fen(paid)));
        if promised > 0 {
            desk.done(subscribe("district", Amount::from_fen(promised)));
        }
        let one = |loan: &str, desk: &Desk| {
            let mut stated = enrolment(loan, "0.01", desk.today);
            stated.limit = Amount::from_fen(1);
            Action::Enrol { enrolment: Box::new(stated) }
        };
        let needed = (percent * (paid + promised) + 99) / 100;
        let action = one("L1", &desk);
        let Err(refusal) = desk.attempt(action) else {
            prop_assert!(paid >= needed);
            return Ok(());
        };
        let Refusal::PaidIn { short, .. } = *refusal else { panic!("{refusal}") };
        prop_assert_eq!(short.fen(), needed - paid);
        if short.fen() > 1 {
            desk.done(contribute("district", Amount::from_fen(short.fen() - 1)));
            let action = one("L1", &desk);
            prop_assert!(desk.refused(action).starts_with("enrol.paid-in"));
        }
        desk.done(contribute("district", Amount::from_fen(1)));
        let action = one("L1", &desk);
        desk.done(action);
    }
}
