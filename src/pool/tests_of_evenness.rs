//! Interest, fees and incentives are shared by contributors as a whole, whatever was taken back of them.

use super::account::{Code, Holder};
use super::command::Action;
use super::post::post;
use super::samples::*;
use crate::units::Amount;
use crate::units::names::ContributorId;
use proptest::prelude::*;

/// What city and district have of an account by all postings.
fn held(desk: &Desk, code: Code) -> [i64; 2] {
    ["city", "district"].map(|name| {
        let id = ContributorId::parse(name).unwrap();
        let all = desk.events.iter().flat_map(|event| post(&event.what));
        let own = all.filter(|of| of.account.code == code);
        let own =
            own.filter(|of| matches!(of.account.holder, Holder::Contributor(of) if *of == id));
        own.map(|of| of.signed()).sum::<i64>().abs()
    })
}

fn fee(fen: i64) -> Action {
    Action::ChargeFee {
        compartment: home(),
        amount: Amount::from_fen(fen),
    }
}

#[test]
fn a_fee_taken_back_shifts_no_fen_between_contributors() {
    // City to district 4 : 6, so that the city bears 0 of 1 fen (0.4), 1 of 2 (0.8), 1 of 3 (1.2) and 2 of 4 (1.6).
    let mut desk = Desk::funded(terms(), "4000", "6000");
    (0..3).for_each(|_| desk.done(fee(1)));
    assert_eq!(held(&desk, Code::Fees), [1, 2]);
    // The second was the city's. What is left is uneven until the next one makes it even.
    desk.done(desk.taking_back(desk.events.len() - 1));
    assert_eq!(held(&desk, Code::Fees), [0, 2]);
    desk.done(fee(1));
    assert_eq!(held(&desk, Code::Fees), [1, 2]);
    desk.done(fee(1));
    assert_eq!(held(&desk, Code::Fees), [2, 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_taken_back_the_next_makes_it_even(
        steps in prop::collection::vec((1i64..9, prop::option::of(0usize..8)), 1..24),
    ) {
        let mut desk = Desk::funded(terms(), "4000", "6000");
        let mut standing: Vec<(usize, i64)> = Vec::new();
        for (fen, back) in steps {
            if let Some(at) = back.filter(|at| *at < standing.len()) {
                let (number, _) = standing.remove(at);
                desk.done(desk.taking_back(number));
            }
            desk.done(fee(fen));
            standing.push((desk.events.len(), fen));
            let whole: i64 = standing.iter().map(|(_, fen)| fen).sum();
            // To the nearest fen, half a fen upwards.
            let city = (whole * 4 + 5) / 10;
            prop_assert_eq!(held(&desk, Code::Fees), [city, whole - city]);
        }
    }
}
