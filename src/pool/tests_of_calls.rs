//! Calls for top-ups: on call, below a share, by the year; paid oldest first, overdue, taken back.

use super::account::{Account, Code};
use super::called::OpenCall;
use super::command::Action;
use super::happened::Happened;
use super::samples::*;
use super::terms::{Terms, TopUpTrigger};
use crate::units::Amount;
use crate::units::names::ContributorId;
use proptest::prelude::*;

fn who(id: &str) -> ContributorId {
    ContributorId::parse(id).unwrap()
}

fn with(trigger: TopUpTrigger, share: Option<&str>) -> Terms {
    funded_by(|funding| funding.top_ups = vec![top_up(trigger, share, 10)])
}

fn subscribe(contributor: &str, amount: &str) -> Action {
    Action::Subscribe {
        compartment: home(),
        contributor: who(contributor),
        amount: yuan(amount),
    }
}

fn contribute(contributor: &str, amount: &str) -> Action {
    Action::Contribute {
        compartment: home(),
        contributor: who(contributor),
        amount: yuan(amount),
    }
}

fn call(contributor: Option<&str>, amount: &str) -> Action {
    Action::CallTopUp {
        compartment: home(),
        contributor: contributor.map(who),
        amount: yuan(amount),
    }
}

/// What is open, one call a line, and what stands on 9060.
fn open(desk: &Desk) -> String {
    let state = desk.ledger.state();
    let told = |of: OpenCall| {
        let due = of.due.map(|due| due.to_string()).unwrap_or_default();
        let late = if of.overdue { " overdue" } else { "" };
        format!("{} {} {} by {due}{late}", of.call, of.contributor, of.open)
    };
    let mut lines: Vec<String> = state.open_calls(&home()).map(told).collect();
    lines.push(format!("9060 {}", state.total(&home(), Code::Unpaid)));
    lines.join("\n")
}

/// Promised 4,000,000 and 6,000,000, of which 1,000,000 and 1,500,000 are paid in: 3,000,000 and 4,500,000 are not.
fn promised() -> Desk {
    let mut desk = Desk::new(with(TopUpTrigger::OnCall, None));
    desk.open(&home());
    desk.done(subscribe("city", "4000000"));
    desk.done(subscribe("district", "6000000"));
    desk.contribute(&home(), "1000000", "1500000");
    desk
}

/// 2,000,000 of all are 800,000 and 1,200,000, ten working days after Monday 4 January on the 18th; within what was
/// promised, nothing is posted. The city pays 500,000, and 300,000 of it are overdue. Called for 3,000,000 more,
/// it owes 3,300,000 against a promise of 2,500,000: 800,000 are promised anew. 400,000 then pay what is
/// left of the first call and 100,000 of the second.
#[test]
fn the_administrator_calls_and_what_goes_beyond_the_promise_is_promised() {
    let mut desk = promised();
    desk.done(call(None, "2000000"));
    assert_eq!(
        open(&desk),
        "7 city 800000.00 by 2021-01-18\n7 district 1200000.00 by 2021-01-18\n9060 7500000.00"
    );
    desk.done(contribute("city", "500000"));
    assert_eq!(desk.close("2021-01-18"), "");
    let overdue = "2021-01-18 pool.contribution.overdue";
    assert_eq!(desk.close("2021-01-19"), format!("{overdue} · {overdue}"));
    assert_eq!(desk.close("2021-01-20"), "");
    desk.today = day("2021-01-21");
    desk.done(call(Some("city"), "3000000"));
    insta::assert_snapshot!(open(&desk), @"
    7 city 300000.00 by 2021-01-18 overdue
    7 district 1200000.00 by 2021-01-18 overdue
    14 city 3000000.00 by 2021-02-04
    9060 7800000.00
    ");
    desk.done(contribute("city", "400000"));
    insta::assert_snapshot!(open(&desk), @"
    7 district 1200000.00 by 2021-01-18 overdue
    14 city 2900000.00 by 2021-02-04
    9060 7400000.00
    ");
    let city = who("city");
    let unpaid = desk.ledger.state().balance(&home(), Account::unpaid(&city));
    assert_eq!(unpaid, yuan("2900000"));
}

/// Of 1,000,000 paid in, a claim of 80% of 750,000 leaves 400,000, below the half. What is paid in adds to both
/// sides: 200,000 make it 600,000 of 1,200,000. It is called for once, and paid it is just enough.
#[test]
fn below_the_share_the_least_that_brings_it_back_is_called_for_once() {
    let mut desk = Desk::funded(
        with(TopUpTrigger::BelowShare, Some("0.5")),
        "400000",
        "600000",
    );
    desk.overdue("L1", "750000");
    desk.today = day("2021-03-10");
    assert!(!desk.close("2021-03-10").contains("called"));
    desk.today = day("2021-03-11");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "750000")),
    });
    let called = "2021-03-11 pool.contribution.called";
    assert_eq!(desk.close("2021-03-11"), format!("{called} · {called}"));
    insta::assert_snapshot!(open(&desk), @"
    12 city 80000.00 by 2021-03-25
    13 district 120000.00 by 2021-03-25
    9060 200000.00
    ");
    assert_eq!(desk.close("2021-03-12"), "");
    desk.today = day("2021-03-15");
    desk.contribute(&home(), "80000", "120000");
    assert_eq!(open(&desk), "9060 0.00");
    assert_eq!(desk.close("2021-03-15"), "");
    // One more fen is lost: to bring it back, two are needed, one of each.
    desk.today = day("2021-03-16");
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: Amount::from_fen(1),
    });
    desk.close("2021-03-16");
    insta::assert_snapshot!(open(&desk), @"
    20 city 0.01 by 2021-03-30
    21 district 0.01 by 2021-03-30
    9060 0.02
    ");
}

