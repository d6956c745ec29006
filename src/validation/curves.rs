//! What is drawn of ranked rows: the ROC curve, the CAP curve, and where the two classes lie furthest apart.
//!
//! CAP and accuracy ratio: Basel Committee, Working Paper 14 (2005), section III. KS: the two-sample statistic of
//! Kolmogorov and Smirnov between the scores of events and of others.

use super::ranked::Ranked;
use serde::Serialize;

/// The greatest distance between the distributions of the two classes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ks {
    /// The distance, from 0 to 1.
    pub value: f64,
    /// The score up to and including which it is reached, the lowest one where several reach it.
    pub at: f64,
    /// The share of others at or below that score.
    pub others: f64,
    /// The share of events at or below that score.
    pub events: f64,
}

impl Ks {
    /// The distance of ranked rows.
    pub fn of(ranked: &Ranked) -> Self {
        let mut best = Self {
            value: -1.0,
            at: f64::NAN,
            others: 0.0,
            events: 0.0,
        };
        for (tie, events, others) in ranked.below() {
            let events = (events + tie.events) / ranked.events;
            let others = (others + tie.others) / ranked.others;
            let value = (others - events).abs();
            if value > best.value {
                best = Self {
                    value,
                    at: tie.score,
                    others,
                    events,
                };
            }
        }
        best
    }
}

/// The ROC curve from the riskiest score down: the share of others and the share of events called, at every cut.
pub fn roc(ranked: &Ranked) -> Vec<[f64; 2]> {
    from_above(ranked, |events, others| {
        [others / ranked.others, events / ranked.events]
    })
}

/// The CAP curve from the riskiest score down: the share of rows and the share of events among them.
pub fn cap(ranked: &Ranked) -> Vec<[f64; 2]> {
    let all = ranked.events + ranked.others;
    from_above(ranked, |events, others| {
        [(events + others) / all, events / ranked.events]
    })
}

/// The accuracy ratio: the area between the CAP curve and the diagonal, through that of a perfect model. It is Gini's
/// coefficient; here it is worked from the curve, so that one checks the other.
pub fn accuracy_ratio(ranked: &Ranked) -> f64 {
    let curve = cap(ranked);
    let area: f64 = curve
        .windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]) * f64::midpoint(pair[0][1], pair[1][1]))
        .sum();
    (area - 0.5) / (0.5 * (1.0 - ranked.prior()))
}

fn from_above(ranked: &Ranked, point: impl Fn(f64, f64) -> [f64; 2]) -> Vec<[f64; 2]> {
    let mut curve = Vec::with_capacity(ranked.ties.len() + 1);
    let (mut events, mut others) = (0.0, 0.0);
    curve.push([0.0, 0.0]);
    for tie in ranked.ties.iter().rev() {
        events += tie.events;
        others += tie.others;
        curve.push(point(events, others));
    }
    curve
}

/// At most about `most` points of a curve, its ends kept: what a chart can show.
pub fn thinned(curve: &[[f64; 2]], most: usize) -> Vec<[f64; 2]> {
    let step = curve.len().div_ceil(most.max(2)).max(1);
    let mut points: Vec<[f64; 2]> = curve.iter().copied().step_by(step).collect();
    if let (Some(last), Some(kept)) = (curve.last(), points.last())
        && last != kept
    {
        points.push(*last);
    }
    points
}
