//! Stability 稳定性: the third chapter of the statistics, ECB 2.5.5, and the population month by month.

use super::material::Material;
use super::settings::Settings;
use crate::units::{Date, Problems};
use crate::validation::concentration::Concentration;
use crate::validation::migration::Migration;
use crate::validation::psi::Psi;
use crate::validation::sample::count;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many bands of scores the index of the population has, where the model has no grades.
const BANDS: usize = 10;

/// Whether the rating system stays as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// Grades, from the best to the worst.
    pub grades: Vec<String>,
    /// Moves of enterprises between grades, from one row of theirs to the next by date.
    pub migration: Option<Migration>,
    /// The concentration of grades.
    pub concentration: Option<Concentrated>,
    /// Whom the months are held against.
    pub reference: String,
    /// The index of the population, month by month.
    pub population: Vec<Month>,
    /// The index of each characteristic over all rows, the most moved first.
    pub characteristics: Vec<Moved>,
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

/// The index of one month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Month {
    /// The month, as 2017-05.
    pub month: String,
    /// Its rows.
    pub rows: u64,
    /// The index of scores against the reference.
    pub psi: Psi,
    /// How many characteristics are beyond their 99% band this month.
    pub characteristics_beyond: usize,
}

/// The index of one characteristic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The characteristic.
    pub name: String,
    /// Its index.
    pub csi: Psi,
    /// Its bands with rows of the reference and rows now.
    pub bands: Vec<(String, u64, u64)>,
    /// Its index month by month, in the months of the population.
    pub months: Vec<f64>,
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
        let (reference, months) = months(material, before);
        let mut stability = Self {
            grades: grades
                .map(|grades| grades.names.clone())
                .unwrap_or_default(),
            migration: grades
                .and_then(|grades| moves(material, &grades.of_rows, grades.names.len())),
            concentration: concentration.transpose()?,
            reference: reference.name,
            population: Vec::new(),
            characteristics: Vec::new(),
        };
        if reference.rows.is_empty() || months.is_empty() {
            return Ok(stability);
        }
        let source = before.unwrap_or(material);
        let cuts = cuts(source, &reference.rows);
        let bands = |of: &Material| -> Vec<usize> {
            let place = |score: &f64| cuts.partition_point(|cut| cut <= score);
            match &of.grades {
                Some(grades) => grades.of_rows.clone(),
                None => of.scores.iter().map(place).collect(),
            }
        };
        let many = grades.map_or(cuts.len() + 1, |grades| grades.names.len());
        let expected = tally(&bands(source), &reference.rows, many);
        let now = bands(material);
        for (month, rows) in &months {
            let psi = Psi::of(&expected, &tally(&now, rows, many), settings.seed)?;
            stability.population.push(Month {
                month: month.clone(),
                rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
                psi,
                characteristics_beyond: 0,
            });
        }
        stability.characteristics(material, source, &reference.rows, &months, settings.seed)?;
        Ok(stability)
    }

    fn characteristics(
        &mut self,
        material: &Material,
        source: &Material,
        reference: &[usize],
        months: &BTreeMap<String, Vec<usize>>,
        seed: u64,
    ) -> Result<(), Problems> {
        let all: Vec<usize> = months.values().flatten().copied().collect();
        for (now, then) in material.characteristics.iter().zip(&source.characteristics) {
            let many = now.bands.len();
            let expected = tally(&then.of_rows, reference, many);
            let mut by_month = Vec::with_capacity(months.len());
            for (at, rows) in months.values().enumerate() {
                let csi = Psi::of(&expected, &tally(&now.of_rows, rows, many), seed)?;
                self.population[at].characteristics_beyond += usize::from(csi.value > csi.band_99);
                by_month.push(csi.value);
            }
            let actual = tally(&now.of_rows, &all, many);
            let counts = expected.iter().zip(&actual);
            let named = now.bands.iter().cloned().zip(counts);
            self.characteristics.push(Moved {
                name: now.name.clone(),
                csi: Psi::of(&expected, &actual, seed)?,
                bands: named
                    .map(|(name, (e, a))| (name, *e, *a))
                    .filter(|(_, e, a)| e + a > 0)
                    .collect(),
                months: by_month,
            });
        }
        self.characteristics
            .sort_by(|a, b| b.csi.value.total_cmp(&a.csi.value));
        Ok(())
    }
}

/// The rows that others are held against.
struct Reference {
    name: String,
    rows: Vec<usize>,
}

/// The reference and the rows of each month: against development where there is one, else against the first month.
fn months(
    material: &Material,
    before: Option<&Material>,
) -> (Reference, BTreeMap<String, Vec<usize>>) {
    let mut months: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, day) in material.days.iter().flatten().enumerate() {
        months.entry(month(*day)).or_default().push(row);
    }
    if let Some(before) = before {
        let name = "development".to_owned();
        return (
            Reference {
                name,
                rows: (0..before.rows()).collect(),
            },
            months,
        );
    }
    let (name, rows) = months.pop_first().unwrap_or_default();
    (Reference { name, rows }, months)
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn held(of_rows: &[usize], grades: usize) -> Vec<f64> {
    let mut held = vec![0_usize; grades];
    of_rows.iter().for_each(|grade| held[*grade] += 1);
    held.into_iter().map(count).collect()
}

fn tally(of_rows: &[usize], rows: &[usize], many: usize) -> Vec<u64> {
    let mut counts = vec![0; many];
    rows.iter().for_each(|row| counts[of_rows[*row]] += 1);
    counts
}

/// Scores that cut the reference into tenths.
fn cuts(source: &Material, reference: &[usize]) -> Vec<f64> {
    let mut scores: Vec<f64> = reference.iter().map(|row| source.scores[*row]).collect();
    scores.sort_unstable_by(f64::total_cmp);
    let mut cuts: Vec<f64> = (1..BANDS)
        .map(|tenth| scores[tenth * scores.len() / BANDS])
        .collect();
    cuts.dedup();
    cuts
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
