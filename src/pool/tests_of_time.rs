//! Days and periods, corrections, the treasury, and commands sent twice.

use super::account::Code;
use super::command::Action;
use super::happened::Happened;
use super::samples::*;
use crate::units::Date;
use crate::units::names::{ContributorId, LoanId};

fn enrol(loan: &str, limit: &str, on: Date) -> Action {
    Action::Enrol {
        enrolment: Box::new(enrolment(loan, limit, on)),
    }
}

fn close(desk: &mut Desk, date: &str) -> Vec<String> {
    desk.today = day(date);
    let from = desk.events.len();
    let date = desk.today;
    desk.done(Action::CloseDay { date });
    desk.events[from..]
        .iter()
        .map(|event| {
            format!(
                "{} {} {}",
                event.effective_on,
                event.what.kind(),
                event.what.subject()
            )
        })
        .collect()
}

#[test]
fn a_day_lapses_classifies_and_ends_cover() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.done(enrol("L1", "1000000", day("2021-01-04")));
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("400000"),
    });
    let quiet = close(&mut desk, "2021-01-04");
    let lapsed = close(&mut desk, "2021-04-06");
    let matured = close(&mut desk, "2021-07-06");
    let substandard = close(&mut desk, "2021-10-15");
    // Overdue since 5 July, open to claims since 3 September, for 180 days.
    let ended = close(&mut desk, "2022-03-03");
    let told = [quiet, lapsed, matured, substandard, ended]
        .map(|of| of.join(" · "))
        .join("\n");
    insta::assert_snapshot!(told, @"
    2021-01-04 pool.day.closed 2021-01-04
    2021-04-06 pool.day.closed 2021-04-06 · 2021-04-04 pool.loan.lapsed L1
    2021-07-06 pool.day.closed 2021-07-06 · 2021-07-06 pool.loan.classified L1
    2021-10-15 pool.day.closed 2021-10-15 · 2021-10-15 pool.loan.classified L1
    2022-03-03 pool.day.closed 2022-03-03 · 2022-03-02 pool.loan.cover-ended L1
    ");
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
    let late = desk.refused(Action::Contribute {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        amount: yuan("1"),
    });
    insta::assert_snapshot!(late, @"date.day: days are closed through 2022-03-03; book it on a later day with its own effective date");
}

#[test]
fn a_missed_decision_is_told_once() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    assert_eq!(close(&mut desk, "2021-03-24").len(), 1);
    let missed = close(&mut desk, "2021-03-25");
    insta::assert_snapshot!(missed.join("\n"), @"
    2021-03-25 pool.day.closed 2021-03-25
    2021-03-24 pool.claim.deadline-missed C1
    ");
    assert_eq!(close(&mut desk, "2021-03-26").len(), 1);
}

#[test]
fn a_closed_period_refuses_and_a_correction_is_a_prior_period_item() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.done(Action::AccrueInterest {
        compartment: home(),
        amount: yuan("100"),
    });
    let sequence = desk.ledger.state().sequence();
    desk.today = day("2021-12-31");
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: day("2021-12-31"),
    });
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Result),
        yuan("100")
    );
    let closed = desk.refused(Action::AccrueInterest {
        compartment: home(),
        amount: yuan("1"),
    });
    desk.today = day("2022-01-04");
    let correct = Action::Correct {
        sequence,
        reason: "booked twice".into(),
    };
    desk.done(correct.clone());
    let Happened::Corrected { prior_period, .. } = desk.events.last().unwrap().what else {
        panic!("corrected");
    };
    assert!(prior_period);
    let twice = desk.refused(correct);
    insta::assert_snapshot!(format!("{closed}\n{twice}\n{}", desk.balances(&home())), @"
    date.period: the period is closed through 2021-12-31; book it later as a prior-period item
    state: the event `5` is taken back; it must be standing
    1010 10000000.00 · 3010 10000000.00 · 3020 100.00 · 4020 -100.00
    ");
}

