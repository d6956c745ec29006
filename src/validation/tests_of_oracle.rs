//! The statistics against numbers of scipy, scikit-learn, statsmodels and hmeasure: `fixtures/oracle/PROVENANCE.md`.

use super::bins::{bins, rate_interval};
use super::bootstrap::Bootstrap;
use super::brier::{Brier, log_loss};
use super::calibration_tests::{hosmer_lemeshow, spiegelhalter};
use super::concentration::Concentration;
use super::curves::{Ks, accuracy_ratio};
use super::grade_tests::{GradeCount, grade_tests};
use super::migration::Migration;
use super::psi::Psi;
use super::recalibration::{Coefficient, Recalibration};
use super::{Auc, Comparison, Ranked, Sample, h_measure};
use serde_json::Value;

struct Oracle {
    all: Value,
    pd: Vec<f64>,
    other: Vec<f64>,
    outcomes: Vec<bool>,
    weights: Vec<f64>,
}

impl Oracle {
    fn read() -> Self {
        let text = include_str!("../../fixtures/oracle/validation.json");
        let all: Value = serde_json::from_str(text).unwrap();
        Self {
            pd: floats(&all["pd"]),
            other: floats(&all["other"]),
            outcomes: floats(&all["outcome"]).iter().map(|y| *y > 0.5).collect(),
            weights: floats(&all["weight"]),
            all,
        }
    }

    fn sample(&self) -> Sample<'_> {
        Sample::of_probabilities(&self.pd, &self.outcomes, None).unwrap()
    }
}

fn floats(list: &Value) -> Vec<f64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

/// As close as the number's own rounding lets it be, here and there.
#[track_caller]
fn near(found: f64, expected: &Value, tolerance: f64) {
    let expected = expected.as_f64().unwrap();
    let apart = (found - expected).abs();
    assert!(
        apart <= tolerance * expected.abs().max(1e-300),
        "{found} where the oracle has {expected}: {:e} of it apart",
        apart / expected.abs()
    );
}

#[test]
fn areas_variances_and_their_comparison_are_delongs() {
    let oracle = Oracle::read();
    let auc = Auc::of(&oracle.sample()).unwrap();
    near(auc.value, &oracle.all["auc"][0], 1e-14);
    near(
        auc.variance.unwrap(),
        &oracle.all["covariance"][0][0],
        1e-12,
    );
    let ranked = Auc::of_ranked(&Ranked::of(&oracle.sample()).unwrap());
    near(ranked.value, &oracle.all["auc"][0], 1e-14);
    near(
        ranked.variance.unwrap(),
        &oracle.all["covariance"][0][0],
        1e-12,
    );
    let compared = Comparison::of(&oracle.pd, &oracle.other, &oracle.outcomes, None).unwrap();
    near(compared.second.value, &oracle.all["auc"][1], 1e-14);
    let expected = &oracle.all["difference"];
    near(compared.variance.unwrap(), &expected["variance"], 1e-12);
    near(compared.z.unwrap(), &expected["z"], 1e-12);
    near(compared.p.unwrap(), &expected["p"], 1e-11);
}

#[test]
fn weights_are_rows_written_often() {
    let oracle = Oracle::read();
    let weighted = Sample::new(&oracle.pd, &oracle.outcomes, Some(&oracle.weights)).unwrap();
    let auc = Auc::of(&weighted).unwrap();
    near(auc.value, &oracle.all["weighted"]["auc"], 1e-13);
    near(
        auc.variance.unwrap(),
        &oracle.all["weighted"]["variance"],
        1e-12,
    );
}

#[test]
fn curves_and_the_h_measure_are_those_of_the_oracle() {
    let oracle = Oracle::read();
    let ranked = Ranked::of(&oracle.sample()).unwrap();
    near(Ks::of(&ranked).value, &oracle.all["ks"], 1e-14);
    near(h_measure::symmetric(&ranked), &oracle.all["h_2_2"], 1e-12);
    near(
        h_measure::by_prior(&ranked),
        &oracle.all["h_by_prior"],
        1e-12,
    );
    let gini = Auc::of_ranked(&ranked).gini();
    assert!((accuracy_ratio(&ranked) - gini).abs() < 1e-13);
}

