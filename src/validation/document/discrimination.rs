//! Discriminatory power 区分能力: the second chapter of the statistics, ECB 2.5.4.

use super::material::{Material, Parting};
use super::settings::Settings;
use crate::units::Problems;
use crate::validation::bootstrap::Bootstrap;
use crate::validation::compare::Comparison;
use crate::validation::curves::{self, Ks};
use crate::validation::splits::k_fold;
use crate::validation::subgroups::{Subgroup, subgroups};
use crate::validation::{Auc, Ranked, Sample, h_measure};
use serde::Serialize;

/// How many points of a curve are kept for a chart.
const POINTS: usize = 200;
/// How many bars the distributions of scores have.
const BARS: usize = 24;

/// An area above this is too good: a column known only after the outcome leaks into the model.
const LEAK: f64 = 0.98;

/// How well events are told from others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Discrimination {
    /// The area under the ROC curve.
    pub auc: Auc,
    /// `DeLong`'s interval of it.
    pub auc_interval: Option<[f64; 2]>,
    /// Gini's coefficient, the accuracy ratio.
    pub gini: f64,
    /// Whether the area is so great that something known only afterwards must have leaked in.
    pub leak: bool,
    /// The distance of Kolmogorov and Smirnov.
    pub ks: Ks,
    /// The H-measure with costs by beta(2, 2).
    pub h: f64,
    /// The H-measure with costs by the share of events.
    pub h_by_prior: f64,
    /// The test against the area at initial validation.
    pub against_initial: Option<AgainstInitial>,
    /// How far the statistics move when the rows are drawn anew.
    pub bootstrap: Option<Spread>,
    /// The area in each of some parts that share no enterprise; none where a part has a single class.
    pub folds: Vec<Option<f64>>,
    /// Another model on the same rows.
    pub challenger: Option<Comparison>,
    /// The model month by month, then from cohort to cohort by each column that tells one.
    pub courses: Vec<Parts>,
    /// The model in each part of the population.
    pub partings: Vec<Parts>,
    /// The ROC curve.
    pub roc: Vec<[f64; 2]>,
    /// The CAP curve.
    pub cap: Vec<[f64; 2]>,
    /// The distributions of scores.
    pub scores: Vec<Bar>,
}

/// The ECB's test of the current area against the one at initial validation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AgainstInitial {
    /// The area then.
    pub initial: f64,
    /// S: the fall through the standard error.
    pub statistic: f64,
    /// How likely a fall as great if nothing fell.
    pub p: f64,
}

/// Intervals of the bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// Replicates with both classes.
    pub replicates: usize,
    /// Replicates left out for a single class.
    pub one_class: usize,
    /// Whether whole enterprises were drawn.
    pub by_enterprise: bool,
    /// The interval of the area.
    pub auc: Option<[f64; 2]>,
    /// The interval of the distance of Kolmogorov and Smirnov.
    pub ks: Option<[f64; 2]>,
    /// The interval of the Brier score, where there are probabilities.
    pub brier: Option<[f64; 2]>,
}

/// The parts of one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parts {
    /// The column.
    pub name: String,
    /// Its parts.
    pub parts: Vec<Subgroup>,
}

/// One bar of the distributions of scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bar {
    /// The least score of it.
    pub from: f64,
    /// The share of all events that it holds.
    pub events: f64,
    /// The share of all others that it holds.
    pub others: f64,
}

