//! Weighted logistic regression by Newton's method with step control, and what can be said of its coefficients.

use super::likelihood::{Sums, moments, sums_at};
use super::linear::Cholesky;
use super::regressors::Rows;
use crate::statistics;
use serde::Serialize;

/// How a regression is made.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The penalty on half the squared coefficients; the intercept is not penalised.
    pub l2: f64,
    /// The sign that each coefficient must have, −1 or 1; 0 where either will do; empty where none is asked.
    pub signs: Vec<i8>,
}

/// One coefficient 系数.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coefficient {
    /// The coefficient.
    pub value: f64,
    /// Its standard error, from the inverse of the Hessian; `None` of one that its sign holds at nought.
    pub error: Option<f64>,
    /// The coefficient over its error.
    pub z: Option<f64>,
    /// The two-sided p-value of Wald's test.
    pub p: Option<f64>,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// The intercept.
    pub intercept: Coefficient,
    /// The coefficients, in the order of the regressors.
    pub coefficients: Vec<Coefficient>,
    /// The log-likelihood, without the penalty.
    pub log_likelihood: f64,
    /// That of the intercept alone.
    pub null_log_likelihood: f64,
    /// Steps taken.
    pub steps: usize,
    /// The inverse of the Hessian, intercept first, row by row; rows of held coefficients are nought.
    pub covariance: Vec<f64>,
    /// The gradient and the Hessian of the log-likelihood at the end, intercept first, for tests of other columns.
    pub(super) sums: Sums,
}

/// Why a regression has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// Some column, by its place, says nothing that those before it do not say.
    #[error("column {0} depends on the columns before it")]
    Dependent(usize),
    /// The columns separate the classes, or nearly so: the likelihood has no maximum. The column that does most.
    #[error("column {0} separates the classes")]
    Separated(usize),
}

/// The most steps; some five or six suffice where there is a maximum.
const STEPS: usize = 60;
/// Where a step promises to raise the likelihood by less than this share, it is the last.
const ARRIVED: f64 = 1e-10;

impl Logistic {
    /// Fits the regression.
    ///
    /// Signs are kept by an active set: coefficients with the wrong sign are held at nought, worst first, and let go
    /// again where the gradient pulls them to the right side. The problem is convex, so what comes out is
    /// the maximum under the signs.
    pub fn fit(rows: &Rows<'_>, rules: &Rules) -> Result<Self, NoFit> {
        let size = rows.regressors.len() + 1;
        let mut held = vec![false; size];
        let mut beta = vec![0.0; size];
        let mut steps = 0;
        // Every round holds or frees one coefficient; a set that comes again ends the search.
        for _ in 0..4 * size {
            let (sums, taken) = newton(rows, rules, &held, &mut beta)?;
            steps += taken;
            let sign = |at: usize| {
                at.checked_sub(1)
                    .and_then(|at| rules.signs.get(at))
                    .copied()
            };
            let against = |at: usize, value: f64| {
                let sign = sign(at).unwrap_or(0);
                if sign == 0 {
                    0.0
                } else {
                    -f64::from(sign) * value
                }
            };
            let wrong = (1..size).filter(|at| !held[*at] && against(*at, beta[*at]) > 0.0);
            let worst =
                wrong.max_by(|a, b| against(*a, beta[*a]).total_cmp(&against(*b, beta[*b])));
            if let Some(worst) = worst {
                held[worst] = true;
                beta[worst] = 0.0;
                continue;
            }
            let pull = |at: usize| -against(at, sums.gradient[at]);
            let scale = 1e-7 * rows.size();
            let free = (1..size).filter(|at| held[*at] && pull(*at) > scale);
            match free.max_by(|a, b| pull(*a).total_cmp(&pull(*b))) {
                Some(free) => held[free] = false,
                None => {
                    return Self::told(rows, rules, &held, &beta, sums, steps).sure(rows, rules);
                }
            }
        }
        let (sums, taken) = newton(rows, rules, &held, &mut beta)?;
        Self::told(rows, rules, &held, &beta, sums, steps + taken).sure(rows, rules)
    }

