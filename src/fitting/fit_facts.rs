//! What the report of every fit begins with: the model, the spec, the rows and the columns.

use super::export::Learned;
use super::profile::Profile;
use super::spec::Exclusion;
use super::{Counts, Roles, Sample, Spec};
use crate::scoring::Model;
use crate::units::Digest;
use serde::Serialize;

/// What was fitted to what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitFacts {
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
}

impl FitFacts {
    /// The facts of a model.
    pub fn of(
        model: &Model,
        sample: &Sample,
        columns: Vec<Profile>,
        (spec, roles, learned): (&Spec, &Roles, &Learned),
    ) -> Self {
        Self {
            model: model.id.clone(),
            version: model.version,
            model_digest: model.digest(),
            spec_digest: spec.digest,
            learned_from: learned.shown(),
            seed: spec.seed,
            sample: sample.totals(),
            columns,
            excluded: roles.excluded.clone(),
        }
    }

    /// What a person should look at in the columns.
    pub fn warnings(&self) -> Vec<String> {
        let warned = self.columns.iter().flat_map(|column| {
            let told = column.warnings.iter();
            told.map(|warning| format!("{}: {warning}", column.column))
        });
        warned.collect()
    }
}
