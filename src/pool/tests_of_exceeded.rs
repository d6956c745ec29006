//! Limits that are passed without anybody adding exposure: never refused, always told, with by how much.

use super::command::Action;
use super::decide::exceeded;
use super::samples::*;
use super::samples_of_trouble::cap;
use super::terms::{CapBase, CapMeasure, CapScope, CapSize};

fn told(desk: &Desk) -> String {
    let all = exceeded(&desk.ledger.rules, desk.ledger.state(), desk.today);
    let words = all.iter().map(|of| {
        let by = of.by();
        format!(
            "{} {} over {}: {} of {}, by {by}",
            of.pool, of.limit, of.over, of.stands, of.most
        )
    });
    words.collect::<Vec<_>>().join("\n")
}

/// One bank may have 1,000 of principal, one loan 700 of compensation; net assets of 100 carry ten times that.
fn limited() -> Desk {
    let mut terms = terms();
    terms.caps = vec![
        cap("one-bank", CapScope::Bank, CapMeasure::Principal, "1000"),
        cap(
            "one-loan",
            CapScope::Loan,
            CapMeasure::CompensationNet,
            "700",
        ),
    ];
    Desk::funded(terms, "40", "60")
}

fn enrol(desk: &mut Desk, loan: &str, limit: &str) -> Result<(), String> {
    let stated = enrolment(loan, limit, desk.today);
    let attempt = desk.attempt(Action::Enrol {
        enrolment: Box::new(stated),
    });
    attempt.map_err(|refusal| refusal.code().to_owned())
}

fn lend(desk: &mut Desk, loan: &str, limit: &str) {
    enrol(desk, loan, limit).unwrap();
    desk.done(Action::Draw {
        loan: loan_id(loan),
        principal: yuan(limit),
    });
}

#[test]
fn a_repayment_taken_back_is_told_and_not_refused() {
    let mut desk = limited();
    lend(&mut desk, "L1", "600");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("500"),
    });
    let sequence = desk.events.len();
    lend(&mut desk, "L2", "900");
    assert_eq!(told(&desk), "");
    desk.done(Action::Correct {
        sequence: sequence as u64,
        reason: "another loan's repayment".into(),
    });
    // The 500 were owed all along: 600 and 900 of the 1,000 that the cap and ten times 100 allow.
    insta::assert_snapshot!(told(&desk), @"
    cq leverage 10 over 渝北区: 1500.00 of 1000.00, by 500.00
    cq one-bank over bank-a: 1500.00 of 1000.00, by 500.00
    ");
    assert_eq!(enrol(&mut desk, "L3", "0.01"), Err("cap".to_owned()));
    desk.done(Action::Repay {
        loan: loan_id("L2"),
        principal: yuan("500"),
    });
    assert_eq!(told(&desk), "");
}

#[test]
fn cover_that_comes_back_and_a_loss_are_told() {
    let mut desk = limited();
    lend(&mut desk, "L1", "500");
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: desk.today,
    });
    lend(&mut desk, "L2", "100");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "500")),
    });
    // 400 of net assets of 100 are lost for now: nothing carries the 100 of the other loan.
    insta::assert_snapshot!(told(&desk), @"cq leverage 10 over 渝北区: 100.00 of 0.00, by 100.00");
    desk.contribute(&home(), "160", "240");
    assert_eq!(told(&desk), "");
    lend(&mut desk, "L3", "900");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    insta::assert_snapshot!(told(&desk), @"cq one-bank over bank-a: 1500.00 of 1000.00, by 500.00");
}

#[test]
fn a_recovery_that_was_none_is_told() {
    let mut desk = limited();
    desk.contribute(&home(), "4000", "6000");
    lend(&mut desk, "L1", "1000");
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: desk.today,
    });
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "800", "640");
    desk.done(Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: "R1".into(),
        gross: yuan("200"),
        costs: yuan("0"),
    });
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C2", "L1", "200")),
    });
    // 640 less 160, and 160 more; without the recovery 800 of 700.
    assert_eq!(told(&desk), "");
    desk.done(Action::ReverseRecovery {
        recovery: "R1".into(),
    });
    insta::assert_snapshot!(told(&desk), @"cq one-loan over L1: 800.00 of 700.00, by 100.00");
}

#[test]
fn money_on_which_a_cap_rests_does_not_go_back() {
    let mut terms = terms();
    let mut by_money = cap("one-bank", CapScope::Bank, CapMeasure::PoolShare, "0");
    by_money.size = CapSize::Share {
        share: ratio("2.0"),
        of: CapBase::PaidIn,
    };
    terms.caps = vec![by_money];
    let mut desk = Desk::funded(terms, "400", "600");
    // Of 1,000 the pool bears 800, for which 400 must be paid in.
    lend(&mut desk, "L1", "1000");
    let back = |paid_in: &str| Action::ReturnContribution {
        compartment: home(),
        contributor: crate::units::names::ContributorId::parse("district").unwrap(),
        paid_in: yuan(paid_in),
        result: yuan("0"),
    };
    let refused = desk.refused(back("600.01"));
    insta::assert_snapshot!(refused, @"above: no more than 600.00 is paid in; that much would pass");
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment("L2", "250", desk.today)),
    });
    // With 250 more it is 1,000, and 500.
    let refused = desk.refused(back("500.01"));
    insta::assert_snapshot!(refused, @"above: no more than 500.00 is free of what a cap of the terms allows on it; that much would pass");
    desk.done(back("500"));
    assert_eq!(told(&desk), "");
}
