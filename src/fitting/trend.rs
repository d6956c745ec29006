//! How the rate of events may move from band to band.

use crate::scoring::model::Direction;

/// How the rate of events may move along the bands of a variable 单调性.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// It never falls.
    Ascending,
    /// It never rises.
    Descending,
    /// It rises, then falls.
    Peak,
    /// It falls, then rises.
    Valley,
    /// Ascending or descending, whichever tells more; peak or valley only where that tells much more.
    #[default]
    Auto,
    /// As it will.
    Free,
}

impl Trend {
    /// The words of a spec.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("ascending", Self::Ascending),
        ("descending", Self::Descending),
        ("peak", Self::Peak),
        ("valley", Self::Valley),
        ("auto", Self::Auto),
        ("free", Self::Free),
    ];

    /// The word of a spec.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, trend)| *trend == self);
        known.expect("every trend has its word").0
    }

    /// The direction of points in a table: they run against the rate of events.
    pub fn direction(self) -> Direction {
        match self {
            Self::Ascending => Direction::Down,
            Self::Descending => Direction::Up,
            _ => Direction::None,
        }
    }

    /// Whether rates of events, in the order of the bands, move as it asks.
    pub fn holds(self, rates: &[f64]) -> bool {
        let rises = |rates: &[f64]| rates.windows(2).all(|pair| pair[0] <= pair[1]);
        let falls = |rates: &[f64]| rates.windows(2).all(|pair| pair[0] >= pair[1]);
        let turns = |first: &dyn Fn(&[f64]) -> bool, then: &dyn Fn(&[f64]) -> bool| {
            rates.is_empty()
                || (0..rates.len()).any(|at| first(&rates[..=at]) && then(&rates[at..]))
        };
        match self {
            Self::Ascending => rises(rates),
            Self::Descending => falls(rates),
            Self::Peak => turns(&rises, &falls),
            Self::Valley => turns(&falls, &rises),
            Self::Auto => Self::Peak.holds(rates) || Self::Valley.holds(rates),
            Self::Free => true,
        }
    }
}
