//! The order of refusals: a command with everything wrong is told the first thing, and put right one thing at
//! a time it meets all the others in their order, and is done in the end.

use super::actor::{Actor, Role};
use super::command::{Action, Command};
use super::enrolment::Enrolment;
use super::filing::Filing;
use super::refusal::Refusal;
use super::samples::*;
use super::samples_of_trouble::{lend, strict, troubled};
use super::terms::{CapSize, Proof, Security};
use crate::journal::IdempotencyKey;
use crate::units::names::*;
use crate::units::{Amount, Ratio};

/// What a step expects to be told, and how it then puts that right.
pub(super) type Fix = (&'static str, fn(&mut Desk, &mut Command));

/// Walks through the refusals of a command; each later one ranks lower.
#[track_caller]
pub(super) fn walk(desk: &mut Desk, mut command: Command, fixes: &[Fix]) {
    let mut rank = 0;
    for (expected, fix) in fixes {
        let refusal = desk.run(&command).unwrap_err();
        assert_eq!(refusal.code(), *expected, "{refusal}");
        assert!(refusal.rank() >= rank, "{expected} came out of its order");
        rank = refusal.rank();
        fix(desk, &mut command);
    }
    if let Err(refusal) = desk.run(&command) {
        panic!("refused still: {}: {refusal}", refusal.code());
    }
}

fn stated(command: &mut Command) -> &mut Enrolment {
    match &mut command.action {
        Action::Enrol { enrolment } => enrolment,
        _ => panic!("an enrolment"),
    }
}

fn filed(command: &mut Command) -> &mut Filing {
    match &mut command.action {
        Action::FileClaim { filing } => filing,
        _ => panic!("a filing"),
    }
}

/// A command with everything wrong that any command can have wrong.
pub(super) fn wrong(desk: &mut Desk, action: Action) -> Command {
    let mut command = desk.command(action);
    command.key = desk.events[0].key.clone();
    command.request = desk.events[1].request;
    command.actor = Actor::new(Role::Operator, "bai");
    command.effective_on = day("2021-01-25");
    command.booked_on = day("2021-01-20");
    command
}

pub(super) fn new_key(_: &mut Desk, command: &mut Command) {
    command.key = IdempotencyKey::new("test", "walk", "new");
}

pub(super) fn other_bank(_: &mut Desk, command: &mut Command) {
    command.actor = Actor::new(Role::Bank(BankId::parse("bank-b").unwrap()), "bai");
}

pub(super) fn own_bank(_: &mut Desk, command: &mut Command) {
    command.actor = Actor::new(Role::Bank(bank()), "bai");
}

pub(super) fn effective(_: &mut Desk, command: &mut Command) {
    command.effective_on = command.booked_on;
}

pub(super) fn february(_: &mut Desk, command: &mut Command) {
    (command.effective_on, command.booked_on) = (day("2021-02-10"), day("2021-02-10"));
}

pub(super) fn today(desk: &mut Desk, command: &mut Command) {
    (command.effective_on, command.booked_on) = (desk.today, desk.today);
}

fn withdraw(desk: &mut Desk, _: &mut Command) {
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
}

#[test]
fn an_enrolment_is_refused_in_order() {
    let mut desk = troubled();
    let mut bad = enrolment("L0", "0", day("2019-06-01"));
    bad.compartment = at("别处");
    bad.product = ProductId::parse("other").unwrap();
    bad.purposes = vec![item("gambling")];
    bad.refinances = true;
    bad.matures_on = day("2030-01-01");
    bad.securities = vec![Security::RealEstate];
    bad.rate = Ratio::parse("0.07").unwrap();
    bad.score = None;
    bad.consent_until = None;
    bad.decision = DecisionId::parse("decision-1").ok();
    bad.decided = Some(yuan("299999.99"));
    let command = wrong(
        &mut desk,
        Action::Enrol {
            enrolment: Box::new(bad),
        },
    );
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", other_bank),
            ("amount.nought", |_, c| stated(c).limit = Amount::MAX),
            ("amount.large", |_, c| stated(c).limit = yuan("300000")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| stated(c).compartment = home()),
            ("date.period", today),
            ("bank.other", own_bank),
            ("exists", |_, c| stated(c).loan = loan_id("L9")),
            ("terms.none", |_, c| {
                stated(c).approved_on = day("2021-04-01");
            }),
            ("terms.not-governed", |_, c| {
                stated(c).product = ProductId::parse("credit").unwrap();
            }),
            ("day", |_, c| stated(c).approved_on = day("2021-01-04")),
            ("enrol.late", |_, c| {
                stated(c).approved_on = day("2021-03-01");
            }),
            ("enrol.requirement", |_, c| {
                stated(c).requirements = vec![item("clean")];
            }),
            ("enrol.purpose", |_, c| stated(c).purposes.clear()),
            ("enrol.refinances", |_, c| stated(c).refinances = false),
            ("enrol.proof", |_, c| stated(c).proof = Some(Proof::Given)),
            ("enrol.term", |_, c| {
                stated(c).matures_on = day("2021-09-01");
            }),
            ("enrol.security", |_, c| {
                stated(c).securities = vec![Security::None];
            }),
            ("enrol.rate", |_, c| {
                stated(c).rate = Ratio::parse("0.06").unwrap();
            }),
            ("enrol.score", |_, c| {
                stated(c).score = enrolment("L", "1", day("2021-03-01")).score;
            }),
            ("enrol.consent", |_, c| {
                stated(c).consent_until = Some(day("2021-03-10"));
            }),
            ("enrol.decided", |_, c| {
                stated(c).decided = Some(yuan("300000"));
            }),
            ("enrol.share", |_, c| {
                stated(c).share_decided = Ratio::parse("0.8").ok();
            }),
            ("enrol.one-loan", |desk, c| {
                desk.done(promise("20000"));
                stated(c).enterprise = enrolment("L9", "1", day("2021-03-01")).enterprise;
            }),
            ("enrol.paid-in", |desk, _| {
                let action = desk.taking_back(desk.events.len());
                desk.done(action);
            }),
            ("breaker", withdraw),
            ("cap", |_, c| stated(c).limit = yuan("160000.01")),
            ("cap", |_, c| stated(c).limit = yuan("160000")),
            ("leverage", |desk, c| {
                desk.contribute(&home(), "1", "1");
                stated(c).limit = yuan("160000");
            }),
        ],
    );
}

