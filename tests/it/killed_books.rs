//! The books killed in the middle of files of commands, again and again: what was acknowledged stands, each effect
//! once, and in the end all is as if nobody had been killed.

use crate::place::{Place, Ran};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use zhixin::pool::PoolEvent;
use zhixin::service::Error;
use zhixin::service::pool::{Books, audit};
use zhixin::service::records;
use zhixin::units::Digest;

/// Files, and loans in each, with six commands for each loan.
const FILES: u32 = 6;
const LOANS: u32 = 60;
/// How often each file is begun and killed, before it is let to its end.
const KILLS: u32 = 2;
const SEED: u64 = 20_220_104;

/// Numbers that look random, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

/// One line of a file: a command with its key.
fn line(text: &mut String, key: &str, said: &str) {
    let mut object = format!("{{\"key\":\"{key}\",\"booked-on\":\"2022-01-25\"");
    for pair in said.split(' ') {
        let (name, value) = pair.split_once('=').unwrap();
        let _ = write!(object, ",\"{name}\":\"{value}\"");
    }
    let _ = writeln!(text, "{object}}}");
}

/// The commands of a file.
fn commands(file: u32) -> String {
    let mut text = String::new();
    let at = "pool=cq district=渝北区";
    if file == 0 {
        for (key, said) in [
            (
                "pool",
                "as=maker:ma action=create pool=cq scheme=cq-knowledge-value".to_owned(),
            ),
            ("district", format!("as=maker:ma action=open-district {at}")),
            (
                "city",
                format!("as=maker:ma action=contribute {at} contributor=city amount=4000000"),
            ),
            (
                "own",
                format!("as=maker:ma action=contribute {at} contributor=district amount=6000000"),
            ),
        ] {
            line(&mut text, key, &said);
        }
    }
    for loan in file * LOANS..(file + 1) * LOANS {
        let bank = "as=bank:bank-a:bai";
        for (step, said) in [
            format!(
                "{bank} action=enrol {at} loan=L{loan} bank=bank-a enterprise=x:e{loan} product=knowledge-value \
                 limit=10000 rate=0.037 approved-on=2022-01-24 matures-on=2022-12-20 \
                 classes=technology-enterprise requirements=technology-enterprise;clean-record score=s{loan} \
                 score-model=cq-knowledge-value-2017 score-as-of=2022-01-04 grade=A score-limit=3000000 \
                 consent-until=2023-06-30"
            ),
            format!("{bank} action=draw loan=L{loan} principal=9000"),
            format!("{bank} action=repay loan=L{loan} principal={}.07", 10 + loan % 90),
            format!("as=maker:ma action=accrue-interest {at} amount=1.{:02}", loan % 100),
            format!("as=operator:ou action=receive-interest {at} amount=1"),
            format!("as=operator:ou action=charge-fee {at} amount=0.{:02}", 1 + loan % 99),
        ]
        .iter()
        .enumerate()
        {
            line(&mut text, &format!("{loan}.{step}"), said);
        }
    }
    text
}

fn name(file: u32) -> String {
    format!("commands-{file}.jsonl")
}

fn begun(place: &Place, file: u32) -> Child {
    let mut command = place.command(&["pool", "run", &name(file)]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Lines that were acknowledged, each with the numbers of its events.
type Told = BTreeMap<(u32, u64), String>;

fn acknowledged(told: &mut Told, file: u32, out: &str) {
    // A last line may be cut off.
    let whole = out.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for text in whole.lines() {
        let (line, what) = text
            .strip_prefix("line ")
            .unwrap()
            .split_once(": ")
            .unwrap();
        let line = line.parse().unwrap();
        let event = match what.strip_prefix("done before, as event ") {
            Some(event) => event,
            None => {
                what.strip_prefix("event ")
                    .unwrap()
                    .split_once(':')
                    .unwrap()
                    .0
            }
        };
        let first = told.entry((file, line)).or_insert_with(|| event.to_owned());
        assert_eq!(first, event, "line {line} of file {file} was done twice");
    }
}

/// The books of a place: their state, their events and every balance.
fn books(place: &Place) -> (Digest, Vec<PoolEvent>, String) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = place.records();
        let store = records::open_existing(&url).await.unwrap();
        let books = Books::open(&store).await.unwrap();
        let audited = audit(&books).await.unwrap();
        let mut events = Vec::new();
        books
            .walk(|kept| {
                events.push(kept.event.clone());
                Ok::<(), Error>(())
            })
            .await
            .unwrap();
        assert_eq!(audited.events, events.len() as u64);
        (
            books.state().digest(),
            events,
            format!("{:?}", store.balances().await.unwrap()),
        )
    })
}

/// What the program tells of the books, but for the hash of the head, in which are the moments of recording.
fn told(place: &Place) -> String {
    let statement = [
        "pool",
        "statement",
        "--pool=cq",
        "--from=2022-01-01",
        "--to=2022-12-31",
        "--format=csv",
    ];
    let told = place.ok(&["pool", "position", "--format=csv"]) + &place.ok(&statement);
    let is_hash = |word: &&str| word.len() >= 64;
    let hash = told.split([',', '\n']).find(is_hash).unwrap().to_owned();
    told.replace(&hash, "the head")
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long an undisturbed run lasts tells when to kill"
)]
fn books_that_are_killed_lose_nothing_and_do_nothing_twice() {
    let (killed, spared) = (Place::new(), Place::new());
    let mut lasts = Vec::new();
    for file in 0..FILES {
        killed.file(&name(file), commands(file));
        spared.file(&name(file), commands(file));
        let begins = Instant::now();
        spared.ok(&["pool", "run", &name(file)]);
        lasts.push(u64::try_from(begins.elapsed().as_micros()).unwrap());
    }
    let (mut random, mut told_of) = (Random(SEED), Told::new());
    for file in 0..FILES {
        let (mut kills, mut longest) = (0, lasts[file as usize]);
        while kills < KILLS {
            let mut child = begun(&killed, file);
            std::thread::sleep(Duration::from_micros(random.below(longest.max(1))));
            if child.try_wait().unwrap().is_none() {
                kills += 1;
            } else {
                longest /= 2;
            }
            child.kill().unwrap();
            let ran = Ran::of(child.wait_with_output().unwrap());
            acknowledged(&mut told_of, file, &ran.out);
        }
        let ran = Ran::of(begun(&killed, file).wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        acknowledged(&mut told_of, file, &ran.out);
    }
    killed.ok(&["ledger", "verify"]);
    let lines = FILES * LOANS * 6 + 4;
    assert_eq!(told_of.len(), lines as usize);
    // Every effect once, and all as in the books of which nobody was killed.
    let (state, events, balances) = books(&killed);
    assert_eq!(events.len(), lines as usize);
    assert_eq!((state, events, balances), books(&spared));
    assert_eq!(told(&killed), told(&spared));
}

#[test]
fn two_programs_that_run_one_file_at_once_do_it_once() {
    let place = Place::new();
    for file in 0..2 {
        place.file(&name(file), commands(file));
    }
    place.ok(&["pool", "run", &name(0)]);
    let children = [begun(&place, 1), begun(&place, 1)];
    let mut told_of = Told::new();
    for child in children {
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        acknowledged(&mut told_of, 1, &ran.out);
    }
    let (_, events, _) = books(&place);
    assert_eq!(events.len(), (2 * LOANS * 6 + 4) as usize);
    place.ok(&["ledger", "verify"]);
}
