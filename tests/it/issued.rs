//! Scores of past releases, kept in `fixtures/issued`: every one replays to the bytes it had.

use crate::place::{DEMO_RECORDS, Place, cells, demo};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use zhixin::scoring::{Model, Program, Subject, assess, assessment};
use zhixin::service::records::Store;

fn releases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/issued");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// Scores of every shipped model, written once when a release is made.
#[test]
#[ignore = "writes fixtures/issued for this release"]
fn write_the_scores_of_this_release() {
    let (place, _) = demo();
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/issued"));
    let folder = folder.join(env!("CARGO_PKG_VERSION"));
    fs::create_dir_all(&folder).unwrap();
    let listed = place.ok(&[
        "score",
        "--all",
        "--format=csv",
        "--as-of=2021-10-31",
        DEMO_RECORDS,
    ]);
    let ids: Vec<String> = cells(&listed)
        .into_iter()
        .map(|row| row[1].clone())
        .step_by(75)
        .collect();
    let models = cells(&place.ok(&["models", "list", "--format=csv"]));
    for model in models.iter().map(|row| row[0].as_str()) {
        let mut asked = vec![
            "score",
            "--as-of=2021-10-31",
            "--model",
            model,
            "--format=csv",
            DEMO_RECORDS,
        ];
        asked.extend(ids.iter().map(String::as_str));
        let scores: Vec<String> = cells(&place.ok(&asked))
            .iter()
            .map(|row| row.last().unwrap().clone())
            .collect();
        let text = fs::read_to_string(format!(
            "{}/models/evaluation/{model}.toml",
            env!("CARGO_MANIFEST_DIR")
        ));
        fs::write(folder.join(format!("{model}.toml")), text.unwrap()).unwrap();
        let lines = tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(stored(place, &scores));
        fs::write(folder.join(format!("{model}.jsonl")), lines).unwrap();
    }
}

/// Vector and document of issued scores, one score a line with a tab between the two.
async fn stored(place: &Place, scores: &[String]) -> String {
    let url = format!(
        "sqlite://{}",
        place.path().join("zhixin-demo/zhixin.db").display()
    );
    let records = Store::open_existing(&url).await.unwrap();
    let mut lines = String::new();
    for id in scores {
        let stored = records.score_by_id(id).await.unwrap().unwrap().score;
        let _ = writeln!(lines, "{}\t{}", stored.vector, stored.assessment);
    }
    lines
}

#[test]
fn every_score_ever_issued_replays_to_its_bytes() {
    let releases = releases();
    let current = concat!("issued/", env!("CARGO_PKG_VERSION"));
    assert!(
        releases.iter().any(|path| path.ends_with(current)),
        "no scores of this release"
    );
    let mut replayed = 0;
    for release in releases {
        for path in fs::read_dir(&release)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let model = Model::parse(&fs::read_to_string(&path).unwrap());
            let model = model.unwrap_or_else(|problems| panic!("{}: {problems}", path.display()));
            let program = Program::compile(Arc::new(model)).unwrap();
            let scores = fs::read_to_string(path.with_extension("jsonl")).unwrap();
            for line in scores.lines() {
                let (subject, document) = line.split_once('\t').unwrap();
                let subject: Subject = serde_json::from_str(subject).unwrap();
                let bytes = assess(&program, &subject).to_bytes();
                let mut printed = Vec::new();
                assessment::print(&program, &subject, &mut printed);
                assert_eq!(printed, bytes, "{}", path.display());
                assert_eq!(
                    String::from_utf8(bytes).unwrap(),
                    document,
                    "{}",
                    path.display()
                );
                replayed += 1;
            }
        }
    }
    assert!(replayed >= 8, "only {replayed} scores are kept");
}
