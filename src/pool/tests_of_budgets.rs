//! The budget of a year in place of a pool: what is approved in a year stays within it, and what is lowered or
//! called back in the same year is free again.

use super::command::Action;
use super::decide::{budgets, exceeded};
use super::rules::Rules;
use super::samples::*;
use super::terms::{Figure, Funding, Terms, TermsHistory};
use super::tier::Tier;
use crate::units::names::{ContributorId, PaymentId, TermsId};

/// The terms of the samples with a budget of so much a year.
pub(super) fn budgeted(yearly: &str) -> Terms {
    let mut terms = terms();
    terms.funding = budget(yearly);
    terms.leverage.clear();
    terms
}

fn version(number: u32, from: &str, mut terms: Terms) -> Terms {
    terms.id = TermsId::parse(&format!("test-{number}")).unwrap();
    terms.version = number;
    terms.effective_from = day(from);
    terms
}

fn follow(desk: &mut Desk, versions: impl IntoIterator<Item = Terms>) {
    let mut rules = Rules::new([TermsHistory::with_unknown(versions).unwrap()]);
    rules.calendar = desk.ledger.rules.calendar.clone();
    desk.ledger.rules = rules;
}

pub(super) fn drawn_from_the_treasury(desk: &mut Desk, amount: &str) {
    desk.done(pays_in(amount));
}

fn pays_in(amount: &str) -> Action {
    Action::Contribute {
        compartment: home(),
        contributor: ContributorId::parse("budget").unwrap(),
        amount: yuan(amount),
    }
}

fn files(desk: &mut Desk, which: u32, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing(
            &format!("C{which}"),
            &format!("L{which}"),
            principal,
        )),
    });
    desk.done(Action::CheckClaim {
        claim: claim_id(&format!("C{which}")),
        proposed: yuan("400"),
    });
}

fn approve(which: u32, amount: &str) -> Action {
    Action::ApproveClaim {
        claim: claim_id(&format!("C{which}")),
        amount: yuan(amount),
        reason: Some(item("late-notice")),
    }
}

fn call_back(which: u32, amount: &str) -> Action {
    Action::ClawBack {
        claim: claim_id(&format!("C{which}")),
        amount: yuan(amount),
        reason: item("false-papers"),
    }
}

/// Three loans of 500, of which the pool bears 400 each, filed for and checked on 2021-12-01.
pub(super) fn three_claims(terms: Terms) -> Desk {
    let mut desk = Desk::new(terms);
    desk.open(&home());
    desk.today = day("2021-10-01");
    for which in 1..=3 {
        desk.overdue(&format!("L{which}"), "500");
    }
    desk.today = day("2021-12-01");
    for which in 1..=3 {
        files(&mut desk, which, "500");
    }
    desk
}

/// Year, approved and left of the budget of the day.
fn left(desk: &Desk) -> String {
    let of = budgets(&desk.ledger.rules, desk.ledger.state(), desk.today);
    let words = of
        .iter()
        .map(|of| format!("{} {} {}", of.year, of.approved, of.left()));
    words.collect::<Vec<_>>().join(" · ")
}

#[test]
fn above_the_budget_waits_for_the_next_year_and_nothing_carries_over() {
    let mut desk = three_claims(budgeted("1000"));
    desk.done(approve(1, "400"));
    desk.done(approve(2, "400"));
    // Of 1,000 two claims of 400 leave 200.
    let refused = desk.refused(approve(3, "200.01"));
    insta::assert_snapshot!(refused, @"budget: the budget of 2021 is 1,000.00, of which 800.00 is approved; 200.00 would pass, and what is above it may wait for the budget of the next year");
    assert_eq!(left(&desk), "2021 800.00 200.00");
    let cash = desk.refused(Action::InstructPayment {
        payment: PaymentId::parse("p").unwrap(),
        claim: claim_id("C1"),
        amount: None,
    });
    assert_eq!(
        cash,
        "pay.cash: cash is short by 400.00; it waits for funding"
    );
    drawn_from_the_treasury(&mut desk, "1200");
    desk.pay("C1");
    desk.today = day("2022-01-04");
    // The 200 are gone with their year; C2 counts in the year in which it was approved, and is paid in this one.
    assert_eq!(left(&desk), "2022 0.00 1000.00");
    desk.done(approve(3, "400"));
    desk.pay("C2");
    desk.pay("C3");
    assert_eq!(left(&desk), "2022 400.00 600.00");
    // 3 × 500 at 80% is 1,200: all that was drawn is paid, and stands as a right against the debtors.
    insta::assert_snapshot!(desk.balances(&home()), @"3010 1200.00 · 5010 1200.00 · 9040 1200.00 · 9990 1200.00");
}

