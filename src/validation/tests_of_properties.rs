//! What holds of every sample: symmetry, monotone maps, weights as rows, and the same bits at any number of threads.

use super::bins::bins;
use super::bootstrap::Bootstrap;
use super::brier::Brier;
use super::curves::{Ks, accuracy_ratio, cap, roc, thinned};
use super::document::{Characteristic, Material, Settings};
use super::psi::Psi;
use super::splits::{forward, k_fold, out_of_time};
use super::stream::Stream;
use super::{Auc, Comparison, Ranked, Sample, Validation, h_measure};
use crate::units::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Scores with many ties, outcomes of both classes, and small whole weights.
fn drawn() -> impl Strategy<Value = (Vec<f64>, Vec<bool>, Vec<u8>)> {
    prop::collection::vec((-6_i8..6, any::<bool>(), 0_u8..4), 2..60).prop_map(|rows| {
        let scores = rows
            .iter()
            .map(|row| f64::from(row.0) / 4.0)
            .chain([0.1, 0.2]);
        let outcomes = rows.iter().map(|row| row.1).chain([true, false]);
        let weights = rows.iter().map(|row| row.2).chain([1, 2]);
        (scores.collect(), outcomes.collect(), weights.collect())
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3)
}

/// The definition: every pair of an event and another row, a tie one half.
fn by_pairs(scores: &[f64], outcomes: &[bool]) -> f64 {
    let rows = || scores.iter().zip(outcomes);
    let (mut wins, mut pairs) = (0.0, 0.0);
    for (event, _) in rows().filter(|row| *row.1) {
        for (other, _) in rows().filter(|row| !*row.1) {
            pairs += 1.0;
            wins += if event > other {
                1.0
            } else if event == other {
                0.5
            } else {
                0.0
            };
        }
    }
    wins / pairs
}

proptest! {
    #[test]
    fn the_area_is_that_of_all_pairs((scores, outcomes, _) in drawn()) {
        let sample = Sample::new(&scores, &outcomes, None).unwrap();
        let auc = Auc::of(&sample).unwrap();
        prop_assert!(close(auc.value, by_pairs(&scores, &outcomes)));
        let ranked = Ranked::of(&sample).unwrap();
        let slow = Auc::of_ranked(&ranked);
        prop_assert!(close(auc.value, slow.value));
        match (auc.variance, slow.variance) {
            (Some(a), Some(b)) => prop_assert!(close(a, b)),
            (a, b) => prop_assert_eq!(a, b),
        }
        prop_assert!((accuracy_ratio(&ranked) - auc.gini()).abs() < 1e-12);
    }

    #[test]
    fn turning_the_scores_turns_the_area((scores, outcomes, _) in drawn()) {
        let turned: Vec<f64> = scores.iter().map(|score| -score).collect();
        let other: Vec<bool> = outcomes.iter().map(|outcome| !outcome).collect();
        let of = |scores: &[f64], outcomes: &[bool]| {
            Auc::of(&Sample::new(scores, outcomes, None).unwrap()).unwrap()
        };
        let auc = of(&scores, &outcomes);
        prop_assert!(close(auc.value + of(&turned, &outcomes).value, 1.0));
        let swapped = of(&turned, &other);
        prop_assert_eq!(auc.value, swapped.value);
        prop_assert!(close(auc.variance.unwrap_or(0.0), swapped.variance.unwrap_or(0.0)));
    }

    #[test]
    fn a_rising_map_of_scores_changes_no_bit((scores, outcomes, _) in drawn()) {
        let mapped: Vec<f64> = scores.iter().map(|score| (3.0 * score).exp() - 7.0).collect();
        let sample = Sample::new(&scores, &outcomes, None).unwrap();
        let other = Sample::new(&mapped, &outcomes, None).unwrap();
        prop_assert_eq!(Auc::of(&sample).unwrap(), Auc::of(&other).unwrap());
        let (one, two) = (Ranked::of(&sample).unwrap(), Ranked::of(&other).unwrap());
        prop_assert_eq!(Ks::of(&one).value, Ks::of(&two).value);
        prop_assert_eq!(h_measure::by_prior(&one), h_measure::by_prior(&two));
        prop_assert_eq!(cap(&one), cap(&two));
    }

    #[test]
    fn weights_are_rows_written_often((scores, outcomes, weights) in drawn()) {
        let floats: Vec<f64> = weights.iter().map(|weight| f64::from(*weight)).collect();
        let often = |row: usize| std::iter::repeat_n(row, usize::from(weights[row]));
        let rows: Vec<usize> = (0..scores.len()).flat_map(often).collect();
        let many: Vec<f64> = rows.iter().map(|row| scores[*row]).collect();
        let happened: Vec<bool> = rows.iter().map(|row| outcomes[*row]).collect();
        let weighted = Sample::new(&scores, &outcomes, Some(&floats)).unwrap();
        let written = Sample::new(&many, &happened, None).unwrap();
        let (a, b) = (Auc::of(&weighted).unwrap(), Auc::of(&written).unwrap());
        prop_assert!(close(a.value, b.value));
        prop_assert_eq!(a.variance.is_some(), b.variance.is_some());
        prop_assert!(close(a.variance.unwrap_or(0.0), b.variance.unwrap_or(0.0)));
        let (one, two) = (Ranked::of(&weighted).unwrap(), Ranked::of(&written).unwrap());
        prop_assert!(close(Ks::of(&one).value, Ks::of(&two).value));
        prop_assert!((h_measure::symmetric(&one) - h_measure::symmetric(&two)).abs() < 1e-12);
        let (one, two) = (bins(&weighted, 4), bins(&written, 4));
        prop_assert_eq!(one.len(), two.len());
        let (one, two) = (Brier::of(&weighted, &one), Brier::of(&written, &two));
        prop_assert!(close(one.score, two.score) && close(one.reliability, two.reliability));
    }

    #[test]
    fn a_model_does_not_differ_from_itself((scores, outcomes, weights) in drawn()) {
        let floats: Vec<f64> = weights.iter().map(|weight| f64::from(*weight)).collect();
        let same = Comparison::of(&scores, &scores, &outcomes, Some(&floats)).unwrap();
        prop_assert_eq!(same.difference, 0.0);
        if same.variance.is_some() {
            prop_assert_eq!(same.variance, Some(0.0));
            prop_assert_eq!(same.p, Some(1.0));
        }
    }

    #[test]
    fn the_parts_of_the_brier_score_add_up((scores, outcomes, _) in drawn(), count in 1_usize..12) {
        let pd: Vec<f64> = scores.iter().map(|score| 1.0 / (1.0 + score.exp())).collect();
        let sample = Sample::of_probabilities(&pd, &outcomes, None).unwrap();
        let parts = bins(&sample, count);
        prop_assert!(parts.len() <= count);
        let brier = Brier::of(&sample, &parts);
        let sum = brier.reliability - brier.resolution + brier.uncertainty + brier.within;
        prop_assert!((sum - brier.score).abs() < 1e-13);
    }

    #[test]
    fn curves_rise_from_nothing_to_all((scores, outcomes, _) in drawn(), most in 2_usize..20) {
        let ranked = Ranked::of(&Sample::new(&scores, &outcomes, None).unwrap()).unwrap();
        for curve in [roc(&ranked), cap(&ranked), thinned(&roc(&ranked), most)] {
            prop_assert_eq!(curve[0], [0.0, 0.0]);
            prop_assert_eq!(curve[curve.len() - 1], [1.0, 1.0]);
            prop_assert!(curve.windows(2).all(|pair| pair[0][0] <= pair[1][0] && pair[0][1] <= pair[1][1]));
        }
    }

    #[test]
    fn no_enterprise_is_on_both_sides(groups in prop::collection::vec(0_u32..30, 8..80), seed in any::<u64>()) {
        let dates: Vec<usize> = (0..groups.len()).map(|row| row / 3).collect();
        let split = out_of_time(&dates, &(dates.len() / 6), Some(&groups));
        let folds = k_fold(groups.len(), Some(&groups), 3, seed);
        let ahead = forward(&dates, Some(&groups), 2);
        if let Ok(folds) = &folds {
            let tried: usize = folds.iter().map(|fold| fold.test.len()).sum();
            prop_assert_eq!(tried, groups.len());
            prop_assert_eq!(folds, &k_fold(groups.len(), Some(&groups), 3, seed).unwrap());
        }
        let forwards = ahead.into_iter().flatten().chain(split);
        for split in forwards.clone() {
            let latest = split.train.iter().map(|row| dates[*row]).max();
            prop_assert!(latest < split.test.iter().map(|row| dates[*row]).min());
        }
        for split in forwards.chain(folds.into_iter().flatten()) {
            let tried: BTreeSet<u32> = split.test.iter().map(|row| groups[*row]).collect();
            prop_assert!(split.train.iter().all(|row| !tried.contains(&groups[*row])));
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let mut stream = Stream::new(5, 0);
    let scores: Vec<f64> = (0..3000)
        .map(|_| (stream.unit() * 500.0).round() / 500.0)
        .collect();
    let outcomes: Vec<bool> = scores
        .iter()
        .map(|score| stream.unit() < score * 0.4)
        .collect();
    let clusters: Vec<u32> = (0..3000).map(|row| row / 7 * 2).collect();
    let sample = Sample::of_probabilities(&scores, &outcomes, None).unwrap();
    let results = [1, 2, 4].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            (
                Auc::of(&sample).unwrap(),
                Bootstrap::of(&sample, Some(&scores), None, 50, 9).unwrap(),
                Bootstrap::of(&sample, None, Some(&clusters), 50, 9).unwrap(),
            )
        })
    });
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
    let other = Bootstrap::of(&sample, Some(&scores), None, 50, 10).unwrap();
    assert_ne!(results[0].1.replicates, other.replicates);
    // Rows of one cluster come together, so the spread is not that of single rows; the mean still is.
    let mean = |drawn: &Bootstrap| drawn.replicates.iter().map(|one| one.auc).sum::<f64>() / 50.0;
    assert!((mean(&results[0].1) - mean(&results[0].2)).abs() < 0.01);
}

