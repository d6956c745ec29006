//! Points: whole numbers, or a range that an expert narrows; and figures that may not be known.

use crate::units::Amount;
use serde::Serialize;
use std::collections::BTreeMap;

/// Points that a band earns 分值: one number, or a range while an expert part is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Points {
    /// The least.
    pub low: i32,
    /// The most.
    pub high: i32,
}

impl Points {
    /// One number.
    pub fn exactly(points: i32) -> Self {
        Self {
            low: points,
            high: points,
        }
    }
}

/// Points of a band, the same for all segments or one for each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum PointsBySegment {
    /// The same for all.
    All(Points),
    /// By segment id.
    Each(BTreeMap<String, Points>),
}

impl PointsBySegment {
    /// The points in a segment.
    pub fn of(&self, segment: &str) -> Points {
        match self {
            Self::All(points) => *points,
            Self::Each(map) => map.get(segment).copied().unwrap_or_default(),
        }
    }
}

/// A figure that a file may leave unknown, saying so. A model with an unknown figure that matters
/// refuses to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// The amount.
    Known(Amount),
    /// Not known, and never guessed.
    Unknown,
}
