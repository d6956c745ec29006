//! Models fitted to tables: `zhixin fit` as an analyst meets it, and the model scored by the core.

use crate::place::{DEMO_RECORDS, Place, Ran, demo};
use std::fmt::Write as _;

pub(crate) const SPEC: &str = r#"
id = "made-up"
name = { zh = "示例评分卡", en = "a scorecard of made-up rows" }
about = { zh = "由虚构数据拟合,仅供测试", en = "fitted to made-up rows, for tests only" }

[target]
column = "outcome"
event = ["bad"]
definition = "made-up default, version 1"
horizon_months = 12

[population]
name = "made-up firms"
rate = "as_sampled"

[columns]
missing = ["NA"]
special = [-999]
exclude = [{ column = "charged_off", reason = "known only after the outcome" }]

[[variables]]
column = "margin"
trend = "descending"
"#;

/// Rows drawn by a small generator: a margin with missing values and a code, a district, a copy of the margin, a
/// constant, a number of its own, and what was charged off, which is known only after the outcome.
pub(crate) fn rows(count: u64) -> String {
    let mut text = "firm,margin,age,district,copy,same,charged_off,outcome\n".to_owned();
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for firm in 0..count {
        let (margin, age, place) = (next(400), next(30), next(5));
        let shown = match next(20) {
            0 => "NA".to_owned(),
            1 => "-999".to_owned(),
            _ => format!("{}.{:02}", margin / 10, margin % 10 * 10),
        };
        let district =
            ["渝北", "江北", "Yuzhong", "Nan'an", "Beibei"][usize::try_from(place).unwrap()];
        let bad = next(1000) < 400 - margin * 3 / 4 + if place < 2 { 120 } else { 0 } - age * 2;
        let (outcome, lost) = if bad {
            ("bad", 1000 + margin)
        } else {
            ("good", 0)
        };
        let _ = writeln!(
            text,
            "f{firm},{shown},{age},{district},{shown},1,{lost},{outcome}"
        );
    }
    text
}

fn place(count: u64) -> Place {
    let place = Place::on_sqlite();
    place.file("rows.csv", rows(count));
    place.file("spec.toml", SPEC);
    place
}

