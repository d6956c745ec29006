//! Calibration slope and intercept: the logistic regression of outcomes on the logits of the probabilities.
//!
//! D. R. Cox, Biometrika 45 (1958) 562–565; E. W. Steyerberg, Clinical Prediction Models (2019), chapter 15. A model in
//! order has slope 1 and intercept 0. A slope below 1: its probabilities are too extreme, as of an overfitted model. The
//! intercept with the slope held at 1 says whether they are too low (above 0) or too high as a whole.

use super::sample::Sample;
use crate::statistics::{chi_squared_above, normal_two_sided};
use crate::units::Problems;
use serde::Serialize;

/// Steps after which the iteration is given up.
const STEPS: usize = 100;

/// Why there is no slope.
const SEPARATED: &str = "the probabilities separate events from others without fail, so no slope is finite; rows where \
     they do not are needed";

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coefficient {
    /// Its value.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// How likely one as far from what a model in order has, two-sided.
    pub p: f64,
}

/// Slope, intercept, and the test of both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Recalibration {
    /// The intercept beside the slope.
    pub intercept: Coefficient,
    /// The slope; its test is against 1.
    pub slope: Coefficient,
    /// The intercept with the slope held at 1: calibration in the large.
    pub in_the_large: Coefficient,
    /// The likelihood-ratio test of intercept 0 and slope 1 together, two degrees of freedom.
    pub together: f64,
    /// How likely a ratio as great is of a model in order.
    pub p: f64,
}

impl Recalibration {
    /// Fits a sample of probabilities. Refused: a single class, a probability of 0 or 1 (it has no logit), one probability
    /// for all, and outcomes that the probabilities separate without fail.
    pub fn of(sample: &Sample<'_>) -> Result<Self, Problems> {
        sample.both_classes()?;
        let mut problems = Problems::default();
        let what = "must lie between 0 and 1 to have a logit";
        let between = |p: f64| p > 0.0 && p < 1.0;
        super::sample::rows(
            &mut problems,
            "pd",
            "recalibration.logit",
            what,
            sample.scores,
            between,
        );
        problems.or(())?;
        let logits: Vec<f64> = sample
            .scores
            .iter()
            .map(|p| p.ln() - (-p).ln_1p())
            .collect();
        if logits.iter().all(|logit| *logit == logits[0]) {
            return Err(refused(
                "one probability stands for every row; a slope needs two that differ",
            ));
        }
        if separated(sample) {
            return Err(refused(SEPARATED));
        }
        let ([large, _], [large_error, _], _) = fit(sample, &logits, [0.0, 1.0], false)?;
        let ([a, b], [a_error, b_error], best) = fit(sample, &logits, [large, 1.0], true)?;
        let plain = likelihood(sample, &logits, [0.0, 1.0]);
        let together = (2.0 * (best - plain)).max(0.0);
        let coefficient = |value: f64, error: f64, null: f64| Coefficient {
            value,
            error,
            p: normal_two_sided((value - null) / error),
        };
        Ok(Self {
            intercept: coefficient(a, a_error, 0.0),
            slope: coefficient(b, b_error, 1.0),
            in_the_large: coefficient(large, large_error, 0.0),
            together,
            p: chi_squared_above(together, 2.0),
        })
    }
}

/// Whether some cut has every event on one side and every other row on the other.
fn separated(sample: &Sample<'_>) -> bool {
    let mut ends = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
    for (p, outcome, weight) in sample.triples() {
        if weight > 0.0 {
            let [low, high] = &mut ends[usize::from(outcome > 0.5)];
            (*low, *high) = (low.min(p), high.max(p));
        }
    }
    let [others, events] = ends;
    others[1] <= events[0] || events[1] <= others[0]
}

/// ln(1 + eˣ).
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

fn likelihood(sample: &Sample<'_>, logits: &[f64], [a, b]: [f64; 2]) -> f64 {
    let rows = sample.triples().zip(logits);
    rows.map(|((_, outcome, weight), x)| {
        let eta = a + b * x;
        weight * (outcome * eta - softplus(eta))
    })
    .sum()
}

type Fitted = ([f64; 2], [f64; 2], f64);

/// Newton's iteration with halved steps, over the intercept alone or both.
fn fit(
    sample: &Sample<'_>,
    logits: &[f64],
    mut at: [f64; 2],
    both: bool,
) -> Result<Fitted, Problems> {
    let mut here = likelihood(sample, logits, at);
    for _ in 0..STEPS {
        let (gradient, [aa, ab, bb]) = derivatives(sample, logits, at);
        let determinant = aa * bb - ab * ab;
        let (step, errors) = if both {
            let step = [
                (bb * gradient[0] - ab * gradient[1]) / determinant,
                (aa * gradient[1] - ab * gradient[0]) / determinant,
            ];
            (step, [(bb / determinant).sqrt(), (aa / determinant).sqrt()])
        } else {
            ([gradient[0] / aa, 0.0], [(1.0 / aa).sqrt(), 0.0])
        };
        if !step[0].is_finite() || !step[1].is_finite() {
            break;
        }
        if step[0].abs() < 1e-10 * (1.0 + at[0].abs())
            && step[1].abs() < 1e-10 * (1.0 + at[1].abs())
        {
            return Ok((at, errors, here));
        }
        let mut size = 1.0;
        loop {
            let next = [at[0] + size * step[0], at[1] + size * step[1]];
            let there = likelihood(sample, logits, next);
            if there >= here || size < 1e-8 {
                (at, here) = (next, there);
                break;
            }
            size /= 2.0;
        }
    }
    Err(refused(SEPARATED))
}

fn derivatives(sample: &Sample<'_>, logits: &[f64], [a, b]: [f64; 2]) -> ([f64; 2], [f64; 3]) {
    let mut gradient = [0.0; 2];
    let mut hessian = [0.0; 3];
    for ((_, outcome, weight), x) in sample.triples().zip(logits) {
        let p = 1.0 / (1.0 + (-(a + b * x)).exp());
        let (error, curve) = (weight * (outcome - p), weight * p * (1.0 - p));
        gradient[0] += error;
        gradient[1] += error * x;
        hessian[0] += curve;
        hessian[1] += curve * x;
        hessian[2] += curve * x * x;
    }
    (gradient, hessian)
}

fn refused(what: &str) -> Problems {
    Problems::one("pd", "recalibration.fit", what)
}
