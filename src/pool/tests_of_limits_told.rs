//! Limits that are passed, told at a day's end and in statements: by the terms in force then, and the same for ever.

use super::command::Action;
use super::samples::*;
use super::samples_of_trouble::cap;
use super::statement::{Period, Scope, Statement, csv, json, text};
use super::terms::{CapMeasure, CapScope};
use crate::journal::Head;
use crate::units::Digest;

fn at(sequence: u64) -> Head {
    Head {
        sequence,
        hash: Digest::of(&sequence.to_be_bytes()),
    }
}

fn statement(desk: &Desk, scope: &Scope, to: &str, head: u64) -> Statement {
    let period = Period {
        from: day("2021-01-01"),
        to: day(to),
    };
    Statement::make((1..).zip(&desk.events), scope, period, at(head)).unwrap()
}

fn told(desk: &Desk, scope: &Scope, to: &str) -> String {
    let made = statement(desk, scope, to, desk.events.len() as u64);
    let rows = made.limits.iter().map(|of| {
        format!(
            "{} over {} since {}: {} of {}, by {}",
            of.limit, of.over, of.since, of.stands, of.most, of.by
        )
    });
    rows.collect::<Vec<_>>().join(" · ")
}

fn lend(desk: &mut Desk, loan: &str, limit: &str) {
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment(loan, limit, desk.today)),
    });
    desk.done(Action::Draw {
        loan: loan_id(loan),
        principal: yuan(limit),
    });
}

fn repay(desk: &mut Desk, loan: &str, principal: &str) {
    desk.done(Action::Repay {
        loan: loan_id(loan),
        principal: yuan(principal),
    });
}

#[test]
fn a_days_end_tells_what_is_passed_and_statements_tell_it_for_ever() {
    let mut terms = terms();
    terms.caps = vec![cap(
        "one-bank",
        CapScope::Bank,
        CapMeasure::Principal,
        "1000",
    )];
    let mut desk = Desk::funded(terms, "40", "60");
    lend(&mut desk, "L1", "600");
    repay(&mut desk, "L1", "500");
    let repaid = desk.events.len();
    lend(&mut desk, "L2", "900");
    assert_eq!(desk.close("2021-01-04"), "");
    desk.today = day("2021-01-05");
    // The 500 were owed all along: 1,500 stand where 1,000 may.
    desk.done(desk.taking_back(repaid));
    let mut brought = vec![desk.close("2021-01-05"), desk.close("2021-01-06")];
    let pool = Scope::Pool { pool: home().pool };
    let own = Scope::compartment(&home());
    let of_bank = Scope::Bank {
        pool: home().pool,
        district: None,
        bank: bank(),
    };
    let mut seen = vec![
        told(&desk, &pool, "2021-01-04"),
        told(&desk, &pool, "2021-01-06"),
        told(&desk, &own, "2021-01-06"),
        told(&desk, &of_bank, "2021-01-06"),
    ];
    let head = desk.events.len() as u64;
    let every = |desk: &Desk| {
        let of = statement(desk, &pool, "2021-01-06", head);
        [json::json(&of), text::text(&of), csv::limits(&of)]
    };
    let issued = every(&desk);
    // Other figures are told anew, and the first day stays; then nothing is passed any more.
    desk.today = day("2021-01-07");
    repay(&mut desk, "L2", "100");
    brought.push(desk.close("2021-01-07"));
    seen.push(told(&desk, &pool, "2021-01-07"));
    desk.today = day("2021-01-08");
    repay(&mut desk, "L2", "400");
    brought.push(desk.close("2021-01-08"));
    seen.push(told(&desk, &pool, "2021-01-08"));
    assert_eq!(every(&desk), issued);
    insta::assert_snapshot!(brought.join("\n"), @"
    2021-01-05 pool.limit.passed · 2021-01-05 pool.limit.passed

    2021-01-07 pool.limit.passed · 2021-01-07 pool.limit.passed
    2021-01-08 pool.limit.kept · 2021-01-08 pool.limit.kept
    ");
    insta::assert_snapshot!(seen.join("\n"), @"

    leverage 10 over 渝北区 since 2021-01-05: 1500.00 of 1000.00, by 500.00 · one-bank over bank-a since 2021-01-05: 1500.00 of 1000.00, by 500.00
    leverage 10 over 渝北区 since 2021-01-05: 1500.00 of 1000.00, by 500.00
    one-bank over bank-a since 2021-01-05: 1500.00 of 1000.00, by 500.00
    leverage 10 over 渝北区 since 2021-01-05: 1400.00 of 1000.00, by 400.00 · one-bank over bank-a since 2021-01-05: 1400.00 of 1000.00, by 400.00
    ");
    assert!(issued[1].contains("超限 limit passed"), "{}", issued[1]);
}
