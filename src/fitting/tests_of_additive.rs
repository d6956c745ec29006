//! From texts to points: an additive model, written, read back and compiled, gives each row the points of its tables.

use super::export::Learned;
use super::text_rows::{gathered, points, row};
use super::{AdditiveModel, Spec};
use crate::scoring::Model;
use crate::units::Digest;
use proptest::prelude::*;

const SPEC: &str = r#"
id = "t"
method = "additive"
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
[binning]
max_prebins = 100
[additive]
pairs = 3
bags = 2
rounds = 60
[calibration]
by = "platt"
margins = [{ deficiency = "C", reason = "few rows", add_share = "0.1" }]
[[variables]]
column = "a"
trend = "ascending"
missing = "worst"
[[variables]]
column = "b"
trend = "descending"
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn the_core_gives_the_points_of_shapes_and_pairs(
        rows in proptest::collection::vec(row(), 150..400),
    ) {
        let spec = Spec::parse(SPEC).unwrap();
        let sample = gathered(&spec, &rows);
        let Ok(fitted) = AdditiveModel::fit(&sample, &spec) else {
            // One class among the rows that a bag fits or holds out: said, not fitted.
            return Ok(());
        };
        prop_assert!(fitted.certificate.holds());
        let told = fitted.probabilities(&sample, &spec).unwrap();
        let learned = Learned::File(Digest::of(b"rows"));
        let model = fitted.model(&spec, &sample, (&learned, &told));
        let read = Model::parse(&model.to_text()).unwrap_or_else(|e| panic!("{e}\n{}", model.to_text()));
        prop_assert_eq!(&read, &model);
        let found = points(&read, &rows, &["y", "a", "b", "c", "级别"]);
        for (row, found) in found.iter().enumerate() {
            let slot = |column: usize| sample.variables[column].slots[row];
            let sum = fitted.points.total(&fitted.tables.pairs, slot);
            prop_assert_eq!(sum, *found, "row {:?}", &rows[row]);
            let exact = spec.scale.offset() - spec.scale.factor() * fitted.tables.log_odds(slot);
            let error = (exact - f64::from(*found)).abs();
            prop_assert!(error <= fitted.points.worst_error + 1e-9);
        }
    }
}

#[test]
fn mistakes_in_the_parts_of_boosting_and_calibration_are_told_at_once() {
    let wrong = SPEC
        .replace("pairs = 3", "pairs = 1000")
        .replace("bags = 2", "bags = 0")
        .replace("add_share = \"0.1\"", "add_ppm = 5, add_share = \"0.1\"")
        .replace("by = \"platt\"", "by = \"plat\"");
    let problems = Spec::parse(&wrong).unwrap_err();
    let rules: Vec<&str> = problems
        .0
        .iter()
        .map(|problem| problem.rule.as_str())
        .collect();
    assert_eq!(rules.len(), 4, "{problems}");
    for rule in ["spec.range", "margin.size", "form.word"] {
        assert!(rules.contains(&rule), "{problems}");
    }
}