#[test]
fn probabilities_are_judged_as_the_oracle_judges_them() {
    let oracle = Oracle::read();
    let sample = oracle.sample();
    let tenths = bins(&sample, 10);
    let brier = Brier::of(&sample, &tenths);
    near(brier.score, &oracle.all["brier"], 1e-13);
    let parts = &oracle.all["brier_parts"];
    near(brier.reliability, &parts["reliability"], 1e-11);
    near(brier.resolution, &parts["resolution"], 1e-11);
    near(brier.uncertainty, &parts["uncertainty"], 1e-13);
    let sum = brier.reliability - brier.resolution + brier.uncertainty + brier.within;
    assert!((sum - brier.score).abs() < 1e-14);
    near(log_loss(&sample).unwrap(), &oracle.all["log_loss"], 1e-13);
    let test = hosmer_lemeshow(&tenths, false).unwrap();
    assert_eq!(
        Some(tenths.len() as u64),
        oracle.all["hosmer_lemeshow"]["bins"].as_u64()
    );
    near(
        test.statistic,
        &oracle.all["hosmer_lemeshow"]["statistic"],
        1e-11,
    );
    near(test.p, &oracle.all["hosmer_lemeshow"]["p"], 1e-11);
    let test = spiegelhalter(&sample).unwrap();
    near(test.statistic, &oracle.all["spiegelhalter"]["z"], 1e-12);
    near(test.p, &oracle.all["spiegelhalter"]["p"], 1e-11);
}

#[test]
fn slope_and_intercept_are_those_of_statsmodels() {
    let oracle = Oracle::read();
    let fitted = Recalibration::of(&oracle.sample()).unwrap();
    let expected = &oracle.all["recalibration"];
    let same = |found: Coefficient, name: &str| {
        near(found.value, &expected[name][0], 1e-8);
        near(found.error, &expected[name][1], 1e-8);
    };
    same(fitted.intercept, "intercept");
    same(fitted.slope, "slope");
    same(fitted.in_the_large, "in_the_large");
    near(fitted.together, &expected["together"], 1e-8);
    near(fitted.p, &expected["p"], 1e-8);
}

#[test]
fn grades_are_tested_as_scipys_beta_and_binomial_have_it() {
    let oracle = Oracle::read();
    let list = oracle.all["grades"].as_array().unwrap();
    let of = |row: &Value, field: &str| row[field].as_f64().unwrap();
    let counts: Vec<GradeCount> = list
        .iter()
        .map(|row| GradeCount {
            grade: "g".to_owned(),
            obligors: of(row, "obligors"),
            defaults: of(row, "defaults"),
            pd: of(row, "pd"),
        })
        .collect();
    let (tests, whole) = grade_tests(&counts).unwrap();
    for (test, row) in tests.iter().zip(list) {
        near(test.jeffreys.unwrap(), &row["jeffreys"], 1e-11);
        near(test.binomial.unwrap(), &row["binomial"], 1e-11);
        let [low, high] = rate_interval(test.defaults, test.obligors, 0.95);
        near(low, &row["low"], 1e-11);
        near(high, &row["high"], 1e-11);
    }
    // 1200·0.002 + 800·0.006 + 500·0.02 + 60·0.05 + 40·0.12 = 25 expected of 2600 obligors.
    assert!((whole.pd - 25.0 / 2600.0).abs() < 1e-15);
}

