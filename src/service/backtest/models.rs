//! The models of a backtest: the one that was asked for and, where one is fitted anew on a schedule, those that follow it.

use crate::service::catalog::Loaded;
use crate::units::Date;

/// A model in use.
#[derive(Debug, Clone)]
pub(super) struct Used {
    /// From which day.
    pub(super) from: Date,
    /// The model.
    pub(super) loaded: Loaded,
}

/// Models in the order of their days; the first holds before its day too.
#[derive(Debug, Clone)]
pub(super) struct Models {
    pub(super) used: Vec<Used>,
}

impl Models {
    /// The place of the model in use on a day.
    pub(super) fn on(&self, day: Date) -> u32 {
        let begun = self.used.partition_point(|used| used.from <= day);
        u32::try_from(begun.saturating_sub(1)).unwrap_or(0)
    }
}
