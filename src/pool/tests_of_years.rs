//! The ends of years: what each carries to the result of contributors, however late it is closed.

use super::account::{Code, Holder};
use super::command::Action;
use super::happened::Happened;
use super::samples::*;
use crate::units::names::ContributorId;

fn close(desk: &mut Desk, through: &str) {
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: day(through),
    });
}

fn fee(desk: &mut Desk, amount: &str) {
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan(amount),
    });
}

fn interest(desk: &mut Desk, amount: &str) {
    desk.done(Action::AccrueInterest {
        compartment: home(),
        amount: yuan(amount),
    });
}

/// What the last end of a period carried, one balance a word.
fn carried(desk: &Desk) -> String {
    let Happened::PeriodClosed { closing, .. } = &desk.events.last().unwrap().what else {
        panic!("a period ended");
    };
    let words = closing
        .iter()
        .map(|of| format!("{}:{} {}", of.code, of.contributor, of.amount));
    words.collect::<Vec<_>>().join(" · ")
}

fn result(desk: &Desk, who: &str) -> String {
    let who = ContributorId::parse(who).unwrap();
    let account = super::account::Account {
        code: Code::Result,
        holder: Holder::Contributor(&who),
    };
    desk.ledger.state().balance(&home(), account).to_string()
}

/// City to district 4 : 6. In 2021 a fee of 100, hence 40 and 60; in 2022 interest of 10, hence 4 and 6.
fn two_years() -> Desk {
    let mut desk = Desk::funded(terms(), "400", "600");
    desk.today = day("2021-12-20");
    fee(&mut desk, "100");
    desk.today = day("2022-01-03");
    interest(&mut desk, "10");
    desk
}

#[test]
fn a_year_carries_what_was_booked_in_it_and_nothing_of_the_next() {
    let mut desk = two_years();
    desk.today = day("2022-01-05");
    close(&mut desk, "2021-12-31");
    insta::assert_snapshot!(carried(&desk), @"5020:city 40.00 · 5020:district 60.00");
    // What is left on 4020 is the new year's, 10.
    insta::assert_snapshot!(desk.balances(&home()), @"1010 900.00 · 1140 10.00 · 3010 1000.00 · 3020 -100.00 · 4020 10.00");
    let again = desk.refused(Action::ClosePeriod {
        pool: home().pool,
        through: day("2021-12-31"),
    });
    insta::assert_snapshot!(again, @"date.period: the period is closed through 2021-12-31; book it later as a prior-period item");
}

#[test]
fn a_year_that_is_closed_late_carries_the_same() {
    let mut desk = two_years();
    desk.today = day("2022-06-30");
    fee(&mut desk, "7");
    desk.today = day("2022-09-01");
    close(&mut desk, "2021-12-31");
    insta::assert_snapshot!(carried(&desk), @"5020:city 40.00 · 5020:district 60.00");
    // A month of the new year carries nothing, and the new year its own: 10 less 7, of which the city has 4 and 2.80.
    desk.today = day("2022-10-08");
    close(&mut desk, "2022-09-30");
    assert_eq!(carried(&desk), "");
    desk.today = day("2023-01-04");
    close(&mut desk, "2022-12-31");
    insta::assert_snapshot!(carried(&desk), @"4020:city 4.00 · 5020:city 2.80 · 4020:district 6.00 · 5020:district 4.20");
    // City −40 + 4 − 2.80, district −60 + 6 − 4.20.
    assert_eq!(result(&desk, "city"), "-38.80");
    assert_eq!(result(&desk, "district"), "-58.20");
}

#[test]
fn a_year_that_nobody_closed_is_carried_by_the_next_end_of_a_period() {
    let mut desk = two_years();
    desk.today = day("2022-02-05");
    close(&mut desk, "2022-01-31");
    insta::assert_snapshot!(carried(&desk), @"5020:city 40.00 · 5020:district 60.00");
}

#[test]
fn an_event_of_the_old_year_corrected_in_the_new_one_is_the_new_years() {
    for closed_before in [true, false] {
        let mut desk = Desk::funded(terms(), "400", "600");
        desk.today = day("2021-12-20");
        fee(&mut desk, "100");
        let sequence = 5;
        let correct = Action::Correct {
            sequence,
            reason: "charged to another account".into(),
        };
        desk.today = day("2022-01-05");
        if closed_before {
            close(&mut desk, "2021-12-31");
            desk.done(correct);
        } else {
            desk.done(correct);
            close(&mut desk, "2021-12-31");
        }
        let prior = desk.events.iter().any(
            |event| matches!(event.what, Happened::Corrected { prior_period, .. } if prior_period),
        );
        assert_eq!(prior, closed_before);
        // The old year bore the fee, and the new one its return.
        assert_eq!(result(&desk, "city"), "-40.00");
        assert_eq!(desk.ledger.state().total(&home(), Code::Fees), yuan("-100"));
        desk.today = day("2023-01-05");
        close(&mut desk, "2022-12-31");
        insta::allow_duplicates! {
            insta::assert_snapshot!(carried(&desk), @"5020:city -40.00 · 5020:district -60.00");
        }
        assert_eq!(result(&desk, "city"), "0.00");
        assert_eq!(desk.balances(&home()), "1010 1000.00 · 3010 1000.00");
    }
}

#[test]
fn a_day_of_a_closed_period_does_not_end_any_more() {
    let mut desk = Desk::funded(terms(), "400", "600");
    desk.today = day("2021-02-05");
    close(&mut desk, "2021-01-31");
    desk.today = day("2021-01-20");
    let date = desk.today;
    let told = desk.refused(Action::CloseDay { date });
    insta::assert_snapshot!(told, @"date.period: the period is closed through 2021-01-31; book it later as a prior-period item");
    desk.today = day("2021-02-01");
    let date = desk.today;
    desk.done(Action::CloseDay { date });
}
