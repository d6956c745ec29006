//! Low-default estimates against numbers from elsewhere.

use super::binomial::binomial_cdf;
use super::*;
use crate::statistics::{normal_cdf, normal_quantile};
use serde::Deserialize;

#[derive(Deserialize)]
struct Oracle {
    pluto_tasche: Prudent,
    quasi_moments: Matched,
    normal: Normal,
}

#[derive(Deserialize)]
struct Prudent {
    obligors: [u32; 3],
    confidence: Vec<f64>,
    few: [u32; 3],
    independent_none: Vec<Vec<f64>>,
    independent_few: Vec<Vec<f64>>,
    beta_none: Vec<Vec<f64>>,
    beta_few: Vec<Vec<f64>>,
    correlated_none: Vec<Vec<f64>>,
    correlated_few: Vec<Vec<f64>>,
    five_periods_none: Vec<Vec<f64>>,
    five_periods_few: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Matched {
    obligors: Vec<f64>,
    mean: f64,
    power: f64,
    alpha_beta: [f64; 2],
    chances: Vec<f64>,
}

#[derive(Deserialize)]
struct Normal {
    x: Vec<f64>,
    cdf: Vec<f64>,
    p: Vec<f64>,
    quantile: Vec<f64>,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("../../../fixtures/oracle/learning.json")).unwrap()
}

/// Holds a table of grades by confidence against another, within a share of each number.
fn agree(defaults: &[u32], model: &OneFactor, levels: &[f64], table: &[Vec<f64>], within: f64) {
    let obligors = oracle().pluto_tasche.obligors;
    for (at, confidence) in levels.iter().enumerate() {
        let estimate = PlutoTasche {
            obligors: &obligors,
            defaults,
            confidence: *confidence,
        };
        let found = estimate.estimate(model).unwrap();
        assert_eq!(found.raised, Vec::<usize>::new());
        for (found, row) in found.chances.iter().zip(table) {
            let off = found / row[at] - 1.0;
            assert!(
                off.abs() < within,
                "{found} is not {} at {confidence}",
                row[at]
            );
        }
    }
}

#[test]
fn bounds_agree_with_scipy() {
    let Prudent {
        obligors: _,
        confidence,
        few,
        independent_none,
        independent_few,
        beta_none,
        beta_few,
        correlated_none,
        correlated_few,
        five_periods_none,
        five_periods_few,
    } = oracle().pluto_tasche;
    let independent = OneFactor::new(0.0, Periods::One);
    agree(&[0; 3], &independent, &confidence, &independent_none, 1e-8);
    agree(&few, &independent, &confidence, &independent_few, 1e-8);
    let correlated = OneFactor::new(0.12, Periods::One);
    agree(&[0; 3], &correlated, &confidence, &correlated_none, 1e-6);
    agree(&few, &correlated, &confidence, &correlated_few, 1e-6);
    let five = OneFactor::new(
        0.12,
        Periods::Several {
            count: 5,
            persistence: 0.3,
        },
    );
    // The other side is a simulation.
    agree(&[0; 3], &five, &[0.5, 0.9, 0.99], &five_periods_none, 0.02);
    agree(&few, &five, &[0.5, 0.9, 0.99], &five_periods_few, 0.02);

    // Without correlation a bound is also a quantile of the beta distribution (Clopper and Pearson), which seeks no root.
    agree(&[0; 3], &independent, &confidence, &beta_none, 1e-9);
    agree(&few, &independent, &confidence, &beta_few, 1e-9);
}

/// The example in the manual of the R package LDPD (Denis Surzhko, 1.1.2, `PTOnePeriodPD`), as it is printed there: grades
/// from the worst, 10, 20, 30, 40 and 10 obligors, of whom 1, 2, 0, 0 and 0 defaulted, at a confidence of one half. Its root
/// is sought by R's `uniroot` to a tolerance of 2⁻¹³, and no closer must ours be to it.
#[test]
fn bounds_agree_with_the_printed_example_of_another_package() {
    let grades = PlutoTasche {
        obligors: &[10, 40, 30, 20, 10],
        defaults: &[0, 0, 0, 2, 1],
        confidence: 0.5,
    };
    let found = grades
        .estimate(&OneFactor::new(0.0, Periods::One))
        .unwrap()
        .chances;
    let printed = [
        0.033_303_81,
        0.036_597_02,
        0.060_869_68,
        0.121_069_91,
        0.162_261_72,
    ];
    for (found, printed) in found.iter().zip(printed) {
        assert!(
            (found - printed).abs() < 0.000_122,
            "{found} is not {printed}"
        );
    }
}

