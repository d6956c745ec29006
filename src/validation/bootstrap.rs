//! The bootstrap: how far statistics move when the rows are drawn anew, with the same bits at any number of threads.
//!
//! B. Efron, Annals of Statistics 7 (1979) 1–26. The rows are sorted once. A replicate draws as many rows as there are,
//! with replacement, and only counts how often each was drawn; one walk over the counts in the order of the scores gives
//! every statistic. With clusters, whole clusters are drawn: the rows of one enterprise are not independent of each other.

use super::sample::{Sample, same_length};
use super::sorted::key;
use super::stream::Stream;
use crate::units::Problems;
use rayon::prelude::*;
use serde::Serialize;

/// Beyond this many rows whole sums of pairs would not fit 64 bits.
const MOST_ROWS: usize = 1 << 30;

/// The statistics of one replicate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Replicate {
    /// The area under the ROC curve.
    pub auc: f64,
    /// The distance of Kolmogorov and Smirnov.
    pub ks: f64,
    /// The Brier score, where there are probabilities.
    pub brier: Option<f64>,
}

/// Replicates in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bootstrap {
    /// The seed.
    pub seed: u64,
    /// Replicates that had both classes.
    pub replicates: Vec<Replicate>,
    /// Replicates that were left out, since they drew a single class.
    pub one_class: usize,
}

impl Bootstrap {
    /// Draws `replicates` times. `probabilities` are those of the Brier score, `clusters` gives each row the number of its
    /// cluster.
    pub fn of(
        sample: &Sample<'_>,
        probabilities: Option<&[f64]>,
        clusters: Option<&[u32]>,
        replicates: u32,
        seed: u64,
    ) -> Result<Self, Problems> {
        sample.both_classes()?;
        let mut problems = Problems::default();
        if let Some(clusters) = clusters {
            same_length(&mut problems, "cluster", sample.rows(), clusters.len());
        }
        if let Some(probabilities) = probabilities {
            same_length(&mut problems, "pd", sample.rows(), probabilities.len());
        }
        if sample.rows() > MOST_ROWS {
            let what = format!(
                "there are {} rows; at most {MOST_ROWS} would pass",
                sample.rows()
            );
            problems.add("score", "bootstrap.rows", what);
        }
        problems.or(())?;
        let sorted = Sorted::of(sample, probabilities);
        let clusters = clusters.map(|clusters| sorted.clusters(clusters));
        let drawn: Vec<Option<Replicate>> = (0..u64::from(replicates))
            .into_par_iter()
            .map_init(
                || vec![0_u16; sample.rows()],
                |counts, number| {
                    let mut stream = Stream::new(seed, number);
                    counts.fill(0);
                    match &clusters {
                        None => draw_rows(counts, &mut stream),
                        Some(clusters) => clusters.draw(counts, &mut stream),
                    }
                    sorted.statistics(counts)
                },
            )
            .collect();
        let kept: Vec<Replicate> = drawn.iter().copied().flatten().collect();
        Ok(Self {
            seed,
            one_class: drawn.len() - kept.len(),
            replicates: kept,
        })
    }

    /// The interval between the quantiles of a statistic that leaves out as much on either side; none without replicates.
    pub fn interval(
        &self,
        of: impl Fn(&Replicate) -> Option<f64>,
        confidence: f64,
    ) -> Option<[f64; 2]> {
        let mut values: Vec<f64> = self.replicates.iter().filter_map(of).collect();
        values.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - confidence) / 2.0;
        Some([quantile(&values, tail)?, quantile(&values, 1.0 - tail)?])
    }

    /// The standard error of a statistic; none with fewer than two replicates.
    pub fn error(&self, of: impl Fn(&Replicate) -> f64) -> Option<f64> {
        let count = super::sample::count(self.replicates.len());
        let mean = self.replicates.iter().map(&of).sum::<f64>() / count;
        let squares: f64 = self
            .replicates
            .iter()
            .map(|one| (of(one) - mean).powi(2))
            .sum();
        (count > 1.0).then(|| (squares / (count - 1.0)).sqrt())
    }
}

