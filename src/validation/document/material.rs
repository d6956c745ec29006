//! What is validated: rows that a model has scored, with what came of them and what else is known of them.

use crate::units::{Date, Problems};
use crate::validation::sample::same_length;

/// A characteristic of rows: the band that each row has in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Characteristic {
    /// Its name.
    pub name: String,
    /// The bands.
    pub bands: Vec<String>,
    /// The band of each row.
    pub of_rows: Vec<u8>,
    /// The bands of rows that lack the figure.
    pub missing: Vec<usize>,
}

/// A part of the population: a column whose values part the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The column.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
    /// The value of each row, as a place in the list.
    pub of_rows: Vec<usize>,
}

/// Grades from the best to the worst, and that of each row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grades {
    /// Their names.
    pub names: Vec<String>,
    /// The grade of each row, as a place in the list.
    pub of_rows: Vec<usize>,
    /// The grade in force after people looked at it, where that is known.
    pub in_force: Option<Vec<usize>>,
}

/// The rows to validate on. Every list has one place for each row.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// Scores: the higher, the riskier.
    pub scores: Vec<f64>,
    /// Probabilities of the event, where the model is calibrated.
    pub probabilities: Option<Vec<f64>>,
    /// Whether the event happened.
    pub outcomes: Vec<bool>,
    /// What each row counts; none where each counts once.
    pub weights: Option<Vec<f64>>,
    /// The day of each row.
    pub days: Option<Vec<Date>>,
    /// The enterprise of each row, by a number of its own.
    pub enterprises: Option<Vec<u32>>,
    /// Grades, where the model gives them.
    pub grades: Option<Grades>,
    /// Scores of another model on the same rows.
    pub challenger: Option<Vec<f64>>,
    /// Partings of the population.
    pub partings: Vec<Parting>,
    /// Columns that tell the cohort of a row 批次, by which the model is followed as it is by month.
    pub cohorts: Vec<Parting>,
    /// Characteristics that the model reads.
    pub characteristics: Vec<Characteristic>,
}

impl Material {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.scores.len()
    }

    /// What a row counts: 1 where there are no weights.
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// Whether every list is as long as the scores.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let rows = self.rows();
        let mut look = |name: &str, found: Option<usize>| {
            if let Some(found) = found {
                same_length(&mut problems, name, rows, found);
            }
        };
        look("outcome", Some(self.outcomes.len()));
        look("pd", self.probabilities.as_ref().map(Vec::len));
        look("weight", self.weights.as_ref().map(Vec::len));
        look("date", self.days.as_ref().map(Vec::len));
        look("enterprise", self.enterprises.as_ref().map(Vec::len));
        look(
            "grade",
            self.grades.as_ref().map(|grades| grades.of_rows.len()),
        );
        let in_force = self
            .grades
            .as_ref()
            .and_then(|grades| grades.in_force.as_ref());
        look("final grade", in_force.map(Vec::len));
        look("challenger", self.challenger.as_ref().map(Vec::len));
        for parting in self.partings.iter().chain(&self.cohorts) {
            look(&parting.name, Some(parting.of_rows.len()));
        }
        for characteristic in &self.characteristics {
            look(&characteristic.name, Some(characteristic.of_rows.len()));
        }
        problems.or(())
    }

    /// Some of the rows, in the order given.
    pub fn part(&self, rows: &[usize]) -> Self {
        fn pick<T: Copy>(all: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| all[*row]).collect()
        }
        fn maybe<T: Copy>(all: Option<&Vec<T>>, rows: &[usize]) -> Option<Vec<T>> {
            all.map(|all| pick(all, rows))
        }
        let parted = |all: &[Parting], rows: &[usize]| -> Vec<Parting> {
            let each = all.iter().map(|parting| Parting {
                name: parting.name.clone(),
                values: parting.values.clone(),
                of_rows: pick(&parting.of_rows, rows),
            });
            each.collect()
        };
        Self {
            scores: pick(&self.scores, rows),
            probabilities: maybe(self.probabilities.as_ref(), rows),
            outcomes: pick(&self.outcomes, rows),
            weights: maybe(self.weights.as_ref(), rows),
            days: maybe(self.days.as_ref(), rows),
            enterprises: maybe(self.enterprises.as_ref(), rows),
            grades: self.grades.as_ref().map(|grades| Grades {
                names: grades.names.clone(),
                of_rows: pick(&grades.of_rows, rows),
                in_force: maybe(grades.in_force.as_ref(), rows),
            }),
            challenger: maybe(self.challenger.as_ref(), rows),
            partings: parted(&self.partings, rows),
            cohorts: parted(&self.cohorts, rows),
            characteristics: self
                .characteristics
                .iter()
                .map(|known| Characteristic {
                    name: known.name.clone(),
                    bands: known.bands.clone(),
                    of_rows: pick(&known.of_rows, rows),
                    missing: known.missing.clone(),
                })
                .collect(),
        }
    }
}