#[test]
fn without_defaults_the_bound_is_a_power_by_hand() {
    // (1 − p)^800 = 0.05: p = 1 − 0.05^(1/800).
    let independent = OneFactor::new(0.0, Periods::One);
    let grade = PlutoTasche {
        obligors: &[800],
        defaults: &[0],
        confidence: 0.95,
    };
    let found = grade.estimate(&independent).unwrap();
    assert!((found.chances[0] - (1.0 - 0.05_f64.powf(1.0 / 800.0))).abs() < 1e-14);
    // Over five independent periods: (1 − p)^4000 = 0.05.
    let several = Periods::Several {
        count: 5,
        persistence: 0.0,
    };
    let found = grade.estimate(&OneFactor::new(0.0, several)).unwrap();
    assert!((found.chances[0] - (1.0 - 0.05_f64.powf(1.0 / 4000.0))).abs() < 1e-14);
    let scaled = grade.scaled(&found, 0.001).unwrap();
    assert!((scaled[0] - 0.001).abs() < 1e-15);
}

#[test]
fn a_worse_grade_is_never_better_and_says_if_it_was_raised() {
    let independent = OneFactor::new(0.0, Periods::One);
    let grades = PlutoTasche {
        obligors: &[10, 1_000],
        defaults: &[10, 0],
        confidence: 0.5,
    };
    let found = grades.estimate(&independent).unwrap();
    assert_eq!(found.raised, [1]);
    assert_eq!(found.chances[0], found.chances[1]);
    let told = |obligors: &[u32], defaults: &[u32], confidence: f64| {
        let wrong = PlutoTasche {
            obligors,
            defaults,
            confidence,
        };
        wrong.estimate(&independent).unwrap_err().to_string()
    };
    assert_eq!(
        [
            told(&[10], &[], 0.5),
            told(&[10, 5], &[0, 6], 0.5),
            told(&[10], &[0], 1.0)
        ],
        [
            "obligors and defaults are needed for each grade, and one grade at least",
            "grade 1: there are no obligors, or more defaults than obligors",
            "the confidence must lie between 0 and 1, both excluded",
        ]
    );
}

#[test]
fn quasi_moments_are_matched() {
    let Matched {
        obligors,
        mean,
        power,
        alpha_beta,
        chances,
    } = oracle().quasi_moments;
    let found = QuasiMoments::fit(&obligors, mean, power).unwrap();
    assert!((found.alpha - alpha_beta[0]).abs() < 1e-6, "{found:?}");
    assert!((found.beta - alpha_beta[1]).abs() < 1e-6);
    for (found, expected) in found.chances.iter().zip(chances) {
        assert!((found - expected).abs() < 1e-8);
    }
    assert!(found.chances.windows(2).all(|pair| pair[0] > pair[1]));
    let told = QuasiMoments::fit(&[1.0, 1.0], 0.3, 0.999).unwrap_err();
    assert_eq!(
        told.to_string(),
        "no curve has both this mean and this power"
    );
}

#[test]
fn tails_keep_their_digits() {
    let Normal {
        x,
        cdf,
        p,
        quantile,
    } = oracle().normal;
    for (x, expected) in x.iter().zip(cdf) {
        let found = normal_cdf(*x);
        assert!(
            (found / expected - 1.0).abs() < 1e-12,
            "{x}: {found} is not {expected}"
        );
    }
    for (p, expected) in p.iter().zip(quantile) {
        let found = normal_quantile(*p);
        assert!(
            (found - expected).abs() < 1e-11 * expected.abs().max(1.0),
            "{p}: {found}"
        );
    }
    // 1 − 0.7^3 = 0.657 is at least one of three; two or fewer is 1 − 0.3^3.
    assert!((binomial_cdf(0, 3, 0.3) - 0.343).abs() < 1e-15);
    assert!((binomial_cdf(2, 3, 0.3) - 0.973).abs() < 1e-15);
}
