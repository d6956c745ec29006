//! A model held against trees: `zhixin fit` and `zhixin validate --refit` with `[challengers]` in the spec.

use crate::fitting::{SPEC, rows};
use crate::place::Place;
use std::fmt::Write as _;

const TREES: &str = "\n[challengers]\ntrees = 12\ndepth = 4\n";

fn place(spec: &str, count: u64) -> Place {
    let place = Place::on_sqlite();
    place.file("rows.csv", rows(count));
    place.file("spec.toml", spec);
    place
}

fn report(place: &Place, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(place.path().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The rows are drawn from a sum of steps, which is what a scorecard says: trees have nothing on it.
#[test]
fn a_scorecard_is_held_against_a_tree_and_a_forest() {
    let place = place(&format!("{SPEC}{TREES}"), 3_000);
    let shown = place.ok(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    let (_, part) = shown.split_once("challengers 挑战模型").unwrap();
    insta::assert_snapshot!("challengers_shown", part);
    let told = &report(&place, "m.report.json")["challengers"];
    assert_eq!(told["learned"], 2_250);
    assert_eq!(told["rows"], 750);
    assert_eq!(told["why"], serde_json::Value::Null);
    let model = told["model"]["auc"].as_f64().unwrap();
    for challenger in told["challengers"].as_array().unwrap() {
        let against = &challenger["against"];
        let (auc, difference) = (against["auc"].as_f64(), against["difference"].as_f64());
        assert!((model - auc.unwrap() - difference.unwrap()).abs() < 1e-12);
        let [low, high] = [0, 1].map(|end| against["difference_interval"][end].as_f64().unwrap());
        assert!(low < difference.unwrap() && difference.unwrap() < high);
        assert!((0.6..model + 0.01).contains(&auc.unwrap()), "{challenger}");
    }
    // The model that is written is the one of a spec that asks for no challengers, but for the digest of the spec.
    place.file("plain.toml", SPEC);
    place.ok(&["fit", "rows.csv", "--spec", "plain.toml", "--out", "p.toml"]);
    let plain = report(&place, "p.report.json");
    let with = report(&place, "m.report.json");
    assert_eq!(plain["points"], with["points"]);
    assert_eq!(plain.get("challengers"), None);
}

#[test]
fn the_report_has_the_same_bytes_at_any_number_of_threads() {
    let additive = SPEC.replace("[target]", "method = \"additive\"\n[target]");
    let rounds = "\n[additive]\nrounds = 30\nbags = 2\npairs = 1\n";
    let place = place(&format!("{additive}{rounds}{TREES}"), 1_500);
    let fit = ["fit", "rows.csv", "--spec", "spec.toml", "--out"];
    for (threads, out) in [("1", "one.toml"), ("3", "three.toml")] {
        let mut command = place.command(&[&fit[..], &[out]].concat());
        let done = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    let told = report(&place, "one.report.json")["challengers"].clone();
    assert_eq!(told["challengers"][1]["name"]["en"], "forest");
    assert_eq!(told, report(&place, "three.report.json")["challengers"]);
}

/// Rows held out of which none is an event: the model is made all the same, and the report says why nobody is judged.
#[test]
fn what_cannot_be_judged_is_told() {
    let dated = SPEC.replace("[columns]", "[columns]\ntime = \"day\"");
    let place = place(&format!("{dated}{TREES}"), 0);
    let mut text = String::new();
    for (at, line) in rows(1_200).lines().enumerate() {
        let late = at > 800;
        if late && line.ends_with("bad") {
            continue;
        }
        let day = if at == 0 {
            "day"
        } else if late {
            "2021-05-01"
        } else {
            "2020-05-01"
        };
        writeln!(text, "{day},{line}").unwrap();
    }
    place.file("rows.csv", text);
    let shown = place.ok(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    let (_, part) = shown.split_once("challengers 挑战模型").unwrap();
    insta::assert_snapshot!(part, @"
     (on rows that none of them had learned from)
    not made 未能拟合: target: of the rows held out: all 273 rows are others: with one class only there is nothing to tell apart [sample.one_class]
    ");
    let told = &report(&place, "m.report.json")["challengers"];
    assert!(
        told["why"].as_str().unwrap().contains("sample.one_class"),
        "{told}"
    );
}

#[test]
fn what_a_spec_asks_wrongly_is_told_with_its_line() {
    let place = place(
        &format!("{SPEC}\n[challengers]\ntrees = 0\ndepth = 40\nheld_out = \"0.9\"\nleaves = 3\n"),
        200,
    );
    let told = place.refused(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    insta::assert_snapshot!(told, @"
    error: spec.toml:
    line 26: challengers.trees: 0 does not lie from 1 to 1000 [spec.range]
    line 27: challengers.depth: 40 does not lie from 1 to 12 [spec.range]
    line 28: challengers.held_out: 0.9 does not lie from 0.01 to 0.5 [spec.range]
    line 29: challengers.leaves: this key is not known here; known are: trees, depth, held_out [form.unknown_key]
    exit code 2
    ");
}
