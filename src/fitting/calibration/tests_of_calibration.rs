//! Calibrations against numbers from elsewhere, and against what they promise.

use super::*;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Oracle {
    log_odds: Vec<f64>,
    events: Vec<u8>,
    weights: Vec<f64>,
    platt: [f64; 2],
    platt_weighed: [f64; 2],
    isotonic: Vec<f64>,
    beta_betacal: Vec<f64>,
    beta_likelihood: [f64; 3],
    shift_to_2_percent: f64,
}

fn oracle() -> (Oracle, Vec<bool>) {
    let file = include_str!("../../../fixtures/oracle/learning.json");
    let mut all: serde_json::Value = serde_json::from_str(file).unwrap();
    let oracle: Oracle = serde_json::from_value(all["calibration"].take()).unwrap();
    let events = oracle.events.iter().map(|event| *event == 1).collect();
    (oracle, events)
}

fn near(found: f64, expected: f64, by: f64) {
    assert!((found - expected).abs() <= by, "{found} is not {expected}");
}

#[test]
fn platt_and_beta_and_isotonic_agree_with_the_libraries() {
    let (oracle, outcomes) = oracle();
    let scores = |weights| Scores {
        log_odds: &oracle.log_odds,
        outcomes: &outcomes,
        weights,
    };
    for (weights, expected) in [
        (None, oracle.platt),
        (Some(oracle.weights.as_slice()), oracle.platt_weighed),
    ] {
        let platt = Platt::fit(&scores(weights)).unwrap();
        // The library stops at a gradient of 1e-6.
        near(platt.intercept, expected[0], 1e-5);
        near(platt.slope, expected[1], 1e-5);
    }
    let steps = Isotonic::fit(&scores(Some(&oracle.weights))).unwrap();
    for (score, expected) in oracle.log_odds.iter().zip(&oracle.isotonic) {
        near(steps.chance(*score), *expected, 1e-12);
    }
    let beta = Beta::fit(&scores(None)).unwrap();
    for (found, expected) in [beta.a, beta.b, beta.c]
        .into_iter()
        .zip(oracle.beta_likelihood)
    {
        near(found, expected, 1e-5);
    }
    for (score, expected) in oracle.log_odds.iter().zip(&oracle.beta_betacal) {
        near(chance(beta.log_odds(*score)), *expected, 1e-3);
    }
    let chances: Vec<f64> = oracle.log_odds.iter().map(|score| chance(*score)).collect();
    let shifted = CentralTendency::fit(&chances, Some(&oracle.weights), 0.02).unwrap();
    near(shifted.shift, oracle.shift_to_2_percent, 1e-10);
}

#[test]
fn a_case_control_sample_is_brought_back_by_hand() {
    // Half of the sample, 2% of the population: ln(0.02/0.98) − ln(1) = −3.8918203.
    let prior = PriorCorrection::new(0.5, 0.02).unwrap();
    near(prior.shift, -3.891_820_298_110_627, 1e-12);
    assert_eq!(prior.weights(), [1.96, 0.04]);
    let told = PriorCorrection::new(0.5, 1.0).unwrap_err().to_string();
    assert_eq!(
        told,
        "the share of events in the population must lie between 0 and 1, both excluded; 1 does not"
    );
}

#[test]
fn margins_are_listed_and_added_to_the_best_estimate_only() {
    let margin = |size, reason: &str| Margin {
        deficiency: Deficiency::C,
        reason: reason.to_owned(),
        size,
    };
    let conservatism = Conservatism {
        margins: vec![
            margin(MarginSize::AddShare(0.1), "few defaults"),
            margin(MarginSize::AddPpm(500.0), "outcomes of two months missing"),
        ],
    };
    // 2% + a tenth of 2% + 0.05%.
    near(conservatism.prudent(0.02), 0.0225, 1e-15);
    assert_eq!(conservatism.parts(0.02), [0.002, 0.0005]);
    assert_eq!(conservatism.problems(), Vec::<String>::new());
    let wrong = Conservatism {
        margins: vec![margin(MarginSize::AddPpm(-1.0), " ")],
    };
    assert_eq!(
        wrong.problems(),
        [
            "margin 1: its size must be a number, not below zero",
            "margin 1: it needs a reason"
        ]
    );
}

#[test]
fn what_cannot_be_calibrated_says_why() {
    let told = |log_odds: &[f64], outcomes: &[bool], method| {
        let scores = Scores {
            log_odds,
            outcomes,
            weights: None,
        };
        Curve::fit(method, &scores).unwrap_err().to_string()
    };
    let both = [true, false, true];
    assert_eq!(
        [
            told(&[0.0, 1.0], &both, Method::Platt),
            told(&[0.0, f64::NAN, 1.0], &both, Method::Beta),
            told(&[0.0, 1.0, 2.0], &[true; 3], Method::Isotonic),
            told(&[1.0, 1.0, 1.0], &both, Method::Platt),
            told(&[1.0, 1.0, 1.0], &both, Method::Beta),
            told(&[1.0, -1.0, 2.0], &both, Method::Beta),
        ],
        [
            "2 log-odds, 3 outcomes and 3 weights: there must be as many of each",
            "row 1: log-odds and weight must be numbers, the weight not below zero",
            "a calibration needs at least one event and one non-event of positive weight",
            "no curve is best: all scores are the same",
            "no curve is best: the scores are too few, or tell the classes apart without error",
            "no curve is best: the scores are too few, or tell the classes apart without error",
        ]
    );
}

