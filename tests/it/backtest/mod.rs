//! `zhixin backtest` as its users meet it: a run done again, everything wrong at once, models fitted anew, and nothing that
//! came later seen before it could be.

mod leaks;
mod refusals;

use crate::place::{Place, cells};
use serde_json::Value;
use std::fmt::Write as _;

const HEADER: &str = "loan,bank,district,enterprise,decided_on,requested,months,rate,first_loan,made,drawn_on,repaid_on,overdue_since,charged_off_on,charged_off,recovered_on,recovered,known_until,points,incumbent_grade,research\n";

/// How a loan ended: from `repaid_on` to `recovered`.
const REPAID: &str = "2021-02-10,,,,,";
const LOST: &str = ",2020-12-01,2021-03-05,60000,2021-06-01,10000";
const UNKNOWN: &str = ",,,,,";

fn loan(number: u32, day: &str, end: &str, points: u32) -> String {
    let (made, drawn_on) = if end == UNKNOWN {
        ("no", "")
    } else {
        ("yes", day)
    };
    let bank = number % 2;
    let firm = number / 2;
    format!(
        "L{number},bank-{bank},渝北区,x:firm-{firm},{day},80000,12,0.03,yes,{made},{drawn_on},{end},2022-12-31,{points},C,50000\n"
    )
}

/// Forty loans of 2020, of which every fifth is lost, and two applications that came to none.
fn loans() -> String {
    let mut text = HEADER.to_owned();
    for number in 0..40 {
        let day = format!("2020-0{}-{:02}", 1 + number / 20, 5 + number % 20);
        let lost = number % 5 == 0;
        text += &loan(
            number,
            &day,
            if lost { LOST } else { REPAID },
            if lost { 2 } else { 55 + number },
        );
    }
    text += &loan(40, "2020-03-02", UNKNOWN, 70);
    text += &loan(41, "2020-03-03", UNKNOWN, 2);
    text
}

const SPEC: &str = r#"
id = "card"
version = 1
name = { zh = "评分卡", en = "card" }
about = { zh = "示例", en = "sample" }
[target]
column = "bad"
event = ["1"]
other = ["0"]
definition = "overdue-90-or-charge-off"
horizon_months = 12
[population]
name = "a test"
rate = "as_sampled"
"#;

const POLICY: &str = r#"
id = "up-to-c"
name = { zh = "C 级及以上", en = "up to C" }
[approve]
grade_to = "C"
[[grades]]
grade = "A"
pd_up_to = 0.1
[[grades]]
grade = "C"
pd_up_to = 0.35
[[grades]]
grade = "E"
pd_up_to = 1
[size]
by = "requested"
"#;

/// A place with a scorecard of one column, learned from rows of years before, with loans and a policy.
fn place() -> Place {
    let place = Place::on_sqlite();
    let mut rows = String::from("points,bad\n");
    for number in 0..600_u32 {
        let points = number % 100;
        let bad = u32::from((number * 37 + 11) % 100 < 60_u32.saturating_sub(points));
        writeln!(rows, "{points},{bad}").unwrap();
    }
    place.file("learn.csv", rows);
    place.file("learn.toml", SPEC);
    place.ok(&[
        "fit",
        "learn.csv",
        "--spec",
        "learn.toml",
        "--out",
        "fitted.toml",
    ]);
    let text = std::fs::read_to_string(place.path().join("fitted.toml")).unwrap();
    let (first, rest) = text.split_once("version = 1\n").unwrap();
    place.file(
        "model.toml",
        format!("{first}version = 1\neffective_from = 2019-06-01\n{rest}"),
    );
    place.file("policy.toml", POLICY);
    place.file("loans.csv", loans());
    place
}

/// A backtest of the loans of a place over two years.
fn walk<'a>(model: &'a str, terms: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let days = ["--from", "2020-01-01", "--to", "2021-12-31"];
    let all = [
        "backtest",
        "--model",
        model,
        "--terms",
        terms,
        "--loans",
        "loans.csv",
    ];
    all.iter().chain(&days).chain(more).copied().collect()
}

/// The same by the place's own model and policy.
fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let own = ["--policy", "policy.toml", "--replicates", "50"];
    walk("model.toml", "cq-2017", &[&own, more].concat())
}

