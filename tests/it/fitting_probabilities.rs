//! What a spec asks beyond the points: central tendency, grades, few defaults, the refused; through the real command.

use crate::fitting::{SPEC, refusals, rows};
use crate::place::Place;
use std::fmt::Write as _;

pub(crate) const CALIBRATED: &str = r#"
[calibration]
by = "platt"
margins = [{ deficiency = "C", reason = "three thousand rows", add_share = "0.05" }]

[calibration.central_tendency]
name = "average of yearly rates, 2013 to 2022"
rate = "0.08"
source = "the bank's count, table 3"

[calibration.grades]
reason = "the master scale of the bank, targets only"
tell = "grade"
least = "0.1"
scale = [
  { grade = "1", pd = "0.02" },
  { grade = "2", pd = "0.06" },
  { grade = "3", pd = "0.2" },
]
"#;

const REJECT: &str = r#"
[reject]
assume = "fuzzy"
reason = "the committee's choice of March"
approve_up_to = "0.3"
fuzzy = { uplift = "1.5" }
hard_cut_off = { from = "0.25" }
"#;

fn report(place: &Place, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(place.path().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn after<'t>(text: &'t str, word: &str) -> &'t str {
    &text[text.find(word).unwrap_or_else(|| panic!("{word}\n{text}"))..]
}

#[test]
fn points_are_calibrated_graded_and_told_with_their_reasons() {
    let place = Place::on_sqlite();
    place.file("rows.csv", rows(3_000));
    place.file("spec.toml", format!("{SPEC}{CALIBRATED}"));
    let fit = ["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"];
    let shown = place.ok(&fit);
    insta::assert_snapshot!(
        "probabilities_shown",
        after(&shown, "probabilities 违约概率")
    );
    let model = std::fs::read_to_string(place.path().join("m.toml")).unwrap();
    insta::assert_snapshot!(
        "probabilities_model",
        after(&model, "[outcome.calibration]")
    );
    place.ok(&["models", "check", "m.toml"]);
    let models = place.ok(&["models", "show", "m.toml"]);
    assert!(
        models.contains("grade of risk 风险等级 2: from "),
        "{models}"
    );
    let central = "average of yearly rates, 2013 to 2022; the bank's count, table 3";
    assert!(models.contains(central), "{models}");
    let told = report(&place, "m.report.json");
    let told = &told["probabilities"];
    let close = |found: &serde_json::Value, wanted: f64| {
        let found = found.as_f64().unwrap();
        assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
    };
    // The mean of the grades is that of their rows, which the central tendency set; the margin is a twentieth more.
    close(&told["mean"][0], 0.08);
    close(&told["mean"][1], 0.084);
    let grades = told["grades"]["grades"].as_array().unwrap();
    let rows: u64 = grades.iter().map(|g| g["rows"].as_u64().unwrap()).sum();
    assert_eq!(rows, 3_000);
    // A score names the grade and tells its probability, and a validation counts by grades.
    let score = [
        "score",
        "--rows",
        "rows.csv",
        "--model",
        "m.toml",
        "--id-column",
        "firm",
        "--format",
        "csv",
    ];
    let scores = place.ok(&score);
    let of = |grade: &str| {
        scores
            .lines()
            .filter(|l| l.split(',').nth(3) == Some(grade))
            .count()
    };
    for grade in grades {
        let name = grade["grade"].as_str().unwrap();
        assert_eq!(of(name) as u64, grade["rows"].as_u64().unwrap());
        let with_margin = grade["estimate"].as_f64().unwrap() * 1.05;
        let ppm = (with_margin * 1e6).round().to_string();
        let row = scores.lines().find(|l| l.split(',').nth(3) == Some(name));
        assert_eq!(row.unwrap().split(',').nth(5), Some(ppm.as_str()));
    }
}

