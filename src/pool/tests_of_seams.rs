//! Where two rules meet: what the simulation found that each rule alone let pass.

use super::account::{Account, Code, Holder};
use super::command::Action;
use super::samples::*;
use super::terms::ExposureBase;
use crate::units::Amount;
use crate::units::names::{ContributorId, PaymentId};

fn city() -> ContributorId {
    ContributorId::parse("city").unwrap()
}

/// Takes the last event back.
fn take_back(desk: &mut Desk, sequence: u64) -> String {
    desk.refused(Action::Correct {
        sequence,
        reason: "a mistake".into(),
    })
}

#[test]
fn a_contribution_that_was_given_back_is_not_taken_back_too() {
    let mut desk = Desk::funded(terms(), "100", "100");
    desk.done(Action::ReturnContribution {
        compartment: home(),
        contributor: city(),
        paid_in: yuan("100"),
        result: Amount::ZERO,
    });
    let told = take_back(&mut desk, 3);
    insta::assert_snapshot!(told, @"above: no more than 0.00 is still there to be taken back; that much would pass");
}

#[test]
fn a_promise_that_was_kept_is_not_taken_back() {
    let mut desk = Desk::funded(terms(), "1", "1");
    for who in ["city", "district"] {
        desk.done(Action::Subscribe {
            compartment: home(),
            contributor: ContributorId::parse(who).unwrap(),
            amount: yuan("100"),
        });
    }
    desk.done(Action::Contribute {
        compartment: home(),
        contributor: city(),
        amount: yuan("100"),
    });
    let told = take_back(&mut desk, 5);
    insta::assert_snapshot!(told, @"above: no more than 0.00 is still there to be taken back; that much would pass");
}

#[test]
fn a_line_that_waits_to_be_explained_is_no_payment() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    desk.approved("C1", "640000");
    let payment = PaymentId::parse("P1").unwrap();
    desk.done(Action::InstructPayment {
        payment: payment.clone(),
        claim: claim_id("C1"),
        amount: None,
    });
    let line = String::from("line-1");
    desk.done(Action::SuspendLine {
        compartment: home(),
        line: line.clone(),
        amount: yuan("-640000"),
        on: None,
    });
    let confirm = Action::ConfirmPayment {
        payment,
        line: line.clone(),
    };
    let told = desk.refused(confirm.clone());
    insta::assert_snapshot!(told, @"state: the line `line-1` is unexplained; it must be explained first");
    let compartment = home();
    desk.done(Action::ExplainLine { compartment, line });
    desk.done(confirm);
    let cash = desk.ledger.state().total(&home(), Code::Cash);
    assert_eq!(cash, yuan("9360000"));
}

/// Refuses a claim of so much, keeping its cover.
fn refused(desk: &mut Desk, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", principal)),
    });
    desk.done(Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("0.01"),
    });
    desk.done(Action::RefuseClaim {
        claim: claim_id("C1"),
        reason: item("late-notice"),
    });
}

#[test]
fn an_appeal_takes_no_fen_more_than_the_cover_in_force() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "0.04");
    desk.today = day("2021-03-10");
    // Of 4 fen the pool covers 3, of the other 3 it covers 2: one fen, for one fen.
    refused(&mut desk, "0.01");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("0.03"),
    });
    let (claim, loan) = (claim_id("C1"), loan_id("L1"));
    let told = desk.refused(Action::AppealClaim { claim });
    insta::assert_snapshot!(told, @"claim.above-cover: unpaid principal under cover is 0.01; that much would pass");
    let holder = Holder::Loan(&loan);
    let code = Code::InForce;
    let cover = desk
        .ledger
        .state()
        .balance(&home(), Account { code, holder });
    assert_eq!(cover, Amount::ZERO);
}

#[test]
fn drawing_in_small_parts_does_not_slip_under_leverage() {
    let mut terms = terms();
    terms.leverage[0].exposure = ExposureBase::PoolShare;
    terms.leverage[0].counts_undrawn = false;
    terms.leverage[0].times = ratio("1.0");
    let mut desk = Desk::funded(terms, "0.01", "0.01");
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment("L1", "1", day("2021-01-04"))),
    });
    let draw = Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("0.01"),
    };
    // Covers 0, 1 and 2 fen; the fourth would cover 3 of the 2 that there are.
    (0..3).for_each(|_| desk.done(draw.clone()));
    let told = desk.refused(draw);
    insta::assert_snapshot!(told, @"leverage: leverage 1 reached: 0.01 more cover needs 0.01 more net assets; 0.00 would pass");
}

#[test]
fn a_line_that_waits_in_one_compartment_pays_for_none() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.open(&at("两江新区"));
    desk.contribute(&at("两江新区"), "4000000", "6000000");
    desk.overdue("L1", "1000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "1000")),
    });
    desk.approved("C1", "800");
    let payment = PaymentId::parse("P1").unwrap();
    desk.done(Action::InstructPayment {
        payment: payment.clone(),
        claim: claim_id("C1"),
        amount: None,
    });
    let suspend = |compartment| Action::SuspendLine {
        compartment,
        line: "line-1".into(),
        amount: yuan("-800"),
        on: None,
    };
    desk.done(suspend(at("两江新区")));
    let confirm = Action::ConfirmPayment {
        payment,
        line: "line-1".into(),
    };
    let paid = desk.refused(confirm.clone());
    let twice = desk.refused(suspend(home()));
    insta::assert_snapshot!(format!("{paid}\n{twice}"), @"
    state: the line `line-1` is unexplained; it must be explained first
    exists: there is already a line `line-1`; choose another name
    ");
    desk.done(Action::ExplainLine {
        compartment: at("两江新区"),
        line: "line-1".into(),
    });
    desk.done(confirm);
}

