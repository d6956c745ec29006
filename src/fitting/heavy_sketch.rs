//! A sketch of a column's values by their weights, where rows do not count alike.

/// How many values a full buffer holds.
const BUFFER: usize = 8_192;

/// Quantiles by weight, in memory that does not grow with the rows 加权分位数草图.
///
/// A full buffer of weighed values becomes as many values of one weight each, those that lie in the middle of equal
/// shares of its weight; two buffers of one level become one of the next in the same way. Doing so moves the weight below
/// any value by no more than half a share, so that with L levels it is off by at most L / (2 · 8,192) of all weight.
#[derive(Debug, Clone, Default)]
pub(super) struct HeavySketch {
    filling: Vec<(f64, f64)>,
    /// Values of one weight each, rising, and that weight: one full buffer or none at each level.
    levels: Vec<Option<(Vec<f64>, f64)>>,
}

impl HeavySketch {
    /// Takes a value; one that weighs nothing is no value.
    pub(super) fn take(&mut self, value: f64, weight: f64) {
        if weight <= 0.0 {
            return;
        }
        self.filling.push((value, weight));
        if self.filling.len() == BUFFER {
            let full = evened(std::mem::take(&mut self.filling));
            self.carry(full);
        }
    }

    fn carry(&mut self, mut full: (Vec<f64>, f64)) {
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(None);
            }
            let Some(other) = self.levels[level].take() else {
                self.levels[level] = Some(full);
                return;
            };
            full = evened(each(&other).chain(each(&full)).collect());
        }
    }

    /// Values with the weight that each stands for, in no order.
    pub(super) fn weighted(&self) -> Vec<(f64, f64)> {
        let full = self.levels.iter().flatten().flat_map(each);
        full.chain(self.filling.iter().copied()).collect()
    }
}

fn each((values, weight): &(Vec<f64>, f64)) -> impl Iterator<Item = (f64, f64)> {
    values.iter().map(move |value| (*value, *weight))
}

/// As many values of one weight each as a buffer holds, in the middle of equal shares of the weight.
fn evened(mut weighed: Vec<(f64, f64)>) -> (Vec<f64>, f64) {
    weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let share = whole / BUFFER as f64;
    let mut values = Vec::with_capacity(BUFFER);
    let mut below = 0.0;
    for (value, weight) in &weighed {
        below += weight;
        while values.len() < BUFFER && (values.len() as f64 + 0.5) * share <= below {
            values.push(*value);
        }
    }
    // The last share may miss its middle by rounding.
    let last = weighed.last().map_or(0.0, |(value, _)| *value);
    values.resize(BUFFER, last);
    (values, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that are their rows, scattered, the weight of each its tenth digit: the weight below any value that is held
    /// is off by no more than the bound.
    #[test]
    fn no_share_is_off_by_more_than_the_bound() {
        const ROWS: u64 = 300_000;
        let weight = |row: u64| (row % 10) as f64;
        let mut sketch = HeavySketch::default();
        (0..ROWS).for_each(|i| {
            let row = i * 387_420_489 % ROWS;
            sketch.take(row as f64, weight(row));
        });
        let mut held = sketch.weighted();
        held.sort_by(|a, b| a.0.total_cmp(&b.0));
        let whole: f64 = (0..ROWS).map(weight).sum();
        let bound = whole * sketch.levels.len() as f64 / (2.0 * BUFFER as f64);
        assert!(bound < whole / 2_000.0);
        let below: Vec<f64> = (0..=ROWS)
            .scan(0.0, |sum, row| {
                let before = *sum;
                *sum += weight(row);
                Some(before)
            })
            .collect();
        let mut sum = 0.0;
        for (value, weight) in held {
            let off = (below[value as usize] - sum).abs();
            assert!(off <= bound + weight + 10.0, "{value}: {off} {bound}");
            sum += weight;
        }
        assert!((sum - whole).abs() < 1e-6 * whole);
    }
}
