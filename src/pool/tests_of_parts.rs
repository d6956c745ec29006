//! Claims paid in parts, each its part of the cash: how it is divided, and that each payment stands by itself.

use super::account::Code;
use super::command::Action;
use super::samples::*;
use super::terms::{PayOrder, Terms};
use crate::units::Amount;
use crate::units::names::PaymentId;

pub(super) fn in_proportion() -> Terms {
    let mut terms = terms();
    terms.claim.pay_order = PayOrder::Proportional;
    terms.claim.clawback_interest = Some(ratio("0.0365"));
    terms
}

pub(super) fn payment(name: &str) -> PaymentId {
    PaymentId::parse(name).unwrap()
}

pub(super) fn instruct(name: &str, claim: &str, amount: Option<&str>) -> Action {
    Action::InstructPayment {
        payment: payment(name),
        claim: claim_id(claim),
        amount: amount.map(yuan),
    }
}

pub(super) fn confirm(name: &str) -> Action {
    Action::ConfirmPayment {
        payment: payment(name),
        line: format!("line-{name}"),
    }
}

pub(super) fn recover(name: &str, gross: &str) -> Action {
    Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: name.into(),
        gross: yuan(gross),
        costs: Amount::ZERO,
    }
}

pub(super) fn repay(principal: &str) -> Action {
    Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

pub(super) fn claw_back(amount: &str) -> Action {
    Action::ClawBack {
        claim: claim_id("C1"),
        amount: yuan(amount),
        reason: item("false-papers"),
    }
}

/// What the last event moved.
pub(super) fn told(desk: &Desk) -> String {
    let postings = super::post::post(&desk.events.last().unwrap().what);
    let told = postings.iter().map(|of| {
        let side = if of.signed() > 0 { "Dr" } else { "Cr" };
        format!("{side} {} {}", of.account, of.amount)
    });
    told.collect::<Vec<_>>().join(" · ")
}

pub(super) fn stage(desk: &Desk) -> Option<&'static str> {
    desk.ledger.state().claim_stage(&claim_id("C1"))
}

/// 320,000 paid of 640,000, for 800,000 unpaid; there was no more cash.
pub(super) fn half_paid() -> Desk {
    let mut desk = Desk::funded(in_proportion(), "128000", "192000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    desk.approved("C1", "640000");
    desk.done(instruct("P1", "C1", None));
    desk.done(confirm("P1"));
    desk
}

#[test]
fn short_cash_is_divided_in_proportion_whoever_is_paid_first() {
    let mut desk = Desk::funded(in_proportion(), "240000", "360000");
    desk.today = day("2021-01-04");
    for (loan, principal) in [("L1", "625000"), ("L2", "375000"), ("L3", "500000")] {
        desk.overdue(loan, principal);
    }
    desk.today = day("2021-03-10");
    for (claim, loan, principal, amount) in [
        ("C1", "L1", "625000", "500000"),
        ("C2", "L2", "375000", "300000"),
        ("C3", "L3", "500000", "400000"),
    ] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, principal)),
        });
        desk.approved(claim, amount);
    }
    let mut moved = Vec::new();
    // 600,000 for 1,200,000: a half of each, and of each no more than that.
    moved.push(desk.refused(instruct("P2", "C2", Some("150000.01"))));
    for (name, claim, amount) in [
        ("P2", "C2", Some("100000")),
        ("P1", "C1", None),
        ("P3", "C2", None),
    ] {
        desk.done(instruct(name, claim, amount));
        moved.push(told(&desk));
    }
    moved.push(desk.refused(instruct("P4", "C2", None)));
    moved.push(desk.refused(instruct("P4", "C2", Some("1"))));
    desk.done(instruct("P4", "C3", None));
    moved.push(told(&desk));
    // One came back, and finds its part again.
    desk.done(confirm("P1"));
    desk.done(Action::ReturnPayment {
        payment: payment("P3"),
    });
    desk.done(instruct("P5", "C2", None));
    moved.push(told(&desk));
    // 300,000 more make three quarters of each.
    desk.contribute(&home(), "120000", "180000");
    desk.done(instruct("P6", "C1", None));
    moved.push(told(&desk));
    // With enough for all the rest is paid in whole.
    desk.contribute(&home(), "120000", "180000");
    desk.done(instruct("P7", "C1", None));
    moved.push(told(&desk));
    insta::assert_snapshot!(moved.join("\n"), @"
    pay.part: cash does not reach for all that is payable; its part in proportion is 150,000.00, which would pass
    Dr 2020:C2 100000.00 · Cr 2030:P2 100000.00
    Dr 2020:C1 250000.00 · Cr 2030:P1 250000.00
    Dr 2020:C2 50000.00 · Cr 2030:P3 50000.00
    pay.cash: cash is short by 600,000.00; it waits for funding
    pay.cash: cash is short by 600,000.00; it waits for funding
    Dr 2020:C3 200000.00 · Cr 2030:P4 200000.00
    Dr 2020:C2 50000.00 · Cr 2030:P5 50000.00
    Dr 2020:C1 125000.00 · Cr 2030:P6 125000.00
    Dr 2020:C1 125000.00 · Cr 2030:P7 125000.00
    ");
}

