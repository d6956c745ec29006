//! The report of a validation as it is kept: the model and the data by their digests, and every figure.

use crate::scoring::Model;
use crate::units::{Bilingual, Digest};
use crate::validation::Validation;
use crate::validation::document::Trials;
use serde::Serialize;

/// A validation report 验证报告.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The model.
    pub model: ModelNamed,
    /// The model it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenger: Option<ModelNamed>,
    /// The rows.
    pub data: DataNamed,
    /// What must be read with the figures.
    pub notes: Vec<Bilingual>,
    /// The figures.
    pub validation: Validation,
    /// Models made again from the spec and tried fold by fold, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refitted: Option<Refitted>,
}

/// Models made again from a spec 重新拟合.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refitted {
    /// The digest of the spec.
    pub spec: Digest,
    /// What came of each scheme of folds.
    pub trials: Vec<Trials>,
}

/// Which model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelNamed {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// The digest of its meaning.
    pub digest: Digest,
    /// What it is called.
    pub name: Bilingual,
}

/// Which rows, and what counts as the event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataNamed {
    /// The file's name.
    pub file: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its rows.
    pub rows: usize,
    /// The column of outcomes.
    pub outcome: String,
    /// The word for the event.
    pub event: String,
}

impl ModelNamed {
    pub(super) fn of(model: &Model) -> Self {
        Self {
            id: model.id.clone(),
            version: model.version,
            digest: model.digest(),
            name: model.name.clone(),
        }
    }
}

impl Report {
    /// The report as one line of JSON: the same model, rows and settings give the same bytes.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and lists make JSON")
    }

    /// The digest of these bytes: by it an approval names the report.
    pub fn digest(&self) -> Digest {
        Digest::of(self.json().as_bytes())
    }
}
