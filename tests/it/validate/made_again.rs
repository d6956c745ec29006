//! Models made again fold by fold, months and cohorts, and weights that are rows written often.

use super::{FULL, place, rows};
use std::fmt::Write as _;

const SPEC: &str = r#"
id = "again"
method = "scorecard"
name = { zh = "重新拟合", en = "made again" }
about = { zh = "仅供测试", en = "for tests only" }
[target]
column = "outcome"
event = ["bad"]
definition = "made up"
horizon_months = 12
[population]
name = "made up"
rate = "as_sampled"
[columns]
time = "day"
id = "firm"
missing = ["NA"]
exclude = [{ column = "weight", reason = "a weight" }, { column = "final", reason = "known later" }]
[challengers]
trees = 5
depth = 3
"#;

#[test]
fn models_are_made_again_and_tried_on_rows_they_have_not_seen() {
    let place = place();
    place.file("spec.toml", SPEC);
    let more = [
        "--refit",
        "spec.toml",
        "--cohort",
        "size",
        "--group",
        "debt:0.3,0.6",
        "--weight",
        "weight",
    ];
    let json = place.ok(&[
        &FULL[..],
        &more,
        &["--folds", "3", "--format", "json", "--html", "report.html"],
    ]
    .concat());
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let trials = report["refitted"]["trials"].as_array().unwrap();
    let schemes: Vec<&str> = trials
        .iter()
        .map(|of| of["scheme"].as_str().unwrap())
        .collect();
    assert_eq!(
        schemes,
        ["by_enterprise", "k_fold", "forward", "out_of_time"]
    );
    let rows = report["data"]["rows"].as_u64().unwrap();
    for fold in trials[0]["folds"].as_array().unwrap() {
        let (learned, tried) = (&fold["learned"], &fold["tried"]["part"]["rows"]);
        assert_eq!(
            learned.as_u64().unwrap() + tried.as_u64().unwrap(),
            rows,
            "{fold}"
        );
    }
    // What is made from the past alone learns from fewer rows the earlier it is, and still tells defaults.
    let forward = trials[2]["folds"].as_array().unwrap();
    let learned: Vec<u64> = forward
        .iter()
        .map(|fold| fold["learned"].as_u64().unwrap())
        .collect();
    assert!(learned.is_sorted(), "{learned:?}");
    for trials in trials {
        let auc = trials["pooled"]["part"]["auc"]["value"].as_f64().unwrap();
        assert!((0.55..0.9).contains(&auc), "{auc}");
        // Trees made from the same rows of each fold, judged on the same.
        let contest = &trials["challengers"];
        assert_eq!(contest["rows"], trials["pooled"]["part"]["rows"]);
        assert_eq!(contest["model"]["auc"].as_f64(), Some(auc));
        let challengers = contest["challengers"].as_array().unwrap();
        assert_eq!(challengers.len(), 2);
        for challenger in challengers {
            let other = challenger["against"]["auc"].as_f64().unwrap();
            assert!((0.5..0.9).contains(&other), "{challenger}");
        }
    }
    // Months and cohorts hold every row once, and PSI counts weight.
    let courses = &report["validation"]["discrimination"]["courses"];
    let drifts = &report["validation"]["stability"]["drifts"];
    for (at, by) in ["month", "size"].iter().enumerate() {
        assert_eq!(courses[at]["name"], *by);
        let parts = courses[at]["parts"].as_array().unwrap();
        let sum: u64 = parts
            .iter()
            .map(|part| part["rows"].as_u64().unwrap())
            .sum();
        assert_eq!(Some(sum), report["validation"]["general"]["rows"].as_u64());
        assert_eq!(drifts[at]["by"], *by);
        let population = drifts[at]["population"].as_array().unwrap();
        let weight: f64 = population
            .iter()
            .map(|part| part["weight"].as_f64().unwrap())
            .sum();
        assert_eq!(
            Some(weight),
            report["validation"]["general"]["weight"].as_f64()
        );
        let moved = &drifts[at]["characteristics"][0];
        assert_eq!(moved["periods"].as_array().unwrap().len(), population.len());
    }
    let debt = &report["validation"]["discrimination"]["partings"][2]["parts"];
    let names: Vec<&str> = debt
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["< 0.3", "[0.3, 0.6)", "≥ 0.6"]);
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    for told in [
        "Models made again",
        "Default rate, observed and expected",
        "CSI by month",
        "AUC by size",
        "Missing figures and overrides",
        "挑战模型 Challenger",
    ] {
        assert!(page.contains(told), "the page has no {told}");
    }
    // Every figure of it is in CSV too.
    let csv = place.ok(&[&FULL[..], &more, &["--folds", "3", "--format", "csv"]].concat());
    for told in [
        "forward in time: 合并 pooled",
        "month = 2020-01",
        "AUC of the challenger",
        "size = 中型",
        "patents, month = 2021-12",
    ] {
        assert!(csv.contains(told), "the figures have no {told}");
    }
    // A spec of another outcome is refused.
    place.file(
        "other.toml",
        SPEC.replace("\"outcome\"", "\"field\"")
            .replace("\"bad\"", "\"food\""),
    );
    let told = place.refused(&[&FULL[..], &["--refit", "other.toml"]].concat());
    assert!(
        told.contains("[refit.outcome]") && told.contains("[refit.event]"),
        "{told}"
    );
}

#[test]
fn weights_are_rows_written_often_in_the_index_of_the_population() {
    let place = place();
    // Each row as often as its weight says, against the weights.
    let plain = rows();
    let mut often = String::new();
    for (at, line) in plain.lines().enumerate() {
        let twice = at > 0 && line.split(',').nth(8) == Some("2");
        (0..=usize::from(twice)).for_each(|_| writeln!(often, "{line}").unwrap());
    }
    place.file("often.csv", often);
    let of = |file: &str, more: &[&str]| -> serde_json::Value {
        let ask = FULL.map(|word| if word == "rows.csv" { file } else { word });
        let told = place.ok(&[&ask[..], more, &["--format", "json"]].concat());
        serde_json::from_str::<serde_json::Value>(&told).unwrap()["validation"]["stability"]["drifts"].take()
    };
    let (weighed, written) = (
        of("rows.csv", &["--weight", "weight"]),
        of("often.csv", &[]),
    );
    for (one, other) in weighed[0]["population"]
        .as_array()
        .unwrap()
        .iter()
        .zip(written[0]["population"].as_array().unwrap())
    {
        assert_eq!(one["psi"], other["psi"]);
    }
    assert_eq!(
        weighed[0]["characteristics"][0]["periods"],
        written[0]["characteristics"][0]["periods"]
    );
}
