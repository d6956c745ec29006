//! The best way to join neighbouring bins, exactly: dynamic programming over the last bin.
//!
//! A state is the last bin `[i, j)` and whether the rate has turned; its value is the best objective of the bins
//! up to it. Bins that end at `i` are kept in the order of their rates, with running maxima along it, so that
//! the best predecessor whose rate may stand before that of `[i, j)` is found by one search: with `p` bins
//! to join into at most `k`, p² · k · log p steps. Nothing is left out, so the optimum is exact; a test
//! enumerates every way of joining and finds no better one.

use super::{Counts, Objective, Trend};

/// What a way of joining must keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The most bins.
    pub max_bins: usize,
    /// The least weight of a bin.
    pub min_size: f64,
    /// The least weight of events in a bin.
    pub min_events: f64,
    /// The least weight of others in a bin.
    pub min_others: f64,
    /// What is made as large as it can be.
    pub objective: Objective,
    /// How the rate may move.
    pub trend: Trend,
}

/// The best way of joining.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// Where each bin begins; the first is nought.
    pub starts: Vec<usize>,
    /// The objective, over these bins.
    pub value: f64,
    /// The trend that was found, for one that was to be found.
    pub trend: Trend,
}

/// Differences of an objective below this are rounding, and fewer bins are better then.
const EQUAL: f64 = 1e-12;
/// How much more a shape that turns must tell than one that does not, for `Auto`.
const MUCH_MORE: f64 = 1.2;

/// The best way of joining neighbours of `bins`; `None` where even one bin keeps not to the limits. Shares are of
/// `all`, in which there may be more than these bins.
pub fn optimum(bins: &[Counts], all: Counts, limits: &Limits) -> Option<Optimum> {
    let table = Joins::of(bins, all, limits);
    let of = |trend: Trend| {
        let (starts, value) = match trend {
            Trend::Ascending => table.best(limits, 1.0, Shape::Straight),
            Trend::Descending => table.best(limits, -1.0, Shape::Straight),
            Trend::Peak => table.best(limits, 1.0, Shape::Turning),
            Trend::Valley => table.best(limits, -1.0, Shape::Turning),
            Trend::Free | Trend::Auto => table.best(limits, 1.0, Shape::Any),
        }?;
        Some(Optimum {
            starts,
            value,
            trend,
        })
    };
    if limits.trend != Trend::Auto {
        return of(limits.trend);
    }
    let better = |a: Optimum, b: Optimum| if b.value > a.value + EQUAL { b } else { a };
    let straight = better(of(Trend::Ascending)?, of(Trend::Descending)?);
    let turning = better(of(Trend::Peak)?, of(Trend::Valley)?);
    Some(if turning.value > MUCH_MORE * straight.value + EQUAL {
        turning
    } else {
        straight
    })
}

/// How rates, taken with a sign, may follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Never falling.
    Straight,
    /// Rising, then falling.
    Turning,
    /// As they will.
    Any,
}

/// Every bin that could be made: `[i, j)` stands at `i · (n + 1) + j`.
struct Joins {
    count: usize,
    value: Vec<f64>,
    rate: Vec<f64>,
    /// For each end, the starts of the bins that may be made, by rising rate.
    ending: Vec<Vec<usize>>,
}

/// The best values of all states with so many bins, and where each came from.
#[derive(Clone)]
struct Layer {
    value: [Vec<f64>; 2],
    from: [Vec<(u32, u8)>; 2],
}

const NONE: f64 = f64::NEG_INFINITY;

impl Joins {
    fn of(bins: &[Counts], all: Counts, limits: &Limits) -> Self {
        let count = bins.len();
        let mut sums = vec![Counts::default()];
        for bin in bins {
            sums.push(*sums.last().expect("it begins with one") + *bin);
        }
        let width = count + 1;
        let (mut value, mut rate) = (vec![NONE; width * width], vec![0.0; width * width]);
        let mut ending = vec![Vec::new(); width];
        for end in 1..=count {
            for start in 0..end {
                let bin = sums[end] - sums[start];
                let fits = bin.total() >= limits.min_size
                    && bin.events >= limits.min_events
                    && bin.others >= limits.min_others
                    && bin.has_both();
                let at = start * width + end;
                rate[at] = bin.rate();
                if fits {
                    value[at] = limits.objective.of(bin, all);
                    ending[end].push(start);
                }
            }
            ending[end].sort_by(|a, b| rate[a * width + end].total_cmp(&rate[b * width + end]));
        }
        Self {
            count,
            value,
            rate,
            ending,
        }
    }

