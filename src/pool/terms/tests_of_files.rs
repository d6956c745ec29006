//! Tests of terms files: mistakes told at once, unknown figures refused, digests of meaning, versions.

use super::{HistoryError, Terms, TermsHistory};

const CHONGQING: &str = include_str!("../../../models/terms/cq-2017.toml");
const CHONGQING_2022: &str = include_str!("../../../models/terms/cq-2022.toml");
const HUBEI: &str = include_str!("../../../models/terms/hubei-2025.toml");

fn terms(text: &str) -> Terms {
    Terms::parse(text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = include_str!("../../../tests/it/mistakes_of_terms.toml");
    insta::assert_snapshot!(Terms::parse(text).unwrap_err(), @"");
}

#[test]
fn a_file_without_mark_says_so_once() {
    let text = CHONGQING.replacen("mark = \"ours\"\n", "", 1);
    let problems = Terms::parse(&text).unwrap_err();
    insta::assert_snapshot!(problems, @"");
}

#[test]
fn unknown_figures_refuse_and_are_named() {
    let text = CHONGQING
        .replace("share = { value = 0.8,", "share = { value = \"unknown\",")
        .replace("B = \"220万\"", "B = \"unknown\"")
        .replace(
            "{ kind = \"overdue\", days = 60 }",
            "{ kind = \"overdue\", days = \"unknown\" }",
        );
    let read = terms(&text);
    assert_eq!(
        read.unknown_figures(),
        [
            "sharing.rules[1].share",
            "caps[2].size.amounts.B",
            "claim.triggers[1].days"
        ]
    );
    insta::assert_snapshot!(read.usable().unwrap_err(), @"");
}

#[test]
fn a_draft_is_not_used() {
    let text = HUBEI.replace("status = \"sample\"", "status = \"draft\"");
    let read = terms(&text);
    let id = read.id.clone();
    assert_eq!(read.usable(), Err(HistoryError::Draft(id)));
}

#[test]
fn the_digest_is_of_the_meaning() {
    let digest = terms(CHONGQING).digest();
    let other_layout = CHONGQING
        .replace("cost_cap = 0.2\n", "cost_cap  =  \"0.20\" # one fifth\n")
        .replace("\"220万\"", "\"2200000.00\"");
    assert_ne!(other_layout, CHONGQING);
    assert_eq!(terms(&other_layout).digest(), digest);
    for (from, to) in [
        ("days = 180", "days = 181"),
        (
            "mark = \"prog\", source = \"80%",
            "mark = \"ours\", source = \"80%",
        ),
        ("en = \"the city\"", "en = \"the municipality\""),
    ] {
        let changed = CHONGQING.replace(from, to);
        assert_ne!(changed, CHONGQING, "{from}");
        assert_ne!(terms(&changed).digest(), digest, "{from}");
    }
}

#[test]
fn a_loan_falls_under_the_version_of_its_approval() {
    let history = TermsHistory::new([terms(CHONGQING_2022), terms(CHONGQING)]).unwrap();
    let on = |day: &str| {
        let found = history.on(day.parse().unwrap());
        found.map(|terms| terms.id.to_string())
    };
    for (day, id) in [
        ("2017-05-01", "cq-2017"),
        ("2021-12-31", "cq-2017"),
        ("2022-01-01", "cq-2022"),
        ("2030-01-01", "cq-2022"),
    ] {
        assert_eq!(on(day).unwrap(), id, "{day}");
    }
    insta::assert_snapshot!(on("2017-04-30").unwrap_err(), @"");
}

#[test]
fn versions_that_do_not_follow_each_other_are_refused() {
    let ended = CHONGQING.replace(
        "effective_from = 2017-05-01",
        "effective_from = 2017-05-01\neffective_to = 2018-12-31",
    );
    let history = TermsHistory::new([terms(&ended)]).unwrap();
    let gone = history.on("2019-01-01".parse().unwrap()).unwrap_err();
    let same_day = CHONGQING_2022.replace("2022-01-01", "2017-05-01");
    let same_number = CHONGQING_2022.replace("version = 2", "version = 1");
    let said = [
        gone.to_string(),
        TermsHistory::new([]).unwrap_err().to_string(),
        TermsHistory::new([terms(CHONGQING), terms(HUBEI)])
            .unwrap_err()
            .to_string(),
        TermsHistory::new([terms(CHONGQING), terms(&same_day)])
            .unwrap_err()
            .to_string(),
        TermsHistory::new([terms(CHONGQING), terms(&same_number)])
            .unwrap_err()
            .to_string(),
    ]
    .join("\n");
    insta::assert_snapshot!(said, @"");
}
