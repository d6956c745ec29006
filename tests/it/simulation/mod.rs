//! A simulation of the ledger beside a naive model that was written separately: seeded, with crashes,
//! duplicates, reordering and clock jumps. It prints its seed, and the shortest list of commands that fails.
//!
//! `ZHIXIN_SIMULATION_SEED` and `ZHIXIN_SIMULATION_COMMANDS` choose another seed and another number of commands.

mod books;
mod budget;
mod calls;
mod checks;
mod claims;
mod days;
mod errands;
mod funding;
mod generate;
mod held;
mod limits;
mod loans;
mod model;
mod money;
mod proofs;
mod pursuits;
mod random;
mod recoveries;
mod roles;
mod shrink;
mod statements;
mod treasury;
mod wishes;
mod world;

use generate::Generator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::{Counts, Step, World};
use zhixin::pool::terms::{Terms, TermsHistory};
use zhixin::pool::{Calendar, CalendarYear, Rules};
use zhixin::units::{Date, Mark, Origin};

/// Commands of one run; then everything begins anew, with the next seed.
const RUN: u64 = 2_000;
/// After how many commands everything is looked at.
const LOOK: usize = 500;

#[expect(
    clippy::disallowed_methods,
    reason = "a test has no command line of its own"
)]
fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| {
        text.replace('_', "")
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number, and not `{text}`"))
    })
}

fn rules() -> Rules {
    let texts = [
        include_str!("plain.toml"),
        include_str!("strict.toml"),
        include_str!("yearly.toml"),
        include_str!("budget.toml"),
    ];
    let histories = texts.map(|text| {
        let terms = Terms::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
        TermsHistory::new([terms]).unwrap()
    });
    let years = (2020..2060).map(|year| CalendarYear {
        year,
        origin: Origin {
            mark: Mark::Ours,
            source: "a world without holidays".into(),
        },
        settled_to: Date::constant(year, 12, 31),
        days_off: vec![],
        working_weekends: vec![],
    });
    let mut rules = Rules::new(histories);
    rules.calendar = Calendar::new(years).unwrap();
    rules
}

/// Plays steps; a panic is a fault like any other.
fn played(world: &mut World<'_>, step: &Step) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| world.take(step))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(format!("panicked: {}", text.unwrap_or_default()))
    })
}

/// One run from a seed: what was done, or the steps up to the fault, and the fault.
fn run(rules: &Rules, seed: u64, commands: u64) -> Result<Counts, (Vec<Step>, String)> {
    let mut generator = Generator::new(seed);
    let mut world = World::new(rules);
    let mut steps = Vec::new();
    for at in 1..=commands {
        let step = generator.step(&world.model);
        let look = at == commands || steps.len() % LOOK == LOOK - 1;
        steps.push(step);
        let mut result = played(&mut world, &steps[steps.len() - 1]);
        if look && result.is_ok() {
            world.settle();
            result = checks::everything(&world, rules);
            let year = world.model.booking.map_or(0, Date::year);
            let passed = u64::try_from(world.model.passed(year).len()).unwrap();
            *world.counts.entry("limit passed").or_default() += passed;
        }
        if let Err(fault) = result {
            return Err((steps, fault));
        }
    }
    Ok(world.counts)
}

fn simulate(seed: u64, commands: u64) -> Counts {
    let rules = rules();
    let runs = commands.div_ceil(RUN);
    let mut all = Counts::new();
    for at in 0..runs {
        let own = seed.wrapping_add(at);
        match run(&rules, own, RUN.min(commands - at * RUN)) {
            Ok(counts) => counts
                .into_iter()
                .for_each(|(what, count)| *all.entry(what).or_default() += count),
            Err((steps, fault)) => {
                let (least, fault) = shrink::shrunk(&rules, steps, fault);
                let told = shrink::told(&least);
                panic!(
                    "ZHIXIN_SIMULATION_SEED={own}: {fault}\n{} steps:\n{told}",
                    least.len()
                );
            }
        }
    }
    all
}

#[test]
fn the_ledger_and_a_naive_model_agree() {
    let usual = if cfg!(debug_assertions) {
        40_000
    } else {
        1_000_000
    };
    let seed = number("ZHIXIN_SIMULATION_SEED", 20_210_109);
    let commands = number("ZHIXIN_SIMULATION_COMMANDS", usual);
    let counts = simulate(seed, commands);
    eprintln!("seed {seed}, {commands} commands: {counts:?}");
    // The lives of loans went all the way.
    if commands >= 40_000 {
        for kind in zhixin::pool::Happened::KINDS
            .iter()
            .filter(|kind| !kind.contains("breaker"))
        {
            assert!(
                counts.contains_key(kind),
                "no {kind} in {commands} commands"
            );
        }
        assert!(counts["limit passed"] > 0, "no limit was ever passed");
        assert!(counts.contains_key("close.lines"), "no day was kept open");
        assert!(counts.contains_key("budget"), "no budget was ever used up");
        for rare in world::RARE {
            assert!(counts.contains_key(rare), "never {rare}");
        }
    }
}