#[test]
fn what_is_lowered_or_called_back_in_the_year_is_free_again() {
    let mut desk = three_claims(budgeted("1000"));
    drawn_from_the_treasury(&mut desk, "1200");
    desk.done(approve(1, "400"));
    desk.done(approve(2, "400"));
    desk.done(Action::InstructPayment {
        payment: PaymentId::parse("returned").unwrap(),
        claim: claim_id("C2"),
        amount: None,
    });
    desk.done(Action::ReturnPayment {
        payment: PaymentId::parse("returned").unwrap(),
    });
    // A payment that came back is still owed.
    assert_eq!(left(&desk), "2021 800.00 200.00");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("100"),
    });
    // 80% of the 100 repaid: 80.
    assert_eq!(left(&desk), "2021 720.00 280.00");
    desk.pay("C2");
    desk.done(call_back(2, "120"));
    let clawback = desk.events.len();
    assert_eq!(left(&desk), "2021 600.00 400.00");
    desk.done(approve(3, "400"));
    // What was called back is needed by C3 now.
    let taking_back = desk.taking_back(clawback);
    let refused = desk.refused(taking_back.clone());
    insta::assert_snapshot!(refused, @"budget: the budget of 2021 is 1,000.00, of which 1,000.00 is approved; 0.00 would pass, and what is above it may wait for the budget of the next year");
    desk.pay("C3");
    desk.done(call_back(3, "0.01"));
    assert_eq!(
        desk.refused(taking_back.clone()).split(':').next(),
        Some("budget")
    );
    desk.today = day("2022-01-04");
    // In the next year it is borne by the budget of that year.
    desk.done(taking_back);
    assert_eq!(left(&desk), "2022 120.00 880.00");
    desk.done(call_back(2, "300"));
    // Of C2 as much as counts in this year is free in it; the rest belonged to the last.
    assert_eq!(left(&desk), "2022 0.00 1000.00");
    desk.today = day("2021-12-31");
    assert_eq!(left(&desk), "2021 999.99 0.01");
}

#[test]
fn a_recovery_frees_nothing_nor_does_a_clawback_of_a_later_year() {
    let mut desk = three_claims(budgeted("800"));
    drawn_from_the_treasury(&mut desk, "1000");
    desk.done(approve(1, "400"));
    desk.done(approve(2, "400"));
    desk.pay("C1");
    desk.pay("C2");
    desk.done(Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: "R1".into(),
        gross: yuan("100"),
        costs: yuan("0"),
    });
    assert_eq!(left(&desk), "2021 800.00 0.00");
    desk.today = day("2022-01-04");
    desk.done(call_back(2, "400"));
    let clawback = desk.events.len();
    assert_eq!(left(&desk), "2022 0.00 800.00");
    // It freed nothing, so that it takes nothing to take it back.
    let taking_back = desk.taking_back(clawback);
    desk.done(taking_back);
    assert_eq!(left(&desk), "2022 0.00 800.00");
}

#[test]
fn the_version_in_force_on_the_accounting_day_has_the_figure() {
    let mut desk = three_claims(budgeted("1000"));
    let mut unknown = version(3, "2022-01-01", budgeted("9000"));
    unknown.funding = Funding::Budget {
        yearly: Figure::unknown(origin()),
    };
    let versions = [
        version(1, "2020-01-01", budgeted("1000")),
        version(2, "2021-12-15", budgeted("500")),
        unknown,
    ];
    follow(&mut desk, versions);
    desk.done(approve(1, "400"));
    desk.done(approve(2, "400"));
    assert!(exceeded(&desk.ledger.rules, desk.ledger.state(), desk.today).is_empty());
    desk.today = day("2021-12-15");
    // Lowered within the year: what is approved stays, and is told; nothing more is.
    let told = exceeded(&desk.ledger.rules, desk.ledger.state(), desk.today);
    let told: Vec<_> = told
        .iter()
        .map(|of| {
            format!(
                "{} over {}: {} of {}",
                of.limit, of.over, of.stands, of.most
            )
        })
        .collect();
    assert_eq!(told, ["budget 2021 over all: 800.00 of 500.00"]);
    let refused = desk.refused(approve(3, "0.01"));
    insta::assert_snapshot!(refused, @"budget: the budget of 2021 is 500.00, of which 800.00 is approved; 0.00 would pass, and what is above it may wait for the budget of the next year");
    // The figure of 2022 is not known, and the last known one goes on.
    desk.today = day("2022-01-04");
    assert_eq!(left(&desk), "2022 0.00 500.00");
    desk.done(approve(3, "400"));
}

