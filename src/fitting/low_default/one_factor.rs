//! The one-factor model of defaults that hang together 单因子模型 (Vasicek 1997).

use super::binomial::binomial_cdf;
use crate::statistics::{normal_cdf, normal_quantile};

/// Over which time defaults were counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Periods {
    /// One period.
    One,
    /// The same obligors over several, the factors of which hang together: the correlation of two is
    /// `persistence` to the power of their distance. Integrated over 8,192 points of a lattice, in antithetic pairs.
    Several {
        /// How many.
        count: u32,
        /// Correlation from one to the next, from 0 to below 1.
        persistence: f64,
    },
}

/// How defaults hang together.
#[derive(Debug, Clone, PartialEq)]
pub struct OneFactor {
    correlation: f64,
    /// Draws of the factors, period by period, each with the weight that it has.
    paths: Vec<(Vec<f64>, f64)>,
    /// How many periods; default in any counts.
    several: bool,
}

/// Points of the lattice; twice as many with their opposites.
const POINTS: u32 = 4_096;

impl OneFactor {
    /// Assets of correlation `correlation`, from 0 (independent) to below 1.
    pub fn new(correlation: f64, periods: Periods) -> Self {
        let paths = match periods {
            Periods::One if correlation <= 0.0 => vec![(vec![0.0], 1.0)],
            Periods::One => axis(),
            Periods::Several { count, .. } if correlation <= 0.0 => {
                vec![(vec![0.0; count as usize], 1.0)]
            }
            Periods::Several { count, persistence } => lattice(count as usize, persistence),
        };
        Self {
            correlation: correlation.max(0.0),
            paths,
            several: matches!(periods, Periods::Several { .. }),
        }
    }

    /// The probability of at most `defaults` among `obligors` whose probability in each period is `chance`.
    pub(super) fn at_most(&self, defaults: u32, obligors: u32, chance: f64) -> f64 {
        let threshold = normal_quantile(chance);
        let of_path = |path: &[f64]| {
            let told = if self.correlation > 0.0 {
                let mut kept = 1.0;
                for factor in path {
                    let bent = threshold + self.correlation.sqrt() * factor;
                    kept *= 1.0 - normal_cdf(bent / (1.0 - self.correlation).sqrt());
                }
                1.0 - kept
            } else if self.several {
                1.0 - (1.0 - chance).powi(i32::try_from(path.len()).unwrap_or(i32::MAX))
            } else {
                chance
            };
            binomial_cdf(defaults, obligors, told)
        };
        self.paths
            .iter()
            .map(|(path, weight)| weight * of_path(path))
            .sum()
    }
}

/// The axis of one factor by the trapezoid rule, which is all but exact for what falls off as a normal density.
fn axis() -> Vec<(Vec<f64>, f64)> {
    let step = 1.0 / 64.0;
    let whole = (-640..=640).map(|at| f64::from(at) * step);
    let weighed = whole.map(|at| (vec![at], (-at * at / 2.0).exp()));
    let points: Vec<(Vec<f64>, f64)> = weighed.collect();
    let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
    points
        .into_iter()
        .map(|(at, weight)| (at, weight / sum))
        .collect()
}

/// Paths of several factors, from the additive recurrence by the generalised golden ratio.
fn lattice(periods: usize, persistence: f64) -> Vec<(Vec<f64>, f64)> {
    // The root of x^(periods + 1) = x + 1.
    let mut golden = 1.5_f64;
    for _ in 0..60 {
        golden = (1.0 + golden).powf(1.0 / (periods as f64 + 1.0));
    }
    let fresh = (1.0 - persistence * persistence).sqrt();
    let mut paths = Vec::with_capacity(2 * POINTS as usize);
    for point in 0..POINTS {
        let mut before = 0.0;
        let path: Vec<f64> = (0..periods)
            .map(|period| {
                let pace = golden.powi(-(i32::try_from(period).unwrap_or(i32::MAX - 1) + 1));
                let at = (0.5 + f64::from(point + 1) * pace).fract();
                let drawn = normal_quantile(at.clamp(1e-12, 1.0 - 1e-12));
                before = if period == 0 {
                    drawn
                } else {
                    persistence * before + fresh * drawn
                };
                before
            })
            .collect();
        let opposite = path.iter().map(|factor| -factor).collect();
        let weight = 0.5 / f64::from(POINTS);
        paths.push((path, weight));
        paths.push((opposite, weight));
    }
    paths
}
