//! The order of refusals of calls for top-ups and of proofs.

use super::actor::{Actor, Role};
use super::command::{Action, Command};
use super::samples::*;
use super::samples_of_trouble::{strict, troubled};
use super::tests_of_refusals::*;
use crate::units::Amount;

#[test]
fn a_call_is_refused_in_order() {
    let mut desk = troubled();
    let call = Action::CallTopUp {
        compartment: at("别处"),
        contributor: None,
        amount: Amount::ZERO,
    };
    let command = wrong(&mut desk, call);
    desk.ledger.rules = rules(terms());
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", |_, c| c.actor = Actor::new(Role::Maker, "ma")),
            ("amount.nought", |_, c| call_for(c, at("别处"), "100")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| call_for(c, home(), "100")),
            ("date.period", today),
            ("terms.unfit", |desk, _| {
                desk.ledger.rules = rules(strict());
                desk.ledger.rules.calendar = super::Calendar::default();
            }),
            ("data", |desk, _| desk.ledger.rules = rules(strict())),
        ],
    );
}

fn call_for(command: &mut Command, from: super::CompartmentId, of: &str) {
    if let Action::CallTopUp {
        compartment,
        amount,
        ..
    } = &mut command.action
    {
        *compartment = from;
        *amount = yuan(of);
    }
}

#[test]
fn a_proof_is_refused_in_order() {
    let mut desk = troubled();
    let loan = loan_id("L7");
    let mut command = wrong(&mut desk, Action::Prove { loan });
    command.documents.clear();
    desk.today = day("2021-04-06");
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", other_bank),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| proof_of(c, "L1")),
            ("date.period", today),
            ("bank.other", own_bank),
            ("state", |_, c| proof_of(c, "L0")),
            ("proof.late", |_, c| c.effective_on = day("2021-04-04")),
            ("proof.document", |_, c| c.documents.push(c.request)),
        ],
    );
}

fn proof_of(command: &mut Command, id: &str) {
    command.action = Action::Prove { loan: loan_id(id) };
}
