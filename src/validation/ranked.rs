//! Rows in the order of their scores, equal scores together: found once, read by every statistic of discrimination.

use super::sample::Sample;
use super::sorted::{Lanes, key, score_of};
use crate::units::Problems;

/// The rows that share one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The score.
    pub score: f64,
    /// The weight of events.
    pub events: f64,
    /// The weight of other rows.
    pub others: f64,
}

/// Ties by rising score. There is at least one event and one other row.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The ties.
    pub ties: Vec<Tie>,
    /// The weight of all events.
    pub events: f64,
    /// The weight of all other rows.
    pub others: f64,
}

impl Ranked {
    /// Sorts a sample; one with a single class is refused.
    pub fn of(sample: &Sample<'_>) -> Result<Self, Problems> {
        let (events, others) = sample.both_classes()?;
        let ties = match sample.weights {
            None => plain(sample),
            Some(weights) => weighted(sample, weights),
        };
        Ok(Self {
            ties,
            events,
            others,
        })
    }

    /// The share of events among all rows.
    pub fn prior(&self) -> f64 {
        self.events / (self.events + self.others)
    }

    /// For each tie, the weights of events and of others below it.
    pub fn below(&self) -> impl Iterator<Item = (&Tie, f64, f64)> {
        self.ties.iter().scan((0.0, 0.0), |sums, tie| {
            let (events, others) = *sums;
            *sums = (events + tie.events, others + tie.others);
            Some((tie, events, others))
        })
    }
}

fn plain(sample: &Sample<'_>) -> Vec<Tie> {
    let mut lanes = Lanes::of(sample.scores, sample.outcomes);
    let parts = lanes.walk(
        |_, _| Vec::new(),
        |ties, key, events, others| {
            ties.push(Tie {
                score: score_of(key),
                events: f64::from(events),
                others: f64::from(others),
            });
        },
    );
    parts.concat()
}

fn weighted(sample: &Sample<'_>, weights: &[f64]) -> Vec<Tie> {
    let mut order: Vec<(u64, usize)> = sample
        .scores
        .iter()
        .map(|score| key(*score))
        .zip(0..)
        .collect();
    // By row within a score, so that sums are taken in one order.
    order.sort_unstable();
    let mut ties: Vec<Tie> = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let mut tie = Tie {
            score: score_of(group[0].0),
            events: 0.0,
            others: 0.0,
        };
        for (_, row) in group {
            let class = if sample.outcomes[*row] {
                &mut tie.events
            } else {
                &mut tie.others
            };
            *class += weights[*row];
        }
        ties.push(tie);
    }
    ties
}
