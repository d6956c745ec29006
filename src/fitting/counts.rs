//! Counts of rows, events and others: everything that binning and its measures are worked out from.

use serde::Serialize;
use std::ops::{Add, AddAssign, Sub};

/// What fell into a bin 计数. Events and others are sums of weights; without weights they are whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Counts {
    /// How many rows.
    pub rows: u64,
    /// The weight of the rows in which the event happened, such as default 违约.
    pub events: f64,
    /// The weight of the others.
    pub others: f64,
}

impl Counts {
    /// Counts one row.
    #[inline]
    pub fn count(&mut self, event: bool, weight: f64) {
        self.rows += 1;
        *(if event {
            &mut self.events
        } else {
            &mut self.others
        }) += weight;
    }

    /// The weight of all rows.
    pub fn total(self) -> f64 {
        self.events + self.others
    }

    /// The share of events 违约率; nought where there is nothing.
    pub fn rate(self) -> f64 {
        if self.total() > 0.0 {
            self.events / self.total()
        } else {
            0.0
        }
    }

    /// Whether both classes are there.
    pub fn has_both(self) -> bool {
        self.events > 0.0 && self.others > 0.0
    }

    /// Wilson's interval of the rate at 95% (E. B. Wilson, 1927), on the rows that are there: with weights the
    /// rate is the weighted one and the size is the number of rows.
    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^53")]
    pub fn interval(self) -> (f64, f64) {
        const Z: f64 = 1.959_963_984_540_054;
        if self.rows == 0 {
            return (0.0, 1.0);
        }
        let (n, rate) = (self.rows as f64, self.rate());
        let scale = 1.0 + Z * Z / n;
        let middle = (rate + Z * Z / (2.0 * n)) / scale;
        let half = Z / scale * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            events: self.events + other.events,
            others: self.others + other.others,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Counts {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            rows: self.rows - other.rows,
            events: self.events - other.events,
            others: self.others - other.others,
        }
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 of 10: middle (0.1 + 3.8415/20) / 1.38415 = 0.211015…, half 0.193…; the textbook's (0.0179, 0.4042).
    #[test]
    fn wilsons_interval_is_the_textbooks() {
        let counts = Counts {
            rows: 10,
            events: 1.0,
            others: 9.0,
        };
        let (low, high) = counts.interval();
        assert!(
            (low - 0.017_876).abs() < 1e-6 && (high - 0.404_150).abs() < 1e-6,
            "{low} {high}"
        );
        let none = Counts::default();
        assert_eq!((none.interval(), none.rate()), ((0.0, 1.0), 0.0));
    }
}
