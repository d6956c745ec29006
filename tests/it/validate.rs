//! `zhixin validate` as its users meet it: the figures, the page, and what it says of bad input.

mod made_again;

use crate::place::Place;
use std::fmt::Write as _;
use zhixin::validation::stream::Stream;

const MODEL: &str = include_str!("validate/model.toml");

/// The weakest firms default most; in 2021 more do than the model says, and fewer patents are filed.
fn rows() -> String {
    let mut stream = Stream::new(2017, 1);
    let mut text = String::from("firm,day,district,size,patents,debt,field,final,weight,outcome\n");
    let districts = ["渝北区", "九龙坡区", "北碚区"];
    let fields = ["software", "medicine", "machines", "food"];
    for firm in 0..420_u32 {
        let strength = stream.unit();
        let (district, field) = (stream.below(3) as usize, stream.below(4) as usize);
        for year in 2018..=2021_u32 {
            if stream.unit() < 0.3 {
                continue;
            }
            let late = year == 2021;
            let noise = stream.unit() * 0.5 + strength * 0.75;
            let patents = (noise * noise * 12.0 * if late { 0.6 } else { 1.0 }).floor();
            let debt = (0.95 - 0.7 * strength + 0.2 * stream.unit()).clamp(0.05, 0.99);
            let risk = 0.3 * (1.0 - strength).powi(2) * if late { 3.0 } else { 1.0 } + 0.005;
            let outcome = if stream.unit() < risk { "bad" } else { "good" };
            let month = 1 + stream.below(12);
            let shown = if stream.unit() < 0.04 {
                "NA".to_owned()
            } else {
                format!("{patents:.0}")
            };
            let size = if strength > 0.6 { "中型" } else { "小型" };
            writeln!(
                text,
                "F{firm:04},{year}-{month:02}-15,{},{size},{shown},{debt:.2},{},{},{},{outcome}",
                districts[district],
                fields[field],
                ["A", "B", "C", "D", "—"][stream.below(5) as usize],
                1 + stream.below(2)
            )
            .unwrap();
        }
    }
    text
}

fn place() -> Place {
    let place = Place::on_sqlite();
    place.file("model.toml", MODEL);
    place.file("rows.csv", rows());
    place
}

const FULL: [&str; 21] = [
    "validate",
    "model.toml",
    "rows.csv",
    "--outcome",
    "outcome",
    "--event",
    "bad",
    "--enterprise",
    "firm",
    "--date",
    "day",
    "--since",
    "2020-01-01",
    "--group",
    "district",
    "--group",
    "size",
    "--final-grade",
    "final",
    "--bootstrap",
    "200",
];

/// Without the digest of the report, which has every last bit of every figure in it: another machine's logarithm may
/// differ in one.
fn without_digest(text: &str) -> String {
    let (before, digest) = text.rsplit_once("sha256:").unwrap();
    let end = digest.find(|c: char| !c.is_ascii_hexdigit());
    format!("{before}[digest]{}", &digest[end.unwrap_or(digest.len())..])
}

#[test]
fn a_model_is_validated_and_the_report_is_filed() {
    let place = place();
    let told = place.ok(&FULL);
    insta::assert_snapshot!("validate_table", without_digest(&told));
    // The same question has the same answer, to the byte, whatever the number of threads.
    let json = place.ok(&[&FULL[..], &["--format", "json", "--html", "report.html"]].concat());
    let again = place.ok(&[&FULL[..], &["--format", "json"]].concat());
    assert_eq!(json, again);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let digest = told
        .lines()
        .last()
        .unwrap()
        .split(' ')
        .next_back()
        .unwrap()
        .to_owned();
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    assert!(
        page.contains(&digest),
        "the page names the digest of the report"
    );
    assert!(
        !page.contains("<script") && !page.contains(" style=") && !page.contains("http"),
        "it stands alone"
    );
    let order = ["2.4<", "2.5.2<", "2.5.3<", "2.5.4<", "2.5.5<"];
    let places: Vec<usize> = order
        .iter()
        .map(|chapter| page.find(chapter).unwrap())
        .collect();
    assert!(
        places.is_sorted(),
        "the chapters stand as the instructions have them"
    );
    let general = &report["validation"]["general"];
    let rows = general["rows"].as_u64().unwrap() + general["development_rows"].as_u64().unwrap();
    assert_eq!(Some(rows), report["data"]["rows"].as_u64());
    // What was planted is found: the probabilities are too low, and patents have moved.
    let portfolio = &report["validation"]["predictive"]["portfolio"];
    assert!(
        portfolio["jeffreys"].as_f64().unwrap() < 0.05,
        "{portfolio}"
    );
    let moved = &report["validation"]["stability"]["drifts"][0]["characteristics"][0];
    assert_eq!(moved["name"], "专利数 patents");
}

