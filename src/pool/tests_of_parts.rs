//! Claims paid in parts, each its part of the cash: how it is divided, what of recoveries the pool has meanwhile,
//! and that in the end all is as if it had been paid at once.

use super::account::{Account, Code};
use super::command::Action;
use super::ids::PaymentId;
use super::samples::*;
use super::terms::{PayOrder, RecoveryOrder, Terms};
use crate::units::Amount;
use proptest::prelude::*;

fn in_proportion() -> Terms {
    let mut terms = terms();
    terms.claim.pay_order = PayOrder::Proportional;
    terms.claim.clawback_interest = Some(ratio("0.0365"));
    terms
}

fn payment(name: &str) -> PaymentId {
    PaymentId::parse(name).unwrap()
}

fn instruct(name: &str, claim: &str, amount: Option<&str>) -> Action {
    Action::InstructPayment {
        payment: payment(name),
        claim: claim_id(claim),
        amount: amount.map(yuan),
    }
}

fn confirm(name: &str) -> Action {
    Action::ConfirmPayment {
        payment: payment(name),
        line: format!("line-{name}"),
    }
}

fn recover(name: &str, gross: &str) -> Action {
    Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: name.into(),
        gross: yuan(gross),
        costs: Amount::ZERO,
    }
}

fn repay(principal: &str) -> Action {
    Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

fn claw_back(amount: &str) -> Action {
    Action::ClawBack {
        claim: claim_id("C1"),
        amount: yuan(amount),
        reason: item("false-papers"),
    }
}

/// What the last event moved.
fn told(desk: &Desk) -> String {
    let postings = super::post::post(&desk.events.last().unwrap().what);
    let told = postings.iter().map(|of| {
        let side = if of.signed() > 0 { "Dr" } else { "Cr" };
        format!("{side} {} {}", of.account, of.amount)
    });
    told.collect::<Vec<_>>().join(" · ")
}

fn stage(desk: &Desk) -> Option<&'static str> {
    desk.ledger.state().claim_stage(&claim_id("C1"))
}

