//! The journal written out and broken in every way; verified by the program and by a script in another
//! language, which must agree.

use crate::place::{Place, Ran};
use std::process::Command;
use zhixin::journal::{
    Chain, Event, EventKind, IdempotencyKey, KindName, Record, Redaction, redacted,
};
use zhixin::units::{Date, Moment};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/verify_journal.py");

/// The script run in a folder; `None`, said aloud, where there is no Python.
pub(crate) fn script(place: &Place, arguments: &[&str]) -> Option<Ran> {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("NOT TESTED: python3 is not installed, so scripts/verify_journal.py was not run");
        return None;
    }
    let mut command = Command::new("python3");
    command
        .arg(SCRIPT)
        .args(arguments)
        .current_dir(place.path());
    Some(Ran::of(command.output().unwrap()))
}

/// A folder with records of some imports and scores.
pub(crate) fn recorded() -> Place {
    let place = Place::new();
    place.file(
        "years.csv",
        "enterprise,年度,营业收入\nx:重庆,2017,13225\nx:b,2017,1\n",
    );
    place.ok(&["import", "years.csv"]);
    place.ok(&["score", "--all", "--as-of", "2018-12-31"]);
    place
}

/// The sequence that a refusal names.
fn sequence_in(text: &str) -> Option<u64> {
    let after = text.split("at sequence ").nth(1)?;
    after.split(':').next()?.parse().ok()
}

/// Verifies a journal with the program and the script, which must find the same first bad sequence.
#[track_caller]
fn first_bad(name: &str, journal: &[u8]) -> Option<u64> {
    let place = Place::new();
    place.file("journal.jsonl", journal);
    let ran = place.run(&["ledger", "verify", "--export", "journal.jsonl"]);
    let found = sequence_in(&ran.err);
    assert_eq!(ran.code, i32::from(found.is_some()), "{name}: {}", ran.err);
    if let Some(other) = script(&place, &["journal.jsonl"]) {
        assert_eq!(other.code, ran.code, "{name}: {}{}", other.out, other.err);
        assert_eq!(
            sequence_in(&other.out),
            found,
            "{name}: {}\n{}",
            ran.err,
            other.out
        );
    }
    found
}

fn event(n: u64) -> Event {
    Event {
        kind: EventKind::ScoreIssued.into(),
        subject: "91500000MA5U000000".to_owned(),
        effective_on: Date::constant(2020, 6, 30),
        booked_on: Date::constant(2020, 7, 1),
        recorded_at: Moment::from_micros(1_593_504_000_000_000 + n.cast_signed()),
        actor: "重庆某银行:李".to_owned(),
        key: IdempotencyKey::new("bank-a", "score", format!("order-{n}")),
        body: serde_json::json!({"points": 70 + n, "grade": "知识价值A", "cap": "3000000.00"}),
    }
}

/// Seven records: the second may be erased, and the fifth says that it was.
pub(crate) fn sample() -> Vec<Record> {
    let mut chain = Chain::default();
    let mut records: Vec<Record> = Vec::new();
    for n in 1..=7 {
        let mut event = event(n);
        if n == 2 {
            event.kind = KindName::stored("personal.sample");
        }
        if n == 5 {
            event.kind = EventKind::BodyRedacted.into();
            event.body = Redaction::of(&records[1], "撤回同意").body();
        }
        records.push(chain.append(event).unwrap());
    }
    records
}

pub(crate) fn lines(records: &[Record]) -> Vec<String> {
    records.iter().map(|one| one.to_line().unwrap()).collect()
}

fn erase(record: &mut Record) {
    record.event.body = redacted(&record.event.body_digest().unwrap());
}

#[test]
fn an_export_verifies_in_both_languages_and_a_changed_byte_is_found() {
    let place = recorded();
    let export = place.ok(&["ledger", "export"]);
    place.file("journal.jsonl", &export);
    let online = place.ok(&["ledger", "verify"]);
    let offline = place.ok(&["ledger", "verify", "--export", "journal.jsonl"]);
    // With the records at hand the balances are derived again as well.
    assert!(online.starts_with(&offline), "{online}{offline}");
    let hash = offline.trim().rsplit(' ').next().unwrap();
    if let Some(ran) = script(&place, &["journal.jsonl"]) {
        assert!(ran.out.contains(hash), "{hash} is not in {}", ran.out);
    }
    let changed = export.replacen("x:b", "x:c", 1);
    assert!(first_bad("changed", changed.as_bytes()).is_some());
}

type Spoil = fn(&mut Vec<String>);