#[test]
fn few_defaults_are_estimated_most_prudently_over_several_periods() {
    let place = Place::on_sqlite();
    place.file("rows.csv", rows(3_000));
    let few = CALIBRATED.replace("[calibration.grades]", "[calibration.low_default]\nby = \"pluto_tasche\"\nconfidence = \"0.9\"\nperiods = 3\nreason = \"asked for by the validators\"\n\n[calibration.grades]").replace("rate = \"0.08\"", "rate = \"0.2\"");
    place.file("spec.toml", format!("{SPEC}{few}"));
    let shown = place.ok(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    assert!(shown.contains("most prudent estimation (Pluto and Tasche) at a confidence of 0.9, correlation 0.12, 3 periods with a persistence of 0.3 (asked for by the validators)"), "{shown}");
    let told = report(&place, "m.report.json");
    let grades = told["probabilities"]["grades"]["grades"]
        .as_array()
        .unwrap();
    let estimates: Vec<f64> = grades
        .iter()
        .map(|g| g["estimate"].as_f64().unwrap())
        .collect();
    assert!(
        estimates.windows(2).all(|pair| pair[0] <= pair[1]),
        "{estimates:?}"
    );
    let mean = told["probabilities"]["mean"][0].as_f64().unwrap();
    assert!(
        (mean - 0.2).abs() < 1e-9,
        "scaled to the central tendency: {mean}"
    );
}

/// Rows of the refused in the table, and the same rows in a file of their own.
fn refused() -> (String, String, String) {
    let (mut whole, mut kept, mut apart) = (String::new(), String::new(), String::new());
    for (at, line) in rows(3_000).lines().enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        if at == 0 {
            let _ = writeln!(whole, "{line},decision");
            let _ = writeln!(kept, "{line}");
            let _ = writeln!(apart, "{}", cells[..7].join(","));
        } else if at % 4 == 0 && cells[3] != "Beibei" {
            let _ = writeln!(whole, "{},,refused", cells[..7].join(","));
            let _ = writeln!(apart, "{}", cells[..7].join(","));
        } else {
            let _ = writeln!(whole, "{line},taken");
            let _ = writeln!(kept, "{line}");
        }
    }
    (whole, kept, apart)
}

#[test]
fn the_refused_are_looked_at_under_each_assumption() {
    let place = Place::on_sqlite();
    let (whole, kept, apart) = refused();
    place.file("whole.csv", whole);
    place.file("kept.csv", kept);
    place.file("refused.csv", &apart);
    let by_column = REJECT.replace(
        "assume",
        "column = \"decision\"\nvalues = [\"refused\"]\nassume",
    );
    place.file("column.toml", format!("{SPEC}{by_column}"));
    place.file("file.toml", format!("{SPEC}{REJECT}"));
    let shown = place.ok(&[
        "fit",
        "whole.csv",
        "--spec",
        "column.toml",
        "--out",
        "a.toml",
    ]);
    let from = after(&shown, "reject inference");
    insta::assert_snapshot!(
        "reject_shown",
        &from[..from.find("\nprobabilities").unwrap()]
    );
    let by_file = [
        "fit",
        "kept.csv",
        "--refused",
        "refused.csv",
        "--spec",
        "file.toml",
        "--out",
        "b.toml",
    ];
    place.ok(&by_file);
    let (a, b) = (
        report(&place, "a.report.json"),
        report(&place, "b.report.json"),
    );
    assert_eq!(
        a["reject"], b["reject"],
        "told by a column or by a file, they are the same"
    );
    assert_eq!(a["regression"], b["regression"]);
    let lines = a["reject"]["table"].as_array().unwrap();
    assert_eq!(lines.len(), 4);
    let names: Vec<&str> = lines[1..]
        .iter()
        .map(|line| {
            line["assumption"]
                .as_object()
                .unwrap()
                .keys()
                .next()
                .unwrap()
                .as_str()
        })
        .collect();
    assert_eq!(names, ["hard_cut_off", "fuzzy", "parcelling"]);
    // The model is that of the assumption that was asked for.
    let fuzzy = &lines[2]["coefficients"];
    let fitted = &a["regression"]["coefficients"];
    assert_eq!(fuzzy[1][1], fitted[0]["value"]);
    // By none the model is that of the accepted.
    place.file(
        "none.toml",
        format!(
            "{SPEC}{}",
            REJECT.replace("assume = \"fuzzy\"", "assume = \"none\"")
        ),
    );
    place.file("plain.toml", SPEC);
    let none = by_file.map(|word| match word {
        "file.toml" => "none.toml",
        "b.toml" => "c.toml",
        word => word,
    });
    place.ok(&none);
    place.ok(&["fit", "kept.csv", "--spec", "plain.toml", "--out", "d.toml"]);
    let (c, d) = (
        report(&place, "c.report.json"),
        report(&place, "d.report.json"),
    );
    assert_eq!(c["regression"], d["regression"]);
    assert_eq!(c["points"], d["points"]);
}

