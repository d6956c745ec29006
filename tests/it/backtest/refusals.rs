//! What stands against a backtest: everything wrong at once, and nothing written.

use super::{asked, loans, place, walk};
use crate::place::Place;

#[test]
fn everything_wrong_is_told_at_once_and_nothing_is_written() {
    let place = place();
    let wrong = place.refused(&walk(
        "none",
        "cq-2017,cq-1900",
        &["--policy", "sure", "--out", "out"],
    ));
    insta::assert_snapshot!(wrong, @"
    error: there are no terms `cq-1900`; there are: cq-2017, cq-2022, hubei-2025, hunan-2025, anhui-2022, shandong-2023, eif-portfolio, sba-like, layers-2022 — or give the path of a terms file
    there is no policy `sure`; there are: approve-what-scores, grades-and-limits — or give the path of a policy file
    there is no model `none`; there are: cq-knowledge-value-2017, cq-knowledge-value-2018, hubei-2025, hnte-2016, technology-sme-2017, innovative-sme, innovation-points-2024, listed-firms — or give the path of a model file
    exit code 2
    ");
    let newer = place.refused(&walk("fitted.toml", "cq-2022", &[]));
    insta::assert_snapshot!(newer, @"
    error: loans.csv:
    line 2: decided_on: no version of `cq-knowledge-value` holds on the day of 42 decisions, the first in this row: the first begins on 2022-01-01; name one that does, or walk other days [terms.gap]
    model: the model does not say from when it may be used, and the first decision is of 2020-01-05: it may know what came later; --hindsight would let it, and every page would say so [model.newer]
    exit code 2
    ");
    let backwards = place.refused(&[
        "backtest",
        "--model",
        "model.toml",
        "--terms",
        "cq-2017",
        "--from",
        "2021-01-01",
        "--to",
        "2020-01-01",
        "--loans",
        "loans.csv",
    ]);
    insta::assert_snapshot!(backwards, @"
    error: the walk goes from 2021-01-01 to 2020-01-01; a first day that is not after the last would pass
    exit code 2
    ");
    let vary = place.refused(&asked(&["--vary", "share=0..90,cut_off=E..A,colour=1"]));
    insta::assert_snapshot!(vary, @"
    error: --vary: share: it is `0..90`; whole numbers from 1 to 100 such as 1..100:10 would pass [vary.range]
    cut_off: `E..A` goes from worse to better; the other way round would pass [vary.range]
    colour: `colour` cannot be varied; share, leverage and cut_off can [vary.range]
    exit code 2
    ");
    assert!(!place.path().join("out").exists());
}

#[test]
fn no_model_may_read_what_is_known_after_the_decision() {
    let place = place();
    let text = std::fs::read_to_string(place.path().join("model.toml")).unwrap();
    place.file("model.toml", text.replace("\"points\"", "\"charged_off\""));
    let refused = place.refused(&asked(&[]));
    assert!(refused.contains("charged_off: it is known only after the decision, and no model may read it [model.outcome]"), "{refused}");
}

#[test]
fn an_enterprise_that_the_records_do_not_know_is_told() {
    let place = Place::on_sqlite();
    place.file("loans.csv", loans());
    place.file(
        "empty.csv",
        "统一社会信用代码,年度,研发费用\n91990105703278172W,2018-12-31,1\n",
    );
    place.ok(&["import", "empty.csv"]);
    let refused = place.refused(&walk("cq-knowledge-value-2018", "cq-2017", &[]));
    assert!(refused.contains("enterprise: the records have no evidence on `x:firm-0`; import some, or leave its loans out [enterprise.unknown]"), "{refused}");
    assert!(refused.contains("and 1 more enterprises"), "{refused}");
}
