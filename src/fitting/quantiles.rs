//! A sketch of a column's values: exact while they are few, then quantiles with a bound that is proved.

use super::Counts;
use super::chunk::same;
use super::heavy_sketch::HeavySketch;
use hashbrown::HashMap;

/// How many different values are counted one by one.
const DISTINCT: usize = 4_096;
/// How many values a full buffer of the sketch holds.
const BUFFER: usize = 8_192;

/// The values of a column of numbers, in memory that does not grow with the rows 分位数草图.
///
/// Up to 4,096 different values are counted exactly. Beyond, buffers of 8,192 sorted values stand for
/// 1, 2, 4, … rows each; two of one level are merged and every second value kept (Munro and Paterson, 1980;
/// Manku, Rajagopalan and Lindsay, 1998). A merge moves no rank by more than the level's weight, so with n rows
/// and L levels every rank is off by at most L · n / (2 · 8,192): for a million rows 0.05% of them, for a thousand
/// million 0.11%. The memory is at most 8 · 8,192 bytes a level and one buffer: for a thousand million rows below 1.2 MB.
/// The order of the rows decides the sketch, and nothing else does.
#[derive(Debug, Clone)]
pub struct Sketch {
    exact: Option<HashMap<u64, Counts, foldhash::fast::FixedState>>,
    filling: Vec<f64>,
    /// One full buffer or none at each level.
    levels: Vec<Option<Vec<f64>>>,
    /// Which of each pair was kept last, by level.
    odd: Vec<bool>,
    rows: u64,
    /// In place of the levels, where rows do not count alike.
    heavy: Option<HeavySketch>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            exact: Some(HashMap::default()),
            filling: Vec::new(),
            levels: Vec::new(),
            odd: Vec::new(),
            rows: 0,
            heavy: None,
        }
    }
}

impl Sketch {
    /// An empty one of rows that do not count alike: quantiles are by weight.
    pub fn of_weights() -> Self {
        Self {
            heavy: Some(HeavySketch::default()),
            ..Self::default()
        }
    }

    /// Takes a value; minus nought is nought.
    pub fn take(&mut self, value: f64, event: bool, weight: f64) {
        let value = value + 0.0;
        self.rows += 1;
        let Some(exact) = &mut self.exact else {
            return match &mut self.heavy {
                Some(heavy) => heavy.take(value, weight),
                None => self.fill(value),
            };
        };
        exact
            .entry(value.to_bits())
            .or_default()
            .count(event, weight);
        if exact.len() > DISTINCT && self.heavy.is_some() {
            let values = self.exact().unwrap_or_default();
            self.exact = None;
            if let Some(heavy) = &mut self.heavy {
                let each = values.iter();
                each.for_each(|(value, counts)| heavy.take(*value, counts.total()));
            }
        } else if exact.len() > DISTINCT {
            let mut values: Vec<(f64, u64)> = exact
                .iter()
                .map(|(bits, counts)| (f64::from_bits(*bits), counts.rows))
                .collect();
            values.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.exact = None;
            for (value, rows) in values {
                (0..rows).for_each(|_| self.fill(value));
            }
        }
    }

    fn fill(&mut self, value: f64) {
        self.filling.push(value);
        if self.filling.len() == BUFFER {
            let mut full = std::mem::take(&mut self.filling);
            full.sort_unstable_by(f64::total_cmp);
            self.carry(full);
            self.filling.reserve(BUFFER);
        }
    }

    /// Puts a full buffer at the lowest level, merging upward as in counting by twos.
    fn carry(&mut self, mut full: Vec<f64>) {
        let mut level = 0;
        loop {
            if level == self.levels.len() {
                self.levels.push(None);
                self.odd.push(false);
            }
            let Some(other) = self.levels[level].take() else {
                self.levels[level] = Some(full);
                return;
            };
            self.odd[level] = !self.odd[level];
            full = every_second(&other, &full, usize::from(self.odd[level]));
            level += 1;
        }
    }

    /// How many values were taken.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Every value with its counts, rising, where there are few enough of them.
    pub fn exact(&self) -> Option<Vec<(f64, Counts)>> {
        let exact = self.exact.as_ref()?;
        let each = exact
            .iter()
            .map(|(bits, counts)| (f64::from_bits(*bits), *counts));
        let mut values: Vec<(f64, Counts)> = each.collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(values)
    }

