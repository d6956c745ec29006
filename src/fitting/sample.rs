//! A sample: rows with a known outcome, every figure of them already in its slot.

use super::{Counts, Refused, Variable};
use crate::units::{Date, Problems};

/// Rows to learn from 样本. Every variable and every list that is there has one place for each row.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Whether the event happened.
    pub outcomes: Vec<bool>,
    /// What each row counts; empty where every row counts once.
    pub weights: Vec<f64>,
    /// A known part of the log-odds of each row; empty where there is none.
    pub offsets: Vec<f64>,
    /// The day of each row; empty where the spec names no column of time.
    pub days: Vec<Date>,
    /// Whom each row is about, as a place in a list of the sample's own; empty where no column tells.
    pub groups: Vec<u32>,
    /// The figures.
    pub variables: Vec<Variable>,
    /// Applicants who were refused, where the spec asks for a look at them.
    pub refused: Option<Refused>,
}

impl Sample {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.outcomes.len()
    }

    /// What a row counts.
    #[inline]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.get(row).copied().unwrap_or(1.0)
    }

    /// All rows, counted.
    pub fn totals(&self) -> Counts {
        let mut totals = Counts::default();
        for (row, event) in self.outcomes.iter().enumerate() {
            totals.count(*event, self.weight(row));
        }
        totals
    }

    /// The counts of each slot of a variable.
    pub fn counts(&self, variable: &Variable) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); variable.layout.slots()];
        for (row, slot) in variable.slots.iter().enumerate() {
            counts[usize::from(*slot)].count(self.outcomes[row], self.weight(row));
        }
        counts
    }

    /// The variable of a column.
    pub fn variable(&self, column: &str) -> Option<&Variable> {
        self.variables
            .iter()
            .find(|variable| variable.column == column)
    }

    /// The rows that a test picks, in their order: for splits by time, by enterprise, or into folds.
    pub fn part(&self, keep: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|row| keep(*row)).collect();
        let variables = self.variables.iter().map(|variable| Variable {
            slots: pick(&variable.slots, &rows),
            ..variable.clone()
        });
        Self {
            outcomes: pick(&self.outcomes, &rows),
            weights: pick(&self.weights, &rows),
            offsets: pick(&self.offsets, &rows),
            days: pick(&self.days, &rows),
            groups: pick(&self.groups, &rows),
            variables: variables.collect(),
            refused: None,
        }
    }

    /// What makes a sample unfit to learn from, all at once.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let totals = self.totals();
        if self.rows() == 0 {
            problems.add("", "sample.empty", "there are no rows to learn from");
        } else if !totals.has_both() {
            let class = if totals.events > 0.0 {
                "events"
            } else {
                "others"
            };
            let message = format!(
                "all {} rows are {class}: with one class only there is nothing to tell apart",
                self.rows()
            );
            problems.add("target", "sample.one_class", message);
        }
        if let Some(row) = self.weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
            let message = format!(
                "row {} has the weight {}; a weight is a finite number, nought or more",
                row + 1,
                self.weights[row]
            );
            problems.add("weight", "sample.weight", message);
        }
        if self.variables.is_empty() {
            problems.add("", "sample.variables", "no variable is left to learn from");
        }
        problems.or(())
    }
}

/// The values of some rows; of a list that is not there, none.
fn pick<T: Copy>(all: &[T], rows: &[usize]) -> Vec<T> {
    if all.is_empty() {
        return Vec::new();
    }
    rows.iter().map(|row| all[*row]).collect()
}
