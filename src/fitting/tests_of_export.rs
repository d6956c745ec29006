//! From texts to points: a fitted model, written, read back and compiled, gives each row the points of the bins that
//! it was counted in, and probabilities that are those of the regression within the rounding that is stated.

use super::export::Learned;
use super::text_rows::{gathered, points, row};
use super::{Layout, Scorecard, Spec};
use crate::scoring::Model;
use crate::scoring::model::Rule;
use crate::units::Digest;
use proptest::prelude::*;

const SPEC: &str = r#"
id = "t"
name = { zh = "试", en = "t" }
about = { zh = "试", en = "t" }
[target]
column = "y"
event = [1]
definition = "d"
horizon_months = 12
[population]
name = "p"
rate = "0.1"
[columns]
missing = ["NA"]
special = [-9, "0.5"]
[selection]
min_iv = 0
[binning]
min_size = "0.02"
[[variables]]
column = "a"
trend = "ascending"
missing = "worst"
[[variables]]
column = "级别"
order = ["low", "2", "high"]
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_core_gives_the_points_of_the_bins_that_were_counted(
        rows in proptest::collection::vec(row(), 150..400),
    ) {
        let spec = Spec::parse(SPEC).unwrap();
        let sample = gathered(&spec, &rows);
        let Ok(scorecard) = Scorecard::fit(&sample, &spec) else {
            // No variable tells enough, or the few rows are separated: said, not fitted.
            return Ok(());
        };
        let told = scorecard.probabilities(&sample, &spec).unwrap();
        let learned = Learned::File(Digest::of(b"rows"));
        let model = scorecard.model(&spec, &sample, (&learned, &told));
        let read = Model::parse(&model.to_text()).unwrap_or_else(|e| panic!("{e}\n{}", model.to_text()));
        prop_assert_eq!(&read, &model);
        let found = points(&read, &rows, &["y", "a", "b", "c", "级别"]);
        let tables = &scorecard.points.tables;
        for (row, found) in found.iter().enumerate() {
            let mut sum = tables.base;
            let mut slots = Vec::new();
            for ((binning, _), each) in scorecard.used().zip(&tables.each) {
                let variable = sample.variable(&binning.column).unwrap();
                let slot = usize::from(binning.moved[usize::from(variable.slots[row])]);
                sum += each[slot];
                slots.push(slot);
            }
            prop_assert_eq!(sum, *found, "row {:?}", &rows[row]);
            // The regression's own points, before rounding.
            let exact = scorecard.scale.offset() - scorecard.scale.factor() * scorecard.log_odds(&slots);
            let error = (exact - f64::from(*found)).abs();
            prop_assert!(error <= scorecard.points.worst_error + 1e-9, "{} {}", error, scorecard.points.worst_error);
        }
        // A word never seen, in the place of one that was: the declared band, which is none of chance.
        for (table, (binning, _)) in model.tables[1..].iter().zip(scorecard.used()) {
            if let (Layout::Words { .. }, Rule::List { rows, .. }) = (&binning.layout, &table.rule) {
                prop_assert!(rows.last().unwrap().when.is_empty());
            }
        }
    }
}

#[test]
fn an_ordered_category_and_a_missing_policy_are_what_the_spec_says() {
    let mut rows = Vec::new();
    for at in 0..300_usize {
        let level = ["low", "2", "high"][at % 3];
        let event = at / 3 % 10 < [1, 3, 6][at % 3];
        let a = if at % 10 == 0 {
            String::new()
        } else {
            (at % 7).to_string()
        };
        rows.push([
            u8::from(event).to_string(),
            a,
            "1".to_owned(),
            "w".to_owned(),
            level.to_owned(),
        ]);
    }
    let spec = Spec::parse(SPEC).unwrap();
    let sample = gathered(&spec, &rows);
    let scorecard = Scorecard::fit(&sample, &spec).unwrap();
    let ordered = scorecard
        .binnings
        .iter()
        .find(|b| b.column == "级别")
        .unwrap();
    // 10, 30 and 60 of 100 events; in all 100 of 300: WoE = ln((90/200) / (10/100)), …
    for (bin, others) in ordered.bins.iter().zip([90.0, 70.0, 40.0]) {
        let woe: f64 = ((others / 200.0) / ((100.0 - others) / 100.0_f64)).ln();
        assert!((bin.woe - woe).abs() < 1e-12, "{bin:?}");
    }
    let worst = ordered
        .scored_woe
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    assert_eq!(
        ordered.scored_woe[3..],
        [worst, worst],
        "no row told of missing or unseen"
    );
    // The population has 10%, the sample a third: the odds are moved from 1/2 to 1/9.
    assert!((scorecard.prior_shift() - (2.0_f64 / 9.0).ln()).abs() < 1e-12);
    let single = scorecard.used().count() == 1 && scorecard.chosen.places.len() == 1;
    if single {
        // One variable alone: the coefficient of its weight of evidence is −1 by construction.
        assert!((scorecard.logistic.coefficients[0].value + 1.0).abs() < 1e-8);
    }
}
