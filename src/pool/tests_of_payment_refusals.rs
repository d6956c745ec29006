//! The order of refusals of payments by the year and in parts.

use super::command::{Action, Command};
use super::samples::*;
use super::tests_of_refusals::{today, walk};
use crate::units::Amount;
use crate::units::names::PaymentId;

#[test]
fn a_payment_by_the_year_is_refused_in_order() {
    let mut terms = terms();
    terms.claim.settlement = super::terms::Settlement::Yearly;
    let mut desk = Desk::funded(terms, "40000", "60000");
    desk.overdue("L1", "100000");
    desk.overdue("L2", "60000");
    desk.today = day("2021-03-10");
    for (claim, loan, principal, approved) in [
        ("C1", "L1", "100000", "80000"),
        ("C2", "L2", "60000", "48000"),
    ] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, principal)),
        });
        desk.approved(claim, approved);
    }
    let mut command = desk.command(Action::InstructPayment {
        payment: PaymentId::parse("P1").unwrap(),
        claim: claim_id("C2"),
        amount: Some(yuan("47999.99")),
    });
    command.actor.person = "chen".into();
    walk(
        &mut desk,
        command,
        &[
            ("person.same", |_, c| c.actor.person = "peng".into()),
            ("pay.settlement", |desk, c| {
                desk.today = day("2022-01-01");
                today(desk, c);
            }),
            ("pay.order", |desk, _| {
                desk.contribute(&home(), "20000", "8000");
            }),
            ("pay.whole", |_, c| part(c, "48000")),
        ],
    );
}

fn part(command: &mut Command, of: &str) {
    if let Action::InstructPayment { amount, .. } = &mut command.action {
        *amount = Some(yuan(of));
    }
}

#[test]
fn a_payment_in_parts_is_refused_in_order() {
    let mut terms = terms();
    terms.claim.pay_order = super::terms::PayOrder::Proportional;
    let mut desk = Desk::funded(terms, "25600", "38400");
    desk.overdue("L1", "100000");
    desk.overdue("L2", "60000");
    desk.today = day("2021-03-10");
    for (claim, loan, principal, approved) in [
        ("C1", "L1", "100000", "80000"),
        ("C2", "L2", "60000", "48000"),
    ] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, principal)),
        });
        desk.approved(claim, approved);
    }
    let command = desk.command(Action::InstructPayment {
        payment: PaymentId::parse("P1").unwrap(),
        claim: claim_id("C2"),
        amount: Some(Amount::ZERO),
    });
    walk(
        &mut desk,
        command,
        &[
            ("amount.nought", |_, c| part(c, "48000.01")),
            ("above", |_, c| part(c, "24000.01")),
            ("pay.part", |desk, c| {
                part(c, "24000");
                desk.done(Action::PlaceDeposit {
                    compartment: home(),
                    amount: yuan("64000"),
                });
            }),
            ("pay.cash", |desk, _| {
                desk.done(Action::MatureDeposit {
                    compartment: home(),
                    amount: yuan("64000"),
                });
            }),
        ],
    );
}