#[test]
fn costs_after_a_remittance_are_owed_to_the_bank() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "1000");
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "1000", "800");
    let report = |recovery: &str, gross: &str, costs: &str| Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: recovery.into(),
        gross: yuan(gross),
        costs: yuan(costs),
    };
    // 80% of 500 are 400, of which 350 are remitted. Costs of 100 leave 80% of 400, hence 320: of the 80 less, 50
    // come off what is due, and 30 are owed back.
    desk.done(report("R1", "500", "0"));
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("350"),
    });
    desk.done(report("R2", "0", "100"));
    let costly = desk.balances(&home());
    let due = Action::PayDue {
        compartment: home(),
        payee: super::happened::Payee::Bank(bank()),
        amount: yuan("30"),
    };
    desk.done(due);
    // Taken back, the costs make the 80 due again.
    desk.done(Action::ReverseRecovery {
        recovery: "R2".into(),
    });
    insta::assert_snapshot!(format!("{costly}\n{}", desk.balances(&home())), @"
    1010 9999550.00 · 2040 30.00 · 3010 10000000.00 · 4010 320.00 · 5010 800.00 · 9040 480.00 · 9990 480.00
    1010 9999520.00 · 1120 80.00 · 3010 10000000.00 · 4010 400.00 · 5010 800.00 · 9040 400.00 · 9990 400.00
    ");
}

#[test]
fn many_small_advances_come_to_no_more_than_one() {
    let mut half = terms();
    half.claim.shortfall.rule = super::terms::ShortfallRule::Advance;
    half.claim.shortfall.advance_share = Some(ratio("0.5"));
    let mut desk = Desk::funded(half, "40", "60");
    desk.open(&at("两江新区"));
    let advance = |from, to, amount: &str| Action::Advance {
        from,
        to,
        amount: yuan(amount),
    };
    desk.done(advance(home(), at("两江新区"), "50"));
    let more = desk.refused(advance(home(), at("两江新区"), "25"));
    // What was advanced to it is not its own to advance.
    let back = desk.refused(advance(at("两江新区"), home(), "25"));
    insta::assert_snapshot!(format!("{more}\n{back}"), @"
    above: no more than 0.00 is what may be advanced of its own cash; that much would pass
    above: no more than 0.00 is what may be advanced of its own cash; that much would pass
    ");
}

#[test]
fn a_later_maturity_hides_no_day_overdue() {
    for renews in [false, true] {
        let mut desk = Desk::funded(terms(), "4000000", "6000000");
        let mut stated = enrolment("L1", "1000", desk.today);
        stated.matures_on = day("2021-06-30");
        desk.done(Action::Enrol {
            enrolment: Box::new(stated),
        });
        desk.done(Action::Draw {
            loan: loan_id("L1"),
            principal: yuan("1000"),
        });
        // Matured, unpaid, and no report: the clock runs since the first of July.
        desk.today = day("2021-07-20");
        let (loan, matures_on) = (loan_id("L1"), day("2021-12-31"));
        desk.done(if renews {
            Action::Renew { loan, matures_on }
        } else {
            Action::Extend { loan, matures_on }
        });
        desk.today = day("2021-08-29");
        let soon = desk.refused(Action::FileClaim {
            filing: Box::new(filing("C1", "L1", "1000")),
        });
        insta::allow_duplicates! {
            insta::assert_snapshot!(soon, @"claim.not-yet: nothing opens a claim yet; what would: 60 days overdue, on 2021-08-30");
        }
        // Paying up what is overdue stops it, as ever.
        desk.done(Action::Cure {
            loan: loan_id("L1"),
        });
        desk.today = day("2021-08-30");
        let cured = desk.refused(Action::FileClaim {
            filing: Box::new(filing("C1", "L1", "1000")),
        });
        insta::allow_duplicates! {
            insta::assert_snapshot!(cured, @"claim.not-yet: nothing opens a claim yet; what would: 60 days overdue");
        }
    }
}

#[test]
fn an_extension_before_maturity_starts_no_clock() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    let mut stated = enrolment("L1", "1000", desk.today);
    stated.matures_on = day("2021-06-30");
    desk.done(Action::Enrol {
        enrolment: Box::new(stated),
    });
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("1000"),
    });
    // Reported late, and agreed on the last day.
    desk.today = day("2021-07-20");
    let mut command = desk.command(Action::Extend {
        loan: loan_id("L1"),
        matures_on: day("2021-12-31"),
    });
    command.effective_on = day("2021-06-30");
    desk.run(&command).unwrap();
    let body = serde_json::to_string(&desk.events.last().unwrap().what).unwrap();
    insta::assert_snapshot!(body, @r#"{"kind":"pool.loan.extended","loan":"L1","matures_on":"2021-12-31"}"#);
}