/// The quantile of sorted values by linear interpolation (Hyndman and Fan's type 7).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the place lies within the list"
)]
pub(super) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = super::sample::count(last) * p.clamp(0.0, 1.0);
    let low = place.floor() as usize;
    let high = (low + 1).min(last);
    Some(sorted[low] + (sorted[high] - sorted[low]) * place.fract())
}

fn draw_rows(counts: &mut [u16], stream: &mut Stream) {
    let rows = counts.len();
    let bound = u32::try_from(rows).expect("the number of rows was checked");
    // A row drawn more often than 16 bits hold: not before a sample has 2¹⁶ rows, and then less likely than any fault.
    stream.draws(rows, bound, |row| counts[row] = counts[row].wrapping_add(1));
}

/// Rows by rising score.
struct Sorted {
    /// Where each row of the sample stands.
    places: Vec<u32>,
    /// All bits where the event happened, none where not.
    events: Vec<u16>,
    /// Whether it is the last row of its score.
    lasts: Vec<bool>,
    weights: Option<Vec<f64>>,
    /// The square distance of probability and outcome; empty where there are no probabilities.
    losses: Vec<f64>,
}

/// The rows of each cluster, by their places.
struct Clusters {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Sorted {
    fn of(sample: &Sample<'_>, probabilities: Option<&[f64]>) -> Self {
        let keys = sample.scores.iter().map(|score| key(*score));
        let mut order: Vec<(u64, u32)> = keys.zip(0..).collect();
        order.par_sort_unstable();
        let mut sorted = Self {
            places: vec![0; order.len()],
            events: Vec::with_capacity(order.len()),
            lasts: Vec::with_capacity(order.len()),
            weights: sample.weights.map(|_| Vec::with_capacity(order.len())),
            losses: Vec::with_capacity(order.len()),
        };
        for (at, (key, row)) in order.iter().enumerate() {
            let row = *row as usize;
            let outcome = sample.outcomes[row];
            let last = order.get(at + 1).is_none_or(|next| next.0 != *key);
            sorted.places[row] = u32::try_from(at).expect("the number of rows was checked");
            sorted.events.push(if outcome { u16::MAX } else { 0 });
            sorted.lasts.push(last);
            if let Some(probabilities) = probabilities {
                let apart = probabilities[row] - f64::from(u8::from(outcome));
                sorted.losses.push(apart * apart);
            }
            if let Some(weights) = &mut sorted.weights {
                weights.push(sample.weight(row));
            }
        }
        sorted
    }

    fn clusters(&self, of_rows: &[u32]) -> Clusters {
        // Numbers may have gaps; only clusters that have rows are drawn.
        let mut pairs: Vec<(u32, u32)> = of_rows
            .iter()
            .copied()
            .zip(self.places.iter().copied())
            .collect();
        pairs.sort_unstable();
        let mut starts = Vec::new();
        for (at, pair) in (0..).zip(&pairs) {
            if at == 0 || pairs[at as usize - 1].0 != pair.0 {
                starts.push(at);
            }
        }
        starts.push(u32::try_from(pairs.len()).expect("the number of rows was checked"));
        Clusters {
            starts,
            places: pairs.iter().map(|pair| pair.1).collect(),
        }
    }

    fn statistics(&self, counts: &[u16]) -> Option<Replicate> {
        match &self.weights {
            None => self.of_counts(counts),
            Some(weights) => self.of_weights(counts, weights),
        }
    }

