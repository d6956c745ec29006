//! How fast large books open: the state that ten million events leave, as a snapshot in a file, and ten thousand
//! events after it.
//!
//! `cargo bench --bench opening [-- EVENTS]`. The events that are in the snapshot are played in memory and are not
//! in the file, which holds only the last of them: opening never reads them. Each opening is a process of its own;
//! the file is in the cache of the system. Every other one waits first: a virtual machine gives memory that is free for some
//! seconds back to its host, and finding it again takes the system about a second for each GiB.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench measures, and tells what it measured"
)]

#[path = "../ledger/books.rs"]
mod books;
#[path = "../ledger/life.rs"]
mod life;

use books::{RULES, command, funded, name};
use life::life;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use zhixin::journal::Head;
use zhixin::pool::{Ledger, PoolEvent, State};
use zhixin::service::pool::Books;
use zhixin::store::{Snapshot, Store};
use zhixin::units::{Digest, Moment};

/// Events after the snapshot.
const TAIL: u64 = 10_000;
/// Lives that go on side by side.
const TOGETHER: usize = 1_000;
/// How often the books are opened.
const TIMES: usize = 12;
/// After so long a host has taken free memory back.
const IDLE: Duration = Duration::from_secs(12);

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["open", url] => open(url).await,
        _ => {
            let asked = words.iter().find_map(|word| word.parse().ok());
            bench(asked.unwrap_or(10_000_000)).await;
        }
    }
}

/// Loans one after another, of whose lives each command is run.
struct Play {
    ledger: Ledger,
    lives: Vec<std::vec::IntoIter<life::Ask>>,
    loans: usize,
    commands: usize,
}

impl Play {
    /// The events of the next command.
    fn next(&mut self) -> Vec<PoolEvent> {
        loop {
            if self.lives.is_empty() {
                let new = self.loans..self.loans + TOGETHER;
                self.loans = new.end;
                self.lives = new.map(|at| life(at).into_iter()).collect();
                self.ledger.forget_keys();
            }
            let turn = self.commands % self.lives.len();
            if let Some(ask) = self.lives[turn].next() {
                self.commands += 1;
                let ran = self.ledger.run(&command(self.commands, ask));
                return name(ran);
            }
            self.lives.swap_remove(turn);
        }
    }
}

async fn bench(events: u64) {
    let folder = name(tempfile::tempdir());
    let file = folder.path().join("books.db");
    let url = format!("sqlite://{}", file.display());
    let began = Instant::now();
    let mut play = Play {
        ledger: funded(),
        lives: Vec::new(),
        loans: 0,
        commands: 0,
    };
    let mut last = play.next();
    while play.ledger.state().sequence() < events {
        last = play.next();
    }
    println!(
        "{} events of {} loans played in {:.1} s",
        play.ledger.state().sequence(),
        play.loans,
        began.elapsed().as_secs_f64()
    );
    write(&url, &mut play, &last).await;
    let size = name(std::fs::metadata(&file)).len();
    println!(
        "the file has {} MiB; the events before the snapshot are not in it, but for the last",
        size >> 20
    );
    let itself = name(std::env::current_exe());
    for turn in 0..TIMES {
        if turn % 2 == 1 {
            std::thread::sleep(IDLE);
        }
        let ran = Command::new(&itself).args(["open", &url]).status();
        assert!(name(ran).success(), "the books open");
    }
}

