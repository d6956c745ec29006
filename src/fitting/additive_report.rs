//! The report of an additive fit: how it was boosted, what was certified, every band with its points.

use super::additive_model::HeldOut;
use super::boosting::Certificate;
use super::calibration::{Curve, Margin, PriorCorrection};
use super::export::Learned;
use super::profile::Profile;
use super::spec::{Exclusion, Scale};
use super::{AdditiveModel, Counts, Roles, Sample, Spec};
use crate::scoring::Model;
use crate::units::Digest;
use serde::Serialize;

/// The report of an additive fit 建模报告, written as JSON beside the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdditiveReport {
    /// The form of this document.
    pub schema: &'static str,
    /// The model.
    pub model: String,
    /// Its version.
    pub version: i64,
    /// Its digest.
    pub model_digest: Digest,
    /// The digest of the spec.
    pub spec_digest: Digest,
    /// What the rows were.
    pub learned_from: String,
    /// The seed.
    pub seed: u64,
    /// All rows, counted.
    pub sample: Counts,
    /// Every column.
    pub columns: Vec<Profile>,
    /// Columns that the spec leaves out.
    pub excluded: Vec<Exclusion>,
    /// How many rounds over the variables each bag took, and how many over the pairs.
    pub rounds: Vec<[usize; 2]>,
    /// How well rows were told by the bags that held them out.
    pub held_out: HeldOut,
    /// Every step of a line with a trend, walked; no breach in a model that is written.
    pub certificate: Certificate,
    /// What prior correction did.
    pub prior: PriorCorrection,
    /// The curve of calibration, over log-odds of the sample.
    pub calibration: Option<Curve>,
    /// What is added to every probability, each with its reason.
    pub margins: Vec<Margin>,
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
        model: &Model,
        fitted: &AdditiveModel,
        sample: &Sample,
        columns: Vec<Profile>,
        (spec, roles, learned): (&Spec, &Roles, &Learned),
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
        let warned = columns.iter().flat_map(|column| {
            let told = column.warnings.iter();
            told.map(|warning| format!("{}: {warning}", column.column))
        });
        Self {
            schema: Self::SCHEMA,
            model: model.id.clone(),
            version: model.version,
            model_digest: model.digest(),
            spec_digest: spec.digest,
            learned_from: match learned {
                Learned::File(digest) => digest.to_string(),
                Learned::Records(what) => what.clone(),
            },
            seed: spec.seed,
            sample: sample.totals(),
            warnings: warned.collect(),
            columns,
            excluded: roles.excluded.clone(),
            rounds: fitted.tables.rounds.clone(),
            held_out: fitted.held_out,
            certificate: fitted.certificate.clone(),
            prior: fitted.prior,
            calibration: fitted.curve.clone(),
            margins: spec.calibration.conservatism.margins.clone(),
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