/// The least squares of all ways to part values into runs of one mean that rise.
fn least_by_all_ways(values: &[f64], weights: &[f64]) -> f64 {
    let mut least = f64::INFINITY;
    for cuts in 0..1_u32 << (values.len() - 1) {
        let (mut first, mut before, mut sum, mut rises) = (0, f64::NEG_INFINITY, 0.0, true);
        for end in 1..=values.len() {
            if end < values.len() && cuts >> (end - 1) & 1 == 0 {
                continue;
            }
            let run = || values[first..end].iter().zip(&weights[first..end]);
            let mean = run().map(|(v, w)| v * w).sum::<f64>() / run().map(|(_, w)| w).sum::<f64>();
            rises &= mean >= before;
            sum += run().map(|(v, w)| w * (v - mean) * (v - mean)).sum::<f64>();
            (first, before) = (end, mean);
        }
        if rises {
            least = least.min(sum);
        }
    }
    least
}

fn targets(of: &[f64]) -> Vec<GradeTarget> {
    let names = ["A", "B", "C", "D", "E"];
    let grades = names.iter().zip(of);
    grades
        .map(|(grade, target)| GradeTarget {
            grade: (*grade).to_owned(),
            target: *target,
        })
        .collect()
}

proptest! {
    #[test]
    fn pooling_is_the_least_squares_of_all_rising_ways(
        drawn in proptest::collection::vec((0_u8..20, 1_u8..5), 1..9)
    ) {
        let values: Vec<f64> = drawn.iter().map(|(value, _)| f64::from(*value)).collect();
        let weights: Vec<f64> = drawn.iter().map(|(_, weight)| f64::from(*weight)).collect();
        let mut pooled = values.clone();
        pool_adjacent(&mut pooled, &weights);
        prop_assert!(pooled.windows(2).all(|pair| pair[0] <= pair[1]));
        let squares = values.iter().zip(&pooled).zip(&weights);
        let sum: f64 = squares.map(|((value, pooled), weight)| weight * (value - pooled).powi(2)).sum();
        prop_assert!((sum - least_by_all_ways(&values, &weights)).abs() < 1e-9);
    }

    #[test]
    fn grades_are_cut_where_no_other_cut_is_nearer(
        mut chances in proptest::collection::vec(0.001_f64..0.3, 6..14)
    ) {
        let wanted = targets(&[0.01, 0.05, 0.15]);
        let master = GradeMaster::fit(&chances, None, &wanted, 0.15).unwrap();
        chances.sort_by(f64::total_cmp);
        let all = chances.len();
        let mut least = f64::INFINITY;
        for first in 1..all {
            for second in first + 1..all {
                let parts = [(0, first), (first, second), (second, all)];
                if parts.iter().any(|(from, to)| ((to - from) as f64) < 0.15 * all as f64) {
                    continue;
                }
                let miss = parts.iter().zip(&wanted).map(|((from, to), wanted)| {
                    let size = (to - from) as f64;
                    let mean = chances[*from..*to].iter().sum::<f64>() / size;
                    size * (mean / wanted.target).ln().powi(2)
                });
                least = least.min(miss.sum::<f64>());
            }
        }
        prop_assert!((master.miss - least).abs() < 1e-9, "{} {least}", master.miss);
        prop_assert!(master.grades.windows(2).all(|pair| pair[0].mean < pair[1].mean));
        prop_assert!((master.grades.iter().map(|grade| grade.share).sum::<f64>() - 1.0).abs() < 1e-12);
        for told in &chances {
            prop_assert!(master.grade(*told).from <= *told);
        }
    }

    #[test]
    fn a_weight_is_a_row_so_many_times(
        drawn in proptest::collection::vec((-30_i8..30, any::<bool>(), 1_usize..4), 8..30)
    ) {
        let log_odds: Vec<f64> = drawn.iter().map(|(score, ..)| f64::from(*score) / 10.0).collect();
        let outcomes: Vec<bool> = drawn.iter().map(|(_, outcome, _)| *outcome).collect();
        let weights: Vec<f64> = drawn.iter().map(|(.., times)| *times as f64).collect();
        let times = |at: usize| std::iter::repeat_n(at, drawn[at].2);
        let rows: Vec<usize> = (0..drawn.len()).flat_map(times).collect();
        let often: Vec<f64> = rows.iter().map(|row| log_odds[*row]).collect();
        let told: Vec<bool> = rows.iter().map(|row| outcomes[*row]).collect();
        let weighed = Scores { log_odds: &log_odds, outcomes: &outcomes, weights: Some(&weights) };
        let repeated = Scores { log_odds: &often, outcomes: &told, weights: None };
        for method in [Method::Platt, Method::Isotonic] {
            match (Curve::fit(method, &weighed), Curve::fit(method, &repeated)) {
                (Ok(a), Ok(b)) => for score in &log_odds {
                    prop_assert!((a.chance(*score) - b.chance(*score)).abs() < 1e-6);
                },
                (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
            }
        }
    }
}

#[test]
fn grades_that_cannot_be_filled_are_refused() {
    let wanted = targets(&[0.01, 0.1]);
    let told = |chances: &[f64], wanted: &[GradeTarget], least: f64| {
        GradeMaster::fit(chances, None, wanted, least)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        [
            told(&[0.1, 0.1, 0.1], &wanted, 0.1),
            told(&[0.1, 0.2], &wanted, 0.6),
            told(&[0.1, 1.0], &wanted, 0.1),
            told(&[0.1, 0.2], &targets(&[0.1, 0.1]), 0.1),
        ],
        [
            "1 different probabilities cannot fill 2 grades of at least 0.1 each",
            "2 different probabilities cannot fill 2 grades of at least 0.6 each",
            "row 1: a probability above 0 and below 1 is needed, with a weight not below zero",
            "targets must lie between 0 and 1 and rise from grade to grade; B does not",
        ]
    );
}
