//! Paying up before the decision: under terms that end the claim by it, everything is as if none had been filed.

use super::command::Action;
use super::happened::Happened;
use super::samples::*;
use super::terms::{Cure, Terms};
use crate::units::Amount;
use proptest::prelude::*;

/// Paying up ends the claim.
fn ending() -> Terms {
    let mut terms = terms();
    terms.claim.cure = Cure::EndsClaim;
    terms
}

/// A loan of so much, of which something is drawn and overdue, on 2021-03-10.
fn lent(terms: Terms, limit: Amount, drawn: Amount, revolving: bool) -> Desk {
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    let on = desk.today;
    let mut stated = enrolment("L1", "1", on);
    (stated.limit, stated.revolving) = (limit, revolving);
    desk.done(Action::Enrol {
        enrolment: Box::new(stated),
    });
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: drawn,
    });
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: on,
    });
    desk.today = day("2021-03-10");
    desk
}

fn claimed(terms: Terms) -> Desk {
    let mut desk = lent(terms, yuan("1000000"), yuan("800000"), false);
    desk.done(file("800000"));
    desk
}

fn file(principal: &str) -> Action {
    Action::FileClaim {
        filing: Box::new(filing("C1", "L1", principal)),
    }
}

fn cure() -> Action {
    Action::Cure {
        loan: loan_id("L1"),
    }
}

fn repay(principal: &str) -> Action {
    Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

#[test]
fn paying_up_what_is_overdue_ends_the_claim_as_if_never_filed() {
    let mut desk = lent(ending(), yuan("1000000"), yuan("800000"), false);
    let before = desk.balances(&home());
    desk.done(file("800000"));
    desk.done(Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("640000"),
    });
    desk.done(cure());
    assert_eq!(desk.balances(&home()), before);
    let told = serde_json::to_string(&desk.events.last().unwrap().what).unwrap();
    insta::assert_snapshot!(told, @r#"{"kind":"pool.claim.cured","compartment":{"pool":"cq","district":"渝北区"},"claim":"C1","loan":"L1","amount":"640000.00","cost":[{"contributor":"city","amount":"-256000.00"},{"contributor":"district","amount":"-384000.00"}],"reason":"overdue-paid","principal":"0.00","cover":{"undrawn":"0.00","in_force":"640000.00"}}"#);
    // Nothing is overdue: no claim is open to anybody, nor a decision on this one.
    let again = desk.refused(Action::FileClaim {
        filing: Box::new(filing("C2", "L1", "800000")),
    });
    let decided = desk.refused(Action::ApproveClaim {
        claim: claim_id("C1"),
        amount: yuan("640000"),
        reason: None,
    });
    let cured = desk.refused(cure());
    insta::assert_snapshot!([again, decided, cured].join("\n"), @"
    claim.not-yet: nothing opens a claim yet; what would: 60 days overdue
    state: the claim `C1` is withdrawn; it must be checked by a maker
    state: the loan `L1` is in order; it must be overdue
    ");
    // Cover stands, and what is undrawn may be drawn again.
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("200000"),
    });
}

#[test]
fn the_fen_that_rounding_took_comes_back() {
    // Of 4 fen the pool covers 3, of the other 3 it covers 2: one fen under claim for one fen.
    let mut desk = lent(ending(), yuan("0.04"), yuan("0.04"), false);
    let before = desk.balances(&home());
    desk.done(file("0.01"));
    desk.done(cure());
    assert_eq!(desk.balances(&home()), before);
}

#[test]
fn repaying_all_that_is_claimed_ends_it_too() {
    let mut desk = claimed(ending());
    desk.done(repay("300000"));
    assert_eq!(
        desk.events.last().unwrap().what.kind(),
        "pool.claim.reduced"
    );
    desk.done(repay("500000"));
    assert!(matches!(
        &desk.events.last().unwrap().what,
        Happened::ClaimCured { principal, .. } if *principal == yuan("500000")
    ));
    // What was never drawn stays covered, and nothing is overdue.
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00 · 9010 160000.00 · 9990 160000.00"
    );
    assert!(desk.refused(cure()).starts_with("state"));
}

#[test]
fn a_cure_after_the_decision_is_a_repayment_and_after_maturity_it_is_one_of_all() {
    let mut desk = claimed(ending());
    desk.approved("C1", "600000");
    let approved = desk.refused(cure());
    desk.done(repay("80000"));
    desk.done(repay("720000"));
    let kinds = desk.events.iter().rev().take(2);
    assert!(
        kinds
            .map(|event| event.what.kind())
            .all(|kind| kind == "pool.claim.reduced")
    );
    assert_eq!(
        desk.ledger
            .state()
            .total(&home(), super::Code::CompensationPayable),
        Amount::ZERO
    );
    let mut matured = claimed(ending());
    matured.today = day("2021-07-05");
    let told = matured.refused(cure());
    matured.done(repay("800000"));
    insta::assert_snapshot!(format!("{approved}\n{told}"), @"
    state: the claim `C1` is approved; it must be undecided, or lowered by a repayment
    state: the loan `L1` is due in whole; it must be repaid in full
    ");
}

#[test]
fn where_the_claim_is_only_reduced_it_stands_until_all_is_repaid() {
    let mut desk = claimed(terms());
    let told = desk.refused(cure());
    insta::assert_snapshot!(told, @"claim.open: the claim `C1` on this loan is open; one at a time");
    desk.done(repay("800000"));
    assert_eq!(
        desk.events.last().unwrap().what.kind(),
        "pool.claim.reduced"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Filed, paid up: the same books as without the claim, whatever was drawn, claimed and repaid.
    #[test]
    fn a_claim_that_was_paid_up_leaves_the_books_of_none(
        limit in 2i64..100_000,
        drawn in 1i64..100_000,
        claimed in 1i64..100_000,
        revolving: bool,
        in_full: bool,
        share in 0usize..4,
    ) {
        let fen = Amount::from_fen;
        let drawn = drawn.min(limit);
        let claimed = claimed.min(drawn);
        let mut shared = ending();
        shared.sharing.rules[0].share = ratio(["0.8", "1/3", "0.35", "1"][share]);
        let mut with = lent(shared.clone(), fen(limit), fen(drawn), revolving);
        let mut without = lent(shared, fen(limit), fen(drawn), revolving);
        let mut stated = filing("C1", "L1", "1");
        stated.principal = fen(claimed);
        with.done(Action::FileClaim { filing: Box::new(stated) });
        let repay = Action::Repay { loan: loan_id("L1"), principal: fen(claimed) };
        let paid_up = if in_full { repay } else { cure() };
        with.done(paid_up.clone());
        without.done(paid_up);
        prop_assert_eq!(with.balances(&home()), without.balances(&home()));
        prop_assert_eq!(with.events.last().unwrap().what.kind(), "pool.claim.cured");
        // The loan goes on in the same way.
        for desk in [&mut with, &mut without] {
            let rest = Action::Repay { loan: loan_id("L1"), principal: fen(drawn - claimed) };
            if in_full && drawn > claimed {
                desk.done(rest);
            }
        }
        prop_assert_eq!(with.balances(&home()), without.balances(&home()));
    }
}
