//! Periods 分期: the rows of each month, or of each cohort that a column tells, and the rows that they are held against.

use super::material::{Material, Parting};
use crate::units::Date;
use std::collections::BTreeMap;

/// What months are called among the columns of cohorts.
const MONTH: &str = "month";

/// The rows of each period, in order.
#[derive(Debug, Clone)]
pub(super) struct Periods {
    /// `month`, or the column that tells the cohort.
    pub(super) by: String,
    /// Whom the periods are held against.
    pub(super) reference: String,
    /// The rows of it: among those of development where there are any, else among those validated.
    pub(super) reference_rows: Vec<usize>,
    /// The rows of each period that is held against it.
    pub(super) parts: BTreeMap<String, Vec<usize>>,
}

impl Periods {
    /// By month where rows have days, and by each column of cohorts. Against development where there is one, else against
    /// the first period.
    pub(super) fn all(material: &Material, before: Option<&Material>) -> Vec<Self> {
        let partings = partings(material);
        let each = partings.into_iter().map(|parting| {
            let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (row, part) in parting.of_rows.iter().enumerate() {
                let name = parting.values[*part].clone();
                parts.entry(name).or_default().push(row);
            }
            let (reference, reference_rows) = match before {
                Some(before) => ("development".to_owned(), (0..before.rows()).collect()),
                None => parts.pop_first().unwrap_or_default(),
            };
            Self {
                by: parting.name,
                reference,
                reference_rows,
                parts,
            }
        });
        each.collect()
    }
}

/// Months as a parting of the rows, then the columns of cohorts.
pub(super) fn partings(material: &Material) -> Vec<Parting> {
    let months = material.days.as_ref().map(|days| {
        let mut values: BTreeMap<String, usize> = days.iter().map(|day| (month(*day), 0)).collect();
        values
            .values_mut()
            .zip(0..)
            .for_each(|(place, at)| *place = at);
        Parting {
            name: MONTH.to_owned(),
            of_rows: days.iter().map(|day| values[&month(*day)]).collect(),
            values: values.into_keys().collect(),
        }
    });
    months
        .into_iter()
        .chain(material.cohorts.iter().cloned())
        .collect()
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