#[test]
fn the_budget_is_one_over_all_compartments_and_is_asked_with_the_last_vote() {
    let mut desk = Desk::new(budgeted("700"));
    desk.done(Action::OpenPool {
        pool: home().pool,
        scheme: crate::units::names::Scheme::parse("test").unwrap(),
        tiers: [(Some(yuan("350")), 1), (None, 2)]
            .map(|(up_to, checkers)| Tier { up_to, checkers })
            .to_vec(),
    });
    desk.open(&home());
    desk.open(&at("两江新区"));
    desk.today = day("2021-10-01");
    desk.overdue("L1", "500");
    let mut elsewhere = enrolment("L2", "500", desk.today);
    elsewhere.compartment = at("两江新区");
    desk.done(Action::Enrol {
        enrolment: Box::new(elsewhere),
    });
    desk.done(Action::Draw {
        loan: loan_id("L2"),
        principal: yuan("500"),
    });
    desk.done(Action::ReportOverdue {
        loan: loan_id("L2"),
        since: desk.today,
    });
    desk.today = day("2021-12-01");
    files(&mut desk, 1, "500");
    files(&mut desk, 2, "500");
    let second = |desk: &mut Desk, which| {
        let mut command = desk.command(approve(which, "400"));
        command.actor.person = "cao".into();
        desk.run(&command).map_err(|refusal| refusal.code())
    };
    desk.done(approve(1, "400"));
    assert_eq!(second(&mut desk, 1), Ok(()));
    // A vote approves nothing yet.
    desk.done(approve(2, "400"));
    assert_eq!(second(&mut desk, 2), Err("budget"));
    desk.today = day("2022-01-04");
    assert_eq!(second(&mut desk, 2), Ok(()));
    assert_eq!(left(&desk), "2022 400.00 300.00");
}

#[test]
fn a_budget_has_one_owner_to_whom_nobody_promises() {
    let mut desk = Desk::new(budgeted("1000"));
    desk.open(&home());
    let owner = ContributorId::parse("budget").unwrap();
    let subscribe = Action::Subscribe {
        compartment: home(),
        contributor: owner.clone(),
        amount: yuan("1"),
    };
    insta::assert_snapshot!(desk.refused(subscribe), @"terms.unfit: `test-1` pays from a budget, to which nobody subscribes; a contribution of what was drawn passes");
    let other = Action::Contribute {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        amount: yuan("1"),
    };
    insta::assert_snapshot!(desk.refused(other), @"unknown: there is no contributor `city`");
    let call = Action::CallTopUp {
        compartment: home(),
        contributor: Some(owner),
        amount: yuan("1"),
    };
    insta::assert_snapshot!(desk.refused(call), @"terms.unfit: the terms in force know of no top-up on call; a contribution passes without one");
    // No money has to be there for cover: 500 under a budget of 1,000, and 5,000 as well.
    desk.overdue("L1", "500");
    desk.overdue("L2", "5000");
    insta::assert_snapshot!(desk.balances(&home()), @"9020 4400.00 · 9990 4400.00");
}

#[test]
fn a_programme_may_go_from_a_pool_to_a_budget() {
    let mut desk = Desk::funded(terms(), "40", "60");
    let versions = [
        version(1, "2020-01-01", terms()),
        version(2, "2021-10-01", budgeted("1000")),
    ];
    follow(&mut desk, versions);
    desk.today = day("2021-09-15");
    desk.overdue("L1", "100");
    desk.today = day("2021-10-01");
    assert_eq!(
        desk.refused(pays_in("1")),
        "unknown: there is no contributor `budget`"
    );
    desk.overdue("L2", "500");
    drawn_from_the_treasury(&mut desk, "400");
    desk.today = day("2021-12-01");
    files(&mut desk, 2, "500");
    desk.done(approve(2, "400"));
    desk.pay("C2");
    // Of the loan of the pool city and district bear 32 and 48; of the other the budget bears all.
    desk.today = day("2021-12-20");
    desk.paid("C1", "L1", "100", "80");
    let borne = |who: &str| {
        let who = ContributorId::parse(who).unwrap();
        let account = super::account::Account {
            code: super::account::Code::CompensationCost,
            holder: super::account::Holder::Contributor(&who),
        };
        desk.ledger.state().balance(&home(), account).to_string()
    };
    assert_eq!(
        ["city", "district", "budget"].map(borne),
        ["32.00", "48.00", "400.00"]
    );
    assert_eq!(left(&desk), "2021 480.00 520.00");
}
