//! The order of refusals of closes and of statements that are issued, and lines of the custodian that keep a day open.

use super::actor::Role;
use super::command::{Action, Command};
use super::issue::Issue;
use super::samples::*;
use super::samples_of_trouble::troubled;
use super::statement::{FORM, Scope};
use super::tests_of_refusals::{effective, february, new_key, today, walk, wrong};
use crate::journal::Head;
use crate::units::names::PoolId;

#[test]
fn a_close_is_refused_in_order() {
    let mut desk = troubled();
    for (line, amount) in [("T-1", "7"), ("T-2", "-7")] {
        desk.done(Action::SuspendLine {
            compartment: home(),
            line: line.into(),
            amount: yuan(amount),
            on: Some(day("2021-03-01")),
        });
    }
    let close = Action::ClosePeriod {
        pool: PoolId::parse("other").unwrap(),
        through: day("2021-02-15"),
    };
    let command = wrong(&mut desk, close);
    let explain = |desk: &mut Desk, _: &mut Command| {
        for line in ["T-1", "T-2"] {
            desk.done(Action::ExplainLine {
                compartment: home(),
                line: line.into(),
            });
        }
    };
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", |_, c| c.actor.role = Role::Supervisor),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| close_through(c, "2021-02-15")),
            ("date.period", |_, c| c.booked_on = day("2021-04-01")),
            ("date.period", |_, c| close_through(c, "2021-03-30")),
            ("day", |_, c| close_through(c, "2021-04-30")),
            ("day", |_, c| close_through(c, "2021-03-31")),
            ("close.lines", explain),
        ],
    );
}

#[test]
fn an_issue_of_a_statement_is_refused_in_order() {
    let mut desk = troubled();
    let issue = Issue {
        scope: Scope::Pool {
            pool: PoolId::parse("other").unwrap(),
        },
        from: day("2021-02-01"),
        to: day("2021-01-31"),
        head: Head::genesis(),
        form: FORM.to_owned(),
        accounts: vec![],
        digest: desk.events[0].request,
    };
    let issue = Box::new(issue);
    let command = wrong(&mut desk, Action::IssueStatement { issue });
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", |_, c| c.actor.role = Role::Supervisor),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| {
                issued(c).scope = Scope::Pool { pool: home().pool };
            }),
            ("date.period", today),
            ("day", |_, c| issued(c).to = day("2021-03-31")),
            ("day", |_, c| issued(c).to = day("2021-02-28")),
        ],
    );
    let told = desk.refused(Action::Correct {
        sequence: desk.ledger.state().sequence(),
        reason: "a mistake".into(),
    });
    assert!(
        told.starts_with("state"),
        "an issue is not taken back: {told}"
    );
}

fn issued(command: &mut Command) -> &mut Issue {
    match &mut command.action {
        Action::IssueStatement { issue } => issue,
        _ => panic!("an issue"),
    }
}

fn close_through(command: &mut Command, last: &str) {
    if let Action::ClosePeriod { pool, through } = &mut command.action {
        *pool = home().pool;
        *through = day(last);
    }
}

#[test]
fn a_line_that_was_suspended_before_lines_had_days_is_of_its_accounting_day() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    let suspend = Action::SuspendLine {
        compartment: home(),
        line: "T-1".into(),
        amount: yuan("7"),
        on: None,
    };
    desk.done(suspend);
    let event = desk.events.last().unwrap();
    let body = event.to_journal(crate::units::Moment::from_micros(0)).body;
    assert!(body.get("on").is_none(), "the bytes of old events stay");
    let date = desk.today;
    let told = desk.refused(Action::CloseDay { date });
    insta::assert_snapshot!(told, @"close.lines: lines of the custodian stand unexplained: `T-1` of 2021-01-04 in cq/渝北区, 7.00; it passes once they are explained, and until then a day up to 2021-01-03");
}
