//! What a regression must keep: weights are rows, signs are kept at the optimum, threads change no bit, separation is told.

use super::logistic::{Logistic, NoFit, Rules};
use super::regressors::{Regressor, Rows};
use proptest::prelude::*;

const FREE: Rules = Rules {
    l2: 0.0,
    signs: Vec::new(),
};

fn rows<'r>(outcomes: &'r [bool], weights: &'r [f64], columns: &'r [Vec<f64>]) -> Rows<'r> {
    Rows {
        outcomes,
        weights,
        offsets: &[],
        regressors: columns
            .iter()
            .map(|column| Regressor::Values(column))
            .collect(),
    }
}

/// Rows drawn by a generator: two columns, and outcomes that depend on them.
fn drawn(count: usize) -> (Vec<bool>, Vec<Vec<f64>>) {
    let mut state: u64 = 99;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let (mut outcomes, mut columns) = (Vec::new(), vec![Vec::new(), Vec::new()]);
    for _ in 0..count {
        let (a, b) = (next() * 2.0 - 1.0, next() * 2.0 - 1.0);
        outcomes.push(next() < 1.0 / (1.0 + (1.0 - 1.5 * a + 0.5 * b).exp()));
        columns[0].push(a);
        columns[1].push(b);
    }
    (outcomes, columns)
}

#[test]
fn a_weight_of_two_is_the_row_twice() {
    let (outcomes, columns) = drawn(300);
    let weights: Vec<f64> = (0..300).map(|row| f64::from(row % 3)).collect();
    let again = |row: usize| std::iter::repeat_n(row, row % 3);
    let places: Vec<usize> = (0..300).flat_map(again).collect();
    let twice: Vec<bool> = places.iter().map(|row| outcomes[*row]).collect();
    let columns_twice: Vec<Vec<f64>> = columns
        .iter()
        .map(|c| places.iter().map(|row| c[*row]).collect())
        .collect();
    let weighted = Logistic::fit(&rows(&outcomes, &weights, &columns), &FREE).unwrap();
    let repeated = Logistic::fit(&rows(&twice, &[], &columns_twice), &FREE).unwrap();
    for (a, b) in weighted.coefficients.iter().zip(&repeated.coefficients) {
        assert!(
            (a.value - b.value).abs() < 1e-10
                && (a.error.unwrap() - b.error.unwrap()).abs() < 1e-10
        );
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let (outcomes, columns) = drawn(50_000);
    let rows = rows(&outcomes, &[], &columns);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| Logistic::fit(&rows, &FREE).unwrap())
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one, three);
    // 1.5 and −0.5 were drawn; three standard errors around them.
    for (found, true_value) in one.coefficients.iter().zip([1.5, -0.5]) {
        assert!(
            (found.value - true_value).abs() < 3.0 * found.error.unwrap(),
            "{found:?}"
        );
    }
}

#[test]
fn a_penalty_shrinks_and_leaves_the_intercept() {
    let (outcomes, columns) = drawn(2_000);
    let rows = rows(&outcomes, &[], &columns);
    let free = Logistic::fit(&rows, &FREE).unwrap();
    let held = Logistic::fit(&rows, &Rules { l2: 1e9, ..FREE }).unwrap();
    assert!(held.coefficients.iter().all(|c| c.value.abs() < 1e-5));
    let share = outcomes.iter().filter(|event| **event).count() as f64 / 2_000.0;
    assert!((held.intercept.value - (share / (1.0 - share)).ln()).abs() < 1e-4);
    let some = Logistic::fit(&rows, &Rules { l2: 10.0, ..FREE }).unwrap();
    assert!(some.coefficients[0].value < free.coefficients[0].value);
}

#[test]
fn separation_is_told_with_the_column_that_does_it() {
    let noise: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 11)).collect();
    let outcomes: Vec<bool> = (0..40).map(|row| row >= 20).collect();
    let whole: Vec<f64> = (0..40).map(f64::from).collect();
    let columns = [noise.clone(), whole];
    let found = Logistic::fit(&rows(&outcomes, &[], &columns), &FREE);
    assert_eq!(found.unwrap_err(), NoFit::Separated(1));
    // One level holds events only; the other rows have both classes.
    let mixed: Vec<bool> = (0..40).map(|row| row >= 30 || row % 3 == 0).collect();
    let level: Vec<f64> = (0..40).map(|row| f64::from(row >= 30)).collect();
    let found = Logistic::fit(&rows(&mixed, &[], &[noise.clone(), level]), &FREE);
    assert_eq!(found.unwrap_err(), NoFit::Separated(1));
    let found = Logistic::fit(&rows(&mixed, &[], &[noise.clone(), noise]), &FREE);
    assert_eq!(found.unwrap_err(), NoFit::Dependent(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Under signs, every coefficient has its sign or is nought, and no small move that keeps the signs is better.
    #[test]
    fn signs_are_kept_at_the_optimum(
        seed in proptest::collection::vec((0_u8..20, 0_u8..20, 0_u8..20, any::<bool>()), 60..120),
        signs in proptest::collection::vec(-1_i8..=1, 3),
    ) {
        let outcomes: Vec<bool> = seed.iter().map(|row| row.3).collect();
        let column = |of: fn(&(u8, u8, u8, bool)) -> u8| -> Vec<f64> {
            seed.iter().map(|row| f64::from(of(row)) / 10.0).collect()
        };
        let columns = [column(|r| r.0), column(|r| r.1), column(|r| r.2)];
        let rows = rows(&outcomes, &[], &columns);
        let rules = Rules { l2: 0.1, signs: signs.clone() };
        let fitted = Logistic::fit(&rows, &rules).unwrap();
        let value = |beta: &[f64]| {
            let penalty: f64 = beta[1..].iter().map(|b| b * b).sum::<f64>() * 0.05;
            super::likelihood::sums_at(&rows, beta).log_likelihood - penalty
        };
        let mut beta = vec![fitted.intercept.value];
        beta.extend(fitted.coefficients.iter().map(|c| c.value));
        for (found, sign) in beta[1..].iter().zip(&signs) {
            prop_assert!(*sign == 0 || *found == 0.0 || found.signum() == f64::from(*sign));
        }
        let best = value(&beta);
        for at in 0..4 {
            for step in [-1e-3, 1e-3] {
                let mut moved = beta.clone();
                moved[at] += step;
                let kept = at == 0 || signs[at - 1] == 0
                    || moved[at] * f64::from(signs[at - 1]) >= 0.0;
                prop_assert!(!kept || value(&moved) <= best + 1e-9, "{at} {step}");
            }
        }
    }
}