#[test]
fn a_claim_is_refused_in_order() {
    let mut desk = troubled();
    let mut bad = filing("C1", "L7", "9000");
    bad.documents.clear();
    bad.prior_steps.clear();
    bad.other_public = yuan("5000");
    bad.principal = Amount::ZERO;
    let command = wrong(
        &mut desk,
        Action::FileClaim {
            filing: Box::new(bad),
        },
    );
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", other_bank),
            ("amount.nought", |_, c| filed(c).principal = yuan("9000")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| filed(c).loan = loan_id("L2")),
            ("date.period", today),
            ("bank.other", own_bank),
            ("exists", |_, c| filed(c).claim = claim_id("C2")),
            ("claim.not-yet", |_, c| {
                filed(c).bankrupt_on = Some(day("2020-01-01"));
            }),
            ("claim.late", |_, c| {
                filed(c).bankrupt_on = Some(day("2021-03-01"));
                filed(c).loan = loan_id("L1");
            }),
            ("claim.open", |_, c| filed(c).loan = loan_id("L0")),
            ("claim.unproven", |_, c| filed(c).loan = loan_id("L2")),
            ("claim.above-cover", |_, c| {
                filed(c).principal = yuan("5000");
            }),
            ("claim.step", |_, c| {
                filed(c).prior_steps = vec![item("demanded")];
            }),
            ("claim.collateral", |_, c| {
                filed(c).collateral_realised = true;
            }),
            ("claim.document", |_, c| {
                filed(c).documents = vec![item("contract")];
            }),
            ("claim.public", |_, c| filed(c).other_public = yuan("1000")),
            ("breaker", withdraw),
        ],
    );
    // A cap on compensation, by another claim.
    let mut large = strict();
    large.caps[1].size = CapSize::Amount {
        amount: known(yuan("3999.99")),
    };
    let mut desk = Desk::funded(large, "8000", "12000");
    lend(&mut desk, "L1", "5000");
    let mut stated = filing("C1", "L1", "5000");
    stated.bankrupt_on = Some(desk.today);
    let told = desk.refused(Action::FileClaim {
        filing: Box::new(stated),
    });
    insta::assert_snapshot!(told, @"cap: the cap `one-claim` allows 3,999.99, of which 0.00 is used; 3,999.99 would pass");
}

