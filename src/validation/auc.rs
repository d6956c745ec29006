//! The area under the ROC curve with `DeLong`'s variance: how likely a row with the event scores above one without.
//!
//! E. R. `DeLong`, D. M. `DeLong` and D. L. Clarke-Pearson, Biometrics 44 (1988) 837–845, by the placements of X. Sun and
//! W. Xu, IEEE Signal Processing Letters 21 (2014) 1389–1393: one sort, then sums. Equal scores count one half.

use super::ranked::Ranked;
use super::sample::Sample;
use super::sorted::Lanes;
use crate::statistics::{normal_above, normal_quantile};
use crate::units::Problems;
use serde::Serialize;

/// Beyond this many rows the exact sums would not fit 128 bits.
const MOST_ROWS: usize = 1 << 30;

/// An area under the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Auc {
    /// The area, from 0 to 1; one half is what chance gives.
    pub value: f64,
    /// `DeLong`'s variance of it; none where a class has one row or less.
    pub variance: Option<f64>,
}

impl Auc {
    /// The area of a sample. Without weights all sums are whole numbers, so the result is exact but for the last
    /// division, whatever the number of threads.
    pub fn of(sample: &Sample<'_>) -> Result<Self, Problems> {
        if sample.weights.is_some() {
            return Ok(Self::of_ranked(&Ranked::of(sample)?));
        }
        sample.both_classes()?;
        let mut problems = Problems::default();
        if sample.rows() > MOST_ROWS {
            let what = format!(
                "there are {} rows; at most {MOST_ROWS} would pass",
                sample.rows()
            );
            problems.add("score", "auc.rows", what);
            return Err(problems);
        }
        Ok(exact(sample))
    }

    /// The area of ranked rows.
    pub fn of_ranked(ranked: &Ranked) -> Self {
        let (events, others) = (ranked.events, ranked.others);
        let wins = ranked
            .below()
            .map(|(tie, _, below)| tie.events * (below + tie.others / 2.0));
        let value = wins.sum::<f64>() / (events * others);
        let mut spread = (0.0, 0.0);
        for (tie, events_below, others_below) in ranked.below() {
            let of_event = (others_below + tie.others / 2.0) / others;
            let of_other = (events - events_below - tie.events / 2.0) / events;
            spread.0 += tie.events * (of_event - value).powi(2);
            spread.1 += tie.others * (of_other - value).powi(2);
        }
        let enough = events > 1.0 && others > 1.0;
        let variance =
            enough.then(|| spread.0 / (events - 1.0) / events + spread.1 / (others - 1.0) / others);
        Self { value, variance }
    }

    /// Gini's coefficient, which is the accuracy ratio: 2·AUC − 1.
    pub fn gini(&self) -> f64 {
        2.0 * self.value - 1.0
    }

    /// The standard error.
    pub fn error(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }

    /// The interval that holds the true area with this confidence by the normal approximation, cut to [0, 1].
    pub fn interval(&self, confidence: f64) -> Option<[f64; 2]> {
        let reach = normal_quantile(f64::midpoint(1.0, confidence)) * self.error()?;
        Some([(self.value - reach).max(0.0), (self.value + reach).min(1.0)])
    }

    /// The ECB's test of the area against the one at initial validation: S and the probability of such a fall or a
    /// greater one if nothing fell. A small one says that the model discriminates less than it did.
    pub fn against_initial(&self, initial: f64) -> Option<(f64, f64)> {
        let error = self.error().filter(|error| *error > 0.0)?;
        let statistic = (initial - self.value) / error;
        Some((statistic, normal_above(statistic)))
    }
}

/// Whole sums of placements in halves: Σp, Σp² over events, Σq² over others.
#[derive(Clone, Copy, Default)]
struct Sums {
    below: [u64; 2],
    wins: u128,
    of_events: u128,
    of_others: u128,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the whole sums are rounded once, at the end"
)]
fn exact(sample: &Sample<'_>) -> Auc {
    let mut lanes = Lanes::of(sample.scores, sample.outcomes);
    let all = sample.outcomes.iter().filter(|outcome| **outcome).count();
    let (m, n) = (all as u128, (sample.rows() - all) as u128);
    let twice_events = 2 * all as u64;
    let begin = |events: usize, others: usize| Sums {
        below: [events as u64, others as u64],
        ..Sums::default()
    };
    let parts = lanes.walk(begin, |sums, _, events, others| {
        let (events, others) = (u64::from(events), u64::from(others));
        let of_event = 2 * sums.below[1] + others;
        let of_other = twice_events - 2 * sums.below[0] - events;
        sums.wins += u128::from(events * of_event);
        sums.of_events += u128::from(events) * u128::from(of_event * of_event);
        sums.of_others += u128::from(others) * u128::from(of_other * of_other);
        sums.below = [sums.below[0] + events, sums.below[1] + others];
    });
    let sums = parts.iter().fold(Sums::default(), |sum, part| Sums {
        below: [0, 0],
        wins: sum.wins + part.wins,
        of_events: sum.of_events + part.of_events,
        of_others: sum.of_others + part.of_others,
    });
    let square = sums.wins * sums.wins;
    let float = |whole: u128| whole as f64;
    let variance = (m > 1 && n > 1).then(|| {
        let events =
            float(m * sums.of_events - square) / (float(m * m * (m - 1)) * 4.0 * float(n * n));
        let others =
            float(n * sums.of_others - square) / (float(n * n * (n - 1)) * 4.0 * float(m * m));
        events + others
    });
    Auc {
        value: float(sums.wins) / float(2 * m * n),
        variance,
    }
}
