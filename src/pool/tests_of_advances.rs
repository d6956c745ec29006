//! Advances between compartments: when they are late, and how payments that were told wrongly are taken back.

use super::command::Action;
use super::decide::late_advances;
use super::happened::Payee;
use super::samples::*;
use super::terms::ShortfallRule;
use crate::units::Amount;
use crate::units::names::ContributorId;

/// Two compartments of 100 each, whose advances are paid back within 10 days.
fn advancing() -> Desk {
    let mut terms = terms();
    terms.incentives = vec![volume()];
    terms.claim.shortfall.rule = ShortfallRule::Advance;
    terms.claim.shortfall.repay_within_days = Some(known(10));
    let mut desk = Desk::funded(terms, "40", "60");
    desk.open(&other());
    desk.contribute(&other(), "40", "60");
    desk
}

fn other() -> super::account::CompartmentId {
    at("两江新区")
}

fn advance(amount: &str) -> Action {
    Action::Advance {
        from: home(),
        to: other(),
        amount: yuan(amount),
    }
}

fn back(amount: &str) -> Action {
    Action::RepayAdvance {
        from: home(),
        to: other(),
        amount: yuan(amount),
    }
}

fn told(desk: &Desk, on: &str) -> String {
    let late = late_advances(&desk.ledger.rules, desk.ledger.state(), day(on));
    let words = late.iter().map(|of| {
        format!(
            "{} of {} to {}, due on {}",
            of.open, of.made_on, of.to.district, of.due
        )
    });
    words.collect::<Vec<_>>().join("\n")
}

/// 30 on the 4th and 20 on the 8th; 35 come back, of which 30 are of the older, so that 15 of the newer are owed.
#[test]
fn an_advance_that_is_not_paid_back_in_time_is_told() {
    let mut desk = advancing();
    desk.done(advance("30"));
    desk.today = day("2021-01-08");
    desk.done(advance("20"));
    assert_eq!(told(&desk, "2021-01-14"), "");
    insta::assert_snapshot!(told(&desk, "2021-01-15"), @"30.00 of 2021-01-04 to 两江新区, due on 2021-01-14");
    desk.done(back("35"));
    assert_eq!(told(&desk, "2021-01-18"), "");
    insta::assert_snapshot!(told(&desk, "2021-01-19"), @"15.00 of 2021-01-08 to 两江新区, due on 2021-01-18");
    // The repayment was told by mistake, and is taken back.
    desk.done(desk.taking_back(desk.events.len()));
    insta::assert_snapshot!(told(&desk, "2021-01-19"), @"
    30.00 of 2021-01-04 to 两江新区, due on 2021-01-14
    20.00 of 2021-01-08 to 两江新区, due on 2021-01-18
    ");
}

#[test]
fn an_advance_is_taken_back_while_nothing_of_it_is_paid_back() {
    let mut desk = advancing();
    desk.done(advance("30"));
    let made = desk.events.len();
    desk.done(back("10"));
    let refused = desk.refused(desk.taking_back(made));
    insta::assert_snapshot!(refused, @"above: no more than 20.00 is still owed, to be taken back; that much would pass");
    desk.done(desk.taking_back(made + 1));
    desk.done(desk.taking_back(made));
    assert_eq!(told(&desk, "2022-01-01"), "");
    assert_eq!(desk.balances(&home()), "1010 100.00 · 3010 100.00");
    assert_eq!(desk.balances(&other()), "1010 100.00 · 3010 100.00");
}

/// A return of contributions, once paid, is taken back only after its payment is.
#[test]
fn what_was_returned_and_paid_is_taken_back_in_turn() {
    let mut desk = advancing();
    let city = ContributorId::parse("city").unwrap();
    let before = desk.balances(&home());
    desk.done(Action::ReturnContribution {
        compartment: home(),
        contributor: city.clone(),
        paid_in: yuan("20"),
        result: Amount::ZERO,
    });
    let returned = desk.events.len();
    desk.done(Action::PayDue {
        compartment: home(),
        payee: Payee::Contributor(city),
        amount: yuan("5"),
    });
    let refused = desk.refused(desk.taking_back(returned));
    insta::assert_snapshot!(refused, @"above: no more than 15.00 is still owed, to be taken back; that much would pass");
    desk.done(desk.taking_back(returned + 1));
    desk.done(desk.taking_back(returned));
    assert_eq!(desk.balances(&home()), before);
}

#[test]
fn an_incentive_that_was_not_paid_after_all_is_owed_again() {
    let mut desk = advancing();
    let (compartment, amount) = (home(), yuan("3"));
    desk.done(Action::AccrueIncentive {
        compartment: home(),
        bank: bank(),
        incentive: item("volume"),
        enterprise: None,
        amount,
        through: None,
    });
    let before = desk.balances(&home());
    desk.done(Action::PayIncentive {
        compartment,
        payee: Payee::Bank(bank()),
        amount,
    });
    desk.done(desk.taking_back(desk.events.len()));
    assert_eq!(desk.balances(&home()), before);
}
