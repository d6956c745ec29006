//! The speed of verifying a journal, beside the bare SHA-256 of the same bytes.
//!
//! `cargo bench --bench journal`. One thread, but where the name says otherwise; figures are per record. The goal
//! is 500,000 records a second; the limit is the time that it takes merely to hash what the format says is hashed.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use serde_json::json;
use std::sync::LazyLock;
use zhixin::journal::{
    Chain, Event, EventKind, Head, IdempotencyKey, Record, Tree, Verifier, canonical_bytes,
};
use zhixin::units::{Date, Digest, Moment};

/// Few enough for a sample to end before the machine turns to other work.
const RECORDS: u64 = 2_000;

/// About as many lines as are in the piece of a file that is verified at once.
const TOGETHER: usize = 1_000;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A journal of claims, each with its postings.
static JOURNAL: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let mut chain = Chain::default();
    let event = |n: u64| Event {
        kind: EventKind::ClaimFiled.into(),
        subject: format!("claim-{n}"),
        effective_on: Date::constant(2020, 6, 30),
        booked_on: Date::constant(2020, 7, 1),
        recorded_at: Moment::from_micros(1_593_504_000_000_000 + n.cast_signed()),
        actor: "重庆某银行:李".to_owned(),
        key: IdempotencyKey::new("bank-a", "claim.file", format!("order-{n}")),
        body: json!({
            "claim": format!("claim-{n}"), "loan": format!("loan-{}", n / 3), "principal": "3000000.00",
            "overdue_days": 60 + n % 30, "reason": "借款人停产", "appeal": null,
            "postings": [
                {"account": "3010", "amount": "-2400000.00"},
                {"account": "2040", "amount": "2400000.00"},
            ],
        }),
    };
    let records = (1..=RECORDS).map(|n| chain.append(event(n)));
    records
        .map(|record| record.expect("the sample is canonical"))
        .collect()
});

/// The same journal as the lines of an export.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = JOURNAL.iter().map(Record::to_line);
    lines
        .map(|line| line.expect("a record can be written"))
        .collect()
});

/// What is hashed: of each record its body, and its frame.
static HASHED: LazyLock<Vec<[Vec<u8>; 2]>> = LazyLock::new(|| {
    let hashed = |record: &Record| {
        let mut event = json!(record.event);
        let body = event["body"].take();
        let body = canonical_bytes(&body).expect("the sample is canonical");
        let map = event.as_object_mut().expect("an event is a map");
        map.remove("body");
        map.insert("body_digest".to_owned(), json!(Digest::of(&body)));
        let framed = json!([record.algorithm, record.sequence, record.previous, event]);
        let mut frame = b"zhixin/journal/record/1\n".to_vec();
        frame.extend(canonical_bytes(&framed).expect("the sample is canonical"));
        assert_eq!(Digest::of(&frame), record.hash);
        [body, frame]
    };
    JOURNAL.iter().map(hashed).collect()
});

#[divan::bench(sample_count = 500)]
fn limit_bare_sha256(bencher: Bencher<'_, '_>) {
    let bytes: usize = HASHED.iter().flatten().map(Vec::len).sum();
    bencher
        .counter(ItemsCount::new(RECORDS))
        .counter(BytesCount::new(bytes))
        .bench_local(|| {
            for part in HASHED.iter().flatten() {
                black_box(Digest::of(black_box(part)));
            }
        });
}

#[divan::bench(sample_count = 500)]
fn verify_records(bencher: Bencher<'_, '_>) {
    let records = &*JOURNAL;
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(|| {
        let mut verifier = Verifier::after(Head::genesis());
        for record in records {
            verifier
                .read(black_box(record))
                .expect("the sample is whole");
        }
        verifier.finish()
    });
}

#[divan::bench(sample_count = 500)]
fn verify_lines_of_an_export(bencher: Bencher<'_, '_>) {
    let lines = &*LINES;
    let bytes: usize = lines.iter().map(String::len).sum();
    bencher
        .counter(ItemsCount::new(RECORDS))
        .counter(BytesCount::new(bytes))
        .bench_local(|| {
            let mut verifier = Verifier::after(Head::genesis());
            for line in lines {
                let line = black_box(line.as_bytes());
                verifier.read_line(line).expect("the sample is whole");
            }
            verifier.finish()
        });
}

/// As an export in a file is verified.
#[divan::bench(sample_count = 500)]
fn verify_lines_of_an_export_on_all_processors(bencher: Bencher<'_, '_>) {
    let lines: Vec<&[u8]> = LINES.iter().map(String::as_bytes).collect();
    let bytes: usize = lines.iter().map(|line| line.len()).sum();
    bencher
        .counter(ItemsCount::new(RECORDS))
        .counter(BytesCount::new(bytes))
        .bench_local(|| {
            let mut verifier = Verifier::after(Head::genesis());
            for part in black_box(&lines).chunks(TOGETHER) {
                verifier.read_lines(part).expect("the sample is whole");
            }
            verifier.finish()
        });
}

#[divan::bench(sample_count = 500)]
fn root_of_the_tree(bencher: Bencher<'_, '_>) {
    let records = &*JOURNAL;
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(|| {
        let mut tree = Tree::default();
        records.iter().for_each(|record| tree.push(&record.hash));
        tree.root()
    });
}