#[test]
fn the_page_is_as_it_was() {
    let place = place();
    place.ok(&[&FULL[..], &["--html", "report.html"]].concat());
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    let body = page.split("</head>").nth(1).unwrap().replace("><", ">\n<");
    insta::assert_snapshot!("validate_page", without_digest(&body));
}

#[test]
fn figures_are_written_as_csv_and_weights_count() {
    let place = place();
    let plain = [
        "validate",
        "model.toml",
        "rows.csv",
        "--outcome",
        "outcome",
        "--event",
        "bad",
        "--bootstrap",
        "0",
        "--folds",
        "0",
        "--weight",
        "weight",
        "--format",
        "csv",
    ];
    let told = place.ok(&plain);
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let value = |name: &str| -> f64 {
        let row = rows
            .iter()
            .find(|row| &row[2] == name && row[3].is_empty())
            .unwrap();
        row[4].parse().unwrap()
    };
    assert!(value("weight") > value("rows"));
    assert!((2.0 * value("AUC") - 1.0 - value("Gini (accuracy ratio)")).abs() < 1e-12);
    // Without dates there are no months, and without enterprises no moves.
    assert!(!told.contains("PSI") && !told.contains("MWB"));
}

#[test]
fn a_challenger_is_compared_on_the_same_rows() {
    let place = place();
    // The challenger looks at debt alone: patents and fields earn it the same.
    let blunt = MODEL
        .replace("points = 8 }", "points = 30 }")
        .replace("\"made-up\"", "\"blunt\"");
    let blunt = blunt
        .replace("points = 15 }", "points = 30 }")
        .replace("points = 22 }", "points = 30 }");
    place.file(
        "blunt.toml",
        blunt.replace("below = 1, points = 0", "below = 1, points = 30"),
    );
    let told = place.ok(&[
        "validate",
        "model.toml",
        "rows.csv",
        "--outcome",
        "outcome",
        "--event",
        "bad",
        "--challenger",
        "blunt.toml",
        "--bootstrap",
        "0",
        "--folds",
        "0",
        "--format",
        "json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(report["challenger"]["id"], "blunt");
    let compared = &report["validation"]["discrimination"]["challenger"];
    let area = |name: &str| compared[name]["value"].as_f64().unwrap();
    assert!(
        (area("first") - area("second") - compared["difference"].as_f64().unwrap()).abs() < 1e-12
    );
    assert!(compared["variance"].as_f64().unwrap() > 0.0);
}

#[test]
fn bad_rows_are_told_all_at_once() {
    let place = place();
    place.file(
        "bad.csv",
        "firm,day,patents,debt,field,outcome,weight\nF1,2020-13-01,x,0.2,food,good,1\n,2020-01-01,1,0.2,food,bad,-1\nF2,2020-01-02,2,1e400,food,,1\n",
    );
    place.file(
        "one.csv",
        "patents,debt,field,outcome\n1,0.2,food,good\n2,0.3,food,good\n",
    );
    place.file(
        "three.csv",
        "patents,debt,field,outcome\n1,0.2,food,good\n2,0.3,food,bad\n2,0.3,food,open\n",
    );
    place.file(
        "short.csv",
        "patents,debt,field,outcome\n1,0.2\n2,0.3,food,bad\n",
    );
    place.file("twice.csv", "patents,patents,debt,outcome\n1,1,0.2,bad\n");
    place.file("empty.csv", "patents,debt,field,outcome\n");
    let base = |file: &'static str, event: &'static str| {
        vec![
            "validate",
            "model.toml",
            file,
            "--outcome",
            "outcome",
            "--event",
            event,
        ]
    };
    let asks = [
        [
            base("bad.csv", "bad"),
            vec![
                "--date",
                "day",
                "--enterprise",
                "firm",
                "--weight",
                "weight",
            ],
        ]
        .concat(),
        base("one.csv", "bad"),
        base("one.csv", "good"),
        base("three.csv", "bad"),
        base("short.csv", "bad"),
        base("twice.csv", "bad"),
        base("empty.csv", "bad"),
        base("none.csv", "bad"),
        [
            base("rows.csv", "bad"),
            vec!["--date", "day", "--since", "2030-01-01"],
        ]
        .concat(),
        [base("rows.csv", "bad"), vec!["--since", "2020-01-01"]].concat(),
        [
            base("rows.csv", "bad"),
            vec!["--group", "firm", "--initial-auc", "1.5"],
        ]
        .concat(),
        [base("rows.csv", "bad"), vec!["--final-grade", "size"]].concat(),
        [base("rows.csv", "bad"), vec!["--initial-auc", "1.5"]].concat(),
        [base("rows.csv", "bad"), vec!["--challenger", "nope"]].concat(),
    ];
    let said: Vec<String> = asks
        .iter()
        .map(|ask| format!("> {}\n{}", ask.join(" "), place.refused(ask)))
        .collect();
    insta::assert_snapshot!("validate_refusals", said.join("\n\n"));
}
