//! Drift 漂移: the index of the population and of each characteristic, period by period, each with its null band.

use super::material::Material;
use super::periods::Periods;
use super::settings::Settings;
use crate::units::Problems;
use crate::validation::psi::Psi;
use rayon::prelude::*;
use serde::Serialize;

/// How many bands of scores the index of the population has, where the model has no grades.
const BANDS: usize = 10;

/// The population from period to period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// `month`, or the column that tells the cohort.
    pub by: String,
    /// Whom the periods are held against.
    pub reference: String,
    /// The index of the population, period by period.
    pub population: Vec<Period>,
    /// The index of each characteristic, over all periods and in each; the most moved first.
    pub characteristics: Vec<Moved>,
}

/// The index of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// The month, as 2017-05, or the cohort.
    pub name: String,
    /// Its rows.
    pub rows: usize,
    /// Their weight.
    pub weight: f64,
    /// The index of scores against the reference.
    pub psi: Psi,
    /// How many characteristics are beyond their 99% band in it.
    pub characteristics_beyond: usize,
}

/// The index of one characteristic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The characteristic.
    pub name: String,
    /// Its index over all periods.
    pub csi: Psi,
    /// Its bands with the weight of the reference and the weight now.
    pub bands: Vec<(String, f64, f64)>,
    /// Its index in each period of the population.
    pub periods: Vec<Psi>,
}

impl Drift {
    /// The drift over some periods; none where there is nothing to hold against another.
    pub(super) fn of(
        material: &Material,
        settings: &Settings,
        before: Option<&Material>,
        periods: Periods,
    ) -> Result<Option<Self>, Problems> {
        let source = before.unwrap_or(material);
        let heavy = |of: &Material, rows: &[usize]| rows.iter().any(|row| of.weight(*row) > 0.0);
        let parts = periods.parts.into_iter();
        let named: Vec<_> = parts.filter(|(_, rows)| heavy(material, rows)).collect();
        if named.is_empty() || !heavy(source, &periods.reference_rows) {
            return Ok(None);
        }
        let grades = material.grades.as_ref();
        let grades = grades.filter(|grades| grades.names.len() > 1);
        let cuts = cuts(source, &periods.reference_rows);
        let bands = |of: &Material| -> Vec<usize> {
            let place = |score: &f64| cuts.partition_point(|cut| cut <= score);
            match (grades, &of.grades) {
                (Some(_), Some(grades)) => grades.of_rows.clone(),
                _ => of.scores.iter().map(place).collect(),
            }
        };
        let many = grades.map_or(cuts.len() + 1, |grades| grades.names.len());
        let band_of = |bands: Vec<usize>| move |row: usize| bands[row];
        let then = tally(
            source,
            &periods.reference_rows,
            many,
            band_of(bands(source)),
        );
        let now = band_of(bands(material));
        let population = named.par_iter().map(|(name, rows)| {
            let held = tally(material, rows, many, &now);
            Ok(Period {
                name: name.clone(),
                rows: rows.len(),
                weight: held.iter().sum(),
                psi: Psi::weighed(&then, &held, settings.seed)?,
                characteristics_beyond: 0,
            })
        });
        let mut drift = Self {
            by: periods.by,
            reference: periods.reference,
            population: population.collect::<Result<_, Problems>>()?,
            characteristics: Vec::new(),
        };
        drift.characteristics = (0..material.characteristics.len())
            .into_par_iter()
            .map(|at| {
                moved(
                    at,
                    [material, source],
                    &periods.reference_rows,
                    &named,
                    settings.seed,
                )
            })
            .collect::<Result<Vec<_>, Problems>>()?;
        for (at, period) in drift.population.iter_mut().enumerate() {
            let beyond = drift.characteristics.iter().map(|moved| &moved.periods[at]);
            period.characteristics_beyond = beyond.filter(|csi| csi.value > csi.band_99).count();
        }
        drift
            .characteristics
            .sort_by(|a, b| b.csi.value.total_cmp(&a.csi.value));
        Ok(Some(drift))
    }
}

fn moved(
    at: usize,
    [material, source]: [&Material; 2],
    reference: &[usize],
    named: &[(String, Vec<usize>)],
    seed: u64,
) -> Result<Moved, Problems> {
    let (now, then) = (&material.characteristics[at], &source.characteristics[at]);
    let many = now.bands.len();
    let band = |row: usize| usize::from(now.of_rows[row]);
    let expected = tally(source, reference, many, |row| {
        usize::from(then.of_rows[row])
    });
    let mut actual = vec![0.0; many];
    let mut periods = Vec::with_capacity(named.len());
    for (_, rows) in named {
        let held = tally(material, rows, many, band);
        periods.push(Psi::weighed(&expected, &held, seed)?);
        actual
            .iter_mut()
            .zip(held)
            .for_each(|(sum, held)| *sum += held);
    }
    let counts = expected.iter().zip(&actual);
    let named = now.bands.iter().cloned().zip(counts);
    Ok(Moved {
        name: now.name.clone(),
        csi: Psi::weighed(&expected, &actual, seed)?,
        bands: named
            .map(|(name, (e, a))| (name, *e, *a))
            .filter(|(_, e, a)| e + a > 0.0)
            .collect(),
        periods,
    })
}

/// The weight of rows in each band.
fn tally(of: &Material, rows: &[usize], many: usize, band: impl Fn(usize) -> usize) -> Vec<f64> {
    let mut held = vec![0.0; many];
    for row in rows {
        held[band(*row)] += of.weight(*row);
    }
    held
}

/// Scores that cut the reference into tenths of its weight.
fn cuts(source: &Material, reference: &[usize]) -> Vec<f64> {
    let mut scores: Vec<(f64, f64)> = reference
        .iter()
        .map(|row| (source.scores[*row], source.weight(*row)))
        .collect();
    scores.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = scores.iter().map(|(_, weight)| weight).sum();
    let (mut cuts, mut sum) = (Vec::with_capacity(BANDS), 0.0);
    for (score, weight) in scores {
        // A cut is the score of the first row beyond each tenth.
        while cuts.len() + 1 < BANDS
            && sum + weight > total * crate::validation::sample::count(cuts.len() + 1) / 10.0
        {
            cuts.push(score);
        }
        sum += weight;
    }
    cuts.dedup();
    cuts
}
