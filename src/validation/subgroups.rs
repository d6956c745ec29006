//! The model in each part of the population: districts, sizes, ages, industries.

use super::auc::Auc;
use super::bins::rate_interval;
use super::curves::Ks;
use super::ranked::Ranked;
use super::sample::Sample;
use crate::statistics::beta_cdf;
use crate::units::Problems;
use serde::Serialize;

/// One part of the population.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subgroup {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
    /// Their weight.
    pub weight: f64,
    /// The weight of events.
    pub events: f64,
    /// The rate of events; none where the weight is zero.
    pub rate: Option<f64>,
    /// Jeffreys' interval of the rate, 95%.
    pub interval: Option<[f64; 2]>,
    /// The mean probability, where there are probabilities.
    pub mean_pd: Option<f64>,
    /// Jeffreys' test of the mean probability.
    pub jeffreys: Option<f64>,
    /// The area under the ROC curve; none where the part has one class only.
    pub auc: Option<Auc>,
    /// Its interval, 95%.
    pub auc_interval: Option<[f64; 2]>,
    /// The distance of Kolmogorov and Smirnov.
    pub ks: Option<f64>,
}

/// Every part, in the order of `names`; `of_rows` gives each row the number of its part. A part without rows is shown.
pub fn subgroups(
    sample: &Sample<'_>,
    probabilities: Option<&[f64]>,
    of_rows: &[usize],
    names: &[String],
) -> Result<Vec<Subgroup>, Problems> {
    let mut problems = Problems::default();
    super::sample::same_length(&mut problems, "group", sample.rows(), of_rows.len());
    if let Some(probabilities) = probabilities {
        super::sample::same_length(&mut problems, "pd", sample.rows(), probabilities.len());
    }
    if of_rows.iter().any(|part| *part >= names.len()) {
        problems.add(
            "group",
            "subgroup.name",
            "a row is of a part that has no name",
        );
    }
    problems.or(())?;
    let mut rows = vec![Vec::new(); names.len()];
    for (row, part) in of_rows.iter().enumerate() {
        rows[*part].push(row);
    }
    Ok(names
        .iter()
        .zip(&rows)
        .map(|(name, rows)| part(sample, probabilities, name, rows))
        .collect())
}

fn part(
    sample: &Sample<'_>,
    probabilities: Option<&[f64]>,
    name: &str,
    rows: &[usize],
) -> Subgroup {
    let scores: Vec<f64> = rows.iter().map(|row| sample.scores[*row]).collect();
    let outcomes: Vec<bool> = rows.iter().map(|row| sample.outcomes[*row]).collect();
    let weights: Option<Vec<f64>> = sample
        .weights
        .map(|weights| rows.iter().map(|row| weights[*row]).collect());
    let own = Sample {
        scores: &scores,
        outcomes: &outcomes,
        weights: weights.as_deref(),
    };
    let (events, others) = own.classes();
    let weight = events + others;
    let there = (weight > 0.0).then_some(());
    let mean_pd = probabilities.zip(there).map(|(probabilities, ())| {
        rows.iter()
            .map(|row| sample.weight(*row) * probabilities[*row])
            .sum::<f64>()
            / weight
    });
    let ranked = Ranked::of(&own).ok();
    let auc = ranked.as_ref().map(Auc::of_ranked);
    Subgroup {
        name: name.to_owned(),
        rows: rows.len(),
        weight,
        events,
        rate: there.map(|()| events / weight),
        interval: there.map(|()| rate_interval(events, weight, 0.95)),
        mean_pd,
        jeffreys: mean_pd.map(|pd| beta_cdf(pd, events + 0.5, others + 0.5)),
        auc,
        auc_interval: auc.and_then(|auc| auc.interval(0.95)),
        ks: ranked.as_ref().map(|ranked| Ks::of(ranked).value),
    }
}