    fn at(&self, start: usize, end: usize) -> usize {
        start * (self.count + 1) + end
    }

    fn layer(&self) -> Layer {
        let size = self.value.len();
        Layer {
            value: [vec![NONE; size], vec![NONE; size]],
            from: [vec![(0, 0); size], vec![(0, 0); size]],
        }
    }

    /// The best over every number of bins, fewer where that is as good.
    fn best(&self, limits: &Limits, sign: f64, shape: Shape) -> Option<(Vec<usize>, f64)> {
        let mut layers = vec![self.layer()];
        for end in 1..=self.count {
            let at = self.at(0, end);
            layers[0].value[0][at] = self.value[at];
        }
        let mut best: Option<(usize, usize, usize, f64)> = None;
        for bins in 0..limits.max_bins.min(self.count) {
            if bins > 0 {
                let next = self.extended(&layers[bins - 1], sign, shape);
                layers.push(next);
            }
            for (turned, values) in layers[bins].value.iter().enumerate() {
                for start in 0..self.count {
                    let value = values[self.at(start, self.count)];
                    if value > best.map_or(NONE, |(.., so_far)| so_far + EQUAL) {
                        best = Some((bins, turned, start, value));
                    }
                }
            }
        }
        let (bins, turned, start, value) = best?;
        let (mut starts, mut place) = (vec![start], (start, self.count, turned));
        for layer in layers[1..=bins].iter().rev() {
            let (start, end, turned) = place;
            let (before, phase) = layer.from[turned][self.at(start, end)];
            let before = before as usize;
            starts.push(before);
            place = (before, start, usize::from(phase));
        }
        starts.reverse();
        Some((starts, value))
    }

    /// One bin more behind every state.
    fn extended(&self, before: &Layer, sign: f64, shape: Shape) -> Layer {
        let mut next = self.layer();
        for start in 1..self.count {
            let order = &self.ending[start];
            // From the least signed rate to the greatest.
            let place = |at: usize| {
                let at = if sign > 0.0 { at } else { order.len() - 1 - at };
                order[at]
            };
            let rates: Vec<f64> = (0..order.len())
                .map(|at| sign * self.rate[self.at(place(at), start)])
                .collect();
            let value = |phase: usize, at: usize| before.value[phase][self.at(place(at), start)];
            let up = running((0..order.len()).map(|at| value(0, at)));
            let back =
                |phase: usize| running((0..order.len()).rev().map(move |at| value(phase, at)));
            let (down, down_again) = (back(0), back(1));
            for end in start + 1..=self.count {
                let at = self.at(start, end);
                if self.value[at] == NONE {
                    continue;
                }
                let rate = sign * self.rate[at];
                let not_above = match shape {
                    Shape::Any => rates.len(),
                    _ => rates.partition_point(|known| *known <= rate),
                };
                let mut take = |to: usize, from: usize, found: Option<(f64, usize)>| {
                    let Some((best, index)) = found.filter(|(best, _)| *best > NONE) else {
                        return;
                    };
                    let value = best + self.value[at];
                    if value > next.value[to][at] {
                        next.value[to][at] = value;
                        let start = u32::try_from(place(index)).expect("bins are few");
                        next.from[to][at] = (start, u8::from(from == 1));
                    }
                };
                take(0, 0, not_above.checked_sub(1).map(|last| up[last]));
                if shape == Shape::Turning {
                    let below = rates.partition_point(|known| *known < rate);
                    let last = (rates.len() - below).checked_sub(1);
                    let turn = |(best, index): (f64, usize)| (best, rates.len() - 1 - index);
                    take(1, 0, last.map(|last| turn(down[last])));
                    take(1, 1, last.map(|last| turn(down_again[last])));
                }
            }
        }
        next
    }
}

