//! What a breaker says of figures: the ratio, the levels reached, and whether it is well again.

use super::breaker::{Breaker, Effect, Level, Measure, Trips};
use crate::units::{Amount, Ratio};

/// What a breaker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged<'b> {
    /// Too little stands below the line to judge by.
    TooSmall,
    /// The ratio, and the levels that it reaches: each of them acts.
    Ratio {
        /// The ratio.
        ratio: Ratio,
        /// The levels reached, the mildest first.
        reached: &'b [Level],
    },
}

/// The figures cannot be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the figures of the breaker are too large to be added up")]
pub struct BreakerOverflow;

impl Breaker {
    /// Judges figures of its scope and window.
    pub fn judge(
        &self,
        of: impl Fn(Measure) -> Amount,
        loans: u32,
    ) -> Result<Judged<'_>, BreakerOverflow> {
        let book = of(self.denominator);
        let least = self
            .minimum_book
            .as_ref()
            .map_or(Amount::ZERO, super::Figure::get);
        let least_loans = self.minimum_loans.as_ref().map_or(0, super::Figure::get);
        if book <= Amount::ZERO || book < least || loans < least_loans {
            return Ok(Judged::TooSmall);
        }
        let above = self
            .numerator
            .iter()
            .try_fold(Amount::ZERO, |sum, measure| {
                if *measure == Measure::Recovered {
                    sum.checked_sub(of(*measure))
                } else {
                    sum.checked_add(of(*measure))
                }
            });
        let ratio = Ratio::of(above.ok_or(BreakerOverflow)?, book).expect("the book is not nought");
        let levels = self.levels.iter();
        let reached = levels
            .take_while(|level| self.reaches(ratio, level.at.get()))
            .count();
        let reached = &self.levels[..reached];
        Ok(Judged::Ratio { ratio, reached })
    }

    /// Whether a ratio reaches a level: a level of 5% is reached at 5%, or, where it trips below, under it.
    fn reaches(&self, ratio: Ratio, level: Ratio) -> bool {
        match self.trips {
            Trips::AtOrAbove => ratio >= level,
            Trips::Below => ratio < level,
        }
    }

    /// Whether a ratio is well again: it does not reach the ratio of recovery, or, without one, the
    /// mildest level that stops anything.
    pub fn is_well(&self, ratio: Ratio) -> bool {
        let stops = self
            .levels
            .iter()
            .find(|level| level.effect != Effect::Warn);
        let level = stops.or(self.levels.first()).map(|level| &level.at);
        let line = self.resume.at.as_ref().or(level).map(super::Figure::get);
        line.is_none_or(|line| !self.reaches(ratio, line))
    }
}