#[test]
fn decisions_and_payments_are_refused_in_order() {
    let mut desk = troubled();
    let approve = Action::ApproveClaim {
        claim: claim_id("C7"),
        amount: Amount::ZERO,
        reason: None,
    };
    let command = wrong(&mut desk, approve);
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", |_, c| c.actor = Actor::new(Role::Checker, "bai")),
            ("amount.nought", |_, c| set(c, "C7", "24000.01")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| set(c, "C1", "24000.01")),
            ("date.period", today),
            ("person.same", |_, c| c.actor.person = "chen".into()),
            ("state", |desk, _| {
                desk.done(Action::CheckClaim {
                    claim: claim_id("C1"),
                    proposed: yuan("24000"),
                });
            }),
            ("above", |_, c| set(c, "C1", "23000")),
            ("reason", |desk, c| {
                set(c, "C1", "24000");
                let mut terms = strict();
                terms.funding = budget("23999.99");
                desk.ledger.rules = rules(terms);
            }),
            ("budget", |desk, _| desk.ledger.rules = rules(strict())),
        ],
    );
    lend_more(&mut desk);
    let pay = Action::InstructPayment {
        payment: PaymentId::parse("P1").unwrap(),
        claim: claim_id("C7"),
        amount: None,
    };
    let mut command = wrong(&mut desk, pay);
    command.key = desk.events[2].key.clone();
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", |_, c| {
                c.key = IdempotencyKey::new("test", "walk", "newer");
            }),
            ("role", |_, c| c.actor = Actor::new(Role::Payer, "bai")),
            ("date.effective", effective),
            ("date.day", february),
            ("unknown", |_, c| instruct(c, "P1", "C2")),
            ("date.period", today),
            ("exists", |_, c| instruct(c, "P2", "C2")),
            ("person.same", |_, c| c.actor.person = "peng".into()),
            ("state", |desk, _| desk.approved("C2", "4000")),
            ("pay.order", |_, c| instruct(c, "P2", "C1")),
            ("pay.cash", |desk, _| desk.contribute(&home(), "4100", "1")),
        ],
    );
}

fn set(command: &mut Command, id: &str, of: &str) {
    if let Action::ApproveClaim { claim, amount, .. } = &mut command.action {
        *claim = claim_id(id);
        *amount = yuan(of);
    }
}

fn instruct(command: &mut Command, id: &str, of: &str) {
    if let Action::InstructPayment { payment, claim, .. } = &mut command.action {
        *payment = PaymentId::parse(id).unwrap();
        *claim = claim_id(of);
    }
}

/// A second claim, later than the first; a payment that came back; and no cash for either.
fn lend_more(desk: &mut Desk) {
    let mut stated = filing("C2", "L2", "5000");
    stated.collateral_realised = true;
    desk.today = day("2021-03-11");
    stated.bankrupt_on = Some(day("2021-03-01"));
    desk.done(Action::FileClaim {
        filing: Box::new(stated),
    });
    desk.contribute(&home(), "5000", "1");
    let payment = PaymentId::parse("P1").unwrap();
    let claim = claim_id("C1");
    desk.done(Action::InstructPayment {
        payment: payment.clone(),
        claim,
        amount: None,
    });
    desk.done(Action::ReturnPayment { payment });
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("5100"),
    });
}

fn promise(amount: &str) -> Action {
    Action::Subscribe {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        amount: yuan(amount),
    }
}

#[test]
fn no_two_refusals_share_a_code_and_every_sentence_tells_something() {
    let mut codes = Refusal::CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Refusal::CODES.len());
}
