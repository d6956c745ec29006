//! Nothing that came later is seen before it could be: outcomes, evidence, and what models are fitted to.

use super::{HEADER, LOST, REPAID, SPEC, asked, loan, loans, place, walk};
use crate::place::Place;
use serde_json::Value;

/// Two hundred loans of the year before, from which models are fitted anew: the fewer points, the more were lost.
fn earlier() -> String {
    let mut text = HEADER.to_owned();
    for number in 0..200_u32 {
        let points = number % 100;
        let lost = (number * 37 + 11) % 100 < 60_u32.saturating_sub(points);
        let end = if lost {
            ",2019-03-01,2019-06-03,60000,,"
        } else {
            "2019-12-20,,,,,"
        };
        text += &loan(1_000 + number, "2019-01-10", end, points);
    }
    text
}

/// What comes after the last day of the walk, whatever it is, changes nothing.
#[test]
fn the_end_of_a_loan_after_the_walk_changes_nothing() {
    let place = place();
    let until = |place: &Place| {
        let more = ["--refit", "refit.toml", "--every", "3", "--format", "json"];
        let mut asked = asked(&more);
        let at = asked.iter().position(|of| *of == "2021-12-31").unwrap();
        asked[at] = "2020-11-15";
        let mut found: Value = serde_json::from_str(&place.ok(&asked)).unwrap();
        found.as_object_mut().unwrap().remove("manifest");
        // What was assumed of rows is told of the whole file.
        let notes = found.as_object_mut().unwrap().remove("notes").unwrap();
        assert!(
            notes.to_string().contains("\"4 models were fitted anew"),
            "{notes}"
        );
        found
    };
    let spec = SPEC
        .replace(
            "column = \"bad\"\nevent = [\"1\"]\nother = [\"0\"]",
            "event = [\"default\"]",
        )
        .replace("horizon_months = 12", "horizon_months = 6");
    place.file(
        "refit.toml",
        format!(
            "{spec}\n[columns]\nexclude = [{}]\n",
            [
                "loan",
                "bank",
                "district",
                "enterprise",
                "decided_on",
                "requested",
                "months",
                "rate",
                "first_loan",
                "incumbent_grade",
                "research"
            ]
            .map(|column| format!("{{ column = \"{column}\", reason = \"no figure\" }}"))
            .join(", ")
        ),
    );
    let file = earlier() + &loans().replace(HEADER, "");
    place.file("loans.csv", &file);
    let before = until(&place);
    let planted = file
        .replace(LOST, "2021-02-10,,,,,")
        .replacen(REPAID, LOST, 7);
    assert_ne!(planted, file);
    place.file("loans.csv", planted);
    assert_eq!(until(&place), before);
}

const FIRMS: &str = "统一社会信用代码,年度,研发费用,境内研发费用,委托外部研究开发费用\n";

/// Evidence that happened after the decision, or that came to be known only after it, changes nothing; the same known before does.
#[test]
fn evidence_of_later_days_is_never_seen() {
    let place = Place::new();
    let firm = "91990105703278172W";
    let province = |name: &str| format!("{}/fixtures/province/{name}", env!("CARGO_MANIFEST_DIR"));
    let files = [
        "01_enterprises.csv",
        "02_financial_years_2012_2017.csv",
        "05_rnd_years.csv",
    ]
    .map(province);
    place.ok(&["import", &files[0], &files[1], &files[2]]);
    let row = |number: u32, day: &str, end: &str| {
        loan(number, day, end, 0).replace(&format!("x:firm-{}", number / 2), firm)
    };
    let text = HEADER.to_owned() + &row(0, "2020-01-05", LOST) + &row(1, "2020-02-05", REPAID);
    place.file("loans.csv", text);
    let run = || {
        let out = place.ok(&walk(
            "cq-knowledge-value-2018",
            "cq-2017",
            &["--replicates", "20", "--format", "json"],
        ));
        let mut found: Value = serde_json::from_str(&out).unwrap();
        found.as_object_mut().unwrap().remove("manifest");
        found
    };
    let before = run();
    let adverse = |day: &str, name: &str| {
        place.file(name, format!("统一社会信用代码,案号,决定日,事件类别,严重程度\n{firm},案-{name},{day},失信被执行人,严重\n"));
        place.ok(&["import", name]);
    };
    // The outcome itself, the day after the last decision.
    adverse("2020-02-06", "later.csv");
    assert_eq!(run(), before);
    // Accounts of 2019 end before the decision and are known half a year after their end.
    place.file(
        "late.csv",
        format!("{FIRMS}{firm},2019-12-31,900万元,900万元,0\n"),
    );
    place.ok(&["import", "late.csv"]);
    assert_eq!(run(), before);
    adverse("2020-01-04", "known.csv");
    let after = run();
    assert_ne!(after, before, "what was known counts");
    let verdicts = &after["policies"][0]["figures"]["verdicts"];
    assert_eq!(verdicts["vetoed"], 2, "{verdicts}");
}
