//! Random lives of pools: after every command the books balance, nothing is lost, and replay is exact.

use super::account::Code;
use super::command::Action;
use super::decide::{Exceeded, exceeded};
use super::happened::Happened;
use super::refusal::Refusal;
use super::samples::*;
use super::samples_of_lives::{action, lent, shaped};
use super::state::State;
use super::state::claim::Stage;
use super::state::tally::{Measures, SUMS, Sum, Tally};
use crate::units::Amount;
use proptest::prelude::*;
use std::collections::HashMap;

/// Everything that must hold after any command.
fn check(state: &State) {
    for (number, id, of) in state.compartments.all() {
        assert_eq!(state.trial(id), (0, 0), "{id}");
        assert!(
            of.free_cash() >= Amount::ZERO,
            "{id}: cash {}",
            of.free_cash()
        );
        for code in Code::ALL {
            let total = of.balances.signed(*code);
            let parts = |sum: i64| assert_eq!(sum, total, "{id} {code}");
            match code {
                Code::PaidIn
                | Code::Result
                | Code::Recoveries
                | Code::Interest
                | Code::CompensationCost
                | Code::Fees => {
                    parts(of.stakes.iter().map(|(_, stake)| stake.signed(*code)).sum());
                }
                Code::RecoveriesDue
                | Code::ClawbacksDue
                | Code::ClaimsUnderReview
                | Code::CompensationPayable
                | Code::UnderClaim
                | Code::Rights
                | Code::WrittenOff => {
                    let own = state
                        .claims
                        .all()
                        .filter(|(_, _, claim)| state.loan_of(claim).compartment == number);
                    parts(own.map(|(_, _, claim)| claim.balances.signed(*code)).sum());
                }
                _ => {}
            }
            let may_turn = matches!(
                code,
                Code::Unmatched
                    | Code::Result
                    | Code::Recoveries
                    | Code::CompensationCost
                    | Code::Contra
            );
            assert!(
                may_turn || of.balances.usual(*code) >= Amount::ZERO,
                "{id} {code} {total}"
            );
        }
    }
    for (_, id, loan) in state.loans.all() {
        let claimed: i64 = loan
            .claims
            .iter()
            .map(|claim| state.claims.at(*claim).balances.signed(Code::UnderClaim))
            .sum();
        let cover = loan.cover_undrawn + loan.cover_in_force + claimed;
        assert!(
            cover <= loan.share.of(loan.limit).fen(),
            "{id}: {cover} of {}",
            loan.limit
        );
        assert!(
            loan.cover_undrawn >= 0 && loan.cover_in_force >= 0 && loan.undrawn >= Amount::ZERO,
            "{id}"
        );
        let in_force = if loan.cover_lost {
            0
        } else {
            loan.share.of(loan.outstanding).fen()
        };
        assert_eq!(loan.cover_in_force, in_force, "{id}");
    }
    for (_, id, claim) in state.claims.all() {
        let usual = |code: Code| claim.balances.usual(code).fen();
        assert!(
            claim.recovered <= claim.bears() && claim.bears() <= claim.amount,
            "{id}"
        );
        let (review, payable) = (
            usual(Code::ClaimsUnderReview),
            usual(Code::CompensationPayable),
        );
        let right = usual(Code::Rights) + usual(Code::WrittenOff);
        let expected = match claim.stage {
            Stage::Filed | Stage::Checked => (claim.amount.fen(), 0, 0),
            Stage::Refused | Stage::Withdrawn => (0, 0, 0),
            Stage::Approved | Stage::InTransit | Stage::Paid => {
                let bears = claim.bears().fen();
                let payable = claim.amount.fen() - claim.transit.fen() - bears;
                (0, payable, bears - claim.recovered.fen())
            }
        };
        let open = match claim.stage {
            Stage::Paid => payable == 0 && claim.transit == Amount::ZERO,
            Stage::Approved => claim.transit == Amount::ZERO,
            _ => true,
        };
        assert!(open, "{id} {:?}", claim.stage);
        assert_eq!((review, payable, right), expected, "{id} {:?}", claim.stage);
    }
    tallied(state);
}

/// What counts in the budget of each year is the sum over the claims.
fn budgeted(state: &State) {
    for (number, id, pool) in state.pools.all() {
        let own = state.claims.all().map(|(_, _, claim)| claim);
        let own: Vec<_> = own
            .filter(|claim| state.compartments.at(state.loan_of(claim).compartment).pool == number)
            .collect();
        for year in pool.approved.counted() {
            let counts = own.iter().map(|claim| claim.counts.of(year));
            assert_eq!(counts.sum::<i64>(), pool.approved.of(year), "{id} {year}");
        }
    }
}