/// 320,000 paid of 640,000, for 800,000 unpaid; there was no more cash.
fn half_paid() -> Desk {
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
fn a_later_part_raises_the_pools_part_of_what_was_recovered() {
    let mut desk = half_paid();
    assert_eq!(stage(&desk), Some("approved"));
    let mut moved = vec![told(&desk)];
    // 320,000 x 100,000 / 800,000.
    desk.done(recover("R1", "100000"));
    moved.push(told(&desk));
    desk.contribute(&home(), "128000", "192000");
    desk.done(instruct("P2", "C1", Some("120000")));
    desk.done(instruct("P3", "C1", None));
    // Recovered while the rest is on its way.
    desk.done(recover("R2", "40000"));
    moved.push(told(&desk));
    // 520,000 x 140,000 / 800,000 = 91,000, then 640,000 x 140,000 / 800,000 = 112,000.
    desk.done(confirm("P3"));
    moved.push(told(&desk));
    assert_eq!(stage(&desk), Some("in transit"));
    desk.done(confirm("P2"));
    moved.push(told(&desk));
    assert_eq!(stage(&desk), Some("paid"));
    insta::assert_snapshot!(moved.join("\n"), @"
    Dr 2030:P1 320000.00 · Cr 1010 320000.00 · Dr 9040:C1 320000.00 · Cr 9990 320000.00
    Dr 1120:C1 40000.00 · Cr 4010:city 16000.00 · Cr 4010:district 24000.00 · Cr 9040:C1 40000.00 · Dr 9990 40000.00
    Dr 1120:C1 16000.00 · Cr 4010:city 6400.00 · Cr 4010:district 9600.00 · Cr 9040:C1 16000.00 · Dr 9990 16000.00
    Dr 2030:P3 200000.00 · Cr 1010 200000.00 · Dr 9040:C1 200000.00 · Cr 9990 200000.00 · Dr 1120:C1 35000.00 · Cr 4010:city 14000.00 · Cr 4010:district 21000.00 · Cr 9040:C1 35000.00 · Dr 9990 35000.00
    Dr 2030:P2 120000.00 · Cr 1010 120000.00 · Dr 9040:C1 120000.00 · Cr 9990 120000.00 · Dr 1120:C1 21000.00 · Cr 4010:city 8400.00 · Cr 4010:district 12600.00 · Cr 9040:C1 21000.00 · Dr 9990 21000.00
    ");
    // As when all is paid at once.
    let mut whole = Desk::funded(in_proportion(), "256000", "384000");
    whole.overdue("L1", "800000");
    whole.today = day("2021-03-10");
    whole.paid("C1", "L1", "800000", "640000");
    whole.done(recover("R1", "100000"));
    whole.done(recover("R2", "40000"));
    assert_eq!(desk.balances(&home()), whole.balances(&home()));
}

#[test]
fn a_recovery_reversed_before_the_rest_is_paid_leaves_none() {
    let mut desk = half_paid();
    desk.done(recover("R1", "100000"));
    desk.contribute(&home(), "40000", "60000");
    desk.done(instruct("P2", "C1", None));
    desk.done(confirm("P2"));
    desk.done(Action::ReverseRecovery {
        recovery: "R1".into(),
    });
    let state = desk.ledger.state();
    assert_eq!(state.total(&home(), Code::RecoveriesDue), Amount::ZERO);
    assert_eq!(state.total(&home(), Code::Recoveries), Amount::ZERO);
    assert_eq!(state.total(&home(), Code::Rights), yuan("420000"));
}

#[test]
fn a_repayment_lowers_what_is_payable_first_and_then_what_was_paid() {
    let mut desk = half_paid();
    desk.done(recover("R1", "100000"));
    let mut moved = Vec::new();
    // 80,000 less is payable for 700,000 unpaid; of the 100,000 recovered 320,000 / 700,000 are the pool's.
    desk.done(repay("100000"));
    moved.push(told(&desk));
    moved.push(desk.refused(repay("300000.01")));
    // Nothing is payable any more: 320,000 of 400,000 unpaid, as if paid at once.
    desk.done(repay("300000"));
    moved.push(told(&desk));
    assert_eq!(stage(&desk), Some("paid"));
    moved.push(desk.refused(instruct("P2", "C1", None)));
    // From now on a repayment is a recovery: four fifths of it.
    desk.today = day("2021-03-11");
    desk.done(repay("10000"));
    moved.push(told(&desk));
    insta::assert_snapshot!(moved.join("\n"), @"
    Dr 1120:C1 5714.28 · Cr 4010:city 2285.71 · Cr 4010:district 3428.57 · Cr 9040:C1 5714.28 · Dr 9990 5714.28 · Dr 2020:C1 80000.00 · Cr 5010:city 32000.00 · Cr 5010:district 48000.00
    above: no more than 300,000.00 is principal of what is payable; that much would pass
    Dr 1120:C1 34285.72 · Cr 4010:city 13714.29 · Cr 4010:district 20571.43 · Cr 9040:C1 34285.72 · Dr 9990 34285.72 · Dr 2020:C1 240000.00 · Cr 5010:city 96000.00 · Cr 5010:district 144000.00
    state: the claim `C1` is paid; it must be approved and payable
    Dr 1120:C1 8000.00 · Cr 4010:city 3200.00 · Cr 4010:district 4800.00 · Cr 9040:C1 8000.00 · Dr 9990 8000.00
    ");
    let state = desk.ledger.state();
    assert_eq!(state.total(&home(), Code::Recoveries), yuan("88000"));
    assert_eq!(state.total(&home(), Code::CompensationCost), yuan("320000"));
}

#[test]
fn a_clawback_takes_what_is_payable_first_and_can_be_taken_back() {
    let mut desk = half_paid();
    desk.done(recover("R1", "100000"));
    let before = desk.balances(&home());
    desk.contribute(&home(), "1", "1");
    desk.done(instruct("P2", "C1", None));
    let in_transit = desk.refused(claw_back("1"));
    desk.done(Action::ReturnPayment {
        payment: payment("P2"),
    });
    let above = desk.refused(claw_back("640000.01"));
    // 100 days: 8,000,000 fen x 100 x 0.0365 / 365 = 80,000 fen, on what was paid only.
    desk.today = day("2021-06-18");
    desk.done(claw_back("400000"));
    let moved = told(&desk);
    assert_eq!(stage(&desk), Some("paid"));
    insta::assert_snapshot!([in_transit, above, moved].join("\n"), @"
    state: the claim `C1` is in transit; it must be paid or returned first
    above: no more than 640,000.00 is paid or payable, and not called back; that much would pass
    Dr 2020:C1 320000.00 · Dr 1130:C1 70800.00 · Cr 4020:city 320.00 · Cr 4020:district 480.00 · Cr 5010:city 160000.00 · Cr 5010:district 240000.00 · Dr 4010:city 4000.00 · Dr 4010:district 6000.00 · Cr 9040:C1 70000.00 · Dr 9990 70000.00
    ");
    // Taken back, the claim is payable again for the rest, and its loan not free for another.
    let event = desk.events.last().unwrap().clone();
    let sequence = desk.ledger.state().sequence();
    desk.done(Action::Correct {
        sequence,
        booked_on: event.booked_on,
        original: Box::new(event.what),
        reason: "a mistake".into(),
    });
    let again = desk
        .balances(&home())
        .replace("1010 2.00 · ", "")
        .replace("320002.00", "320000.00");
    assert_eq!(again, before);
    assert_eq!(stage(&desk), Some("approved"));
    desk.contribute(&home(), "128000", "192000");
    desk.done(instruct("P3", "C1", None));
    desk.done(confirm("P3"));
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Rights),
        yuan("560000")
    );
    // A full clawback leaves the pool whole, and its interest.
    desk.done(claw_back("640000"));
    let claim = claim_id("C1");
    let due = desk
        .ledger
        .state()
        .balance(&home(), Account::clawbacks_due(&claim));
    desk.done(Action::RemitRecovery {
        claim: claim.clone(),
        amount: yuan("80000"),
    });
    desk.done(Action::ReceiveClawback { claim, amount: due });
    assert_eq!(
        desk.balances(&home()),
        "1010 643202.00 · 3010 640002.00 · 4020 3200.00"
    );
}

#[test]
fn each_payment_stands_by_itself() {
    let mut desk = half_paid();
    let mut refused = Vec::new();
    // What was paid, instructed or returned is no mistake of the books.
    for back in [1, 2] {
        let at = desk.events.len() - back;
        let event = desk.events[at].clone();
        refused.push(desk.refused(Action::Correct {
            sequence: u64::try_from(at).unwrap() + 1,
            booked_on: event.booked_on,
            original: Box::new(event.what),
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
    let event = desk.events[at].clone();
    refused.push(desk.refused(Action::Correct {
        sequence: u64::try_from(at).unwrap() + 1,
        booked_on: event.booked_on,
        original: Box::new(event.what),
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

/// What happens to a claim that is paid in parts: recovered, or more cash comes and a part is paid.
#[derive(Debug, Clone)]
enum Turn {
    Recovered(i64, i64),
    Paid(i64),
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        (0i64..40_000, 1i64..3_000).prop_map(|(gross, costs)| Turn::Recovered(gross, costs)),
        (1i64..40_000).prop_map(Turn::Paid),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A life in parts ends in the balances of one whole payment.
    #[test]
    fn in_parts_or_at_once_the_end_is_the_same(
        principal in 100i64..100_000,
        share in 0usize..3,
        order in 0usize..3,
        turns in prop::collection::vec(turn(), 0..12),
    ) {
        let mut terms = in_proportion();
        terms.sharing.rules[0].share = ratio(["0.8", "1/3", "1"][share]);
        let orders = [RecoveryOrder::PariPassu, RecoveryOrder::PoolFirst, RecoveryOrder::LenderFirst];
        terms.recovery.order = orders[order];
        let unpaid = Amount::from_fen(principal);
        let mut desks = [(); 2].map(|()| Desk::funded(terms.clone(), "40", "60"));
        for desk in &mut desks {
            desk.contribute(&home(), &unpaid.to_string(), &unpaid.to_string());
            desk.overdue("L1", &unpaid.to_string());
            desk.today = day("2021-03-10");
            desk.done(Action::FileClaim { filing: Box::new(filing("C1", "L1", &unpaid.to_string())) });
            let cost = desk.ledger.state().total(&home(), Code::CompensationCost);
            desk.approved("C1", &cost.to_string());
        }
        let [mut parts, mut whole] = desks;
        whole.pay("C1");
        let mut names = 0;
        let first = [Turn::Paid(1)].into_iter();
        for turn in first.chain(turns).chain([Turn::Paid(i64::MAX)]) {
            names += 1;
            match turn {
                Turn::Paid(fen) => {
                    let left = parts.ledger.state().total(&home(), Code::CompensationPayable);
                    if left > Amount::ZERO {
                        let name = format!("P{names}");
                        let amount = left.min(Amount::from_fen(fen));
                        parts.done(instruct(&name, "C1", Some(&amount.to_string())));
                        parts.done(confirm(&name));
                    }
                }
                Turn::Recovered(gross, costs) => {
                    for desk in [&mut parts, &mut whole] {
                        desk.done(Action::ReportRecovery {
                            claim: claim_id("C1"),
                            recovery: format!("R{names}"),
                            gross: Amount::from_fen(gross),
                            costs: Amount::from_fen(costs),
                        });
                    }
                }
            }
        }
        prop_assert_eq!(parts.balances(&home()), whole.balances(&home()));
    }
}
