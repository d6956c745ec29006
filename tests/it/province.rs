//! The sample province against its manifest, which the generator wrote from what it planted.

use crate::place::{DEMO_RECORDS, cells, demo};
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
struct Manifest {
    files: Vec<Planted>,
}

#[derive(serde::Deserialize)]
struct Planted {
    path: String,
    rows: u64,
    accepted: u64,
    total_lines: u64,
    note_lines: u64,
    duplicates: Vec<u64>,
    rejected: BTreeMap<String, Vec<u64>>,
}

fn manifest() -> Vec<Planted> {
    let text = include_str!("../../fixtures/province/MANIFEST.toml");
    toml::from_str::<Manifest>(text).unwrap().files
}

fn name(planted: &Planted) -> &str {
    planted.path.rsplit('/').next().unwrap()
}

#[test]
fn every_row_of_the_province_is_accounted_for_as_planted() {
    let (place, _) = demo();
    let batches = cells(&place.ok(&["import", "batches", "--format", "csv", DEMO_RECORDS]));
    let planted = manifest();
    assert_eq!(batches.len(), planted.len());
    for (batch, planted) in batches.iter().zip(&planted) {
        let number = |at: usize| batch[at].parse::<u64>().unwrap();
        let (read, accepted, rejected, duplicate) = (number(5), number(6), number(7), number(8));
        let beside = planted.total_lines + planted.note_lines;
        let bad: usize = planted.rejected.values().map(Vec::len).sum();
        assert_eq!(batch[1], name(planted));
        assert_eq!(read, planted.rows + beside, "{}", planted.path);
        assert_eq!(accepted, planted.accepted, "{}", planted.path);
        assert_eq!(
            duplicate,
            planted.duplicates.len() as u64,
            "{}",
            planted.path
        );
        assert_eq!(rejected, bad as u64 + beside, "{}", planted.path);
        assert_eq!(accepted + rejected + duplicate, read);
    }
}

#[test]
fn every_planted_mistake_is_found_on_its_row_by_its_rule() {
    let (place, _) = demo();
    let rejects = cells(&place.ok(&["import", "rejects", "--format", "csv", DEMO_RECORDS]));
    let mut found: BTreeMap<(String, u64), Vec<String>> = BTreeMap::new();
    for reject in rejects {
        let row = reject[1].parse().unwrap();
        found
            .entry((reject[0].clone(), row))
            .or_default()
            .push(reject[3].clone());
    }
    let mut missed = Vec::new();
    for planted in manifest() {
        for (rule, rows) in &planted.rejected {
            for row in rows {
                match found.remove(&(name(&planted).to_owned(), *row)) {
                    Some(rules) if rules.contains(rule) => {}
                    other => missed.push(format!("{}:{row} {rule}: {other:?}", planted.path)),
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let beside = |rule: &String| rule == "row.total" || rule == "row.note";
    let more: Vec<_> = found
        .iter()
        .filter(|(_, rules)| !rules.iter().any(beside))
        .collect();
    assert!(more.is_empty(), "rejected and not planted: {more:?}");
}

#[test]
fn files_taken_in_again_add_nothing() {
    let (place, first) = demo();
    let batches = || place.ok(&["import", "batches", "--format", "csv", DEMO_RECORDS]);
    let before = batches();
    let again = place.run(&["demo"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let lines = |out: &str| -> Vec<String> {
        let lines = out.lines().map(|line| line.replace("imported before", ""));
        lines.map(|line| line.trim_end().to_owned()).collect()
    };
    assert_eq!(lines(&again.out), lines(&first.out));
    assert_eq!(batches(), before);
}

#[test]
fn a_correction_changes_what_is_known_from_its_day_and_nothing_before() {
    let (place, _) = demo();
    let scores = |basis: &str| {
        let basis = format!("--basis={basis}");
        let asked = [
            "score",
            "--all",
            "--preview",
            "--format=json",
            "--as-of=2021-10-31",
            &basis,
            DEMO_RECORDS,
        ];
        place.ok(&asked)
    };
    let strip = |text: &str| -> Vec<(String, serde_json::Value)> {
        text.lines()
            .map(|line| {
                let score: serde_json::Value = serde_json::from_str(line).unwrap();
                (score["enterprise"].to_string(), score["indicators"].clone())
            })
            .collect()
    };
    let before = strip(&scores("recorded@2021-09-29T00:00:00Z"));
    let after = strip(&scores("recorded@2021-09-30T00:00:00Z"));
    assert_eq!(before.len(), after.len());
    let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!(moved > 0 && moved <= 35, "{moved} enterprises moved");
}