/// Every tally is the sum of its loans, reckoned anew.
fn tallied(state: &State) {
    let mut sums: HashMap<u32, (Measures, i64)> = HashMap::new();
    for (number, _, loan) in state.loans.all() {
        let measures = state.measures(number);
        let year: i64 = state.compensation_by_year(number).map(|(_, sum)| sum).sum();
        for place in loan.places {
            let (sum, years) = sums.entry(place).or_insert(([0; SUMS], 0));
            sum.iter_mut()
                .zip(&measures)
                .for_each(|(sum, of)| *sum += of);
            *years += year;
        }
    }
    for (number, place, tally) in state.tallies.all() {
        let mut expected = Tally::default();
        if let Some((sum, years)) = sums.get(&number) {
            expected.add(sum);
            assert_eq!(tally.year(2021), *years, "{place:?}");
            expected.add_year(2021, *years);
        }
        for at in 0..SUMS {
            assert_eq!(tally.at(at), expected.at(at), "{place:?} {at}");
        }
    }
}

/// All of what was recovered went to the pool, the bank or the costs.
fn recovered(desk: &Desk) {
    let mut of: HashMap<String, (i64, i64, i64)> = HashMap::new();
    for event in &desk.events {
        let (claim, gross, shared, pool) = match &event.what {
            Happened::RecoveryReported {
                claim,
                gross,
                to_pool,
                to_bank,
                costs_met,
                ..
            } => (
                claim,
                gross.fen(),
                to_pool.fen() + to_bank.fen() + costs_met.fen(),
                to_pool.fen(),
            ),
            Happened::RecoveryReversed {
                claim,
                gross,
                to_pool,
                to_bank,
                costs_met,
                ..
            } => (
                claim,
                -gross.fen(),
                to_pool.fen() + to_bank.fen() + costs_met.fen(),
                to_pool.fen(),
            ),
            Happened::ClawedBack {
                claim,
                recovery_change,
                ..
            } => (claim, 0, 0, recovery_change.fen()),
            // What the pool has more of the same, the bank has less.
            Happened::PaymentConfirmed {
                claim,
                raised: Some(raised),
                ..
            }
            | Happened::ClaimReduced {
                claim,
                raised: Some(raised),
                ..
            } => (claim, 0, 0, raised.to_pool.fen()),
            _ => continue,
        };
        let sums = of.entry(claim.to_string()).or_default();
        *sums = (sums.0 + gross, sums.1 + shared, sums.2 + pool);
    }
    for (id, (gross, shared, pool)) in of {
        assert_eq!(gross, shared, "{id}");
        let (_, claim) = desk.ledger.state().claims.named(&claim_id(&id)).unwrap();
        assert_eq!(claim.recovered.fen(), pool, "{id}");
    }
}

/// Whatever adds exposure passes no limit, and none by more than before. A claim is a loss too, and leverage
/// may give way under a loss.
fn adds_within(action: &Action, before: &[Exceeded], after: &[Exceeded]) {
    let covers = matches!(action, Action::Enrol { .. } | Action::Draw { .. });
    let claims = matches!(
        action,
        Action::FileClaim { .. } | Action::AppealClaim { .. }
    );
    for of in after {
        let was = |was: &&Exceeded| (&was.limit, &was.over) == (&of.limit, &of.over);
        let by = before.iter().find(was).map_or(Amount::ZERO, Exceeded::by);
        let may = !covers && (!claims || of.limit.starts_with("leverage"));
        assert!(may || of.by() <= by, "{of:?} was {by} before {action:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_asked_the_books_hold(
        share in 0usize..4,
        order in 0usize..3,
        cap: bool,
        steps in prop::collection::vec((0u8..63, 0u8..24, 1i64..2_000), 1..160),
    ) {
        let mut desk = lent(&shaped(share, order, cap));
        for step in steps {
            let action = action(step, &desk);
            let enrolled = matches!(action, Action::Enrol { .. });
            let before = desk.ledger.state().digest();
            let passed = exceeded(&desk.ledger.rules, desk.ledger.state(), desk.today);
            let mut command = desk.command(action);
            if step.1 % 2 == 1 && command.actor.person == "chen" {
                command.actor.person = "cao".into();
            }
            match desk.run(&command) {
                Err(refusal) => {
                    prop_assert!(Refusal::CODES.contains(&refusal.code()));
                    prop_assert_eq!(desk.ledger.state().digest(), before, "a refusal changes nothing");
                }
                Ok(()) => {
                    let state = desk.ledger.state();
                    check(state);
                    budgeted(state);
                    if enrolled {
                        for (_, id, of) in state.compartments.all().filter(|(_, _, of)| of.pool == 0) {
                            let stands = state.tallies.at(of.tally).get(Sum::Principal);
                            let just = state.loans.all().last().is_some_and(|(_, _, loan)| {
                                state.compartments.name(loan.compartment) == id
                            });
                            prop_assert!(!just || stands <= 2 * of.balances.net_assets().fen());
                        }
                    }
                    adds_within(&command.action, &passed, &exceeded(&desk.ledger.rules, state, desk.today));
                    let after = state.digest();
                    let again = desk.run(&command).unwrap_err();
                    prop_assert_eq!(again.code(), "key.done");
                    prop_assert_eq!(desk.ledger.state().digest(), after, "twice is once");
                    if let Action::CloseDay { date } = command.action {
                        desk.today = date.tomorrow().unwrap();
                    }
                }
            }
        }
        recovered(&desk);
    }
}