fn report(place: &Place, more: &[&str]) -> Value {
    let out = place.ok(&asked(&[more, &["--format", "json"]].concat()));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn what_is_paid_is_the_share_of_what_was_lost() {
    let place = place();
    let found = report(&place, &[]);
    // Of forty loans eight are lost, 60,000 of 80,000 each; 80% of the principal is paid, and 80% of 10,000 recovered.
    let all = &found["policies"][1];
    assert_eq!(all["id"], "approve-all");
    assert_eq!(all["figures"]["loans"], 40);
    assert_eq!(all["figures"]["lent"], "3200000.00");
    assert_eq!(all["figures"]["cost"]["paid"], "384000.00");
    assert_eq!(all["figures"]["cost"]["recovered"], "64000.00");
    // The model turns down everybody with 2 points, and with them all that was lost.
    let own = &found["policies"][0]["figures"];
    assert_eq!((&own["approved"], &own["loans"]), (&33.into(), &32.into()));
    assert_eq!(own["cost"]["paid"], "0.00");
    // One of its approvals came to no loan: repaid at best, and at worst lost, 80% of 80,000.
    assert_eq!(own["outcome_known"]["approvals"], 32);
    assert_eq!(
        found["unknown"]["net"],
        serde_json::json!(["0.00", "64000.00"])
    );
    let ids: Vec<&str> = found["policies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "up-to-c",
            "approve-all",
            "research-alone",
            "incumbent",
            "perfect-foresight"
        ]
    );
    // What research alone carries is 50,000 of each 80,000, and what came of it is scaled: 8 × 37,500 × 80%.
    assert_eq!(found["policies"][2]["figures"]["cost"]["paid"], "240000.00");
    assert_eq!(found["policies"][4]["figures"]["cost"]["paid"], "0.00");
}

#[test]
fn a_run_is_done_again_to_the_byte_and_not_from_other_files() {
    let place = place();
    let more = ["--out", "first", "--vary", "share=50..80:30,cut_off=A..E"];
    place.ok(&asked(&more));
    let read = |path: &str| std::fs::read_to_string(place.path().join(path)).unwrap();
    place.ok(&[
        "backtest",
        "--rerun",
        "first/manifest.json",
        "--out",
        "second",
    ]);
    for name in ["report.html", "report.json", "figures.csv", "manifest.json"] {
        assert_eq!(
            read(&format!("first/{name}")),
            read(&format!("second/{name}")),
            "{name}"
        );
    }
    let one = place
        .command(&[
            "backtest",
            "--rerun",
            "first/report.json",
            "--format",
            "json",
        ])
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(one.stdout).unwrap(),
        read("first/report.json")
    );
    let found: Value = serde_json::from_str(&read("first/report.json")).unwrap();
    assert_eq!(found["frontier"].as_array().unwrap().len(), 6);
    assert!(
        !read("first/report.html").contains("http://"),
        "the page loads nothing"
    );
    place.file("loans.csv", loans().replace(",60000,", ",50000,"));
    let refused = place.refused(&["backtest", "--rerun", "first/manifest.json"]);
    assert!(
        refused.contains("another run would come of it: the file of loans was sha256:"),
        "{refused}"
    );
}

#[test]
fn a_model_that_is_newer_is_let_with_hindsight_and_every_page_says_so() {
    let place = place();
    let more = ["--hindsight", "--replicates", "0", "--out", "out"];
    let out = place.ok(&walk("fitted.toml", "cq-2017", &more));
    assert!(out.contains("hindsight"), "{out}");
    let page = std::fs::read_to_string(place.path().join("out/report.html")).unwrap();
    assert!(page.matches("hindsight").count() > 3, "every part says so");
}

#[test]
fn figures_as_csv_name_every_policy() {
    let place = place();
    let rows = cells(&place.ok(&asked(&["--format", "csv"])));
    let paid = |id: &str| {
        let row = rows
            .iter()
            .find(|row| row[0] == id && row[2] == "compensation paid");
        row.map(|row| row[4].clone()).unwrap_or_default()
    };
    assert_eq!(paid("approve-all"), "384000.00");
    assert_eq!(paid("up-to-c"), "0.00");
}

/// The loans of the records, decided as they were, cost in the replay what they cost the pool in its own books.
#[test]
fn loans_of_the_records_cost_what_the_books_say() {
    let (demo, _) = crate::place::demo();
    let records = crate::place::DEMO_RECORDS;
    let out = demo.ok(&[
        "backtest",
        "--model",
        "cq-knowledge-value-2018",
        "--from-records",
        "--terms",
        "cq-2017,cq-2022",
        "--from",
        "2017-05-01",
        "--to",
        "2022-12-31",
        "--replicates",
        "0",
        "--format",
        "json",
        records,
    ]);
    let found: Value = serde_json::from_str(&out).unwrap();
    let of = |id: &str| {
        let all = found["policies"].as_array().unwrap();
        all.iter().find(|of| of["id"] == id).unwrap()["figures"]["cost"].clone()
    };
    let sum = |code: &str| {
        let rows = cells(&demo.ok(&["pool", "position", "--format", "csv", records]));
        let fen = rows
            .iter()
            .filter(|row| row[1] == code)
            .map(|row| row[3].replace('.', "").parse::<i64>().unwrap());
        let fen: i64 = fen.sum();
        format!("{}.{:02}", fen / 100, fen % 100)
    };
    assert_eq!(of("incumbent")["paid"], sum("5010"));
    assert_eq!(of("incumbent")["recovered"], sum("4010"));
    assert_ne!(sum("5010"), "0.00");
}