    /// Whole sums: exact but for the last divisions.
    #[expect(clippy::cast_precision_loss, reason = "sums are of at most 2³⁰ rows")]
    fn of_counts(&self, counts: &[u16]) -> Option<Replicate> {
        let rows = || counts.iter().zip(&self.events);
        let events: i64 = rows().map(|(count, event)| i64::from(count & event)).sum();
        let all: i64 = counts.iter().map(|count| i64::from(*count)).sum();
        let others = all - events;
        if events == 0 || others == 0 {
            return None;
        }
        let (mut wins, mut apart) = (0_i64, 0_i64);
        let (mut events_below, mut others_below) = (0_i64, 0_i64);
        let (mut tie_events, mut tie) = (0_i64, 0_i64);
        for ((count, event), last) in rows().zip(&self.lasts) {
            tie_events += i64::from(count & event);
            tie += i64::from(*count);
            if *last {
                let tie_others = tie - tie_events;
                wins += tie_events * (2 * others_below + tie_others);
                others_below += tie_others;
                events_below += tie_events;
                apart = apart.max((others_below * events - events_below * others).abs());
                (tie_events, tie) = (0, 0);
            }
        }
        let pairs = (events * others) as f64;
        Some(Replicate {
            auc: wins as f64 / 2.0 / pairs,
            ks: apart as f64 / pairs,
            brier: (!self.losses.is_empty()).then(|| self.loss(counts) / all as f64),
        })
    }

    /// The sum of losses, in four lanes: one order whatever the machine.
    fn loss(&self, counts: &[u16]) -> f64 {
        let mut lanes = [0.0; 4];
        let whole = counts.len() / 4 * 4;
        for (counts, losses) in counts.chunks_exact(4).zip(self.losses.chunks_exact(4)) {
            for lane in 0..4 {
                lanes[lane] += f64::from(counts[lane]) * losses[lane];
            }
        }
        let rest = counts[whole..].iter().zip(&self.losses[whole..]);
        let rest: f64 = rest.map(|(count, loss)| f64::from(*count) * loss).sum();
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
    }

    fn of_weights(&self, counts: &[u16], weights: &[f64]) -> Option<Replicate> {
        let rows = || {
            let weighed = counts
                .iter()
                .zip(weights)
                .map(|(count, weight)| f64::from(*count) * weight);
            weighed.zip(&self.events).map(|(weight, event)| {
                if *event == 0 {
                    [weight, 0.0]
                } else {
                    [0.0, weight]
                }
            })
        };
        let [others, events] =
            rows().fold([0.0, 0.0], |sum, row| [sum[0] + row[0], sum[1] + row[1]]);
        if events <= 0.0 || others <= 0.0 {
            return None;
        }
        let (mut wins, mut apart) = (0.0, 0.0_f64);
        let (mut below, mut tie) = ([0.0, 0.0], [0.0, 0.0]);
        for (row, last) in rows().zip(&self.lasts) {
            tie = [tie[0] + row[0], tie[1] + row[1]];
            if *last {
                wins += tie[1] * (below[0] + tie[0] / 2.0);
                below = [below[0] + tie[0], below[1] + tie[1]];
                apart = apart.max((below[0] * events - below[1] * others).abs());
                tie = [0.0, 0.0];
            }
        }
        let losses = rows()
            .zip(&self.losses)
            .map(|(row, loss)| (row[0] + row[1]) * loss);
        let brier = losses.sum::<f64>() / (events + others);
        let pairs = events * others;
        Some(Replicate {
            auc: wins / pairs,
            ks: apart / pairs,
            brier: (!self.losses.is_empty()).then_some(brier),
        })
    }
}

impl Clusters {
    fn draw(&self, counts: &mut [u16], stream: &mut Stream) {
        let clusters = self.starts.len() - 1;
        let bound = u32::try_from(clusters).expect("there are no more clusters than rows");
        stream.draws(clusters, bound, |cluster| {
            let rows = self.starts[cluster] as usize..self.starts[cluster + 1] as usize;
            for place in &self.places[rows] {
                let count = &mut counts[*place as usize];
                *count = count.wrapping_add(1);
            }
        });
    }
}
