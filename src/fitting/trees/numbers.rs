//! The numbers that stand for slots, since the trees of linfa know neither words nor missing values.

use crate::fitting::{Counts, Layout, Sample, Variable};

/// How many average rows at the rate of all stand beside those of a word or a leaf, so that few rows do not tell
/// certainty [ours].
pub(super) const BESIDE: f64 = 10.0;

/// For each variable, the number of each of its slots.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers(pub(super) Vec<Vec<f64>>);

impl Numbers {
    /// Of a number: the place of its band; below all bands missing (−1), then each special code, then what does not apply
    /// and what cannot be computed, each a whole number of its own that a cut can set apart. Of a category: the place of
    /// the word, the missing one and the one never seen among them, by the rate of events in these rows.
    pub(super) fn of(sample: &Sample) -> Self {
        let all = sample.totals();
        let numbers = |variable: &Variable| {
            let slots = variable.layout.slots();
            match variable.layout {
                Layout::Numbers { .. } => {
                    let bands = variable.layout.bands();
                    let number = |slot: usize| {
                        if slot < bands {
                            slot as f64
                        } else {
                            -((slot - bands + 1) as f64)
                        }
                    };
                    (0..slots).map(number).collect()
                }
                Layout::Words { .. } => by_rate(&sample.counts(variable), all),
            }
        };
        Self(sample.variables.iter().map(numbers).collect())
    }
}

/// The rate of some rows, drawn towards that of all.
pub(super) fn rate(of: Counts, all: Counts) -> f64 {
    let beside = BESIDE * all.total() / all.rows.max(1) as f64;
    (of.events + beside * all.rate()) / (of.total() + beside)
}

fn by_rate(counts: &[Counts], all: Counts) -> Vec<f64> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|a, b| {
        let [a_rate, b_rate] = [a, b].map(|slot| rate(counts[*slot], all));
        a_rate.total_cmp(&b_rate).then(a.cmp(b))
    });
    let mut numbers = vec![0.0; counts.len()];
    for (place, slot) in order.into_iter().enumerate() {
        numbers[slot] = place as f64;
    }
    numbers
}
