//! Random lives under a yearly budget: whatever is approved, lowered, called back and taken back, no year passes
//! its budget.

use super::command::Action;
use super::decide::budgets;
use super::event::PoolEvent;
use super::happened::Happened;
use super::samples::*;
use super::tests_of_budgets::{budgeted, drawn_from_the_treasury, three_claims};
use crate::units::names::PaymentId;
use crate::units::{Amount, Date};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What counts in each year, from the events alone: approved in it, less what was lowered or called back in it.
fn counted(desk: &Desk) -> BTreeMap<i16, i64> {
    let mut of_claim: BTreeMap<(String, i16), i64> = BTreeMap::new();
    let mut freed: BTreeMap<u64, i64> = BTreeMap::new();
    for (number, event) in (1..).zip(&desk.events) {
        let year = event.booked_on.year();
        let Some(claim) = event.what.claim().or(match &event.what {
            Happened::Corrected { original, .. } => original.claim(),
            _ => None,
        }) else {
            continue;
        };
        let counts = of_claim.entry((claim.to_string(), year)).or_default();
        match &event.what {
            Happened::ClaimApproved { amount, .. } => *counts += amount.fen(),
            Happened::ClaimReduced {
                from_payable: less, ..
            }
            | Happened::ClawedBack { amount: less, .. } => {
                let less = less.fen().min(*counts);
                *counts -= less;
                freed.insert(number, less);
            }
            Happened::Corrected { sequence, .. } => {
                *counts += freed.get(sequence).copied().unwrap_or(0);
            }
            _ => {}
        }
    }
    let mut years = BTreeMap::new();
    for ((_, year), fen) in of_claim {
        *years.entry(year).or_default() += fen;
    }
    years
}

/// One step of a life under a budget.
fn step(desk: &mut Desk, (what, which, fen): (u8, u32, i64)) {
    let amount = Amount::from_fen(fen);
    let claim = claim_id(&format!("C{which}"));
    let action = match what {
        0..4 => Action::ApproveClaim {
            claim,
            amount,
            reason: Some(item("late-notice")),
        },
        4 => Action::ApproveClaim {
            claim,
            amount: yuan("400"),
            reason: None,
        },
        5..7 => Action::Repay {
            loan: loan_id(&format!("L{which}")),
            principal: amount,
        },
        7..9 => {
            let payment = PaymentId::parse(&format!("p-C{which}-{}", desk.events.len())).unwrap();
            let instructed = desk.attempt(Action::InstructPayment {
                payment: payment.clone(),
                claim,
                amount: None,
            });
            if instructed.is_err() {
                return;
            }
            let line = format!("line-{payment}");
            Action::ConfirmPayment { payment, line }
        }
        9..11 => Action::ClawBack {
            claim,
            amount,
            reason: item("false-papers"),
        },
        11 => {
            let called = |event: &PoolEvent| matches!(event.what, Happened::ClawedBack { .. });
            let Some(last) = desk.events.iter().rposition(called) else {
                return;
            };
            desk.taking_back(last + 1)
        }
        _ => {
            // On into the next year at the latest after a few of these.
            let days = jiff::Span::new().days(fen / 4_000);
            desk.today = desk.today.checked_add(days).unwrap();
            return;
        }
    };
    // Whatever is refused, the sums of the years must hold.
    let _ = desk.attempt(action);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_counts_in_a_year_never_passes_its_budget(
        yearly in 1i64..140_000,
        steps in prop::collection::vec((0u8..13, 1u32..=3, 1i64..50_000), 1..60),
    ) {
        let mut desk = three_claims(budgeted(&Amount::from_fen(yearly).to_string()));
        drawn_from_the_treasury(&mut desk, "1200");
        for of in steps {
            step(&mut desk, of);
            let counted = counted(&desk);
            for (year, fen) in &counted {
                prop_assert!((0..=yearly).contains(fen), "{fen} of {yearly} in {year}");
                let on = Date::constant(*year, 12, 31);
                let told = budgets(&desk.ledger.rules, desk.ledger.state(), on);
                prop_assert_eq!(told[0].approved.fen(), *fen);
            }
        }
    }
}
