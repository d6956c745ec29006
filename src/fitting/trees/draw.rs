//! Drawing the rows that one tree grows on: as many of each class as a tree can count exactly, by lot.

use crate::fitting::Sample;
use crate::fitting::boosting::lot;

/// The most rows of one class that a tree grows on. linfa counts in `f32`; with these its sums stay whole numbers below
/// 2²⁴, so that they are exact.
pub(super) const MOST: usize = 2_500;

/// The rows of both classes in an order by lot, with what each and all before it weigh: others, then events.
#[derive(Debug)]
pub(super) struct Pool {
    classes: [Class; 2],
    seed: u64,
}

#[derive(Debug, Default)]
struct Class {
    rows: Vec<u32>,
    reach: Vec<f64>,
}

/// Rows to grow on, in an order by lot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draw {
    /// The rows; one may come again.
    pub(super) rows: Vec<usize>,
    /// What each counts: see `balance`.
    pub(super) weights: Vec<f32>,
}

impl Pool {
    /// The rows of a sample that count.
    pub(super) fn of(sample: &Sample, seed: u64) -> Self {
        let mut order: Vec<u32> = (0..=u32::MAX).take(sample.rows()).collect();
        order.retain(|row| sample.weight(*row as usize) > 0.0);
        order.sort_by_cached_key(|row| lot(seed, u64::from(*row)));
        let mut classes: [Class; 2] = Default::default();
        for row in order {
            let class = &mut classes[usize::from(sample.outcomes[row as usize])];
            let before = class.reach.last().copied().unwrap_or(0.0);
            class.reach.push(before + sample.weight(row as usize));
            class.rows.push(row);
        }
        Self { classes, seed }
    }

    /// How many rows of each class one tree grows on: others, then events.
    pub(super) fn drawn(&self) -> [usize; 2] {
        [0, 1].map(|class| self.classes[class].rows.len().min(MOST))
    }

    /// Rows at even steps along their weights: each once where they count alike and are few enough.
    pub(super) fn even(&self) -> Draw {
        self.draw(0, |place, many, _| (place as f64 + 0.5) / many as f64)
    }

    /// Rows by lot, one as often as it comes: those of a tree of a forest 自助抽样.
    pub(super) fn again(&self, tree: u64) -> Draw {
        // 53 bits of a lot are a number from 0 to below 1.
        self.draw(tree + 1, |_, _, lot| {
            (lot >> 11) as f64 / (1_u64 << 53) as f64
        })
    }

    fn draw(&self, draw: u64, at: impl Fn(usize, usize, u64) -> f64) -> Draw {
        let many = self.drawn();
        let seed = lot(self.seed, draw.wrapping_add(1 << 32));
        let mut drawn = Vec::new();
        for class in [0, 1] {
            let Class { rows, reach } = &self.classes[class];
            let whole = reach.last().copied().unwrap_or(0.0);
            for place in 0..many[class] {
                let name = (place * 2 + class) as u64;
                let at = at(place, many[class], lot(seed, name)) * whole;
                let row = reach.partition_point(|reach| *reach <= at);
                let row = rows[row.min(rows.len() - 1)] as usize;
                drawn.push((lot(!seed, name), row, class));
            }
        }
        drawn.sort_unstable();
        let each = balance(many);
        Draw {
            rows: drawn.iter().map(|(_, row, _)| *row).collect(),
            weights: drawn.iter().map(|(.., class)| each[*class]).collect(),
        }
    }
}

/// What a row of each class counts, so that both classes count about as much: whole numbers without a common factor, the
/// one of the others above the number of events. So no rows of one class ever weigh what rows of the other weigh: linfa
/// settles equal weights by the order of a hash table, which is another in every run.
fn balance([others, events]: [usize; 2]) -> [f32; 2] {
    let other = events + 1;
    let mut event = (others * other).div_ceil(events.max(1)).max(1);
    while common(event, other) > 1 {
        event += 1;
    }
    [other as f32, event as f32]
}

/// The greatest common factor (Euclid).
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For 3 events and 4 others: an other counts 4; an event ⌈16 / 3⌉ = 6, which shares a factor with 4, so 7.
    #[test]
    fn no_rows_of_one_class_weigh_what_rows_of_the_other_weigh() {
        assert_eq!(balance([4, 3]), [4.0, 7.0]);
        for (others, events) in [(1, 1), (4, 3), (60, 7), (7, 60), (250, 250), (2_500, 19)] {
            let [other, event] = balance([others, events]).map(|weight| weight as usize);
            for some in 1..=events {
                assert!(
                    (some * event) % other != 0 || some * event / other > others,
                    "{some} of {events}"
                );
            }
            let all = [others * other, events * event];
            assert!(all[0].abs_diff(all[1]) * 2 <= all[0].max(all[1]), "{all:?}");
        }
        for events in 1..=MOST {
            let each = balance([MOST, events]).map(|weight| weight as usize);
            assert!(MOST * each[0] + events * each[1] < 1 << 24, "{events}");
        }
    }

    #[test]
    fn even_steps_take_each_row_once_and_a_heavy_one_more_often() {
        let mut sample = Sample {
            outcomes: (0..40).map(|row| row % 4 == 0).collect(),
            ..Sample::default()
        };
        let mut rows = Pool::of(&sample, 1).even().rows;
        assert_ne!(rows, (0..40).collect::<Vec<_>>(), "by lot");
        rows.sort_unstable();
        assert_eq!(rows, (0..40).collect::<Vec<_>>());
        // Of 30 others one weighs 29 and the 29 others one each: half of the steps end in it.
        sample.weights = (0..40)
            .map(|row| if row == 1 { 29.0 } else { 1.0 })
            .collect();
        let rows = Pool::of(&sample, 1).even().rows;
        assert_eq!(rows.iter().filter(|row| **row == 1).count(), 15);
        sample.weights[5] = 0.0;
        assert!(!Pool::of(&sample, 1).again(0).rows.contains(&5));
    }
}
