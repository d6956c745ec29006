//! Scores over the command line: one by one and all at once, replayed and rebuilt.

use crate::place::{DEMO_RECORDS, Place, demo};
use std::collections::BTreeMap;

fn by_enterprise(lines: &str) -> BTreeMap<String, String> {
    lines
        .lines()
        .map(|line| {
            let score: serde_json::Value = serde_json::from_str(line).unwrap();
            (
                score["enterprise"].as_str().unwrap().to_owned(),
                line.to_owned(),
            )
        })
        .collect()
}

#[test]
fn one_by_one_and_all_at_once_agree_to_the_byte_at_any_number_of_threads() {
    let (place, _) = demo();
    for model in [
        "cq-knowledge-value-2017",
        "hnte-2016",
        "innovation-points-2024",
    ] {
        let asked = [
            "score",
            "--preview",
            "--format=json",
            "--as-of=2020-12-31",
            "--model",
            model,
            DEMO_RECORDS,
        ];
        let all = |threads: &str| {
            let mut command = place.command(&asked);
            let output = command
                .arg("--all")
                .env("RAYON_NUM_THREADS", threads)
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let together = all("1");
        assert_eq!(together, all("7"), "{model}");
        let together = by_enterprise(&together);
        assert!(together.len() > 250, "{model}");
        let ids: Vec<&str> = together.keys().step_by(7).map(String::as_str).collect();
        let mut one_by_one = asked.to_vec();
        one_by_one.extend(&ids);
        let alone = by_enterprise(&place.ok(&one_by_one));
        assert_eq!(alone.len(), ids.len());
        for (id, line) in &alone {
            assert_eq!(line, &together[id], "{model}");
        }
    }
}

#[test]
fn an_issued_score_replays_and_rebuilds_to_its_bytes() {
    let place = Place::new();
    place.file("years.csv", "enterprise,年度,营业收入,资产总额,净资产\nx:a,2015,10000,9,8\nx:a,2016,11500,9,8\nx:a,2017,13225,9,8\n");
    place.ok(&["import", "years.csv", "--as", "financial_year"]);
    let asked = [
        "score",
        "x:a",
        "--model",
        "hnte-2016",
        "--as-of",
        "2018-12-31",
    ];
    let json = |arguments: &[&str]| place.ok(&[arguments, &["--format", "json"]].concat());
    let issued = json(&asked);
    let csv = place.ok(&[&asked[..], &["--format", "csv"]].concat());
    let id = csv.trim().rsplit(',').next().unwrap().to_owned();
    assert_eq!(place.ok(&["score", "replay", &id]), issued);
    assert_eq!(place.ok(&["score", "rebuild", &id]), issued);
    // More evidence later changes new scores, and nothing of the old one.
    place.file(
        "later.csv",
        "enterprise,年度,营业收入,资产总额,净资产\nx:a,2017,99999,9,8\n",
    );
    place.ok(&["import", "later.csv", "--as", "financial_year"]);
    assert_ne!(json(&asked), issued);
    assert_eq!(place.ok(&["score", "replay", &id]), issued);
    assert_eq!(place.ok(&["score", "rebuild", &id]), issued);
    let score: serde_json::Value = serde_json::from_str(&issued).unwrap();
    let growth = score["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["id"] == "sales_growth");
    let growth = growth.unwrap_or_else(|| panic!("no sales growth in {issued}"));
    assert_eq!(
        growth["points"]["low"], 5,
        "growth of exactly 15% earns 5 to 6: {growth}"
    );
    insta::assert_snapshot!(serde_json::to_string_pretty(&score).unwrap());
}

#[test]
fn a_score_that_was_tampered_with_does_not_replay() {
    let place = Place::new();
    place.file("years.csv", "enterprise,年度,营业收入\nx:a,2017,13225\n");
    place.ok(&["import", "years.csv"]);
    let csv = place.ok(&["score", "x:a", "--as-of", "2018-12-31", "--format", "csv"]);
    let id = csv.trim().rsplit(',').next().unwrap().to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done = runtime.block_on(async {
        let change = "update issued_score set assessment_digest = model_digest";
        let refused = place.sql(&[change]).await.unwrap_err();
        let drop = place.unguarded("issued_score_is_never_updated", "issued_score");
        (
            refused.to_string(),
            place.sql(&[&drop, change]).await.unwrap(),
        )
    });
    assert!(done.0.contains("never changed"), "{}", done.0);
    assert_eq!(done.1, 1);
    let ran = place.run(&["score", "replay", &id]);
    assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
    assert!(
        ran.err.contains("the digest of the document"),
        "{}",
        ran.err
    );
}

#[test]
fn verification_finds_documents_whose_base_was_changed_or_is_gone() {
    let place = Place::new();
    place.file("years.csv", "enterprise,年度,营业收入\nx:a,2017,13225\n");
    place.ok(&["import", "years.csv"]);
    place.ok(&["score", "x:a", "--as-of", "2018-12-31", "--format", "csv"]);
    place.ok(&["db", "verify"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (trigger, change) in [
        (
            "document_base_is_never_updated",
            "update document_base set body = replace(body, '\"low\":', '\"low\":1')",
        ),
        (
            "document_base_is_never_deleted",
            "delete from document_base",
        ),
    ] {
        runtime.block_on(async {
            let refused = place.sql(&[change]).await.unwrap_err();
            assert!(refused.to_string().contains("never"), "{refused}");
            let drop = place.unguarded(trigger, "document_base");
            assert_eq!(place.sql(&[&drop, change]).await.unwrap(), 1);
        });
        for command in [&["db", "verify"][..], &["ledger", "verify"]] {
            let ran = place.run(command);
            assert_eq!(ran.code, 1, "{change}: {} {}", ran.out, ran.err);
        }
        // And no copy is made of what is not whole.
        place.refused(&["db", "backup", "copy.db"]);
        assert!(!place.path().join("copy.db").exists());
    }
}
