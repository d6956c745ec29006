//! The speed of the ledger in memory: commands decided and applied, events replayed, events posted.
//!
//! `cargo bench --bench ledger`. One thread; a million commands, prepared beforehand: the lives of some
//! 87,000 loans in ten compartments at twenty banks, a thousand lives at a time side by side. Three in four
//! are drawn and repaid in parts; the fourth is overdue, claimed, paid, and recovered.

mod books;
#[path = "../../tests/it/cluster.rs"]
mod cluster;
mod kept;
mod life;

use books::{command, funded};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use life::life;
use std::collections::HashMap;
use std::sync::LazyLock;
use zhixin::pool::{Command, PoolEvent, post};

const COMMANDS: usize = 1_000_000;
/// Lives that go on side by side.
const TOGETHER: usize = 1_000;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
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
