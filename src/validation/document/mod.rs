//! The document of a validation, in the order of the ECB's reporting instructions: general information, the rating
//! process, predictive ability, discriminatory power, stability.
//!
//! ECB, Instructions for reporting the validation results of internal models: IRB Pillar I models for credit risk,
//! February 2019, 2.4 and 2.5. What has no place there stands at the end of the chapter it belongs to.

mod calibration;
mod discrimination;
mod drift;
mod material;
mod periods;
mod process;
mod settings;
mod stability;
mod trials;

pub use calibration::Predictive;
pub use discrimination::{AgainstInitial, Bar, Discrimination, Parts, Spread};
pub use drift::{Drift, Moved, Period};
pub use material::{Characteristic, Grades, Material, Parting};
pub use process::{Process, ProcessCourse, ProcessPeriod};
pub use settings::Settings;
pub use stability::{Concentrated, Stability};
pub use trials::{Known, Plan, Scheme, Trial, Trials, Tried, TriedRows};

use super::splits::out_of_time;
use crate::units::{Date, Problems};
use serde::Serialize;

/// A validation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Validation {
    /// General information.
    pub general: General,
    /// The rating process.
    pub process: Process,
    /// Predictive ability; none where the model is not calibrated.
    pub predictive: Option<Predictive>,
    /// Discriminatory power.
    pub discrimination: Discrimination,
    /// Stability.
    pub stability: Stability,
}

/// What was validated, on what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct General {
    /// The settings.
    pub settings: Settings,
    /// Rows that were validated.
    pub rows: usize,
    /// Rows of development that they are held against.
    pub development_rows: usize,
    /// Rows of development whose enterprise is also among those validated.
    pub on_both_sides: usize,
    /// Enterprises, where rows tell theirs.
    pub enterprises: Option<usize>,
    /// The weight of events.
    pub events: f64,
    /// The weight of all rows.
    pub weight: f64,
    /// The first and the last day.
    pub period: Option<[Date; 2]>,
}

impl Validation {
    /// Validates. Refused: rows of one class, scores that are no numbers, columns of unequal length, and a day that leaves
    /// no row on one side; everything wrong is told at once.
    pub fn of(material: &Material, settings: &Settings) -> Result<Self, Problems> {
        material.check()?;
        check(material, settings)?;
        let (now, before, on_both_sides) = apart(material, settings)?;
        let probabilities = now.probabilities.as_deref();
        let predictive = probabilities.map(|probabilities| Predictive::of(&now, probabilities));
        let before = before.as_ref();
        Ok(Self {
            discrimination: Discrimination::of(&now, settings, before)?,
            predictive: predictive.transpose()?,
            stability: Stability::of(&now, settings, before)?,
            process: Process::of(&now)?,
            general: General::of(&now, settings, before, on_both_sides),
        })
    }
}

fn check(material: &Material, settings: &Settings) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if settings.since.is_some() && material.days.is_none() {
        let what = "rows are parted by a day, but have none; name the column of their dates";
        problems.add("since", "validation.date", what);
    }
    if !(settings.confidence > 0.0 && settings.confidence < 1.0) {
        problems.add(
            "confidence",
            "validation.confidence",
            "it must lie between 0 and 1",
        );
    }
    if settings
        .initial_auc
        .is_some_and(|auc| !(0.0..=1.0).contains(&auc))
    {
        problems.add(
            "initial-auc",
            "validation.initial_auc",
            "it must lie from 0 to 1",
        );
    }
    problems.or(())
}

/// The rows to validate, the rows of development, and how many of these are of enterprises that are validated too.
fn apart(
    material: &Material,
    settings: &Settings,
) -> Result<(Material, Option<Material>, usize), Problems> {
    let Some((since, days)) = settings.since.zip(material.days.as_ref()) else {
        return Ok((material.clone(), None, 0));
    };
    // The model is made already: its development is shown as it was, and what it shares with these rows is told.
    let split = out_of_time(days, &since, None)?;
    let left_out = match &material.enterprises {
        None => 0,
        Some(enterprises) => {
            let tried: std::collections::BTreeSet<u32> =
                split.test.iter().map(|row| enterprises[*row]).collect();
            split
                .train
                .iter()
                .filter(|row| tried.contains(&enterprises[**row]))
                .count()
        }
    };
    Ok((
        material.part(&split.test),
        Some(material.part(&split.train)),
        left_out,
    ))
}

impl General {
    fn of(
        now: &Material,
        settings: &Settings,
        before: Option<&Material>,
        on_both_sides: usize,
    ) -> Self {
        let happened = |row: &usize| now.outcomes[*row];
        let days = now.days.as_ref();
        let enterprises = now.enterprises.as_ref().map(|enterprises| {
            let mut all = enterprises.clone();
            all.sort_unstable();
            all.dedup();
            all.len()
        });
        let first = days.and_then(|days| days.iter().min());
        let last = days.and_then(|days| days.iter().max());
        Self {
            settings: settings.clone(),
            rows: now.rows(),
            development_rows: before.map_or(0, Material::rows),
            on_both_sides,
            enterprises,
            events: (0..now.rows())
                .filter(happened)
                .map(|row| now.weight(row))
                .sum(),
            weight: (0..now.rows()).map(|row| now.weight(row)).sum(),
            period: first.zip(last).map(|(first, last)| [*first, *last]),
        }
    }
}