/// The greatest value so far at each place, and where it stands; the first of equals.
fn running(values: impl Iterator<Item = f64>) -> Vec<(f64, usize)> {
    let mut best = (NONE, 0);
    let follow = |(at, value): (usize, f64)| {
        if value > best.0 {
            best = (value, at);
        }
        best
    };
    values.enumerate().map(follow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        max_bins: 5,
        min_size: 0.0,
        min_events: 1.0,
        min_others: 1.0,
        objective: Objective::InformationValue,
        trend: Trend::Ascending,
    };

    fn counts(events: f64, others: f64) -> Counts {
        Counts {
            rows: 1,
            events,
            others,
        }
    }

    /// Every way of joining, one by one.
    fn by_force(bins: &[Counts], all: Counts, limits: &Limits) -> Option<f64> {
        let mut best: Option<f64> = None;
        for cuts in 0_u32..1 << (bins.len() - 1) {
            let mut parts = vec![Counts::default()];
            for (at, bin) in bins.iter().enumerate() {
                if at > 0 && cuts >> (at - 1) & 1 == 1 {
                    parts.push(Counts::default());
                }
                *parts.last_mut().unwrap() += *bin;
            }
            let fits = parts.iter().all(|part| {
                part.total() >= limits.min_size
                    && part.events >= limits.min_events
                    && part.others >= limits.min_others
                    && part.has_both()
            });
            let rates: Vec<f64> = parts.iter().map(|part| part.rate()).collect();
            if parts.len() > limits.max_bins || !fits || !limits.trend.holds(&rates) {
                continue;
            }
            let value: f64 = parts
                .iter()
                .map(|part| limits.objective.of(*part, all))
                .sum();
            best = Some(best.map_or(value, |so_far| so_far.max(value)));
        }
        best
    }

    fn sum(bins: &[Counts]) -> Counts {
        bins.iter().copied().sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn no_way_of_joining_is_better(
            bins in proptest::collection::vec((0_u8..12, 0_u8..12), 1..11),
            (max_bins, min_size, min_events) in (1_usize..7, 0_u8..20, 0_u8..4),
            trend in 0_usize..4, js in any::<bool>(), free in any::<bool>(),
        ) {
            let bins: Vec<Counts> =
                bins.iter().map(|(e, o)| counts(f64::from(*e), f64::from(*o))).collect();
            let trend = if free { Trend::Free } else { Trend::WORDS[trend].1 };
            let objective =
                if js { Objective::JensenShannon } else { Objective::InformationValue };
            let limits = Limits {
                max_bins, trend, objective,
                min_size: f64::from(min_size), min_events: f64::from(min_events), ..LIMITS
            };
            let all = sum(&bins) + counts(3.0, 5.0);
            let found = optimum(&bins, all, &limits);
            match by_force(&bins, all, &limits) {
                None => prop_assert!(found.is_none()),
                Some(best) => {
                    let found = found.unwrap();
                    prop_assert!((found.value - best).abs() < 1e-9, "{} {best}", found.value);
                    let ends = found.starts.iter().skip(1).copied().chain([bins.len()]);
                    let parts: Vec<Counts> = found.starts.iter().zip(ends)
                        .map(|(start, end)| sum(&bins[*start..end])).collect();
                    let rates: Vec<f64> = parts.iter().map(|part| part.rate()).collect();
                    prop_assert!(trend.holds(&rates), "{rates:?}");
                    let value: f64 = parts.iter().map(|part| objective.of(*part, all)).sum();
                    prop_assert!((found.value - value).abs() < 1e-9);
                    prop_assert!(parts.len() <= max_bins);
                }
            }
        }
    }

    #[test]
    fn auto_takes_a_turn_only_where_it_tells_much_more() {
        let limits = Limits {
            trend: Trend::Auto,
            ..LIMITS
        };
        let bins = [(10.0, 90.0), (40.0, 60.0), (12.0, 88.0)].map(|(e, o)| counts(e, o));
        assert_eq!(
            optimum(&bins, sum(&bins), &limits).unwrap().trend,
            Trend::Peak
        );
        let bins = [(10.0, 90.0), (40.0, 60.0), (39.0, 61.0)].map(|(e, o)| counts(e, o));
        let found = optimum(&bins, sum(&bins), &limits).unwrap();
        assert_eq!((found.trend, found.starts), (Trend::Ascending, vec![0, 1]));
    }
}