/// Writes the snapshot after the last event, and what comes after it.
async fn write(url: &str, play: &mut Play, last: &[PoolEvent]) {
    let store = name(Store::open(url).await);
    let number = play.ledger.state().sequence();
    let before = number - last.len() as u64;
    pretend(url, before).await;
    let now = Moment::from_micros(1_609_722_000_000_000);
    let on = Head {
        sequence: before,
        ..Head::genesis()
    };
    let head = end_of(&name(store.append_pool_events(on, last, now).await));
    let began = Instant::now();
    let bytes = play.ledger.state().to_bytes();
    let written = began.elapsed();
    let snapshot = Snapshot {
        number,
        sequence: head.sequence,
        hash: head.hash.to_string(),
        form: State::form(),
        digest: Digest::of(&bytes).to_string(),
    };
    name(store.put_snapshot(&snapshot, &bytes).await);
    println!(
        "a snapshot of {} MiB, written down in {:.2} s, and in all kept in {:.2} s",
        bytes.len() >> 20,
        written.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    let mut end = head;
    while end.sequence < head.sequence + TAIL {
        let mut events = Vec::new();
        while events.len() < 1_000 {
            events.extend(play.next());
        }
        end = end_of(&name(store.append_pool_events(end, &events, now).await));
    }
    store.close().await;
}

/// The last of the records that were appended.
fn end_of(records: &[Head]) -> Head {
    records.last().copied().unwrap_or_else(Head::genesis)
}

/// Makes the journal one of so many events of pools, none of which is there.
async fn pretend(url: &str, number: u64) {
    let options: SqliteConnectOptions = name(url.parse());
    let mut db = name(options.foreign_keys(false).connect().await);
    let number = name(i64::try_from(number));
    for text in [
        "update journal_head set sequence = $1, hash = $2",
        "insert into pool_event (number, sequence) select $1, $1 where $2 <> ''",
    ] {
        let hash = Head::genesis().hash.to_string();
        name(
            sqlx::query(text)
                .bind(number)
                .bind(hash)
                .execute(&mut db)
                .await,
        );
    }
}

/// Opens the books, and tells how long it took beside the reading and hashing of the same bytes.
async fn open(url: &str) {
    let began = Instant::now();
    let store = name(Store::open_existing(url).await);
    let books = name(Books::open_by(&store, RULES.clone()).await);
    let opened = began.elapsed();
    let ((own, system), most) = (processor(), memory());
    let from = books.opened();
    assert!(from.snapshot > 0 && from.unusable.is_empty(), "{from:?}");
    assert!(from.read >= TAIL, "{from:?}");
    let (number, read) = (from.snapshot, from.read);
    drop(books);
    let began = Instant::now();
    let mut bytes = Vec::new();
    for part in 1.. {
        let Some(part) = name(store.snapshot_part(number, part).await) else {
            break;
        };
        bytes.extend(part);
    }
    let got = began.elapsed();
    let digest = Digest::of(&bytes);
    let hashed = began.elapsed();
    let began = Instant::now();
    let state = State::from_bytes(&bytes).expect("a state that was written reads");
    let decoded = began.elapsed();
    let began = Instant::now();
    let mut ledger = Ledger::resume(RULES.clone(), state);
    let mut after = number;
    while after < number + read {
        let page = name(store.pool_events(after, 2_000).await);
        after += page.len() as u64;
        page.iter().for_each(|kept| ledger.apply(&kept.event));
    }
    let followed = began.elapsed();
    let seconds = |of: Duration| of.as_secs_f64();
    println!(
        "opened in {:.2} s ({own:.2} s of processors and {system:.2} s of the system, {most} MiB at most), {read} events after the snapshot; \
         only to read the same bytes {:.2} s, and to hash them {:.2} s: {:.1} times that; alone, the state {:.2} s \
         and the events {:.2} s ({})",
        seconds(opened),
        seconds(got),
        seconds(hashed) - seconds(got),
        seconds(opened) / seconds(hashed),
        seconds(decoded),
        seconds(followed),
        digest.short(),
    );
}

/// The seconds of processors that this process used: its own, and the system's for it.
fn processor() -> (f64, f64) {
    let text = name(std::fs::read_to_string("/proc/self/stat"));
    let after = text.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    (fields[10] / 100.0, fields[11] / 100.0)
}

/// The most memory that this process had, in MiB.
fn memory() -> u64 {
    let text = name(std::fs::read_to_string(Path::new("/proc/self/status")));
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    kilobytes.unwrap_or(0u64) >> 10
}
