//! Rows in bins of rising probability, each about as heavy, equal probabilities together: what calibration is drawn and
//! tested by.

use super::sample::Sample;
use super::sorted::key;
use crate::statistics::beta_quantile;
use serde::Serialize;

/// The rows of one bin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The least probability in it.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// The weight of its rows.
    pub weight: f64,
    /// The weight of its events.
    pub events: f64,
    /// The mean probability.
    pub mean: f64,
    /// The mean square distance of a probability from the mean.
    pub spread: f64,
    /// The covariance of probability and outcome inside the bin.
    pub together: f64,
}

impl Bin {
    /// The share of events.
    pub fn rate(&self) -> f64 {
        self.events / self.weight
    }

    /// Jeffreys' interval of the rate with this confidence.
    pub fn interval(&self, confidence: f64) -> [f64; 2] {
        rate_interval(self.events, self.weight, confidence)
    }
}

/// Jeffreys' interval of a rate: quantiles of beta(events + ½, others + ½). It reaches to 0 where there is no event and
/// to 1 where there is nothing else (Brown, Cai and `DasGupta`, Statistical Science 16 (2001) 101–133).
pub fn rate_interval(events: f64, of: f64, confidence: f64) -> [f64; 2] {
    let tail = (1.0 - confidence) / 2.0;
    let at = |p: f64| beta_quantile(p, events + 0.5, of - events + 0.5);
    let low = if events > 0.0 { at(tail) } else { 0.0 };
    let high = if events < of { at(1.0 - tail) } else { 1.0 };
    [low, high]
}

/// At most `count` bins, each about as heavy. Rows of weight zero are in none.
pub fn bins(sample: &Sample<'_>, count: usize) -> Vec<Bin> {
    let mut order: Vec<(u64, usize)> = sample.scores.iter().map(|p| key(*p)).zip(0..).collect();
    order.retain(|(_, row)| sample.weight(*row) > 0.0);
    order.sort_unstable();
    let total: f64 = order.iter().map(|(_, row)| sample.weight(*row)).sum();
    let mut bins = Vec::with_capacity(count);
    let (mut rows, mut weight, mut cut) = (Vec::new(), 0.0, 1.0);
    for tie in order.chunk_by(|a, b| a.0 == b.0) {
        rows.extend(tie.iter().map(|(_, row)| *row));
        weight += tie.iter().map(|(_, row)| sample.weight(*row)).sum::<f64>();
        // A tie that reaches over a cut ends its bin.
        if weight >= total * cut / super::sample::count(count) - 1e-9 {
            bins.push(bin(sample, &rows));
            rows.clear();
            while weight >= total * cut / super::sample::count(count) - 1e-9 {
                cut += 1.0;
            }
        }
    }
    if !rows.is_empty() {
        bins.push(bin(sample, &rows));
    }
    bins
}

fn bin(sample: &Sample<'_>, rows: &[usize]) -> Bin {
    let (mut weight, mut events, mut sum) = (0.0, 0.0, 0.0);
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for row in rows {
        let (p, w) = (sample.scores[*row], sample.weight(*row));
        weight += w;
        events += if sample.outcomes[*row] { w } else { 0.0 };
        sum += w * p;
        (low, high) = (low.min(p), high.max(p));
    }
    let mean = if low == high { low } else { sum / weight };
    let rate = events / weight;
    let (mut spread, mut together) = (0.0, 0.0);
    for row in rows {
        let (p, w) = (sample.scores[*row], sample.weight(*row));
        let outcome = f64::from(u8::from(sample.outcomes[*row]));
        spread += w * (p - mean).powi(2);
        together += w * (p - mean) * (outcome - rate);
    }
    Bin {
        low,
        high,
        weight,
        events,
        mean,
        spread: spread / weight,
        together: together / weight,
    }
}