/// 600,000 were paid out in 2021, and are called for at the first day that closes in 2022, by 4 : 6, once.
#[test]
fn the_compensation_of_a_year_is_called_for_when_the_next_begins() {
    let mut desk = Desk::funded(with(TopUpTrigger::YearlyPayout, None), "4000000", "6000000");
    desk.overdue("L1", "750000");
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "750000", "600000");
    assert!(!desk.close("2021-12-31").contains("called"));
    let called = "2022-01-04 pool.contribution.called";
    assert_eq!(desk.close("2022-01-04"), format!("{called} · {called}"));
    insta::assert_snapshot!(open(&desk), @"
    15 city 240000.00 by 2022-01-18
    16 district 360000.00 by 2022-01-18
    9060 600000.00
    ");
    assert_eq!(desk.close("2022-01-05"), "");
    let overdue = "2022-01-18 pool.contribution.overdue";
    assert_eq!(desk.close("2023-01-04"), format!("{overdue} · {overdue}"));
}

/// A call by the administrator in the year of the loss answers the same shortfall while it is open.
#[test]
fn what_was_called_for_in_the_year_is_not_called_for_again() {
    let terms = funded_by(|funding| {
        funding.top_ups = vec![
            top_up(TopUpTrigger::OnCall, None, 10),
            top_up(TopUpTrigger::YearlyPayout, None, 10),
        ];
    });
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.overdue("L1", "750000");
    desk.today = day("2021-03-10");
    desk.paid("C1", "L1", "750000", "600000");
    desk.done(call(Some("city"), "150000"));
    desk.close("2021-12-31");
    desk.close("2022-01-04");
    insta::assert_snapshot!(open(&desk), @"
    13 city 150000.00 by 2021-03-24 overdue
    17 city 180000.00 by 2022-01-18
    18 district 270000.00 by 2022-01-18
    9060 600000.00
    ");
}

#[test]
fn a_call_needs_terms_that_know_it_and_a_calendar_that_reaches() {
    let mut desk = Desk::funded(terms(), "1", "1");
    let mut told = vec![desk.refused(call(None, "1"))];
    let mut desk = promised();
    told.push(desk.refused(call(Some("zone"), "1")));
    desk.today = day("2023-12-20");
    told.push(desk.refused(call(None, "1")));
    // Nor does a day end whose top-up would have no last day.
    let mut desk = Desk::funded(with(TopUpTrigger::BelowShare, Some("0.5")), "4", "6");
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("6"),
    });
    desk.today = day("2023-12-20");
    let date = desk.today;
    told.push(desk.refused(Action::CloseDay { date }));
    insta::assert_snapshot!(told.join("\n"), @"
    terms.unfit: the terms in force know of no top-up on call; a contribution passes without one
    unknown: there is no contributor `zone`
    data: the top-up of cq/渝北区 has no last day: whether 2024-01-01 is a working day is not known: there is no calendar for 2024
    data: the top-up of cq/渝北区 has no last day: whether 2024-01-01 is a working day is not known: there is no calendar for 2024
    ");
}