#[test]
fn the_index_and_its_band_are_those_of_draws_by_another_hand() {
    let oracle = Oracle::read();
    let expected = &oracle.all["psi"];
    let counts = |name: &str| -> Vec<u64> {
        expected[name]
            .as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_u64().unwrap())
            .collect()
    };
    let psi = Psi::of(&counts("expected"), &counts("actual"), 7).unwrap();
    near(psi.value, &expected["value"], 1e-12);
    near(psi.p, &expected["p"], 1e-11);
    // 2,000 draws: the quantiles of other draws come within a few hundredths of them.
    near(psi.band_95, &expected["band_95"], 0.05);
    near(psi.band_99, &expected["band_99"], 0.08);
}

#[test]
fn migration_and_concentration_follow_the_instructions() {
    let oracle = Oracle::read();
    let expected = &oracle.all["migration"];
    let counts: Vec<Vec<u64>> = serde_json::from_value(expected["counts"].clone()).unwrap();
    let migration = Migration::of_counts(counts);
    near(migration.upper.unwrap(), &expected["upper"], 1e-13);
    near(migration.lower.unwrap(), &expected["lower"], 1e-13);
    for (from, row) in migration.z.iter().enumerate() {
        for (to, z) in row.iter().enumerate() {
            match z {
                None => assert!(expected["z"][from][to].is_null()),
                Some(z) => {
                    near(*z, &expected["z"][from][to], 1e-12);
                    near(
                        migration.p[from][to].unwrap(),
                        &expected["p"][from][to],
                        1e-11,
                    );
                }
            }
        }
    }
    let expected = &oracle.all["concentration"];
    let now = Concentration::of(&floats(&expected["held"])).unwrap();
    let initial = Concentration::of(&floats(&expected["initial"])).unwrap();
    near(now.variation, &expected["cv"], 1e-13);
    near(now.index, &expected["hi"], 1e-12);
    near(initial.index, &expected["hi0"], 1e-12);
    near(now.against_initial(&initial), &expected["p"], 1e-11);
}

#[test]
fn distributions_are_scipys() {
    let oracle = Oracle::read();
    let functions = &oracle.all["functions"];
    for row in functions["normal_cdf"].as_array().unwrap() {
        // Far out a rounding of z is z² times as great in the result.
        near(
            crate::statistics::normal_cdf(row[0].as_f64().unwrap()),
            &row[1],
            1e-12,
        );
    }
    for row in functions["normal_quantile"].as_array().unwrap() {
        let found = crate::statistics::normal_quantile(row[0].as_f64().unwrap());
        if row[1] == 0.0 {
            assert!(found.abs() < 1e-15);
        } else {
            near(found, &row[1], 1e-12);
        }
    }
    for row in functions["chi_squared_above"].as_array().unwrap() {
        let [x, k] = [0, 1].map(|at| row[at].as_f64().unwrap());
        near(crate::statistics::chi_squared_above(x, k), &row[2], 1e-12);
    }
    for row in functions["beta_cdf"].as_array().unwrap() {
        let [x, a, b] = [0, 1, 2].map(|at| row[at].as_f64().unwrap());
        near(crate::statistics::beta_cdf(x, a, b), &row[3], 1e-9);
    }
}

#[test]
fn the_bootstrap_spreads_as_wide_as_delong_says() {
    let oracle = Oracle::read();
    let sample = oracle.sample();
    let auc = Auc::of(&sample).unwrap();
    let drawn = Bootstrap::of(&sample, Some(&oracle.pd), None, 4000, 1).unwrap();
    let error = drawn.error(|one| one.auc).unwrap();
    assert!((error / auc.error().unwrap() - 1.0).abs() < 0.05, "{error}");
    let [low, high] = drawn.interval(|one| Some(one.auc), 0.95).unwrap();
    let [by_delong, to_delong] = auc.interval(0.95).unwrap();
    assert!((low - by_delong).abs() < 0.01 && (high - to_delong).abs() < 0.01);
    let mean = drawn
        .replicates
        .iter()
        .filter_map(|one| one.brier)
        .sum::<f64>()
        / 4000.0;
    assert!((mean / oracle.all["brier"].as_f64().unwrap() - 1.0).abs() < 0.01);
}
