//! The finished model: a sum of tables.

use super::Pair;
use serde::Serialize;

/// A sum of tables of one variable and of pairs 可加模型. All values are log-odds of the event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Additive {
    /// What every row begins with.
    pub start: f64,
    /// What each bin of each column adds; on average over the rows fitted on, nothing.
    pub shapes: Vec<Vec<f64>>,
    /// Tables of two columns.
    pub pairs: Vec<Pair>,
    /// How many rounds over the variables each bag took, and how many over the pairs.
    pub rounds: Vec<[usize; 2]>,
    /// The mean log-loss on the rows held out, over the bags; without rows held out, on all.
    pub loss: f64,
}

impl Additive {
    /// The log-odds of one row, by its bin in each column.
    pub fn log_odds(&self, bins: impl Fn(usize) -> u8) -> f64 {
        let mut sum = self.start;
        for (column, shape) in self.shapes.iter().enumerate() {
            sum += shape[usize::from(bins(column))];
        }
        for pair in &self.pairs {
            let cell = pair.cell(bins(pair.first), bins(pair.second));
            sum += cell.map_or(0.0, |cell| pair.values[cell]);
        }
        sum
    }
}