#[test]
fn calls_promises_and_contributions_are_taken_back_in_their_order() {
    let mut desk = promised();
    desk.done(call(Some("city"), "3500000"));
    let called = desk.events.len();
    desk.done(contribute("city", "100"));
    let paid = desk.events.len();
    let mut told = Vec::new();
    // A call of which something is paid.
    let action = desk.taking_back(called);
    told.push(desk.refused(action));
    let action = desk.taking_back(paid);
    desk.done(action);
    told.push(open(&desk));
    // A promise within which a call is open: 3,500,000 are promised with it, and 3,000,000 without.
    desk.done(subscribe("city", "500000"));
    let promise = desk.events.len();
    let action = desk.taking_back(called);
    desk.done(action);
    told.push(open(&desk));
    desk.done(call(Some("city"), "3200000"));
    let within = desk.events.len();
    for number in [promise, within, promise] {
        let action = desk.taking_back(number);
        if let Err(refusal) = desk.attempt(action) {
            told.push(format!("{}: {refusal}", refusal.code()));
        }
        told.push(open(&desk));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    correct.depended: later events rest on it: 8; take those back first
    7 city 3500000.00 by 2021-01-18
    9060 8000000.00
    9060 8000000.00
    correct.depended: later events rest on it: 12; take those back first
    12 city 3200000.00 by 2021-01-18
    9060 8000000.00
    9060 8000000.00
    9060 7500000.00
    ");
    let last = desk.events.last().unwrap();
    assert!(matches!(last.what, Happened::Corrected { .. }));
}

proptest! {
    /// Whatever is promised, called for, paid and taken back: what is open is what was called for less what was
    /// paid of it, is never below nought, and never more than what stands as promised.
    #[test]
    fn open_calls_are_within_the_promise(
        steps in prop::collection::vec((0u8..5, any::<bool>(), 1i64..1_000), 1..40),
    ) {
        let mut desk = Desk::new(with(TopUpTrigger::OnCall, None));
        desk.open(&home());
        for (what, first, fen) in steps {
            let amount = Amount::from_fen(fen);
            let contributor = who(if first { "city" } else { "district" });
            let compartment = home();
            let action = match what {
                0 => Action::Subscribe { compartment, contributor, amount },
                1 => Action::CallTopUp { compartment, contributor: Some(contributor), amount },
                2 => Action::CallTopUp { compartment, contributor: None, amount },
                3 => Action::Contribute { compartment, contributor, amount },
                _ => desk.taking_back(1 + usize::try_from(fen).unwrap() % desk.events.len()),
            };
            let _ = desk.attempt(action);
            let state = desk.ledger.state();
            let (mut called, mut paid) = (0i64, 0i64);
            for event in &desk.events {
                let (what, sign) = match &event.what {
                    Happened::Corrected { original, .. } => (&**original, -1),
                    what => (what, 1),
                };
                match what {
                    Happened::ContributionCalled { parts, .. } => {
                        called += sign * parts.iter().map(|part| part.amount.fen()).sum::<i64>();
                    }
                    Happened::Contributed { fulfils, .. } => {
                        paid += sign * fulfils.iter().map(|part| part.amount.fen()).sum::<i64>();
                    }
                    _ => {}
                }
            }
            let at = home();
            let all: i64 = state.open_calls(&at).map(|call| call.open.fen()).sum();
            prop_assert_eq!(all, called - paid);
            for contributor in ["city", "district"].map(who) {
                let own = state.open_calls(&at).filter(|call| call.contributor == contributor);
                let own: i64 = own.map(|call| call.open.fen()).sum();
                let promised = state.balance(&at, Account::unpaid(&contributor)).fen();
                prop_assert!(own >= 0 && own <= promised, "{own} of {promised}");
            }
        }
    }
}