    /// Refuses a coefficient of which the rows say nothing: its error, per standard deviation of its column, is beyond
    /// anything that rows of both classes leave open. Part of the rows are separated then.
    fn sure(self, rows: &Rows<'_>, rules: &Rules) -> Result<Self, NoFit> {
        const OPEN: f64 = 20.0;
        if rules.l2 > 0.0 {
            return Ok(self);
        }
        let spreads = spreads(rows);
        let open = |(at, (coefficient, spread)): (usize, (&Coefficient, &f64))| {
            let error = coefficient.error? * spread;
            (error > OPEN || error.is_nan()).then_some(at)
        };
        let mut pairs = self.coefficients.iter().zip(&spreads).enumerate();
        match pairs.find_map(open) {
            Some(at) => Err(NoFit::Separated(at)),
            None => Ok(self),
        }
    }

    fn told(
        rows: &Rows<'_>,
        rules: &Rules,
        held: &[bool],
        beta: &[f64],
        sums: Sums,
        steps: usize,
    ) -> Self {
        let size = beta.len();
        let covariance = inverse(&sums.hessian, rules.l2, held).unwrap_or_default();
        let coefficient = |at: usize| {
            let variance = covariance.get(at * size + at).copied();
            let error = variance.filter(|_| !held[at]).map(f64::sqrt);
            let z = error.map(|error| beta[at] / error);
            Coefficient {
                value: beta[at],
                error,
                z,
                p: z.map(statistics::normal_two_sided),
            }
        };
        Self {
            intercept: coefficient(0),
            coefficients: (1..size).map(coefficient).collect(),
            log_likelihood: sums.log_likelihood,
            null_log_likelihood: null(rows),
            steps,
            covariance,
            sums,
        }
    }

    /// The log-odds of the event of a row's figures.
    pub fn log_odds(&self, figures: impl Iterator<Item = f64>) -> f64 {
        let terms = self.coefficients.iter().zip(figures);
        self.intercept.value + terms.map(|(c, x)| c.value * x).sum::<f64>()
    }
}

/// Newton's steps from `beta` on; the sums at the end, and how many steps were taken.
fn newton(
    rows: &Rows<'_>,
    rules: &Rules,
    held: &[bool],
    beta: &mut [f64],
) -> Result<(Sums, usize), NoFit> {
    let penalised = |sums: &Sums, beta: &[f64]| {
        sums.log_likelihood - rules.l2 / 2.0 * beta[1..].iter().map(|b| b * b).sum::<f64>()
    };
    let mut sums = sums_at(rows, beta);
    let mut value = penalised(&sums, beta);
    for step in 0..STEPS {
        let direction = direction(&sums, rules.l2, held, beta)?;
        let gradient = (0..beta.len()).map(|at| penalised_gradient(&sums, rules.l2, beta, at));
        let slope: f64 = direction.iter().zip(gradient).map(|(d, g)| d * g).sum();
        // So near the top the likelihood no longer tells two steps apart; Newton's own is right to the square.
        if slope.abs() <= ARRIVED * (value.abs() + 1.0) {
            beta.iter_mut().zip(&direction).for_each(|(b, d)| *b += d);
            let sums = sums_at(rows, beta);
            return if separated(rows, rules, &sums) {
                Err(NoFit::Separated(strongest(rows, beta)))
            } else {
                Ok((sums, step + 1))
            };
        }
        let mut length = 1.0;
        let (next, next_sums, next_value) = loop {
            let next: Vec<f64> = beta
                .iter()
                .zip(&direction)
                .map(|(b, d)| b + length * d)
                .collect();
            let next_sums = sums_at(rows, &next);
            let next_value = penalised(&next_sums, &next);
            // A step that does not raise the likelihood is halved.
            if next_value >= value || length < 1e-8 {
                break (next, next_sums, next_value);
            }
            length /= 2.0;
        };
        beta.copy_from_slice(&next);
        (sums, value) = (next_sums, next_value);
        if separated(rows, rules, &sums) {
            return Err(NoFit::Separated(strongest(rows, beta)));
        }
    }
    Err(NoFit::Separated(strongest(rows, beta)))
}