#[test]
fn what_is_asked_of_probabilities_and_cannot_be_is_told() {
    let place = Place::on_sqlite();
    place.file("rows.csv", rows(400));
    place.file("spec.toml", SPEC);
    place.file("refused.csv", "firm,age\nf1,3\n");
    place.file("file.toml", format!("{SPEC}{REJECT}"));
    let nobody = REJECT.replace(
        "assume",
        "column = \"district\"\nvalues = [\"nowhere\"]\nassume",
    );
    place.file("nobody.toml", format!("{SPEC}{nobody}"));
    let many = "scale = [\n  { grade = \"0\", pd = \"0.001\" },\n";
    let grades = CALIBRATED
        .replace("scale = [\n", many)
        .replace("\"0.1\"", "\"0.4\"");
    place.file("grades.toml", format!("{SPEC}{grades}"));
    let reach = SPEC.replace(
        "rate = \"as_sampled\"",
        "sampling = { events = 1, others = \"0.05\", source = \"plan\" }\nrate = \"0.1\"",
    );
    place.file("twice.toml", reach);
    let said: Vec<String> = [
        ("rows.csv", "file.toml", None),
        ("rows.csv", "spec.toml", Some("refused.csv")),
        ("rows.csv", "file.toml", Some("refused.csv")),
        ("rows.csv", "nobody.toml", None),
        ("rows.csv", "grades.toml", None),
        ("rows.csv", "twice.toml", None),
    ]
    .map(|(data, spec, refused)| {
        let mut words = vec!["fit", data, "--spec", spec, "--out", "m.toml"];
        words.extend(refused.iter().flat_map(|file| ["--refused", file]));
        format!("> {data} {spec}\n{}", place.refused(&words))
    })
    .to_vec();
    assert!(
        !place.path().join("m.toml").exists(),
        "nothing half-written"
    );
    insta::assert_snapshot!("probabilities_refused", said.join("\n\n"));
}

/// Rows of which no model can be made, each with its message.
#[test]
fn rows_that_no_model_can_be_made_of_are_told_why() {
    let place = Place::on_sqlite();
    let head = SPEC.split("[columns]").next().unwrap();
    let numbers = head.replace("event = [\"bad\"]", "event = [1]\nother = [0]");
    place.file("numbers.toml", &numbers);
    place.file("bare.toml", head);
    place.file(
        "trend.toml",
        format!("{head}[[variables]]\ncolumn = \"word\"\ntrend = \"ascending\"\n"),
    );
    place.file(
        "named.toml",
        format!("{head}[[variables]]\ncolumn = \"a\"\n"),
    );
    place.file("weight.toml", format!("{head}[columns]\nweight = \"w\"\n"));
    place.file(
        "allowed.toml",
        format!("{head}[columns]\nallow_separating = [\"a\"]\n"),
    );
    let line = |row: u64| (row, if row.is_multiple_of(3) { "bad" } else { "good" });
    let table = |header: &str, cells: &dyn Fn(u64, &str) -> String, rows: u64| {
        let mut text = format!("{header}\n");
        for (row, outcome) in (0..rows).map(line) {
            let _ = writeln!(text, "{}", cells(row, outcome));
        }
        text
    };
    place.file(
        "words.csv",
        table(
            "word,outcome",
            &|row, y| {
                format!(
                    "{},{y}",
                    ["x", "y", "z"][usize::try_from(row / 2 % 3).unwrap()]
                )
            },
            90,
        ),
    );
    place.file(
        "bad.csv",
        table("a,outcome", &|row, _| format!("{row},bad"), 90),
    );
    place.file(
        "missing.csv",
        table("a,b,outcome", &|row, y| format!(",{},{y}", row % 7), 90),
    );
    place.file(
        "targets.csv",
        "a,outcome\n1,0\n2,1\n3,2\n4,0.5\n5,yes\n6,\n",
    );
    place.file(
        "separated.csv",
        table(
            "a,b,outcome",
            &|row, y| format!("{},{},{y}", u64::from(y == "bad") * 50 + row % 40, row % 7),
            300,
        ),
    );
    place.file(
        "weights.csv",
        table(
            "w,a,outcome",
            &|row, y| format!("{},{},{y}", if row == 4 { "-0.5" } else { "1" }, row % 7),
            90,
        ),
    );
    place.file(
        "million.csv",
        table("word,outcome", &|row, y| format!("w{row},{y}"), 1_000_000),
    );
    let asked = [
        ("words.csv", "trend.toml"),
        ("bad.csv", "bare.toml"),
        ("missing.csv", "named.toml"),
        ("targets.csv", "numbers.toml"),
        ("separated.csv", "bare.toml"),
        ("weights.csv", "weight.toml"),
        ("million.csv", "bare.toml"),
    ];
    let said = refusals(&place, &asked);
    insta::assert_snapshot!("rows_refused", said.join("\n\n"));
    // Named, it may stand among the columns, and the profile warns of it.
    let allowed = place.ok(&[
        "fit",
        "separated.csv",
        "--spec",
        "allowed.toml",
        "--profile",
    ]);
    assert!(
        allowed.contains("alone it ranks the rows with an AUC of 0.9997"),
        "{allowed}"
    );
}