#[test]
fn threads_change_no_bit_of_a_long_sample_nor_of_a_whole_document() {
    let mut stream = Stream::new(6, 0);
    let scores: Vec<f64> = (0..150_000).map(|_| stream.unit()).collect();
    let outcomes: Vec<bool> = scores
        .iter()
        .map(|score| stream.unit() < score * 0.2)
        .collect();
    let some = 4_000;
    let days = (0..some).map(|row| Date::constant(2024, i8::try_from(1 + row % 6).unwrap(), 5));
    let days: Vec<Date> = days.collect();
    let material = Material {
        scores: scores[..some].to_vec(),
        probabilities: Some(scores[..some].iter().map(|score| score * 0.2).collect()),
        outcomes: outcomes[..some].to_vec(),
        weights: Some(scores[..some].iter().map(|score| 1.0 + score).collect()),
        days: Some(days),
        characteristics: vec![Characteristic {
            name: "drawn".to_owned(),
            bands: ["low", "high", "none"].map(str::to_owned).into(),
            of_rows: scores[..some]
                .iter()
                .map(|score| u8::from(*score > 0.4))
                .collect(),
            missing: vec![2],
        }],
        ..Material::default()
    };
    let settings = Settings {
        replicates: 20,
        ..Settings::default()
    };
    let results = [1, 2].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let sample = Sample::new(&scores, &outcomes, None).unwrap();
            let validation = Validation::of(&material, &settings).unwrap();
            let drawn = Bootstrap::of(&sample, None, None, 3, 1).unwrap();
            (
                Auc::of(&sample).unwrap(),
                drawn,
                serde_json::to_string(&validation).unwrap(),
            )
        })
    });
    assert_eq!(results[0], results[1]);
    assert!(results[0].2.contains("\"by\":\"month\""));
}