#[test]
fn a_scorecard_is_fitted_shown_and_scores_its_rows() {
    let place = place(3_000);
    let shown = place.ok(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    insta::assert_snapshot!("fit_shown", shown);
    let model = std::fs::read_to_string(place.path().join("m.toml")).unwrap();
    insta::assert_snapshot!(
        "fit_model",
        model
            .lines()
            .filter(|l| !l.contains("ppm = "))
            .collect::<Vec<_>>()
            .join("\n")
    );
    place.ok(&["models", "check", "m.toml"]);
    let report = std::fs::read_to_string(place.path().join("m.report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert!(report["worst_rounding_error"].as_f64().unwrap() < 2.0);
    // Every row scored by the core: the base and the points of the bins that its cells fall into.
    let scores = place.ok(&[
        "score",
        "--rows",
        "rows.csv",
        "--model",
        "m.toml",
        "--id-column",
        "firm",
        "--format",
        "csv",
    ]);
    let lines: Vec<&str> = scores.lines().collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (3_001, "row,id,status,grade,points,pd_ppm")
    );
    let expected = |column: &str, bin: &str| {
        let tables = report["points"].as_array().unwrap();
        let table = tables.iter().find(|table| table["column"] == column)?;
        let bins = table["bins"].as_array().unwrap();
        let found = bins
            .iter()
            .find(|cells| cells[0].as_str().unwrap().contains(bin));
        found.map(|cells| cells[2].as_i64().unwrap())
    };
    let first = rows(3_000);
    let mut checked = 0;
    for (row, line) in first.lines().skip(1).zip(&lines[1..]) {
        let cells: Vec<&str> = row.split(',').collect();
        let points: i64 = line.split(',').nth(4).unwrap().parse().unwrap();
        let margin = match cells[1] {
            "NA" => expected("margin", "missing"),
            "-999" => expected("margin", "special -999"),
            _ => continue,
        };
        let others = points - report["base_points"].as_i64().unwrap() - margin.unwrap();
        let district = expected("district", cells[3]).unwrap_or(0);
        assert!(others >= district, "{row}: {points}");
        checked += 1;
    }
    assert!(checked > 200, "{checked}");
}

/// The same bytes from the same rows, whatever the number of threads.
#[test]
fn a_fit_is_the_same_to_the_byte_at_any_number_of_threads() {
    let place = place(20_000);
    let fit = |threads: &str, out: &str| {
        let mut command = place.command(&["fit", "rows.csv", "--spec", "spec.toml", "--out", out]);
        let ran = Ran::of(command.env("RAYON_NUM_THREADS", threads).output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        std::fs::read(place.path().join(out)).unwrap()
    };
    assert_eq!(fit("1", "one.toml"), fit("3", "three.toml"));
    let report = |name: &str| std::fs::read(place.path().join(name)).unwrap();
    assert_eq!(report("one.report.json"), report("three.report.json"));
}

#[test]
fn bad_rows_and_bad_specs_are_told_what_is_wrong() {
    let place = place(400);
    let good = rows(400);
    place.file("all-good.csv", good.replace(",bad", ",good"));
    place.file(
        "three.csv",
        good.replacen(",good", ",perhaps", 2)
            .replacen(",good", ",", 1),
    );
    place.file("words.csv", good.replacen(",NA,", ",n/a,", 1));
    let leaking = SPEC.replace(
        "exclude = [{ column = \"charged_off\", reason = \"known only after the outcome\" }]",
        "",
    );
    place.file("leaking.toml", &leaking);
    let by_hand = "\n[[variables]]\ncolumn = \"charged_off\"\ncuts = [500]\nreason = \"a try\"\n\n[revision]\nof = \"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\nreason = \"a try\"\n";
    place.file("separated.toml", format!("{leaking}{by_hand}"));
    let mut many = "word,outcome\n".to_owned();
    for row in 0..12_000 {
        let _ = writeln!(many, "w{row},{}", if row % 3 == 0 { "bad" } else { "good" });
    }
    place.file("many.csv", &many);
    let bare = SPEC.split("[columns]").next().unwrap();
    place.file("bare.toml", bare);
    place.file("weights.toml", format!("{bare}[columns]\nweight = \"w\"\n"));
    place.file("weights.csv", "w,a,outcome\n-1,1,bad\n2,2,good\nx,3,good\n");
    place.file(
        "missing.csv",
        "a,b,outcome\n,1,bad\n,1,good\n,1,bad\n,1,good\n",
    );
    place.file("ragged.csv", "a,b,outcome\n1,2,bad\n1,good\n");
    place.file("wrong.toml", "id = 1\nversion = \"x\"\n[target]\ncolumn = \"outcome\"\nhorizon_months = 0\n[population]\nname = \"p\"\nrate = 2\n[binning]\nmin_size = 0.9\ntrend = \"upward\"\n[[variables]]\ncolumn = \"a\"\ncuts = [3, 1]\n[points]\npdo = 0\ncolour = \"red\"\n");
    let asked = [
        ("all-good.csv", "spec.toml"),
        ("three.csv", "spec.toml"),
        ("words.csv", "spec.toml"),
        ("rows.csv", "separated.toml"),
        ("many.csv", "bare.toml"),
        ("weights.csv", "weights.toml"),
        ("missing.csv", "bare.toml"),
        ("ragged.csv", "bare.toml"),
        ("rows.csv", "wrong.toml"),
        ("none.csv", "spec.toml"),
    ];
    let said = refusals(&place, &asked);
    insta::assert_snapshot!("fit_refused", said.join("\n\n"));
}

/// What a fit says of each file and spec that it refuses, with nothing written.
pub(crate) fn refusals(place: &Place, asked: &[(&str, &str)]) -> Vec<String> {
    let said = asked.iter().map(|(data, spec)| {
        let said = place.refused(&["fit", data, "--spec", spec, "--out", "m.toml"]);
        format!("> {data} {spec}\n{said}")
    });
    let said = said.collect();
    assert!(
        !place.path().join("m.toml").exists(),
        "nothing half-written"
    );
    said
}

/// linfa's logistic regression, unweighted and without a penalty, comes to the same coefficients. It takes the greater of
/// two labels by its own order for positive and knows no weights, so that labels are given as 0 and 1 and
/// rows once.
#[test]
fn linfas_regression_comes_to_the_same_coefficients() {
    use linfa::prelude::*;
    use ndarray::{Array1, Array2};
    use zhixin::fitting::logistic::{Logistic, Rules};
    use zhixin::fitting::regressors::{Regressor, Rows};

    let mut state = 3_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    let (mut outcomes, mut a, mut b) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let (x, y) = (next() * 2.0 - 1.0, next() * 2.0 - 1.0);
        outcomes.push(next() < 1.0 / (1.0 + (1.2 - x + 2.0 * y).exp()));
        a.push(x);
        b.push(y);
    }
    let rows = Rows {
        outcomes: &outcomes,
        weights: &[],
        offsets: &[],
        regressors: vec![Regressor::Values(&a), Regressor::Values(&b)],
    };
    let rules = Rules {
        l2: 0.0,
        signs: Vec::new(),
    };
    let ours = Logistic::fit(&rows, &rules).unwrap();
    let records = Array2::from_shape_fn((2_000, 2), |(row, column)| [&a, &b][column][row]);
    let targets: Array1<usize> = outcomes.iter().map(|event| usize::from(*event)).collect();
    let model = linfa_logistic::LogisticRegression::default()
        .alpha(0.0)
        .max_iterations(500)
        .gradient_tolerance(1e-9)
        .fit(&Dataset::new(records, targets))
        .unwrap();
    // Whichever class linfa calls positive, the sign tells; the event must be the same in both.
    let sign = if model.labels().pos.class == 1 {
        1.0
    } else {
        -1.0
    };
    let theirs: Vec<f64> = model.params().iter().map(|value| sign * value).collect();
    assert!((ours.intercept.value - sign * model.intercept()).abs() < 1e-5);
    for (own, their) in ours.coefficients.iter().zip(theirs) {
        assert!((own.value - their).abs() < 1e-5, "{own:?} {their}");
    }
}

const OF_RECORDS: &str = r#"
id = "of-records"
name = { zh = "在库企业评分卡", en = "a scorecard of the records" }
about = { zh = "由示例数据拟合,仅供测试", en = "fitted to the sample province, for tests only" }
l2 = "0.5"
only_named = true

[target]
event = ["claim", "overdue"]
definition = "a claim or an overdue report, version 1"
horizon_months = 6

[population]
name = "borrowers of the sample province"
rate = "0.02"

[selection]
by = "all"

[[variables]]
column = "fin.revenue@1"

[[variables]]
column = "ip.inventions@1"
trend = "descending"
"#;

/// Borrowers of the sample province as they were known on a day, and what came of them in the half year after.
#[test]
fn a_scorecard_is_fitted_to_the_records_and_scores_them_as_any_other_model() {
    let (place, _) = demo();
    place.file("records.toml", OF_RECORDS);
    place.file("wrong.toml", OF_RECORDS.replace("\"overdue\"", "\"ruin\""));
    let fit = [
        "fit",
        "--from-records",
        "--spec",
        "records.toml",
        "--out",
        "r.toml",
        DEMO_RECORDS,
    ];
    let with = |more: &[&'static str]| [&fit[..], more].concat();
    let shown = place.ok(&with(&["--as-of", "2022-03-31", "--horizon", "6m"]));
    insta::assert_snapshot!("fit_records", shown);
    let scored = place.ok(&[
        "score",
        "--all",
        "--model",
        "r.toml",
        "--preview",
        "--as-of",
        "2022-03-31",
        "--format",
        "csv",
        DEMO_RECORDS,
    ]);
    assert!(scored.lines().count() > 50, "{scored}");
    let mut refused = place.refused(&with(&["--as-of", "2022-03-31", "--horizon", "600m"]));
    let today = refused.find("today is ").unwrap() + "today is ".len();
    refused.replace_range(today..today + "2026-01-01".len(), "[today]");
    let wrong = fit.map(|word| {
        if word == "records.toml" {
            "wrong.toml"
        } else {
            word
        }
    });
    let wrong = place.refused(&[&wrong[..], &["--as-of", "2022-03-31"]].concat());
    insta::assert_snapshot!("fit_records_refused", format!("{refused}\n\n{wrong}"));
}
