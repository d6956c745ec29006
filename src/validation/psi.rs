//! Whether a population has moved: the population stability index, and the same of one characteristic (CSI), with the
//! band in which it lies where nothing moved.
//!
//! PSI = Σ (aᵢ − eᵢ)·ln(aᵢ / eᵢ), which is Jeffreys' divergence (Siddiqi, Credit Risk Scorecards (2006)). Where nothing
//! moved it is about (1/N + 1/M)·χ² with as many degrees of freedom as bins less one (B. Yurdakul and J. Naranjo, Journal
//! of Risk Model Validation 14 (2020) 4), so the customary 0.10 and 0.25 are alarms that depend on the sample: a month of
//! 60 firms passes them by chance alone, and a million rows never.

use super::bootstrap::quantile;
use super::sample::count as float;
use super::stream::Stream;
use crate::statistics::{binomial_density, chi_squared_above};
use crate::units::Problems;
use serde::Serialize;

/// Replicates of the simulated band.
const REPLICATES: u64 = 2_000;

/// The index of a population against the one of development.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Psi {
    /// The index; 0 is no move.
    pub value: f64,
    /// What each bin adds.
    pub parts: Vec<f64>,
    /// Whether a bin was empty on one side, so that one half was added to every count.
    pub smoothed: bool,
    /// The index stays below this in 95 of 100 samples of these sizes where nothing moved.
    pub band_95: f64,
    /// In 99 of 100.
    pub band_99: f64,
    /// How likely an index as great is where nothing moved, by the chi-squared approximation.
    pub p: f64,
}

impl Psi {
    /// The index of the rows counted in bins, with a simulated band under a seed. Bins that are empty on both sides count
    /// for nothing.
    pub fn of(expected: &[u64], actual: &[u64], seed: u64) -> Result<Self, Problems> {
        let floats = |counts: &[u64]| {
            counts
                .iter()
                .map(|count| whole(*count))
                .collect::<Vec<f64>>()
        };
        Self::weighed(&floats(expected), &floats(actual), seed)
    }

    /// The same of the weight in each bin. A weight says how many rows a row stands for, so the band is that of samples of
    /// as many rows as the weights come to, to the nearest whole one.
    pub fn weighed(expected: &[f64], actual: &[f64], seed: u64) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        if expected.len() != actual.len() {
            let what = format!(
                "has {} bins where development has {}; both must have the same",
                actual.len(),
                expected.len()
            );
            problems.add("bins", "psi.bins", what);
        }
        let mut rows = [0, 0];
        for ((side, weights), rows) in [("expected", expected), ("actual", actual)]
            .into_iter()
            .zip(&mut rows)
        {
            *rows = whole_rows(&mut problems, side, weights);
        }
        problems.or(())?;
        let (value, parts, smoothed) = index(expected, actual);
        let pooled: Vec<f64> = expected.iter().zip(actual).map(|(e, a)| e + a).collect();
        let mut simulated: Vec<f64> = (0..REPLICATES)
            .map(|number| {
                let mut stream = Stream::new(seed, number);
                let drawn = multinomial(rows[0], &pooled, &mut stream);
                index(&drawn, &multinomial(rows[1], &pooled, &mut stream)).0
            })
            .collect();
        simulated.sort_unstable_by(f64::total_cmp);
        let band = |p: f64| quantile(&simulated, p).unwrap_or(0.0);
        let freedom = float(pooled.iter().filter(|weight| **weight > 0.0).count()) - 1.0;
        let scale = 1.0 / expected.iter().sum::<f64>() + 1.0 / actual.iter().sum::<f64>();
        let p = if freedom > 0.0 {
            chi_squared_above(value / scale, freedom)
        } else {
            1.0
        };
        Ok(Self {
            value,
            parts,
            smoothed,
            band_95: band(0.95),
            band_99: band(0.99),
            p,
        })
    }
}

