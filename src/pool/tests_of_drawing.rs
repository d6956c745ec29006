//! Drawings refused: in their order, and none on a loan in default.

use super::actor::{Actor, Role};
use super::command::Action;
use super::samples::*;
use super::samples_of_trouble::{clean, troubled};
use super::tests_of_refusals::{effective, february, new_key, other_bank, today, walk, wrong};

fn draw(loan: &str, principal: &str) -> Action {
    Action::Draw {
        loan: loan_id(loan),
        principal: yuan(principal),
    }
}

fn enrol(desk: &mut Desk, loan: &str, limit: &str) {
    let on = desk.today;
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment(loan, limit, on)),
    });
}

#[test]
fn a_drawing_is_refused_in_order() {
    let mut desk = troubled();
    let command = wrong(&mut desk, draw("L9", "0"));
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", other_bank),
            ("amount.nought", |_, c| c.action = draw("L9", "100")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| c.action = draw("L1", "100")),
            ("date.period", today),
            ("bank.other", |_, c| {
                c.actor = Actor::new(Role::Bank(bank()), "bai");
                c.effective_on = day("2021-01-03");
            }),
            ("day", |_, c| {
                (c.effective_on, c.booked_on) = (day("2031-01-06"), day("2031-01-06"));
            }),
            ("draw.late", today),
            ("draw.default", |_, c| c.action = draw("L2", "100")),
            ("above", |desk, c| {
                desk.done(Action::WithdrawClaim {
                    claim: claim_id("C1"),
                });
                let stated = clean("L9", "1000", desk);
                desk.done(Action::Enrol {
                    enrolment: Box::new(stated),
                });
                c.action = draw("L9", "1000");
            }),
        ],
    );
}

#[test]
fn nothing_is_covered_that_is_drawn_after_default() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    enrol(&mut desk, "L1", "1000000");
    desk.done(draw("L1", "400000"));
    let before = desk.balances(&home());
    desk.today = day("2021-01-20");
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: day("2021-01-18"),
    });
    let overdue = desk.refused(draw("L1", "600000"));
    // Nor by a drawing that is told to be older.
    let mut older = desk.command(draw("L1", "600000"));
    older.effective_on = day("2021-01-10");
    assert_eq!(desk.run(&older).unwrap_err().code(), "draw.default");
    assert_eq!(desk.balances(&home()), before);
    desk.done(Action::Cure {
        loan: loan_id("L1"),
    });
    desk.done(draw("L1", "100000"));
    desk.done(Action::Accelerate {
        loan: loan_id("L1"),
    });
    let due = desk.refused(draw("L1", "1"));
    insta::assert_snapshot!(format!("{overdue}\n{due}"), @"
    draw.default: the loan is overdue, and what is drawn after default is not covered; it would pass once it is reported as cured
    draw.default: the loan is due in whole, and what is drawn after default is not covered; nothing would pass any more
    ");
}
