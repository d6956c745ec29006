//! The log-likelihood of a logistic regression with its gradient and Hessian, the same bits at any number of threads.

use super::regressors::{Rows, dot};
use rayon::prelude::*;

/// Sums over all rows at some coefficients.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    pub(super) log_likelihood: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Vec<f64>,
    /// The least confident right probability: near 1, the classes are separated.
    pub(super) surest: f64,
}

/// Sums of weights and of products of the columns, the intercept's first: four times the Hessian at even odds.
pub(super) fn moments(rows: &Rows<'_>) -> Vec<f64> {
    let even = Rows {
        offsets: &[],
        ..rows.clone()
    };
    let sums = sums_at(&even, &vec![0.0; rows.regressors.len() + 1]);
    sums.hessian.into_iter().map(|sum| 4.0 * sum).collect()
}

/// Log-likelihood, gradient and Hessian over all rows; stretches are added in their order.
pub(super) fn sums_at(rows: &Rows<'_>, beta: &[f64]) -> Sums {
    let parts: Vec<Sums> = rows
        .stretches()
        .into_par_iter()
        .map_init(Vec::new, |space, first| stretch(rows, beta, first, space))
        .collect();
    let size = beta.len();
    let mut all = Sums {
        log_likelihood: 0.0,
        gradient: vec![0.0; size],
        hessian: vec![0.0; size * size],
        surest: 1.0,
    };
    for part in parts {
        all.log_likelihood += part.log_likelihood;
        all.surest = all.surest.min(part.surest);
        let pairs = all.gradient.iter_mut().zip(part.gradient);
        pairs.for_each(|(sum, part)| *sum += part);
        let pairs = all.hessian.iter_mut().zip(part.hessian);
        pairs.for_each(|(sum, part)| *sum += part);
    }
    for row in 0..size {
        for column in 0..row {
            all.hessian[row * size + column] = all.hessian[column * size + row];
        }
    }
    all
}

fn stretch(rows: &Rows<'_>, beta: &[f64], first: usize, space: &mut Vec<f64>) -> Sums {
    let (length, size) = (rows.length(first), beta.len());
    space.clear();
    space.resize((size + 2) * length, 0.0);
    let (columns, rest) = space.split_at_mut(size * length);
    let (weights, weighted) = rest.split_at_mut(length);
    let column = |at: usize| at * length..(at + 1) * length;
    columns[column(0)].fill(1.0);
    for (at, regressor) in (1..).zip(&rows.regressors) {
        regressor.fill(first, &mut columns[column(at)]);
    }
    // The log-odds first, then what each row pulls with, in the same place.
    let pulls = weighted;
    for (row, pull) in pulls.iter_mut().enumerate() {
        *pull = rows.offset(first + row) + beta[0];
    }
    for at in 1..size {
        for (pull, x) in pulls.iter_mut().zip(&columns[column(at)]) {
            *pull += beta[at] * x;
        }
    }
    let (mut log_likelihood, mut surest) = (0.0, 1.0_f64);
    for (row, pull) in pulls.iter_mut().enumerate() {
        let (event, weight) = (rows.outcomes[first + row], rows.weight(first + row));
        // The log-odds of what happened: no cancellation, whichever way it is sure.
        let odds = if event { *pull } else { -*pull };
        let small = (-odds.abs()).exp();
        let right = if odds > 0.0 {
            1.0 / (1.0 + small)
        } else {
            small / (1.0 + small)
        };
        let wrong = if odds > 0.0 {
            small / (1.0 + small)
        } else {
            1.0 / (1.0 + small)
        };
        log_likelihood += weight * (odds.min(0.0) - small.ln_1p());
        if weight > 0.0 {
            surest = surest.min(right);
        }
        weights[row] = weight * right * wrong;
        *pull = weight * if event { wrong } else { -wrong };
    }
    let gradient = (0..size)
        .map(|at| dot(&columns[column(at)], pulls))
        .collect();
    let mut hessian = vec![0.0; size * size];
    let scaled = pulls;
    for row in 0..size {
        for (out, (x, w)) in scaled
            .iter_mut()
            .zip(columns[column(row)].iter().zip(&*weights))
        {
            *out = x * w;
        }
        for other in row..size {
            hessian[row * size + other] = dot(scaled, &columns[column(other)]);
        }
    }
    Sums {
        log_likelihood,
        gradient,
        hessian,
        surest,
    }
}
