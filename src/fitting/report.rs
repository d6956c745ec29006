//! The report of a fit: everything that a validator asks of how a scorecard came about.

use super::fit_facts::FitFacts;
use super::logistic::Coefficient;
use super::probabilities::Probabilities;
use super::reject::Inference;
use super::selection::Decision;
use super::spec::Scale;
use super::{Binning, Scorecard, Spec};
use crate::units::Bilingual;
use serde::Serialize;

/// The report of a fit 建模报告, written as JSON beside the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitReport {
    /// The form of this document.
    pub schema: &'static str,
    /// The model, the rows and the columns.
    #[serde(flatten)]
    pub facts: FitFacts,
    /// The rate of events among the rows.
    pub sample_rate: f64,
    /// The rate of events in the population, to which the probabilities are fitted.
    pub population_rate: f64,
    /// Variables that could not be binned, and why.
    pub unbinned: Vec<(String, String)>,
    /// The binning tables of every variable, used or not.
    pub binning: Vec<Binning>,
    /// How variables were chosen.
    pub selection: Vec<Decision>,
    /// The regression.
    pub regression: Regression,
    /// The scale of points.
    pub scale: Scale,
    /// Points that everybody has.
    pub base_points: i32,
    /// The points of each variable.
    pub points: Vec<PointsTable>,
    /// What points mean, step by step.
    pub probabilities: Probabilities,
    /// What is assumed of the refused, and how far the model depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<Inference>,
    /// The most by which rounding moves a score, in points.
    pub worst_rounding_error: f64,
    /// The same as a factor on the odds.
    pub worst_rounding_odds: f64,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

/// The regression, in figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Regression {
    /// The intercept, before prior correction.
    pub intercept: Coefficient,
    /// What prior correction adds to it.
    pub prior_shift: f64,
    /// The coefficients, one a unit of weight of evidence; each is below nought, or its variable would not be here.
    pub coefficients: Vec<Named>,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// That of the intercept alone.
    pub null_log_likelihood: f64,
    /// `McFadden`'s R².
    pub mcfadden: f64,
    /// Newton's steps.
    pub steps: usize,
    /// The penalty.
    pub l2: f64,
}

/// A coefficient with its variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// The column.
    pub column: String,
    /// The figures.
    #[serde(flatten)]
    pub coefficient: Coefficient,
    /// The variance inflation factor.
    pub vif: Option<f64>,
}

/// The points of one variable, bin by bin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointsTable {
    /// The column.
    pub column: String,
    /// What it is called.
    pub name: Bilingual,
    /// Bin, exact points above the worst band, and whole points.
    pub bins: Vec<(String, f64, i32)>,
}

impl FitReport {
    /// The form of the document.
    pub const SCHEMA: &'static str = "zhixin/fit-report/1";

    /// The report of a scorecard.
    pub fn of(
        facts: FitFacts,
        scorecard: &Scorecard,
        probabilities: Probabilities,
        reject: Option<Inference>,
        spec: &Spec,
    ) -> Self {
        let mut warnings = warnings(scorecard, &facts, spec);
        warnings.extend(probabilities.warnings.iter().cloned());
        warnings.extend(reject.iter().flat_map(Inference::warnings));
        let points = scorecard.used().zip(&scorecard.points.tables.each);
        let points = points.map(|((binning, coefficient), whole)| {
            let exact = scorecard.exact_points(binning, coefficient);
            let least = exact.iter().copied().fold(f64::INFINITY, f64::min);
            let bins = binning.bins.iter().zip(exact.iter().zip(whole));
            PointsTable {
                column: binning.column.clone(),
                name: binning.name.clone(),
                bins: bins
                    .map(|(bin, (exact, whole))| (bin.name.en.clone(), exact - least, *whole))
                    .collect(),
            }
        });
        let worst = scorecard.points.worst_error;
        Self {
            schema: Self::SCHEMA,
            facts,
            sample_rate: scorecard.sample_rate,
            population_rate: scorecard.population_rate,
            unbinned: scorecard.unbinned.clone(),
            binning: scorecard.binnings.clone(),
            selection: scorecard.chosen.trail.clone(),
            regression: regression(scorecard, spec),
            scale: scorecard.scale,
            base_points: scorecard.points.tables.base,
            points: points.collect(),
            probabilities,
            reject,
            worst_rounding_error: worst,
            worst_rounding_odds: (worst / scorecard.scale.factor()).exp(),
            warnings,
        }
    }
}

fn regression(scorecard: &Scorecard, spec: &Spec) -> Regression {
    let logistic = &scorecard.logistic;
    let named = scorecard.used().zip(&logistic.coefficients).enumerate();
    let coefficients = named.map(|(at, ((binning, _), coefficient))| Named {
        column: binning.column.clone(),
        coefficient: *coefficient,
        vif: scorecard.inflation.as_ref().map(|all| all[at]),
    });
    Regression {
        intercept: logistic.intercept,
        prior_shift: scorecard.prior_shift(),
        coefficients: coefficients.collect(),
        log_likelihood: logistic.log_likelihood,
        null_log_likelihood: logistic.null_log_likelihood,
        mcfadden: 1.0 - logistic.log_likelihood / logistic.null_log_likelihood,
        steps: logistic.steps,
        l2: spec.l2,
    }
}

fn warnings(scorecard: &Scorecard, facts: &FitFacts, spec: &Spec) -> Vec<String> {
    let mut warnings = facts.warnings();
    let inflation = scorecard.inflation.as_deref().unwrap_or_default();
    for ((binning, _), vif) in scorecard.used().zip(inflation) {
        if *vif > spec.selection.max_vif {
            warnings.push(format!(
                "{}: its variance inflation factor is {vif:.2}, above {}: other variables say most of what it says",
                binning.column, spec.selection.max_vif
            ));
        }
    }
    for ((binning, _), coefficient) in scorecard.used().zip(&scorecard.logistic.coefficients) {
        if let Some(p) = coefficient.p.filter(|p| *p > 0.05) {
            warnings.push(format!(
                "{}: its coefficient has a p-value of {p:.3}",
                binning.column
            ));
        }
    }
    let moved = scorecard.prior_shift().abs();
    if moved > 1e-9 {
        warnings.push(format!(
            "the population has the event at {:.4}%, the sample at {:.4}%: every probability was moved by prior correction",
            scorecard.population_rate * 100.0,
            scorecard.sample_rate * 100.0
        ));
    }
    warnings
}
