//! The report of an additive fit: how it was boosted, what was certified, every band with its points.

use super::boosting::Certificate;
use super::fit_facts::FitFacts;
use super::held_out::HeldOut;
use super::probabilities::Probabilities;
use super::reject::Inference;
use super::spec::Scale;
use super::{AdditiveModel, Sample, Spec};
use serde::Serialize;

/// The report of an additive fit 建模报告, written as JSON beside the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdditiveReport {
    /// The form of this document.
    pub schema: &'static str,
    /// The model, the rows and the columns.
    #[serde(flatten)]
    pub facts: FitFacts,
    /// How many rounds over the variables each bag took, and how many over the pairs.
    pub rounds: Vec<[usize; 2]>,
    /// How well rows were told by the bags that held them out.
    pub held_out: HeldOut,
    /// Every step of a line with a trend, walked; no breach in a model that is written.
    pub certificate: Certificate,
    /// What points mean, step by step.
    pub probabilities: Probabilities,
    /// What is assumed of the refused, and how far the model depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<Inference>,
    /// The scale of points.
    pub scale: Scale,
    /// Points that everybody has.
    pub base_points: i32,
    /// The shape of each variable, those first that move points most.
    pub shapes: Vec<ShapeTable>,
    /// Tables of two variables, and by how many points each moves a score at most.
    pub pairs: Vec<([String; 2], i32)>,
    /// The most by which rounding moves a score, in points.
    pub worst_rounding_error: f64,
    /// The same as a factor on the odds.
    pub worst_rounding_odds: f64,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

/// The shape of one variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShapeTable {
    /// The column.
    pub column: String,
    /// From the worst band to the best, in points.
    pub range: i32,
    /// Bin, rows, events, log-odds and points of each fine bin.
    pub bins: Vec<(String, u64, f64, f64, i32)>,
}

impl AdditiveReport {
    /// The form of the document.
    pub const SCHEMA: &'static str = "zhixin/additive-fit-report/1";

    /// The report of an additive model.
    pub fn of(
        facts: FitFacts,
        (fitted, sample): (&AdditiveModel, &Sample),
        probabilities: Probabilities,
        reject: Option<Inference>,
        spec: &Spec,
    ) -> Self {
        let mut shapes: Vec<ShapeTable> = (0..sample.variables.len())
            .map(|place| shape(fitted, sample, place))
            .collect();
        shapes.sort_by_key(|shape| std::cmp::Reverse(shape.range));
        let pairs = fitted.tables.pairs.iter().zip(&fitted.points.pairs);
        let pairs = pairs.map(|(pair, points)| {
            let name = |place: usize| sample.variables[place].column.clone();
            let all = || points.cells.iter().copied().chain([points.beside]);
            let range = all().max().unwrap_or(0) - all().min().unwrap_or(0);
            ([name(pair.first), name(pair.second)], range)
        });
        let worst = fitted.points.worst_error;
        let mut warnings = facts.warnings();
        warnings.extend(probabilities.warnings.iter().cloned());
        warnings.extend(reject.iter().flat_map(Inference::warnings));
        Self {
            schema: Self::SCHEMA,
            warnings,
            facts,
            rounds: fitted.tables.rounds.clone(),
            held_out: fitted.held_out,
            certificate: fitted.certificate.clone(),
            probabilities,
            reject,
            scale: spec.scale,
            base_points: fitted.points.base,
            shapes,
            pairs: pairs.collect(),
            worst_rounding_error: worst,
            worst_rounding_odds: (worst / spec.scale.factor()).exp(),
        }
    }
}

fn shape(fitted: &AdditiveModel, sample: &Sample, place: usize) -> ShapeTable {
    let variable = &sample.variables[place];
    let points = &fitted.points.shapes[place];
    let counts = sample.counts(variable);
    let bins = variable
        .layout
        .names()
        .into_iter()
        .enumerate()
        .map(|(slot, name)| {
            let count = &counts[slot];
            let log_odds = fitted.tables.shapes[place][slot];
            (name.en, count.rows, count.events, log_odds, points[slot])
        });
    let bands = &points[..variable.layout.bands()];
    ShapeTable {
        column: variable.column.clone(),
        range: bands.iter().max().unwrap_or(&0) - bands.iter().min().unwrap_or(&0),
        bins: bins.collect(),
    }
}