#[test]
fn a_correction_waits_for_what_rests_on_it() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.done(enrol("L1", "1000000", day("2021-01-04")));
    let before = desk.balances(&home());
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("333.33"),
    });
    let drawn = desk.ledger.state().sequence();
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("33.33"),
    });
    let repaid = desk.ledger.state().sequence();
    let correct = |sequence: u64| Action::Correct {
        sequence,
        reason: "the bank's mistake".into(),
    };
    let rests = desk.refused(correct(drawn));
    insta::assert_snapshot!(rests, @"correct.depended: later events rest on it: 7; take those back first");
    // What a correction takes back is read under its number, and nobody says it.
    let none = desk.refused(correct(99));
    insta::assert_snapshot!(none, @"unknown: there is no event `99`");
    desk.done(correct(repaid));
    desk.done(correct(drawn));
    assert_eq!(desk.balances(&home()), before);
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("1000000"),
    });
}

#[test]
fn renewal_leaves_the_overdue_clock_running() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-04");
    let id = LoanId::parse("L1").unwrap();
    desk.done(Action::Renew {
        loan: id.clone(),
        matures_on: day("2021-12-31"),
    });
    let again = desk.refused(Action::Renew {
        loan: id,
        matures_on: day("2022-01-31"),
    });
    let soon = desk.refused(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    insta::assert_snapshot!(format!("{again}\n{soon}"), @"
    renew.used: it may be renewed 1 times, and was; what is left of its longest term may pass as an extension
    claim.not-yet: nothing opens a claim yet; what would: 60 days overdue, on 2021-03-05
    ");
    desk.today = day("2021-03-05");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
}

#[test]
fn treasury_and_advances_keep_cash_whole() {
    let mut terms = terms();
    terms.claim.shortfall.rule = super::terms::ShortfallRule::Advance;
    terms.claim.shortfall.advance_share = Some(ratio("0.5"));
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.open(&at("两江新区"));
    desk.done(Action::PlaceDeposit {
        compartment: home(),
        amount: yuan("9000000"),
    });
    let short = desk.refused(Action::Advance {
        from: home(),
        to: at("两江新区"),
        amount: yuan("500000.01"),
    });
    desk.done(Action::Advance {
        from: home(),
        to: at("两江新区"),
        amount: yuan("500000"),
    });
    desk.done(Action::SuspendLine {
        compartment: home(),
        line: "x-1".into(),
        amount: yuan("7"),
        on: None,
    });
    let lent = format!(
        "{} | {}",
        desk.balances(&home()),
        desk.balances(&at("两江新区"))
    );
    desk.done(Action::ExplainLine {
        compartment: home(),
        line: "x-1".into(),
    });
    desk.done(Action::RepayAdvance {
        from: home(),
        to: at("两江新区"),
        amount: yuan("500000"),
    });
    desk.done(Action::MatureDeposit {
        compartment: home(),
        amount: yuan("9000000"),
    });
    insta::assert_snapshot!(format!("{short}\n{lent}"), @"
    above: no more than 500,000.00 is what may be advanced of its own cash; that much would pass
    1010 500007.00 · 1020 9000000.00 · 1150 500000.00 · 1910 -7.00 · 3010 10000000.00 | 1010 500000.00 · 2050 500000.00
    ");
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
    assert_eq!(desk.balances(&at("两江新区")), "");
}

#[test]
fn the_same_key_again_is_told_and_changes_nothing() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    let mut command = desk.command(Action::ChargeFee {
        compartment: home(),
        amount: yuan("1"),
    });
    desk.run(&command).unwrap();
    let before = desk.ledger.state().digest();
    let again = desk.run(&command).unwrap_err();
    command.request = crate::units::Digest::of(b"another");
    let reused = desk.run(&command).unwrap_err();
    insta::assert_snapshot!(format!("{again}\n{reused}"), @"
    done before, as event 5
    the key stands for another command, done as event 5; send this one under a new key
    ");
    assert_eq!(desk.ledger.state().digest(), before);
}