    /// Whether quantiles are by weight.
    pub fn is_weighed(&self) -> bool {
        self.heavy.is_some()
    }

    /// Values and about how many rows each stands for, or which weight, rising.
    pub fn weighted(&self) -> Vec<(f64, f64)> {
        let of = |counts: Counts| match &self.heavy {
            Some(_) => counts.total(),
            None => counts.rows as f64,
        };
        let mut all: Vec<(f64, f64)> = match (self.exact(), &self.heavy) {
            (Some(exact), _) => exact.into_iter().map(|(v, c)| (v, of(c))).collect(),
            (None, Some(heavy)) => heavy.weighted(),
            (None, None) => {
                let levels = (0_u32..).zip(&self.levels);
                let held = levels
                    .filter_map(|(level, held)| Some((f64::from(1_u32 << level), held.as_ref()?)));
                let full =
                    held.flat_map(|(rows, held)| held.iter().map(move |value| (*value, rows)));
                full.chain(self.filling.iter().map(|value| (*value, 1.0)))
                    .collect()
            }
        };
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        all.dedup_by(|later, kept| {
            let same = same(later.0, kept.0);
            if same {
                kept.1 += later.1;
            }
            same
        });
        all
    }

    /// The least and the greatest value that it holds.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let all = self.weighted();
        Some((all.first()?.0, all.last()?.0))
    }

    /// How far any rank may be off, in rows.
    pub fn bound(&self) -> u64 {
        let merges = self.levels.len().saturating_sub(1) as u64;
        if self.exact.is_some() {
            0
        } else {
            (merges * self.rows).div_ceil(2 * BUFFER as u64)
        }
    }
}

/// Two sorted buffers merged, and every second value kept.
fn every_second(a: &[f64], b: &[f64], first: usize) -> Vec<f64> {
    let mut kept = Vec::with_capacity(BUFFER);
    let (mut i, mut j) = (0, 0);
    for at in 0..a.len() + b.len() {
        let left = j == b.len() || (i < a.len() && a[i] <= b[j]);
        let value = if left { a[i] } else { b[j] };
        i += usize::from(left);
        j += usize::from(!left);
        if at % 2 == first {
            kept.push(value);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_counted_exactly() {
        let mut sketch = Sketch::default();
        for (value, event) in [(2.0, true), (-0.0, false), (0.0, true), (2.0, false)] {
            sketch.take(value, event, 1.0);
        }
        let exact = sketch.exact().unwrap();
        assert_eq!(exact.len(), 2, "minus nought is nought");
        assert_eq!((exact[1].1.events, exact[1].1.others), (1.0, 1.0));
        assert_eq!((sketch.bound(), sketch.ends()), (0, Some((0.0, 2.0))));
    }

    /// Rising, falling and scattered rows: no rank is off by more than the bound, and the memory is what is stated.
    #[test]
    fn no_rank_is_off_by_more_than_the_bound() {
        const ROWS: u64 = 700_000;
        let orders: [fn(u64) -> u64; 3] = [|i| i, |i| ROWS - 1 - i, |i| i * 387_420_489 % ROWS];
        for order in orders {
            let mut sketch = Sketch::default();
            (0..ROWS).for_each(|i| sketch.take(order(i) as f64, false, 1.0));
            let held = sketch.weighted();
            assert_eq!(held.iter().map(|(_, rows)| *rows as u64).sum::<u64>(), ROWS);
            let bound = sketch.bound();
            assert!(bound <= ROWS / 2_000, "{bound}");
            let mut below = 0;
            for (value, rows) in &held {
                let rows = *rows as u64;
                // The values are the ranks.
                let rank = *value as u64;
                assert!(
                    rank.abs_diff(below) <= bound + rows,
                    "{value} {below} {bound}"
                );
                below += rows;
            }
            let kept: usize = sketch.levels.iter().flatten().map(Vec::len).sum();
            assert!(kept <= BUFFER * sketch.levels.len() && sketch.levels.len() <= 8);
        }
    }
}