/// The rows that weights come to; what is wrong with them is told.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the sum lies from 0 to 2³²"
)]
fn whole_rows(problems: &mut Problems, side: &str, weights: &[f64]) -> u64 {
    let total: f64 = weights.iter().sum();
    if !weights
        .iter()
        .all(|weight| weight.is_finite() && *weight >= 0.0)
    {
        let what = "a bin holds no number, or one below nought; neither would pass";
        problems.add(side, "psi.weight", what);
    } else if total <= 0.0 {
        problems.add(
            side,
            "psi.empty",
            "there is no row on this side; at least one is needed",
        );
    } else if total > f64::from(u32::MAX) {
        problems.add(side, "psi.rows", "more than 2³² − 1 rows; fewer would pass");
    }
    total.clamp(1.0, f64::from(u32::MAX)).round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2⁵³")]
fn whole(count: u64) -> f64 {
    count as f64
}

fn index(expected: &[f64], actual: &[f64]) -> (f64, Vec<f64>, bool) {
    let used = |(e, a): &(&f64, &f64)| **e + **a > 0.0;
    let pairs = || expected.iter().zip(actual);
    let bins = pairs().filter(used).count();
    let smoothed = pairs().filter(used).any(|(e, a)| *e <= 0.0 || *a <= 0.0);
    let more = if smoothed { 0.5 } else { 0.0 };
    let total = |weights: &[f64]| weights.iter().sum::<f64>() + more * float(bins);
    let (all_e, all_a) = (total(expected), total(actual));
    let parts: Vec<f64> = pairs()
        .map(|pair| {
            if !used(&pair) {
                return 0.0;
            }
            let (e, a) = ((pair.0 + more) / all_e, (pair.1 + more) / all_a);
            (a - e) * (a / e).ln()
        })
        .collect();
    (parts.iter().sum(), parts, smoothed)
}

/// Rows drawn into bins as likely as their weights: binomial after binomial, the last bin of any weight takes the rest.
fn multinomial(rows: u64, weights: &[f64], stream: &mut Stream) -> Vec<f64> {
    let last = weights.iter().rposition(|weight| *weight > 0.0);
    let (mut rows, mut left) = (rows, weights.iter().sum::<f64>());
    let draw = |(at, weight): (usize, &f64)| {
        let drawn = if Some(at) == last {
            rows
        } else {
            binomial(rows, weight / left, stream)
        };
        rows -= drawn;
        left -= weight;
        whole(drawn)
    };
    weights.iter().enumerate().map(draw).collect()
}

/// How many of `rows` happen with probability `p`: the distribution is walked outwards from its mode until the drawn
/// share of it is reached, a few standard deviations long.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the mode lies from 0 to the rows"
)]
fn binomial(rows: u64, p: f64, stream: &mut Stream) -> u64 {
    let drawn = stream.unit();
    if rows == 0 || p <= 0.0 {
        return 0;
    }
    if p >= 1.0 {
        return rows;
    }
    let mode = (((whole(rows) + 1.0) * p).floor() as u64).min(rows);
    let top = binomial_density(whole(mode), whole(rows), p);
    let odds = p / (1.0 - p);
    let (mut low, mut high) = (mode, mode);
    let (mut at_low, mut at_high, mut sum) = (top, top, top);
    while sum <= drawn {
        let below = if low > 0 {
            at_low * whole(low) / (whole(rows - low + 1) * odds)
        } else {
            0.0
        };
        let above = if high < rows {
            at_high * whole(rows - high) * odds / whole(high + 1)
        } else {
            0.0
        };
        if above >= below && above > 0.0 {
            (high, at_high) = (high + 1, above);
            sum += above;
            if sum > drawn {
                return high;
            }
        } else if below > 0.0 {
            (low, at_low) = (low - 1, below);
            sum += below;
            if sum > drawn {
                return low;
            }
        } else {
            // Rounding left the last of the distribution out.
            break;
        }
    }
    mode
}
