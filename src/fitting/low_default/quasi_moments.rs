//! Quasi-moment matching 准矩匹配 of Tasche (2013): a curve with a given mean and a given power.

use super::Unestimable;
use crate::statistics::normal_quantile;
use serde::Serialize;

/// A curve 1 / (1 + exp(α + β·Φ⁻¹(F))) over the grades of a portfolio, F being the share of obligors that are worse,
/// with half of the grade's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuasiMoments {
    /// Where the curve lies.
    pub alpha: f64,
    /// How steep it is.
    pub beta: f64,
    /// The probability of each grade, in the order in which grades were given.
    pub chances: Vec<f64>,
}

impl QuasiMoments {
    /// Finds the curve. Grades go from worst to best, each with its number of obligors (of those without default, where
    /// they are known); `mean` is the central tendency, `power` the area under the curve of correct ranking (AUC)
    /// that the probabilities imply.
    pub fn fit(obligors: &[f64], mean: f64, power: f64) -> Result<Self, Unestimable> {
        if obligors.len() < 2 {
            return Err(Unestimable::Grades);
        }
        if let Some(grade) = obligors
            .iter()
            .position(|of| !(*of > 0.0 && of.is_finite()))
        {
            return Err(Unestimable::Counts(grade));
        }
        if !(mean > 0.0 && mean < 1.0) {
            return Err(Unestimable::Range("the mean"));
        }
        if !(0.5..1.0).contains(&power) {
            return Err(Unestimable::Range("the power above one half"));
        }
        let whole: f64 = obligors.iter().sum();
        let mut worse = 0.0;
        let scores: Vec<f64> = obligors
            .iter()
            .map(|of| {
                worse += of / whole;
                normal_quantile(worse - of / whole / 2.0)
            })
            .collect();
        let (mut low, mut high) = (0.0, 1.0);
        let implied = |beta: f64| area(obligors, &level(obligors, &scores, mean, beta).1);
        while implied(high) < power {
            low = high;
            high *= 2.0;
            if high > 1e3 {
                return Err(Unestimable::NoCurve);
            }
        }
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if implied(middle) < power {
                low = middle;
            } else {
                high = middle;
            }
        }
        let beta = f64::midpoint(low, high);
        let (alpha, chances) = level(obligors, &scores, mean, beta);
        Ok(Self {
            alpha,
            beta,
            chances,
        })
    }
}

/// The α that gives the mean at this β, and the probabilities.
fn level(obligors: &[f64], scores: &[f64], mean: f64, beta: f64) -> (f64, Vec<f64>) {
    let whole: f64 = obligors.iter().sum();
    let curve = |alpha: f64| -> Vec<f64> {
        let told = scores
            .iter()
            .map(|score| 1.0 / (1.0 + (alpha + beta * score).exp()));
        told.collect()
    };
    let mean_of = |chances: &[f64]| {
        let sum: f64 = chances
            .iter()
            .zip(obligors)
            .map(|(told, of)| told * of)
            .sum();
        sum / whole
    };
    let reach = 40.0
        + beta
            * scores
                .iter()
                .fold(0.0_f64, |most, score| most.max(score.abs()));
    let (mut low, mut high) = (-reach, reach);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if mean_of(&curve(middle)) > mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    let alpha = f64::midpoint(low, high);
    (alpha, curve(alpha))
}

/// The area under the curve that probabilities imply, grades from worst to best: how often a defaulter drawn by them is
/// in a worse grade than another drawn, ties counting half.
fn area(obligors: &[f64], chances: &[f64]) -> f64 {
    let (mut events, mut others, mut sum) = (0.0, 0.0, 0.0);
    for (of, chance) in obligors.iter().zip(chances) {
        let (event, other) = (of * chance, of * (1.0 - chance));
        sum += other * (events + event / 2.0);
        events += event;
        others += other;
    }
    sum / (events * others)
}
