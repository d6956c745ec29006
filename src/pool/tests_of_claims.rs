//! Claims from filing to the last recovery: what is frozen, what is reduced, and that nothing drifts.

use super::account::{Account, Code};
use super::command::Action;
use super::happened::Payee;
use super::samples::*;
use crate::units::Amount;
use crate::units::names::PaymentId;

/// A loan of so much, overdue since 2021-01-04, on 2021-03-10.
fn overdue(principal: &str) -> Desk {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", principal);
    desk.today = day("2021-03-10");
    desk
}

fn file(desk: &mut Desk, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", principal)),
    });
}

fn repay(principal: &str) -> Action {
    Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

fn recover(name: &str, gross: &str, costs: &str) -> Action {
    Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: name.into(),
        gross: yuan(gross),
        costs: yuan(costs),
    }
}

fn claw_back(amount: &str) -> Action {
    Action::ClawBack {
        claim: claim_id("C1"),
        amount: yuan(amount),
        reason: item("false-papers"),
    }
}

#[test]
fn a_repayment_goes_where_the_claim_stands() {
    let mut desk = overdue("800000");
    file(&mut desk, "800000");
    desk.done(repay("100000"));
    let filed = desk.balances(&home());
    desk.approved("C1", "560000");
    desk.done(repay("200000"));
    let approved = desk.balances(&home());
    desk.pay("C1");
    // Dated before the payment and told after it: called back.
    let mut late = desk.command(repay("100000"));
    late.effective_on = day("2021-03-05");
    desk.run(&late).unwrap();
    let clawed = desk.balances(&home());
    // Repaid after the payment: a recovery.
    desk.today = day("2021-03-11");
    desk.done(repay("40000"));
    let told = [filed, approved, clawed, desk.balances(&home())].join("\n");
    insta::assert_snapshot!(told, @"
    1010 10000000.00 · 2010 560000.00 · 3010 10000000.00 · 5010 560000.00 · 9030 560000.00 · 9990 560000.00
    1010 10000000.00 · 2020 400000.00 · 3010 10000000.00 · 5010 400000.00
    1010 9600000.00 · 1130 80000.00 · 3010 10000000.00 · 5010 320000.00 · 9040 320000.00 · 9990 320000.00
    1010 9600000.00 · 1120 32000.00 · 1130 80000.00 · 3010 10000000.00 · 4010 32000.00 · 5010 320000.00 · 9040 288000.00 · 9990 288000.00
    ");
}

#[test]
fn a_claim_repaid_in_full_ends_and_leaves_nothing() {
    let mut desk = overdue("333333.33");
    file(&mut desk, "333333.33");
    desk.done(repay("333333.33"));
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
    assert_eq!(
        desk.ledger.state().claim_stage(&claim_id("C1")),
        Some("withdrawn")
    );
}

#[test]
fn withdrawn_is_as_if_never_filed() {
    let mut desk = overdue("777777.77");
    let before = desk.balances(&home());
    file(&mut desk, "777777.77");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    assert_eq!(desk.balances(&home()), before);
}

#[test]
fn a_refusal_keeps_cover_or_loses_it_by_its_reason_and_may_be_appealed() {
    let mut desk = overdue("800000");
    let before = desk.balances(&home());
    file(&mut desk, "800000");
    let checked = Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("1"),
    };
    let refuse = |reason: &str| Action::RefuseClaim {
        claim: claim_id("C1"),
        reason: item(reason),
    };
    desk.done(checked.clone());
    desk.done(refuse("late-notice"));
    assert_eq!(desk.balances(&home()), before);
    desk.done(Action::AppealClaim {
        claim: claim_id("C1"),
    });
    desk.done(checked);
    // Whoever refused does not decide again.
    let again = desk.refused(Action::ApproveClaim {
        claim: claim_id("C1"),
        amount: yuan("640000"),
        reason: None,
    });
    insta::assert_snapshot!(again, @"person.same: `chen` was the checker who refused; somebody else must do this");
    let mut other = desk.command(refuse("fraud"));
    other.actor.person = "cao".into();
    desk.run(&other).unwrap();
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
    assert!(
        desk.refused(Action::AppealClaim {
            claim: claim_id("C1")
        })
        .starts_with("state")
    );
}