#[test]
fn each_payment_stands_by_itself() {
    let mut desk = half_paid();
    let mut refused = Vec::new();
    // What was paid, instructed or returned is no mistake of the books.
    for back in [1, 2] {
        let at = desk.events.len() - back;
        refused.push(desk.refused(Action::Correct {
            sequence: u64::try_from(at).unwrap() + 1,
            reason: "a mistake".into(),
        }));
    }
    desk.contribute(&home(), "10000", "15000");
    desk.done(instruct("P2", "C1", Some("5000")));
    desk.done(instruct("P3", "C1", None));
    // Repayments and write-offs wait.
    refused.push(desk.refused(repay("1")));
    refused.push(desk.refused(Action::WriteOff {
        claim: claim_id("C1"),
    }));
    desk.done(Action::ReturnPayment {
        payment: payment("P3"),
    });
    let at = desk.events.len() - 1;
    refused.push(desk.refused(Action::Correct {
        sequence: u64::try_from(at).unwrap() + 1,
        reason: "a mistake".into(),
    }));
    refused.push(desk.refused(confirm("P3")));
    desk.done(confirm("P2"));
    refused.push(desk.refused(Action::WriteOff {
        claim: claim_id("C1"),
    }));
    // The loan has a claim until all is paid.
    refused.push(desk.refused(Action::Cure {
        loan: loan_id("L1"),
    }));
    insta::assert_snapshot!(refused.join("\n"), @"
    correct.other-way: `pool.payment.confirmed` is not taken back by a correction: claw the compensation back
    correct.other-way: `pool.payment.instructed` is not taken back by a correction: report the payment as returned
    state: the claim `C1` is in transit; it must be paid or returned first
    state: the claim `C1` is in transit; it must be paid in whole
    correct.other-way: `pool.payment.returned` is not taken back by a correction: instruct another payment
    state: the payment `P3` is returned; it must be instructed
    state: the claim `C1` is approved; it must be paid in whole
    claim.open: the claim `C1` on this loan is open; one at a time
    ");
    assert_eq!(
        desk.ledger
            .state()
            .total(&home(), Code::CompensationPayable),
        yuan("315000")
    );
}

#[test]
fn an_older_year_is_provided_for_before_a_younger_one_is_divided() {
    let mut terms = in_proportion();
    terms.claim.settlement = super::terms::Settlement::Yearly;
    let mut desk = Desk::funded(terms, "40000", "60000");
    desk.overdue("L1", "100000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "100000")),
    });
    desk.approved("C1", "80000");
    desk.today = day("2022-01-04");
    desk.overdue("L2", "50000");
    desk.overdue("L3", "50000");
    desk.today = day("2022-03-10");
    for (claim, loan) in [("C2", "L2"), ("C3", "L3")] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, "50000")),
        });
        desk.approved(claim, "40000");
    }
    desk.done(Action::PlaceDeposit {
        compartment: home(),
        amount: yuan("30000"),
    });
    desk.today = day("2023-01-03");
    // 70,000 for the 80,000 of 2021: nothing for 2022.
    let younger = desk.refused(instruct("P2", "C2", None));
    desk.done(Action::MatureDeposit {
        compartment: home(),
        amount: yuan("30000"),
    });
    // 100,000: all of 2021, and 20,000 for the 80,000 of 2022, whoever is instructed first.
    let part = desk.refused(instruct("P2", "C2", Some("10000.01")));
    desk.done(instruct("P2", "C2", None));
    let second = told(&desk);
    desk.done(instruct("P1", "C1", None));
    let first = told(&desk);
    desk.done(instruct("P3", "C3", None));
    insta::assert_snapshot!([younger, part, second, first, told(&desk)].join("\n"), @"
    pay.order: `C1` is paid first
    pay.part: cash does not reach for all that is payable; its part in proportion is 10,000.00, which would pass
    Dr 2020:C2 10000.00 · Cr 2030:P2 10000.00
    Dr 2020:C1 80000.00 · Cr 2030:P1 80000.00
    Dr 2020:C3 10000.00 · Cr 2030:P3 10000.00
    ");
}

#[test]
fn a_statement_of_claims_paid_in_parts_holds() {
    use super::statement::{Period, Scope, Statement};
    let mut desk = half_paid();
    desk.done(recover("R1", "100000"));
    desk.contribute(&home(), "40000", "60000");
    desk.done(instruct("P2", "C1", Some("60000")));
    let head = crate::journal::Head {
        sequence: desk.ledger.state().sequence(),
        hash: crate::units::Digest::of(b"head"),
    };
    let period = Period {
        from: day("2021-01-01"),
        to: day("2021-12-31"),
    };
    let super::account::CompartmentId { pool, district } = home();
    let scope = Scope::Compartment { pool, district };
    let statement = Statement::make((1..).zip(&desk.events), &scope, period, head).unwrap();
    assert!(statement.holds(), "{:?}", statement.checks);
    let claims = statement.claims.iter().filter(|row| row.count > 0);
    let told = claims.map(|row| format!("{} {} × {}", row.stage.en(), row.count, row.amount));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    approved 1 × 260000.00
    in transit 1 × 60000.00
    paid 1 × 280000.00
    ");
}

#[test]
fn other_orders_pay_in_whole() {
    let mut desk = Desk::funded(terms(), "400000", "600000");
    desk.overdue("L1", "800000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    desk.approved("C1", "640000");
    let part = desk.refused(instruct("P1", "C1", Some("600000")));
    let more = desk.refused(instruct("P1", "C1", Some("640000.01")));
    insta::assert_snapshot!(format!("{part}\n{more}"), @"
    pay.whole: the terms pay no claim in part; 640,000.00 would pass
    above: no more than 640,000.00 is payable; that much would pass
    ");
    desk.done(instruct("P1", "C1", Some("640000")));
}
