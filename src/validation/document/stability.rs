//! Stability 稳定性: the third chapter of the statistics, ECB 2.5.5, and the population from period to period.

use super::drift::Drift;
use super::material::Material;
use super::periods::Periods;
use super::settings::Settings;
use crate::units::{Date, Problems};
use crate::validation::concentration::Concentration;
use crate::validation::migration::Migration;
use crate::validation::sample::count;
use serde::Serialize;

/// Whether the rating system stays as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// Grades, from the best to the worst.
    pub grades: Vec<String>,
    /// Moves of enterprises between grades, from one row of theirs to the next by date.
    pub migration: Option<Migration>,
    /// The concentration of grades.
    pub concentration: Option<Concentrated>,
    /// The population month by month, then from cohort to cohort by each column that tells one.
    pub drifts: Vec<Drift>,
}

/// Concentration now, and the test against development.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Concentrated {
    /// Now.
    pub now: Concentration,
    /// In development.
    pub initial: Option<Concentration>,
    /// How likely so much more of it by chance.
    pub p: Option<f64>,
}

impl Stability {
    pub(super) fn of(
        material: &Material,
        settings: &Settings,
        before: Option<&Material>,
    ) -> Result<Self, Problems> {
        let grades = material
            .grades
            .as_ref()
            .filter(|grades| grades.names.len() > 1);
        let concentration = grades.map(|grades| {
            let now = Concentration::of(&held(&grades.of_rows, grades.names.len()))?;
            let initial = before
                .and_then(|before| before.grades.as_ref())
                .map(|before| Concentration::of(&held(&before.of_rows, before.names.len())));
            let initial = initial.transpose()?;
            let p = initial.map(|initial| now.against_initial(&initial));
            Ok::<_, Problems>(Concentrated { now, initial, p })
        });
        let drifts = Periods::all(material, before)
            .into_iter()
            .filter_map(|periods| Drift::of(material, settings, before, periods).transpose());
        Ok(Self {
            grades: grades
                .map(|grades| grades.names.clone())
                .unwrap_or_default(),
            migration: grades
                .and_then(|grades| moves(material, &grades.of_rows, grades.names.len())),
            concentration: concentration.transpose()?,
            drifts: drifts.collect::<Result<_, Problems>>()?,
        })
    }
}

fn held(of_rows: &[usize], grades: usize) -> Vec<f64> {
    let mut held = vec![0_usize; grades];
    of_rows.iter().for_each(|grade| held[*grade] += 1);
    held.into_iter().map(count).collect()
}

/// Moves from each row of an enterprise to its next by date.
fn moves(material: &Material, grades: &[usize], many: usize) -> Option<Migration> {
    let (days, enterprises) = (material.days.as_ref()?, material.enterprises.as_ref()?);
    let mut rows: Vec<(u32, Date, usize)> = enterprises
        .iter()
        .zip(days)
        .zip(0..)
        .map(|((who, day), row)| (*who, *day, row))
        .collect();
    rows.sort_unstable();
    let pairs = rows
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 < pair[1].1);
    let (before, now): (Vec<usize>, Vec<usize>) = pairs
        .map(|pair| (grades[pair[0].2], grades[pair[1].2]))
        .unzip();
    let moved = (!before.is_empty()).then(|| Migration::of(&before, &now, many).ok());
    moved.flatten()
}
