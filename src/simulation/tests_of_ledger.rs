//! Paths against the pool's own books: the same loans default, every command goes through the ledger, and what was paid,
//! recovered, left in cash and tripped is the same to the fen.

use super::book::Book;
use super::dependence::Dependence;
use super::opening::Opening;
use super::plan::Plan;
use super::samples::*;
use super::samples_of_books::{Desk, at, pool};
use super::walk::Walk;
use crate::pool::account::Code;
use crate::pool::{BankId, District, SeenClaim};
use crate::units::Amount;
use crate::validation::stream::Stream;

/// Loans over two banks and two districts, some of them short.
fn mixed(stream: &mut Stream) -> (Book, Opening) {
    let mut book = book(24, "1", 0.1);
    for (at, loan) in book.loans.iter_mut().enumerate() {
        loan.bank = BankId::parse(["bank-a", "bank-b"][at % 2]).unwrap();
        loan.district = District::parse(["渝北区", "九龙坡区"][at / 2 % 2]).unwrap();
        loan.principal = Amount::from_fen(i64::from(1_000_000 + stream.below(90_000_000)));
        loan.months = [12, 24, 36][stream.below(3) as usize];
    }
    let mut money = money("1600000");
    money.compartments.push(super::opening::Compartment {
        district: District::parse("九龙坡区").unwrap(),
        ..money.compartments[0].clone()
    });
    (book, money)
}

/// Walks random defaults through both, and holds everything that both know against each other.
fn agree(changes: &[(&str, &str)], delay: u32, seeds: std::ops::Range<u64>) -> (usize, usize) {
    let mut all = vec![
        ("months_up_to = 12", "months_up_to = 36"),
        ("months_with_renewals = 24", "months_with_renewals = 72"),
    ];
    all.extend_from_slice(changes);
    let terms = terms(CQ, &all);
    let mut scenario = scenario(Dependence::NONE, 0.37);
    scenario.years[0].recovery_delay = delay;
    let (mut short, mut stopped) = (0, 0);
    for seed in seeds {
        let mut stream = Stream::new(seed, 0);
        let (mut book, money) = mixed(&mut stream);
        for loan in &mut book.loans {
            loan.share = ratio("0.8");
        }
        let plan = Plan::new(&terms, &book, &money, &scenario, 3).unwrap();
        let mut falls = vec![Vec::new(); 3];
        for (at, loan) in (0_u32..).zip(&book.loans) {
            let year = stream.below(6) as usize;
            if year < loan.months.div_ceil(12) as usize {
                falls[year].push(at);
            }
        }
        let mut desk = Desk::new(&terms);
        desk.open(&terms, &money);
        desk.lend(&book);
        desk.live(&book, &money, &scenario, &falls);
        let mut walk = Walk::new(&plan);
        let outcome = *walk.follow(&falls);
        let state = desk.ledger.state();
        let claims: Vec<SeenClaim<'_>> = state.claims_after(0).collect();
        let sum = |of: fn(&SeenClaim<'_>) -> Amount| {
            claims.iter().map(|claim| of(claim).fen()).sum::<i64>()
        };
        assert_eq!(
            outcome.paid.iter().sum::<i64>(),
            sum(|claim| claim.paid),
            "paid, seed {seed}"
        );
        assert_eq!(
            outcome.recovered,
            sum(|claim| claim.recovered),
            "recovered, seed {seed}"
        );
        assert_eq!(walk.claims.len(), claims.len(), "claims, seed {seed}");
        for (number, of) in money.compartments.iter().enumerate() {
            let at = at(&of.district);
            let books = (
                state.total(&at, Code::Cash).fen(),
                state.net_assets(&at).fen(),
            );
            assert_eq!(walk.money(number), books, "{at}, seed {seed}");
        }
        let acting = |effects: usize| effects > 0;
        let held = walk
            .held
            .iter()
            .filter(|held| acting(held.levels.into()))
            .count();
        assert_eq!(held, state.tripped(&pool()).count(), "tripped, seed {seed}");
        short += usize::from(outcome.short > 0);
        stopped += usize::from(outcome.stopped > 0);
    }
    (short, stopped)
}

const SMALL: [(&str, &str); 2] = [
    (
        "minimum_book = \"10000000.00\"",
        "minimum_book = \"1000.00\"",
    ),
    ("minimum_loans = 10", "minimum_loans = 3"),
];

#[test]
fn a_path_is_the_ledgers_own_in_every_order_of_recovery() {
    for order in ["pari-passu", "pool-first", "lender-first"] {
        let order = format!("order = \"{order}\"");
        let (short, _) = agree(
            &[SMALL[0], SMALL[1], ("order = \"pari-passu\"", &order)],
            1,
            0..6,
        );
        assert!(short > 0, "cash runs short on some of the paths");
    }
}

#[test]
fn a_path_is_the_ledgers_own_in_every_order_of_payment() {
    for order in ["filed-first", "smallest-first", "approved-first"] {
        let order = format!("pay_order = \"{order}\"");
        agree(
            &[
                SMALL[0],
                SMALL[1],
                ("pay_order = \"approved-first\"", &order),
            ],
            2,
            10..15,
        );
    }
}

#[test]
fn a_path_is_the_ledgers_own_where_a_breaker_stops_claims() {
    let changes = [
        SMALL[0],
        SMALL[1],
        (
            "scope = \"bank\"\nnumerator = [\"filed\", \"approved\", \"paid\", \"recovered\"]\ndenominator = \"drawn-pool-share\"",
            "scope = \"bank-district\"\nnumerator = [\"non-performing\"]\ndenominator = \"outstanding\"",
        ),
        (
            "{ at = 0.08, effect = \"stop-enrolment\" }",
            "{ at = 0.25, effect = \"stop-claims\" }",
        ),
    ];
    let (_, stopped) = agree(&changes, 1, 20..26);
    assert!(stopped > 0, "claims are stopped on some of the paths");
    let by_ratio = [(
        "resume = { by = \"decision\", at = 0.05, held_days = 30 }",
        "resume = { by = \"ratio\", at = 0.05 }",
    )];
    agree(&[&changes[..], &by_ratio].concat(), 1, 20..26);
    let paid = [
        SMALL[0],
        SMALL[1],
        (
            "numerator = [\"filed\", \"approved\", \"paid\", \"recovered\"]",
            "numerator = [\"paid\", \"recovered\"]",
        ),
        (
            "{ at = 0.08, effect = \"stop-enrolment\" }",
            "{ at = 0.2, effect = \"stop-claims\" }",
        ),
    ];
    let (_, stopped) = agree(&paid, 1, 30..36);
    assert!(stopped > 0);
}