#[test]
fn both_verifiers_name_the_same_first_bad_record_of_every_kind_of_break() {
    let breaks: [(&str, u64, Spoil); 18] = [
        ("gap", 3, |lines| drop(lines.remove(2))),
        ("beginning cut off", 1, |lines| drop(lines.remove(0))),
        ("reordered", 2, |lines| lines.swap(1, 3)),
        ("repeated", 5, |lines| lines.insert(4, lines[3].clone())),
        ("wrong previous", 4, |lines| {
            let other = lines[0].split("\"previous\":\"").nth(1).unwrap()[..71].to_owned();
            let right = lines[3].split("\"previous\":\"").nth(1).unwrap()[..71].to_owned();
            lines[3] = lines[3].replacen(&right, &other, 1);
        }),
        ("wrong hash", 4, |lines| {
            lines[3] = lines[3].replacen("\"hash\":\"sha256:", "\"hash\":\"sha256:0", 1);
        }),
        ("changed", 4, |lines| {
            lines[3] = lines[3].replacen("A\"", "B\"", 1);
        }),
        ("unknown algorithm", 4, |lines| {
            lines[3] = lines[3].replacen("\"sha256\"", "\"sha1\"", 1);
        }),
        ("unknown field", 4, |lines| {
            lines[3] = lines[3].replacen('{', "{\"note\":1,", 1);
        }),
        ("unknown field of the event", 4, |lines| {
            lines[3] = lines[3].replacen("\"actor\"", "\"note\":1,\"actor\"", 1);
        }),
        ("missing field", 4, |lines| {
            lines[3] = lines[3].replacen("\"algorithm\":\"sha256\",", "", 1);
        }),
        ("duplicate key", 4, |lines| {
            lines[3] = lines[3].replacen("\"points\":74", "\"points\":74,\"points\":74", 1);
        }),
        ("fraction", 4, |lines| {
            lines[3] = lines[3].replacen("\"points\":74", "\"points\":74.0", 1);
        }),
        ("another spelling of a date", 4, |lines| {
            lines[3] = lines[3].replacen("2020-06-30", "20200630", 1);
        }),
        ("cut within a line", 7, |lines| {
            let half = lines[6].len() / 2;
            lines[6].truncate(half);
        }),
        ("blank line", 4, |lines| lines.insert(3, String::new())),
        ("no JSON", 1, |lines| lines[0] = "x".to_owned()),
        ("nested too deep", 4, |lines| {
            let deep = format!("{}{}", "[".repeat(90), "]".repeat(90));
            lines[3] = lines[3].replacen("\"points\":74", &format!("\"points\":{deep}"), 1);
        }),
    ];
    assert_eq!(
        first_bad("good", (lines(&sample()).join("\n") + "\n").as_bytes()),
        None
    );
    assert_eq!(
        first_bad(
            "without the last line feed",
            lines(&sample()).join("\n").as_bytes()
        ),
        None
    );
    assert_eq!(first_bad("empty", b""), None);
    assert_eq!(first_bad("no UTF-8", b"\xff\n"), Some(1));
    for (name, sequence, spoil) in breaks {
        let (good, mut lines) = (lines(&sample()), lines(&sample()));
        spoil(&mut lines);
        assert_ne!(good, lines, "{name} changed nothing");
        assert_eq!(
            first_bad(name, lines.join("\n").as_bytes()),
            Some(sequence),
            "{name}"
        );
    }
}

#[test]
fn both_verifiers_accept_a_redacted_body_and_find_one_that_only_is_gone() {
    let journal = |records: &[Record]| lines(records).join("\n").into_bytes();
    let mut records = sample();
    erase(&mut records[1]);
    assert_eq!(first_bad("redacted", &journal(&records)), None);
    assert_eq!(
        first_bad("gone without a word", &journal(&records[..4])),
        Some(2)
    );
    erase(&mut records[3]);
    assert_eq!(first_bad("a score erased", &journal(&records)), Some(4));
    let place = Place::new();
    let mut records = sample();
    erase(&mut records[1]);
    place.file("journal.jsonl", journal(&records));
    let said = place.ok(&["ledger", "verify", "--export", "journal.jsonl"]);
    assert!(said.contains("1 of them without their body"), "{said}");
}

#[test]
fn a_journal_cut_off_at_its_end_contradicts_the_receipt() {
    let place = Place::new();
    let records = sample();
    place.file("cut.jsonl", lines(&records[..6]).join("\n"));
    let [before, after] =
        [&records[5], &records[6]].map(|record| format!("{}:{}", record.sequence, record.hash));
    for (receipt, code) in [
        (before, 0),
        (after.clone(), 1),
        (after.replacen("7:", "6:", 1), 1),
    ] {
        let ran = place.run(&[
            "ledger",
            "verify",
            "--export",
            "cut.jsonl",
            "--receipt",
            &receipt,
        ]);
        assert_eq!(ran.code, code, "{}", ran.err);
        if let Some(other) = script(&place, &["cut.jsonl", &receipt]) {
            assert_eq!(other.code, code, "{}{}", other.out, other.err);
            assert_eq!(sequence_in(&other.out), sequence_in(&ran.err));
        }
    }
}
