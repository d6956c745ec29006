//! The speed of the ledger in memory: commands decided and applied, events replayed, events posted.
//!
//! `cargo bench --bench ledger`. One thread; a million commands, prepared beforehand: the lives of some
//! 87,000 loans in ten compartments at twenty banks, a thousand lives at a time side by side. Three in four
//! are drawn and repaid in parts; the fourth is overdue, claimed, paid, and recovered.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::ToSpan;
use std::sync::LazyLock;
use zhixin::journal::IdempotencyKey;
use zhixin::pool::enrolment::{Enrolment, ScoreHeld};
use zhixin::pool::filing::Filing;
use zhixin::pool::terms::{Channel, Security, Terms, TermsHistory};
use zhixin::pool::{
    Action, Actor, BankId, Calendar, CalendarYear, ClaimId, Command, CompartmentId, ContributorId,
    District, GradeName, ItemId, Ledger, LoanId, PaymentId, PoolEvent, PoolId, ProductId, Role,
    Rules, Scheme, post,
};
use zhixin::units::{Amount, Date, Digest, EnterpriseId, Mark, Origin, Ratio};

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
        "../tests/it/simulation/plain.toml"
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

/// The compartment of a loan or of its place among ten.
fn place(at: usize) -> CompartmentId {
    CompartmentId {
        pool: name(PoolId::parse("bench")),
        district: name(District::parse(&format!("5001{:02}", at % 10))),
    }
}

fn item(text: &str) -> ItemId {
    name(ItemId::parse(text))
}

fn enrolment(at: usize, bank: &BankId) -> Enrolment {
    Enrolment {
        loan: name(LoanId::parse(&format!("HT-2021-{at:06}"))),
        compartment: place(at),
        bank: bank.clone(),
        enterprise: name(EnterpriseId::parse(&format!("x:firm-{}", at % 50_000))),
        group: None,
        zone: None,
        product: name(ProductId::parse("credit")),
        channel: Channel::Credit,
        securities: vec![Security::None],
        credit_share: None,
        limit: Amount::from_fen(100_000_003),
        revolving: false,
        rate: name(Ratio::parse("0.05")),
        approved_on: DAY,
        matures_on: Date::constant(2021, 12, 1),
        classes: vec![],
        first_loan: true,
        revenue: None,
        requirements: vec![],
        purposes: vec![],
        refinances: false,
        score: Some(ScoreHeld {
            id: format!("s-{at}"),
            model: "cq".into(),
            as_of: DAY,
            grade: name(GradeName::parse("A")),
            limit: Amount::from_fen(300_000_000),
        }),
        consent_until: Some(Date::constant(2022, 1, 1)),
        other_public: Ratio::ZERO,
        share_decided: None,
    }
}

/// What happens to a loan from enrolment to its end, each with who asks and after how many days.
fn life(at: usize) -> Vec<(Role, &'static str, i64, Action)> {
    let of = name(BankId::parse(&format!("bank-{}", at % 20)));
    let (bank, loan) = (Role::Bank(of.clone()), enrolment(at, &of).loan);
    let fen = Amount::from_fen;
    let draw = |fen_of| Action::Draw {
        loan: loan.clone(),
        principal: fen(fen_of),
    };
    let repay = |fen_of| Action::Repay {
        loan: loan.clone(),
        principal: fen(fen_of),
    };
    let banks = |day, action| (bank.clone(), "bai", day, action);
    let enrolment = Box::new(enrolment(at, &of));
    let mut all = vec![
        banks(0, Action::Enrol { enrolment }),
        banks(1, draw(60_000_001)),
        banks(2, draw(40_000_002)),
    ];
    if !at.is_multiple_of(4) {
        all.extend((0..5).map(|part| banks(30 + part, repay(20_000_000))));
        all.push(banks(90, repay(3)));
        return all;
    }
    let claim = name(ClaimId::parse(&format!("BC-{at:06}")));
    let payment = name(PaymentId::parse(&format!("P-{at:06}")));
    let filing = Box::new(Filing {
        claim: claim.clone(),
        loan: loan.clone(),
        principal: fen(90_000_003),
        bankrupt_on: None,
        recovery_since: None,
        recovery_finished: false,
        documents: vec![item("contract")],
        prior_steps: vec![item("demanded")],
        other_public: Amount::ZERO,
        insurance: Amount::ZERO,
        by_guarantor: false,
    });
    let recover = |part: usize| Action::ReportRecovery {
        claim: claim.clone(),
        recovery: format!("R-{at:06}-{part}"),
        gross: fen(7_000_001),
        costs: fen(100_000),
    };
    all.extend([
        banks(10, repay(10_000_000)),
        banks(
            20,
            Action::ReportOverdue {
                loan: loan.clone(),
                since: DAY,
            },
        ),
        banks(70, Action::FileClaim { filing }),
        (
            Role::Maker,
            "ma",
            71,
            Action::CheckClaim {
                claim: claim.clone(),
                proposed: fen(60_000_000),
            },
        ),
        (
            Role::Checker,
            "chen",
            72,
            Action::ApproveClaim {
                claim: claim.clone(),
                amount: fen(60_000_000),
                reason: Some(item("late-notice")),
            },
        ),
        (
            Role::Payer,
            "peng",
            73,
            Action::InstructPayment {
                payment: payment.clone(),
                claim: claim.clone(),
            },
        ),
        (
            Role::Operator,
            "ou",
            74,
            Action::ConfirmPayment {
                payment,
                line: format!("line-{at}"),
            },
        ),
        banks(100, recover(1)),
        (
            Role::Operator,
            "ou",
            101,
            Action::RemitRecovery {
                claim: claim.clone(),
                amount: fen(4_000_000),
            },
        ),
        banks(120, recover(2)),
        (
            Role::Operator,
            "ou",
            121,
            Action::RemitRecovery {
                claim: claim.clone(),
                amount: fen(4_000_000),
            },
        ),
        (Role::Maker, "ma", 140, Action::WriteOff { claim }),
        (
            Role::Maker,
            "ma",
            141,
            Action::AccrueInterest {
                compartment: place(at),
                amount: fen(12_347),
            },
        ),
    ]);
    all
}

fn command(number: usize, (role, who, day, action): (Role, &str, i64, Action)) -> Command {
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
        command.key.client = "opening".to_owned();
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
