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
    pub groups: Vec<Group>,
    /// Columns that tell the cohort of a row, by which the model is followed as it is by month.
    pub cohorts: Vec<String>,
    /// The column of the grade in force after people looked at it.
    pub final_grade: Option<String>,
    /// Another model to compare on the same rows.
    pub challenger: Option<String>,
    /// The spec by which the model was fitted: folds are then tried by models made again from it.
    pub refit: Option<PathBuf>,
    /// How the validation is made.
    pub settings: Settings,
}

/// A parting of the population: a column, and for one of numbers the edges between its bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The column.
    pub column: String,
    /// The edges, rising; each begins a band. None where every word is a part.
    pub edges: Vec<f64>,
}

impl Group {
    /// Reads `COLUMN`, or `COLUMN:EDGE,EDGE` with numbers that rise; a column whose name ends otherwise is a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let numbers = |edges: &str| -> Option<Vec<f64>> {
            let each = edges.split(',').map(|edge| edge.trim().parse::<f64>().ok());
            each.map(|edge| edge.filter(|edge| edge.is_finite()))
                .collect()
        };
        let found = text.rsplit_once(':');
        let Some((column, edges)) =
            found.and_then(|(column, edges)| Some((column, numbers(edges)?)))
        else {
            return Ok(Self {
                column: text.to_owned(),
                edges: Vec::new(),
            });
        };
        if edges.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(format!(
                "the edges of `{text}` do not rise; {column}:10,50 would pass"
            ));
        }
        Ok(Self {
            column: column.to_owned(),
            edges,
        })
    }

    /// What a band is called: from its first edge, below its second.
    pub(super) fn band(&self, at: usize) -> String {
        let low = at.checked_sub(1).map(|at| self.edges[at]);
        match (low, self.edges.get(at)) {
            (None, Some(high)) => format!("< {high}"),
            (Some(low), Some(high)) => format!("[{low}, {high})"),
            (Some(low), None) => format!("≥ {low}"),
            (None, None) => String::new(),
        }
    }
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
        columns.extend(self.groups.iter().map(|group| group.column.clone()));
        columns.extend(self.cohorts.iter().cloned());
        columns
    }
}