impl Discrimination {
    pub(super) fn of(
        material: &Material,
        settings: &Settings,
        before: Option<&Material>,
    ) -> Result<Self, Problems> {
        let weights = material.weights.as_deref();
        let sample = Sample::new(&material.scores, &material.outcomes, weights)?;
        let ranked = Ranked::of(&sample)?;
        let auc = Auc::of(&sample)?;
        let of_before = before.and_then(|before| {
            let sample =
                Sample::new(&before.scores, &before.outcomes, before.weights.as_deref()).ok()?;
            Auc::of(&sample).ok().map(|auc| auc.value)
        });
        let against_initial = settings.initial_auc.or(of_before).and_then(|initial| {
            let (statistic, p) = auc.against_initial(initial)?;
            Some(AgainstInitial {
                initial,
                statistic,
                p,
            })
        });
        let challenger = material
            .challenger
            .as_ref()
            .map(|scores| Comparison::of(&material.scores, scores, &material.outcomes, weights));
        let parts = |partings: &[Parting]| -> Result<Vec<Parts>, Problems> {
            let each = partings.iter().map(|parting| {
                let probabilities = material.probabilities.as_deref();
                Ok(Parts {
                    name: parting.name.clone(),
                    parts: subgroups(&sample, probabilities, &parting.of_rows, &parting.values)?,
                })
            });
            each.collect()
        };
        Ok(Self {
            auc,
            auc_interval: auc.interval(settings.confidence),
            gini: auc.gini(),
            leak: auc.value > LEAK,
            ks: Ks::of(&ranked),
            h: h_measure::symmetric(&ranked),
            h_by_prior: h_measure::by_prior(&ranked),
            against_initial,
            bootstrap: spread(material, settings)?,
            folds: folds(material, settings),
            challenger: challenger.transpose()?,
            courses: parts(&super::periods::partings(material))?,
            partings: parts(&material.partings)?,
            roc: curves::thinned(&curves::roc(&ranked), POINTS),
            cap: curves::thinned(&curves::cap(&ranked), POINTS),
            scores: bars(&ranked),
        })
    }
}

fn spread(material: &Material, settings: &Settings) -> Result<Option<Spread>, Problems> {
    if settings.replicates == 0 {
        return Ok(None);
    }
    let sample = Sample::new(
        &material.scores,
        &material.outcomes,
        material.weights.as_deref(),
    )?;
    let probabilities = material.probabilities.as_deref();
    let enterprises = material.enterprises.as_deref();
    let (replicates, seed) = (settings.replicates, settings.seed);
    let drawn = Bootstrap::of(&sample, probabilities, enterprises, replicates, seed)?;
    Ok(Some(Spread {
        replicates: drawn.replicates.len(),
        one_class: drawn.one_class,
        by_enterprise: enterprises.is_some(),
        auc: drawn.interval(|one| Some(one.auc), settings.confidence),
        ks: drawn.interval(|one| Some(one.ks), settings.confidence),
        brier: drawn.interval(|one| one.brier, settings.confidence),
    }))
}

fn folds(material: &Material, settings: &Settings) -> Vec<Option<f64>> {
    let enterprises = material.enterprises.as_deref();
    let splits = k_fold(material.rows(), enterprises, settings.folds, settings.seed);
    let area = |rows: &[usize]| {
        let part = material.part(rows);
        let sample = Sample::new(&part.scores, &part.outcomes, part.weights.as_deref()).ok()?;
        Auc::of(&sample).ok().map(|auc| auc.value)
    };
    splits
        .unwrap_or_default()
        .iter()
        .map(|split| area(&split.test))
        .collect()
}

/// Bars of one width from the least score to the greatest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among the bars"
)]
fn bars(ranked: &Ranked) -> Vec<Bar> {
    let low = ranked.ties.first().map_or(0.0, |tie| tie.score);
    let high = ranked.ties.last().map_or(0.0, |tie| tie.score);
    let width = ((high - low) / crate::validation::sample::count(BARS)).max(f64::MIN_POSITIVE);
    let bar = |at: usize| Bar {
        from: low + width * crate::validation::sample::count(at),
        events: 0.0,
        others: 0.0,
    };
    let mut bars: Vec<Bar> = (0..BARS).map(bar).collect();
    for tie in &ranked.ties {
        let at = (((tie.score - low) / width) as usize).min(BARS - 1);
        bars[at].events += tie.events / ranked.events;
        bars[at].others += tie.others / ranked.others;
    }
    bars
}
