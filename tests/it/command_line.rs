//! What the program says to a person: refusals with their exit codes, models, one score explained.

use crate::place::{DEMO_RECORDS, Place, demo};

const ONE_FIRM: &str =
    "统一社会信用代码,企业名称,核准日期\n91500108MA5U3X0004,某某公司,2018-03-01\n";

#[test]
fn bad_questions_are_told_what_is_wrong() {
    let place = Place::on_sqlite();
    place.file(
        "firm.csv",
        "enterprise,年度,营业收入\nx:firm,2017,1000\nx:other,2018,5\n",
    );
    place.ok(&["import", "firm.csv"]);
    let said: Vec<String> = [
        &["score", "x:firm", "--model", "nope"][..],
        &["score", "x:nobody"],
        &["score", "x:firm", "--as-of", "2099-12-31"],
        &["score", "x:firm", "--as-of", "2016-12-31"],
        &["score", "x:firm", "--as-of", "2018-02-30"],
        &["score", "x:firm", "--basis", "rumour"],
        &["score", "x:firm", "--stage", "seed"],
        &["score", "91500108MA5U3X0000", "914403001922038216"],
        &["score"],
        &["score", "replay", "score-0"],
        &["score", "x:firm", "--database", "sqlite://none.db"],
        &["score", "x:firm", "--database", "mysql://localhost"],
        &[
            "import",
            "firm.csv",
            "--database",
            "sqlite://no/folder/x.db",
        ],
        &["import"],
        &["import", "none.csv"],
        &["import", "firm.csv", "--as", "loans"],
        &[
            "import",
            "firm.csv",
            "--recorded-at",
            "2999-01-01T00:00:00Z",
        ],
        &["models", "show", "nope"],
        &["ledger", "verify", "--receipt", "x"],
    ]
    .into_iter()
    .map(|arguments| format!("> {}\n{}", arguments.join(" "), place.refused(arguments)))
    .collect();
    let mut said = said.join("\n\n");
    let today = said.find("today is ").unwrap() + "today is ".len();
    said.replace_range(today..today + "2026-01-01".len(), "[today]");
    insta::assert_snapshot!(said);
}

#[test]
fn a_model_file_with_ten_mistakes_is_told_all_ten() {
    let place = Place::new();
    place.file("bad.toml", include_str!("ten_mistakes.toml"));
    insta::assert_snapshot!(place.refused(&["models", "check", "bad.toml"]));
    insta::assert_snapshot!("score_by_ten_mistakes", {
        place.file("firm.csv", ONE_FIRM);
        place.run(&["import", "firm.csv"]);
        place.refused(&["score", "--all", "--model", "bad.toml"])
    });
}

#[test]
fn rejected_rows_are_told_with_file_row_field_and_rule() {
    let place = Place::new();
    place.file(
        "years.csv",
        "enterprise,年度,营业收入(万元)\nx:a,2017,12.5\nx:a,2018,一些\n91500108MA5U3X0000,2018,1\nx:a,2017,12.5\n合计,,25\n",
    );
    let first = place.run(&["import", "years.csv"]);
    let again = place.run(&["import", "years.csv"]);
    let rejects = place.ok(&["import", "rejects"]);
    let strict = place.refused(&[
        "import",
        "years.csv",
        "--strict",
        "--database=sqlite://strict.db",
    ]);
    insta::assert_snapshot!(format!(
        "{}{}\n{}{}\n{rejects}\n{strict}",
        first.out, first.err, again.out, again.err
    ));
}

#[test]
fn a_quote_that_is_never_closed_is_named() {
    let place = Place::new();
    place.file(
        "open.csv",
        "enterprise,年度,营业收入\nx:a,2016,1\n\"x:a,2017,1\nx:b,2018,2\n",
    );
    let taken = place.run(&["import", "open.csv"]);
    let rejects = place.ok(&["import", "rejects"]);
    insta::assert_snapshot!(format!("{}{}\n{rejects}", taken.out, taken.err));
}

#[test]
fn the_models_are_listed_and_shown() {
    let place = Place::new();
    insta::assert_snapshot!("models_list", place.ok(&["models", "list"]));
    insta::assert_snapshot!(
        "models_show",
        place.ok(&["models", "show", "technology-sme-2017"])
    );
    for model in place
        .ok(&["models", "list", "--format", "csv"])
        .lines()
        .skip(1)
    {
        let id = model.split(',').next().unwrap();
        place.ok(&["models", "check", id]);
        let shown = place.ok(&["models", "show", id]);
        assert!(
            shown.contains("[rule]") || shown.contains("[ours]"),
            "{id} shows no mark"
        );
    }
}

#[test]
fn the_terms_are_listed_shown_and_checked() {
    let place = Place::new();
    insta::assert_snapshot!("terms_list", place.ok(&["terms", "list"]));
    insta::assert_snapshot!("terms_show", place.ok(&["terms", "show", "cq-2017"]));
    for terms in place
        .ok(&["terms", "list", "--format", "csv"])
        .lines()
        .skip(1)
    {
        let id = terms.split(',').next().unwrap();
        place.ok(&["terms", "check", id]);
        place.ok(&["terms", "show", id, "--format", "json"]);
    }
    place.file("bad.toml", include_str!("mistakes_of_terms.toml"));
    let bad = place.refused(&["terms", "check", "bad.toml", "nope"]);
    assert!(bad.contains("bad.toml:\nline 1: id: "), "{bad}");
    assert!(bad.contains("there are no terms `nope`"), "{bad}");
}

#[test]
fn a_first_mapping_can_be_used_as_it_is() {
    let place = Place::new();
    place.file("years.csv", "firm,year,营业收入(万元)\nx:a,2017,12.5\n");
    let mapping = place.ok(&["import", "--guess", "years.csv"]);
    insta::assert_snapshot!(mapping);
    place.file("m.toml", mapping);
    let taken = place.ok(&["import", "years.csv", "--mapping", "m.toml"]);
    assert!(taken.contains("1 rows read = 1 accepted"), "{taken}");
}

#[test]
fn the_demonstration_tells_everything_and_can_be_run_again() {
    let (place, ran) = demo();
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!("demo", ran.out);
    let page = std::fs::read_to_string(place.path().join("zhixin-demo/report.html")).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script") && !page.contains("http"));
    insta::assert_snapshot!("report", page.replace("><", ">\n<"));
}

#[test]
fn what_the_demonstration_offers_to_try_works() {
    let (place, ran) = demo();
    let offered: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  zhixin "))
        .collect();
    assert!(offered.len() >= 5, "{offered:?}");
    for line in offered {
        let arguments: Vec<&str> = line.split(' ').collect();
        let out = place.ok(&arguments);
        assert!(!out.is_empty(), "{line}");
    }
    assert!(
        place
            .ok(&["ledger", "verify", DEMO_RECORDS])
            .contains("whole")
    );
}