#[test]
fn a_thousand_recoveries_of_a_fen_do_not_drift() {
    let mut desk = overdue("800000");
    desk.paid("C1", "L1", "800000", "640000");
    for at in 0..1_000 {
        desk.done(recover(&format!("R{at}"), "0.01", "0"));
    }
    let state = desk.ledger.state();
    let claim = claim_id("C1");
    assert_eq!(
        state.balance(&home(), Account::recoveries_due(&claim)),
        yuan("8.00")
    );
    assert_eq!(state.total(&home(), Code::Recoveries), yuan("8.00"));
}

#[test]
fn recoveries_stop_at_what_was_paid_and_the_excess_is_named() {
    let mut desk = overdue("800000");
    desk.paid("C1", "L1", "800000", "600000");
    desk.done(recover("R1", "0", "5000"));
    desk.done(recover("R2", "900000", "0"));
    let told = format!("{:?}", desk.events.last().unwrap().what);
    insta::assert_snapshot!(told, @r#"RecoveryReported { compartment: CompartmentId { pool: PoolId("cq"), district: District("渝北区") }, claim: ClaimId("C1"), recovery: "R2", gross: 900000.00, costs: 0.00, to_pool: 600000.00, to_bank: 295000.00, costs_met: 5000.00, excess: 95000.00, income: [Portion { contributor: ContributorId("city"), amount: 240000.00 }, Portion { contributor: ContributorId("district"), amount: 360000.00 }], written_off: false, owed: None }"#);
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Rights),
        Amount::ZERO
    );
}

#[test]
fn a_full_clawback_leaves_the_pool_whole_and_never_better() {
    let mut desk = overdue("800000");
    let start = desk.ledger.state().net_assets(&home());
    desk.paid("C1", "L1", "800000", "600000");
    desk.done(recover("R1", "280000", "0"));
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("210000"),
    });
    desk.done(Action::WriteOff {
        claim: claim_id("C1"),
    });
    desk.done(claw_back("150000.01"));
    let part = desk.balances(&home());
    assert!(desk.refused(claw_back("450000")).starts_with("above"));
    desk.done(claw_back("449999.99"));
    desk.done(Action::ReceiveClawback {
        claim: claim_id("C1"),
        amount: yuan("390000"),
    });
    insta::assert_snapshot!(format!("{part}\n{}", desk.balances(&home())), @"
    1010 9610000.00 · 1130 97500.00 · 3010 10000000.00 · 4010 157499.99 · 5010 449999.99 · 9050 292500.00 · 9990 292500.00
    1010 10000000.00 · 3010 10000000.00
    ");
    assert_eq!(desk.ledger.state().net_assets(&home()), start);
}

#[test]
fn a_reversed_recovery_leaves_the_state_of_never() {
    let mut desk = overdue("800000");
    desk.paid("C1", "L1", "800000", "600000");
    desk.done(recover("R1", "100000.01", "0"));
    let before = desk.balances(&home());
    desk.done(recover("R2", "33333.33", "100"));
    let reverse = Action::ReverseRecovery {
        recovery: "R2".into(),
    };
    desk.done(reverse.clone());
    assert_eq!(desk.balances(&home()), before);
    assert!(desk.refused(reverse).starts_with("state"));
    // Remitted before it was reversed: the pool owes it to the bank, and pays it back.
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("75000"),
    });
    desk.done(Action::ReverseRecovery {
        recovery: "R1".into(),
    });
    let state = desk.ledger.state();
    assert_eq!(
        state.balance(&home(), Account::due_to_bank(&bank())),
        yuan("75000")
    );
    desk.done(Action::PayDue {
        compartment: home(),
        payee: Payee::Bank(bank()),
        amount: yuan("75000"),
    });
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Cash),
        yuan("9400000")
    );
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Rights),
        yuan("600000")
    );
}

