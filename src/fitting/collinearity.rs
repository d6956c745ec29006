//! Columns that say the same: correlations and variance inflation factors.

use super::likelihood::moments;
use super::linear::Cholesky;
use super::regressors::Rows;

/// The weighted correlations of the columns, row by row.
pub fn correlations(rows: &Rows<'_>) -> Vec<f64> {
    let (moments, all) = (moments(rows), rows.regressors.len() + 1);
    let size = all - 1;
    let centred = |i: usize, j: usize| {
        let (i, j) = (i + 1, j + 1);
        moments[i * all + j] / moments[0] - moments[i] / moments[0] * (moments[j] / moments[0])
    };
    let spreads: Vec<f64> = (0..size)
        .map(|at| centred(at, at).max(0.0).sqrt())
        .collect();
    let mut correlations = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..size {
            let both = spreads[i] * spreads[j];
            let value = if both > 0.0 {
                centred(i, j) / both
            } else {
                0.0
            };
            correlations[i * size + j] = if i == j { 1.0 } else { value.clamp(-1.0, 1.0) };
        }
    }
    correlations
}

/// The variance inflation factor of each column 方差膨胀因子: 1 / (1 − R²) of the column on all others; `None` for all
/// where some column is a sum of others, to 12 digits.
pub fn inflation(rows: &Rows<'_>) -> Option<Vec<f64>> {
    let size = rows.regressors.len();
    let inverse = Cholesky::of(&correlations(rows), size).ok()?.inverse();
    Some((0..size).map(|at| inverse[at * size + at]).collect())
}

#[cfg(test)]
mod tests {
    use super::super::regressors::Regressor;
    use super::*;

    /// x = (1, 2, 3, 4), y = (1, 3, 2, 4): r = 0.8, so both factors are 1 / (1 − 0.64).
    #[test]
    fn two_columns_are_worked_by_hand() {
        let (x, y) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
        let rows = Rows {
            outcomes: &[true, false, true, false],
            weights: &[],
            offsets: &[],
            regressors: vec![Regressor::Values(&x), Regressor::Values(&y)],
        };
        assert!((correlations(&rows)[1] - 0.8).abs() < 1e-12);
        for factor in inflation(&rows).unwrap() {
            assert!((factor - 1.0 / 0.36).abs() < 1e-9);
        }
        let twice = Rows {
            regressors: vec![Regressor::Values(&x), Regressor::Values(&x)],
            ..rows
        };
        assert_eq!(inflation(&twice), None);
    }
}
