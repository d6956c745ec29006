//! Whatever comes in a file or over a wire is read or refused, and never breaks the reader off: good samples, changed in
//! a few places, are given to each of them. `PROPTEST_CASES` asks for more of them.

use crate::readers::{READERS, commands};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use zhixin::pool::State;

/// Pieces that readers stumble over.
const PIECES: &[&str] = &[
    "\0",
    "\u{feff}",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    ",",
    "\n",
    "\r\n",
    "\t",
    ";",
    "=",
    "-",
    "%",
    "0",
    "-0",
    "9223372036854775808",
    "-9223372036854775809",
    "170141183460469231731687303715884105728",
    "1e400",
    "0.1",
    "1/0",
    "NaN",
    "9999-12-31",
    "0000-00-00",
    "2024-02-30",
    "10000-01-01",
    "null",
    "true",
    "\\ud800",
    "€",
    "万元",
    "亿",
    "　",
    "\u{202e}",
    "=1+1",
    "#REF!",
    "2.01E+11",
];

/// A change of a sample: where in it (of 65,536), how many bytes go, and what comes there.
type Change = (u16, u8, Vec<u8>);

fn change() -> impl Strategy<Value = Change> {
    let comes = prop_oneof![
        3 => prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => Just(Vec::new()),
        1 => (0usize..PIECES.len(), 1usize..200).prop_map(|(at, times)| PIECES[at].repeat(times).into_bytes()),
    ];
    let goes = prop_oneof![3 => 0u8..4, 1 => any::<u8>()];
    (any::<u16>(), goes, comes)
}

/// One of some samples, changed in a few places.
fn changed(samples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec(change(), 0..5);
    (0..samples.len(), changes).prop_map(move |(at, changes)| {
        let mut bytes = samples[at].clone();
        for (place, goes, comes) in changes {
            let from = bytes.len() * usize::from(place) / 65_536;
            let to = (from + usize::from(goes)).min(bytes.len());
            bytes.splice(from..to, comes);
        }
        bytes
    })
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a folder with one of some endings, or all of them; none if there is no folder.
fn found_in(folder: &str, ends: &[&str]) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(here(folder)).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        let end = path.extension().unwrap_or_default();
        ends.is_empty() || ends.iter().any(|wanted| end == *wanted)
    });
    paths.sort();
    let read = paths.iter().map(|path| std::fs::read(path).unwrap());
    read.filter(|bytes| bytes.len() < 100_000).collect()
}

/// The seeds of a reader, and files of the repository that are for it.
fn samples(name: &str) -> Vec<Vec<u8>> {
    let mut found = found_in(&format!("fuzz/seeds/{name}"), &[]);
    match name {
        "models" => found.extend(found_in("models/evaluation", &["toml"])),
        "terms" => found.extend(found_in("models/terms", &["toml"])),
        "backtests" => {
            let folders = ["models/definitions", "models/policies", "fixtures/backtest"];
            found.extend(
                folders
                    .iter()
                    .flat_map(|folder| found_in(folder, &["toml"])),
            );
        }
        "calendars" => found.extend(found_in("models/calendar", &["toml"])),
        "mappings" => found.extend(found_in("fixtures/mappings", &["toml"])),
        "export" => found.extend(found_in("fixtures/issued/0.1.0", &["jsonl"])),
        "files" | "deliveries" => {
            let mut texts = found_in("fixtures/province", &["csv", "tsv", "jsonl"]);
            // The beginning of a text is enough; a workbook is whole or none.
            texts.iter_mut().for_each(|text| text.truncate(1_500));
            found.extend(texts);
            found.extend(found_in("fixtures/province/14_hnte_ip", &["xlsx"]));
        }
        "snapshots" => found.push(State::default().to_bytes()),
        "score_asks" | "governed" => found.extend(found_in("fuzz/seeds/bodies", &[])),
        _ => {}
    }
    assert!(!found.is_empty(), "no sample for {name}");
    found
}

/// Gives a reader its samples as they are, and changed; `share` of the cases that are asked for.
fn tried(name: &str, share: u32) {
    let (_, read) = READERS.iter().find(|(known, _)| *known == name).unwrap();
    let samples = samples(name);
    samples.iter().for_each(|bytes| read(bytes));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: ProptestConfig::default().cases / share,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let all = runner.run(&changed(samples), |bytes| {
        read(&bytes);
        Ok(())
    });
    all.unwrap_or_else(|broken| panic!("{name}: {broken}"));
}

macro_rules! tried {
    ($($name:ident: $share:literal,)+) => {
        $(
            #[test]
            fn $name() {
                tried(stringify!($name), $share);
            }
        )+
        const TRIED: &[&str] = &[$(stringify!($name)),+];
    };
}

// Of long files and of what asks the records a few dozen a run are enough; a long run asks for more.
tried! {
    backtests: 2,
    bodies: 1,
    calendars: 4,
    custodian: 1,
    deliveries: 8,
    enterprises: 1,
    experts: 1,
    export: 1,
    files: 4,
    governed: 4,
    issuer: 1,
    keys: 1,
    learning: 2,
    loan_reports: 1,
    loans: 1,
    mappings: 4,
    models: 4,
    pool_files: 1,
    proofs: 1,
    score_asks: 1,
    settings: 1,
    snapshots: 2,
    specs: 1,
    tables: 1,
    terms: 4,
    tokens: 1,
    units: 1,
    validation: 4,
    webhooks: 1,
}

#[test]
fn every_reader_is_tried_and_every_seed_is_some_readers() {
    let known: BTreeSet<&str> = READERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, TRIED.iter().copied().collect());
    for folder in std::fs::read_dir(here("fuzz/seeds")).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(name.as_str()), "nobody reads {name}");
    }
}

static BODIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| samples("bodies"));

proptest! {
    #[test]
    fn bodies_under_any_path(
        bytes in changed(BODIES.clone()),
        path in prop::collection::btree_map("[a-z]{1,8}", "\\PC{0,12}", 0..3),
    ) {
        if let Ok(serde_json::Value::Object(body)) = serde_json::from_slice(&bytes) {
            commands(&body, &path);
        }
    }
}
