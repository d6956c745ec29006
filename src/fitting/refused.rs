//! The refused: rows of applicants who were turned down, in the same fine bins as the sample, without an outcome.

use super::reject::Inferred;
use super::{Sample, Variable};
use crate::units::Date;

/// Applicants who were refused 被拒样本. Every list that is there has one place for each of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refused {
    /// How many there are.
    pub rows: usize,
    /// The fine bins of each variable of the sample.
    pub slots: Vec<Vec<u8>>,
    /// What each counts; empty where all count once.
    pub weights: Vec<f64>,
    /// A known part of the log-odds.
    pub offsets: Vec<f64>,
    /// The day.
    pub days: Vec<Date>,
    /// Whom each is about.
    pub groups: Vec<u32>,
}

impl Refused {
    /// The sample with the refused behind it, under outcomes that were inferred.
    pub fn with(&self, sample: &Sample, inferred: &[Inferred]) -> Sample {
        let each = || inferred.iter().map(|row| row.row);
        let weights = if inferred.is_empty() {
            sample.weights.clone()
        } else {
            let own = (0..sample.rows()).map(|row| sample.weight(row));
            own.chain(inferred.iter().map(|row| row.weight)).collect()
        };
        let variables = sample.variables.iter().zip(&self.slots);
        let variables = variables.map(|(variable, slots)| Variable {
            slots: both(&variable.slots, slots, each()),
            ..variable.clone()
        });
        let outcomes = sample.outcomes.iter().copied();
        Sample {
            variables: variables.collect(),
            outcomes: outcomes
                .chain(inferred.iter().map(|row| row.outcome))
                .collect(),
            weights,
            offsets: both(&sample.offsets, &self.offsets, each()),
            days: both(&sample.days, &self.days, each()),
            groups: both(&sample.groups, &self.groups, each()),
            refused: None,
        }
    }
}

/// One list behind the other, by rows; a list that is not there stays away.
fn both<T: Copy>(sample: &[T], refused: &[T], rows: impl Iterator<Item = usize>) -> Vec<T> {
    let behind = rows.filter_map(|row| refused.get(row).copied());
    sample.iter().copied().chain(behind).collect()
}
