//! How a validation is made: what it is held against, and how often chance is asked.

use crate::units::Date;
use serde::Serialize;

/// The settings of a validation; the report shows them, since the same rows and settings give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Rows from this day on are validated; those before it are the development population that they are held against.
    pub since: Option<Date>,
    /// The area under the curve at initial validation; without it, that of the development population.
    pub initial_auc: Option<f64>,
    /// Replicates of the bootstrap; 0 for none.
    pub replicates: u32,
    /// Folds that show how the area varies between parts, no enterprise in two.
    pub folds: usize,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The confidence of intervals.
    pub confidence: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            since: None,
            initial_auc: None,
            replicates: 1_000,
            folds: 5,
            seed: 1,
            confidence: 0.95,
        }
    }
}