/// Whether every row is told for sure, which no likelihood with a maximum does.
fn separated(rows: &Rows<'_>, rules: &Rules, sums: &Sums) -> bool {
    rules.l2 == 0.0 && (sums.surest > 1.0 - 1e-6 || -sums.log_likelihood < 1e-7 * rows.size())
}

/// The standard deviation of each column.
fn spreads(rows: &Rows<'_>) -> Vec<f64> {
    let (moments, size) = (moments(rows), rows.regressors.len() + 1);
    let spread = |at: usize| {
        let mean = moments[at] / moments[0];
        (moments[at * size + at] / moments[0] - mean * mean)
            .max(0.0)
            .sqrt()
    };
    (1..size).map(spread).collect()
}

/// The column whose figures move the log-odds most, from nought.
fn strongest(rows: &Rows<'_>, beta: &[f64]) -> usize {
    let reach = |at: usize| {
        let mut out = [0.0; 256];
        let mut most = 0.0_f64;
        for first in (0..rows.rows()).step_by(out.len()) {
            let length = out.len().min(rows.rows() - first);
            rows.regressors[at].fill(first, &mut out[..length]);
            most = out[..length].iter().fold(most, |most, x| most.max(x.abs()));
        }
        most * beta[at + 1].abs()
    };
    let each = (0..rows.regressors.len()).map(|at| (at, reach(at)));
    let most = each.max_by(|a, b| a.1.total_cmp(&b.1));
    most.map_or(0, |(at, _)| at)
}

/// The free part of the Hessian with its penalty, and the place of each free coefficient.
fn free_part(hessian: &[f64], l2: f64, held: &[bool]) -> (Vec<f64>, Vec<usize>) {
    let size = held.len();
    let free: Vec<usize> = (0..size).filter(|at| !held[*at]).collect();
    let mut matrix = Vec::with_capacity(free.len() * free.len());
    for row in &free {
        for column in &free {
            let penalty = if row == column && *row > 0 { l2 } else { 0.0 };
            matrix.push(hessian[row * size + column] + penalty);
        }
    }
    (matrix, free)
}

fn penalised_gradient(sums: &Sums, l2: f64, beta: &[f64], at: usize) -> f64 {
    let penalty = if at > 0 { l2 * beta[at] } else { 0.0 };
    sums.gradient[at] - penalty
}

fn direction(sums: &Sums, l2: f64, held: &[bool], beta: &[f64]) -> Result<Vec<f64>, NoFit> {
    let (matrix, free) = free_part(&sums.hessian, l2, held);
    let factor = Cholesky::of(&matrix, free.len())
        .map_err(|place| NoFit::Dependent(free[place].saturating_sub(1)))?;
    let right = free
        .iter()
        .map(|at| penalised_gradient(sums, l2, beta, *at));
    let right: Vec<f64> = right.collect();
    let mut direction = vec![0.0; held.len()];
    for (at, step) in free.iter().zip(factor.solve(&right)) {
        direction[*at] = step;
    }
    Ok(direction)
}

/// The inverse of the free part, in the places of all.
fn inverse(hessian: &[f64], l2: f64, held: &[bool]) -> Option<Vec<f64>> {
    let size = held.len();
    let (matrix, free) = free_part(hessian, l2, held);
    let small = Cholesky::of(&matrix, free.len()).ok()?.inverse();
    let mut whole = vec![0.0; size * size];
    for (i, row) in free.iter().enumerate() {
        for (j, column) in free.iter().enumerate() {
            whole[row * size + column] = small[i * free.len() + j];
        }
    }
    Some(whole)
}

/// The log-likelihood of the intercept alone; with offsets, of an intercept fitted beside them.
fn null(rows: &Rows<'_>) -> f64 {
    let alone = Rows {
        regressors: Vec::new(),
        ..rows.clone()
    };
    let rules = Rules {
        l2: 0.0,
        signs: Vec::new(),
    };
    let mut beta = [0.0];
    newton(&alone, &rules, &[false], &mut beta).map_or(f64::NAN, |(sums, _)| sums.log_likelihood)
}
