//! The speed of the ledger in memory: commands decided and applied, events replayed, events posted.
//!
//! `cargo bench --bench ledger`. One thread; a million commands, prepared beforehand: the lives of some
//! 87,000 loans in ten compartments at twenty banks, a thousand lives at a time side by side. Three in four
//! are drawn and repaid in parts; the fourth is overdue, claimed, paid, and recovered.

mod kept;
mod life;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::ToSpan;
use life::{Ask, life, place};
use std::collections::HashMap;
use std::sync::LazyLock;
use zhixin::journal::IdempotencyKey;
use zhixin::pool::terms::{Terms, TermsHistory};
use zhixin::pool::{
    Action, Actor, Calendar, CalendarYear, Command, ContributorId, Ledger, PoolEvent, PoolId, Role,
    Rules, Scheme, post,
};
use zhixin::units::{Amount, Date, Digest, Mark, Origin};

const COMMANDS: usize = 1_000_000;
/// Lives that go on side by side.
const TOGETHER: usize = 1_000;
const DAY: Date = Date::constant(2021, 1, 4);

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A name that is right.
fn name<T>(read: Result<T, impl std::fmt::Debug>) -> T {
    read.expect("a name of the bench is right")
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
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

fn command(number: usize, (role, who, day, action): Ask) -> Command {
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
fn funded() -> Ledger {
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

static STREAM: LazyLock<Vec<Command>> = LazyLock::new(|| {
    let mut all = Vec::with_capacity(COMMANDS);
    for block in 0.. {
        let lives = (block * TOGETHER..(block + 1) * TOGETHER).map(|at| life(at).into_iter());
        let mut lives: Vec<_> = lives.collect();
        while !lives.is_empty() {
            for steps in &mut lives {
                if let Some(step) = steps.next() {
                    all.push(command(all.len(), step));
                }
            }
            lives.retain(|steps| steps.len() > 0);
        }
        if all.len() >= COMMANDS {
            all.truncate(COMMANDS);
            return all;
        }
    }
    all
});

static EVENTS: LazyLock<Vec<PoolEvent>> = LazyLock::new(|| {
    let mut ledger = funded();
    let run = |command| {
        ledger
            .run(command)
            .expect("the commands of the bench are right")
    };
    STREAM.iter().flat_map(run).collect()
});

#[divan::bench(sample_count = 5, sample_size = 1)]
fn decide_and_apply(bencher: Bencher) {
    let stream = &*STREAM;
    bencher
        .counter(ItemsCount::new(stream.len()))
        .with_inputs(funded)
        .bench_values(|mut ledger| {
            for command in stream {
                black_box(
                    ledger
                        .run(command)
                        .expect("the commands of the bench are right"),
                );
            }
            ledger
        });
}

/// What the least of all ledgers would do: note the key of each command, and put it on a list.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn only_keys_and_a_list(bencher: Bencher) {
    let stream = &*STREAM;
    bencher.counter(ItemsCount::new(stream.len())).bench(|| {
        let mut keys = HashMap::new();
        let mut list = Vec::new();
        for command in stream {
            let number = list.len();
            keys.insert(command.key.clone(), number);
            list.push((command.booked_on, command.request));
        }
        black_box((keys, list))
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn apply_in_replay(bencher: Bencher) {
    let events = &*EVENTS;
    let opening = funded();
    bencher
        .counter(ItemsCount::new(events.len()))
        .with_inputs(|| opening.state().clone())
        .bench_values(|mut state| {
            for event in events {
                zhixin::pool::apply(&mut state, event);
            }
            state
        });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn post_only(bencher: Bencher) {
    let events = &*EVENTS;
    bencher.counter(ItemsCount::new(events.len())).bench(|| {
        events
            .iter()
            .map(|event| post(black_box(&event.what)).len())
            .sum::<usize>()
    });
}
