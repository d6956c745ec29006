//! The rating process: how often people overrule the model, and how often figures are missing.
//!
//! ECB, Instructions for reporting the validation results of internal models (February 2019), qualitative tools of 2.5.2.

use super::bins::rate_interval;
use super::sample::{count, same_length};
use crate::units::Problems;
use serde::Serialize;

/// A share of rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// How many rows.
    pub rows: usize,
    /// Among how many.
    pub of: usize,
    /// The share; none among no rows.
    pub share: Option<f64>,
    /// Jeffreys' interval of the share, 95%.
    pub interval: Option<[f64; 2]>,
}

impl Rate {
    /// The share of `rows` among `of`.
    pub fn of(rows: usize, of: usize) -> Self {
        let there = (of > 0).then_some(());
        Self {
            rows,
            of,
            share: there.map(|()| count(rows) / count(of)),
            interval: there.map(|()| rate_interval(count(rows), count(of), 0.95)),
        }
    }
}

/// Final grades against those of the model; grades are numbered from the best, 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Overrides {
    /// To a better grade than the model gave.
    pub better: Rate,
    /// To a worse one.
    pub worse: Rate,
    /// Notches from the model's grade on average, to the worse above zero, over overridden rows; none without any.
    pub mean_notches: Option<f64>,
}

/// Counts overrides.
pub fn overrides(of_model: &[usize], in_force: &[usize]) -> Result<Overrides, Problems> {
    let mut problems = Problems::default();
    same_length(&mut problems, "final grade", of_model.len(), in_force.len());
    problems.or(())?;
    let pairs = || of_model.iter().zip(in_force);
    let better = pairs().filter(|(model, given)| given < model).count();
    let worse = pairs().filter(|(model, given)| given > model).count();
    let notches: f64 = pairs()
        .map(|(model, given)| count(*given) - count(*model))
        .sum();
    Ok(Overrides {
        better: Rate::of(better, of_model.len()),
        worse: Rate::of(worse, of_model.len()),
        mean_notches: (better + worse > 0).then(|| notches / count(better + worse)),
    })
}