#[test]
fn a_replicate_is_the_sample_drawn_anew() {
    // One replicate, made again row by row and measured by the statistics of samples.
    let scores = [0.1, 0.2, 0.2, 0.4, 0.7, 0.7, 0.9, 0.95];
    let outcomes = [false, false, true, false, true, false, true, true];
    let sample = Sample::of_probabilities(&scores, &outcomes, None).unwrap();
    let drawn = Bootstrap::of(&sample, Some(&scores), None, 1, 3).unwrap();
    let mut rows = Vec::new();
    Stream::new(3, 0).draws(8, 8, |row| rows.push(row));
    // Places are rows by rising score; here rows stand in that order already.
    let many: Vec<f64> = rows.iter().map(|row| scores[*row]).collect();
    let happened: Vec<bool> = rows.iter().map(|row| outcomes[*row]).collect();
    let again = Sample::of_probabilities(&many, &happened, None).unwrap();
    let ranked = Ranked::of(&again).unwrap();
    let one = drawn.replicates[0];
    assert!(close(one.auc, Auc::of_ranked(&ranked).value));
    assert!(close(one.ks, Ks::of(&ranked).value));
    assert!(close(
        one.brier.unwrap(),
        Brier::of(&again, &bins(&again, 3)).score
    ));
}

#[test]
fn draws_below_a_bound_are_even() {
    let mut counts = [0_u32; 7];
    Stream::new(1, 1).draws(70_000, 7, |at| counts[at] += 1);
    // Expected 10,000 each, standard deviation 93: five of them.
    assert!(
        counts.iter().all(|count| count.abs_diff(10_000) < 465),
        "{counts:?}"
    );
    assert_eq!(Stream::new(1, 1).below(1), 0);
}

#[test]
fn the_null_band_holds_what_it_says() {
    // Two samples of one population, 400 times: about 5 in 100 pass the 95% band, and 1 in 100 the 99% band.
    let shares = [0.15, 0.25, 0.3, 0.2, 0.1];
    let sample = |rows: usize, stream: &mut Stream| {
        let mut counts = [0_u64; 5];
        for _ in 0..rows {
            let (mut left, mut at) = (stream.unit(), 0);
            while at < 4 && left >= shares[at] {
                left -= shares[at];
                at += 1;
            }
            counts[at] += 1;
        }
        counts
    };
    let (mut above_95, mut above_99) = (0, 0);
    for number in 0..400 {
        let mut stream = Stream::new(77, number);
        let (before, now) = (sample(2000, &mut stream), sample(120, &mut stream));
        let psi = Psi::of(&before, &now, number).unwrap();
        above_95 += u32::from(psi.value > psi.band_95);
        above_99 += u32::from(psi.value > psi.band_99);
    }
    assert!((8..=36).contains(&above_95), "{above_95}");
    assert!(above_99 <= 12, "{above_99}");
}
