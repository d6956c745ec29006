//! The ledger of the bench: its rules, its commands, and a pool that is open and funded.

use super::life::{Ask, place};
use jiff::ToSpan;
use std::sync::LazyLock;
use zhixin::journal::IdempotencyKey;
use zhixin::pool::terms::{Terms, TermsHistory};
use zhixin::pool::{
    Action, Actor, Calendar, CalendarYear, Command, ContributorId, Ledger, PoolId, Role, Rules,
    Scheme,
};
use zhixin::units::{Amount, Date, Digest, Mark, Origin};

/// The day on which everything begins.
pub(crate) const DAY: Date = Date::constant(2021, 1, 4);

/// A name that is right.
pub(crate) fn name<T>(read: Result<T, impl std::fmt::Debug>) -> T {
    read.expect("a name of the bench is right")
}

/// What the ledger of the bench decides by.
pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let terms = name(Terms::parse(include_str!(
        "../../tests/it/simulation/plain.toml"
    )));
    let year = CalendarYear {
        year: 2021,
        origin: Origin {
            mark: Mark::Ours,
            source: "bench".into(),
        },
        settled_to: Date::constant(2021, 12, 31),
        days_off: vec![],
        working_weekends: vec![],
    };
    let mut rules = Rules::new([name(TermsHistory::new([terms]))]);
    rules.calendar = name(Calendar::new([year]));
    rules
});

/// The command of a number that asks for something.
pub(crate) fn command(number: usize, (role, who, day, action): Ask) -> Command {
    let key = format!("order-{number:08}");
    let on = DAY.checked_add(day.days()).expect("a day of the same year");
    Command {
        request: Digest::of(key.as_bytes()),
        key: IdempotencyKey::new("bank-core", "pool", key),
        actor: Actor::new(role, who),
        effective_on: on,
        booked_on: on,
        documents: vec![],
        action,
    }
}

/// A ledger with the pool open and funded.
pub(crate) fn funded() -> Ledger {
    let pool = name(PoolId::parse("bench"));
    let scheme = name(Scheme::parse("plain"));
    let mut actions = vec![Action::OpenPool {
        pool,
        scheme,
        tiers: vec![],
    }];
    for at in 0..10 {
        actions.push(Action::OpenCompartment {
            compartment: place(at),
        });
        actions.extend(["city", "district"].map(|who| Action::Contribute {
            compartment: place(at),
            contributor: name(ContributorId::parse(who)),
            amount: Amount::from_fen(100_000_000_000_000),
        }));
    }
    let mut ledger = Ledger::new(RULES.clone());
    for (at, action) in actions.into_iter().enumerate() {
        let mut command = command(at, (Role::Maker, "ma", 0, action));
        command.key.client = "opening".into();
        ledger.run(&command).expect("the pool is opened");
    }
    ledger
}
