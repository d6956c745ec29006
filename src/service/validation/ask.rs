//! What is asked of a validation: which model, which rows, and what their columns mean.

use crate::validation::document::Settings;
use std::path::PathBuf;

/// A validation to make.
#[derive(Debug, Clone)]
pub struct Ask {
    /// A shipped model or the path of a model file.
    pub model: String,
    /// The rows, in a file of CSV, ARFF or Parquet.
    pub data: PathBuf,
    /// The column that tells what happened.
    pub outcome: String,
    /// Its word for the event.
    pub event: String,
    /// The column of weights.
    pub weight: Option<String>,
    /// The column that names enterprises.
    pub enterprise: Option<String>,
    /// The column of dates.
    pub date: Option<String>,
    /// Columns that part the population.
    pub groups: Vec<String>,
    /// The column of the grade in force after people looked at it.
    pub final_grade: Option<String>,
    /// Another model to compare on the same rows.
    pub challenger: Option<String>,
    /// How the validation is made.
    pub settings: Settings,
}

impl Ask {
    /// The columns that must be there, whatever the model reads.
    pub(super) fn columns(&self) -> Vec<String> {
        let named = [
            &self.weight,
            &self.enterprise,
            &self.date,
            &self.final_grade,
        ];
        let mut columns = vec![self.outcome.clone()];
        columns.extend(named.into_iter().flatten().cloned());
        columns.extend(self.groups.iter().cloned());
        columns
    }
}
