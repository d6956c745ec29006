//! Claims paid in parts: what of recoveries the pool has meanwhile, repayments and clawbacks, and that in the end
//! all is as if it had been paid at once.

use super::account::{Account, Code};
use super::command::Action;
use super::samples::*;
use super::terms::RecoveryOrder;
use super::tests_of_parts::{
    claw_back, confirm, half_paid, in_proportion, instruct, payment, recover, repay, stage, told,
};
use crate::units::Amount;
use proptest::prelude::*;

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
fn what_came_in_before_the_payment_is_no_recovery() {
    let mut desk = half_paid();
    let paid_on = desk.today;
    let mut early = desk.command(recover("R1", "100000"));
    early.effective_on = paid_on.yesterday().unwrap();
    let told = desk.run(&early).unwrap_err();
    insta::assert_snapshot!(told, @"what came in before the payment of 2021-03-10 was never unpaid, and is reported as repaid; 2021-03-10 or a later day would pass");
    early.effective_on = paid_on;
    desk.run(&early).unwrap();
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
    let sequence = desk.ledger.state().sequence();
    desk.done(Action::Correct {
        sequence,
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