#[test]
fn approved_claims_above_cash_wait_in_the_order_of_the_terms() {
    let mut desk = Desk::funded(terms(), "400000", "600000");
    desk.overdue("L1", "800000");
    desk.overdue("L2", "900000");
    desk.today = day("2021-03-10");
    for (claim, loan, principal) in [("C1", "L1", "800000"), ("C2", "L2", "900000")] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, principal)),
        });
    }
    assert_eq!(desk.ledger.state().net_assets(&home()), yuan("-360000"));
    desk.approved("C2", "720000");
    desk.approved("C1", "640000");
    let instruct = |payment: &str, claim: &str| Action::InstructPayment {
        payment: PaymentId::parse(payment).unwrap(),
        claim: claim_id(claim),
        amount: None,
    };
    let first = desk.refused(instruct("P2", "C2"));
    desk.done(instruct("P1", "C1"));
    let short = desk.refused(instruct("P2", "C2"));
    desk.done(Action::ReturnPayment {
        payment: PaymentId::parse("P1").unwrap(),
    });
    desk.done(instruct("P3", "C1"));
    let confirm = |payment: &str| Action::ConfirmPayment {
        payment: PaymentId::parse(payment).unwrap(),
        line: "line-1".into(),
    };
    desk.done(confirm("P3"));
    let twice = desk.refused(confirm("P3"));
    desk.contribute(&home(), "400000", "600000");
    desk.done(instruct("P4", "C2"));
    let line = desk.refused(confirm("P4"));
    insta::assert_snapshot!([first, short, twice, line].join("\n"), @"
    pay.order: `C1` is paid first
    pay.cash: cash is short by 360,000.00; it waits for funding
    state: the payment `P3` is confirmed; it must be instructed
    pay.line: the custodian's line `line-1` is already matched; a line that stands for nothing else would pass
    ");
}

#[test]
fn large_approvals_take_two_checkers() {
    let mut desk = Desk::new(terms());
    desk.done(Action::OpenPool {
        pool: home().pool,
        scheme: crate::units::names::Scheme::parse("test").unwrap(),
        tiers: vec![
            super::tier::Tier {
                up_to: Some(yuan("100000")),
                checkers: 1,
            },
            super::tier::Tier {
                up_to: None,
                checkers: 2,
            },
        ],
    });
    desk.open(&home());
    desk.contribute(&home(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    file(&mut desk, "800000");
    desk.approved("C1", "640000");
    assert_eq!(
        desk.ledger.state().claim_stage(&claim_id("C1")),
        Some("checked")
    );
    let approve = Action::ApproveClaim {
        claim: claim_id("C1"),
        amount: yuan("640000"),
        reason: None,
    };
    let same = desk.refused(approve.clone());
    let mut other = desk.command(approve);
    other.actor.person = "ma".into();
    let maker = desk.run(&other).unwrap_err();
    other.actor.person = "cao".into();
    desk.run(&other).unwrap();
    assert_eq!(
        desk.ledger.state().claim_stage(&claim_id("C1")),
        Some("approved")
    );
    let mut pay = desk.command(Action::InstructPayment {
        payment: PaymentId::parse("P1").unwrap(),
        claim: claim_id("C1"),
        amount: None,
    });
    pay.actor.person = "cao".into();
    let checker = desk.run(&pay).unwrap_err();
    insta::assert_snapshot!(format!("{same}\n{maker}\n{checker}"), @"
    person.same: `chen` was the checker before; somebody else must do this
    `ma` was the maker; somebody else must do this
    `cao` was the checker; somebody else must do this
    ");
}
