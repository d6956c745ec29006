//! Edges of bands: a number and the side that the number itself belongs to.

use crate::units::Ratio;
use serde::{Serialize, Serializer};
use std::fmt;

/// Where one band ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The number.
    pub at: Ratio,
    /// Whether the number itself falls below: `false` for "from 5" (5 belongs above), `true` for
    /// "above 5" (5 belongs below).
    pub above: bool,
}

impl Edge {
    /// Whether a number lies on the upper side.
    pub fn is_passed_by(self, number: Ratio) -> bool {
        if self.above {
            number > self.at
        } else {
            number >= self.at
        }
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.above { ">" } else { "≥" }, self.at)
    }
}

impl Serialize for Edge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A stretch of the number line; an absent edge means no end on that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Interval {
    /// The lower edge.
    pub low: Option<Edge>,
    /// The upper edge: the first number that no longer belongs.
    pub high: Option<Edge>,
}

impl Interval {
    /// Whether a number lies in it.
    pub fn contains(&self, number: Ratio) -> bool {
        self.low.is_none_or(|edge| edge.is_passed_by(number))
            && self.high.is_none_or(|edge| !edge.is_passed_by(number))
    }
}
