//! Fitting a model: a table and a spec in, a model file and its report out.

use super::Error;
use super::tables::TableFile;
use crate::fitting::additive_report::AdditiveReport;
use crate::fitting::export::Learned;
use crate::fitting::report::FitReport;
use crate::fitting::spec::Method;
use crate::fitting::{AdditiveModel, Gathering, Profile, Roles, Sample, Scorecard, Spec};
use crate::scoring::Model;
use crate::units::Problems;
use std::path::Path;

/// A model that was fitted.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// Its file.
    pub text: String,
    /// How it came about.
    pub report: Report,
}

/// How a model came about, by the method that made it.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Of a scorecard.
    Scorecard(Box<FitReport>),
    /// Of an additive model.
    Additive(Box<AdditiveReport>),
}

/// A table read into a sample.
#[derive(Debug)]
pub struct Gathered {
    /// The table.
    pub table: TableFile,
    /// What its columns are for.
    pub roles: Roles,
    /// The rows.
    pub sample: Sample,
    /// What is to be known of the columns.
    pub profiles: Vec<Profile>,
}

/// Reads and checks a spec file.
pub fn spec(path: &Path) -> Result<Spec, Error> {
    let text = super::files::read_text(path)?;
    Spec::parse(&text).map_err(|problems| checked(path, problems))
}

/// Reads a table into a sample, in two passes.
pub fn gather(data: &Path, spec: &Spec) -> Result<Gathered, Error> {
    let read = || {
        let table = TableFile::open(data)?;
        if spec.target.column.is_empty() {
            let mut problems = Problems::default();
            let message = "name the column of the outcome; only records tell it without one";
            problems.add("target.column", "form.missing", message);
            return Err(problems);
        }
        let roles = Roles::of(&table.header, spec)?;
        let mut gathering = Gathering::new(spec, &roles);
        table.read(|chunk| gathering.take(chunk))?;
        let mut placing = gathering.placing()?;
        table.read(|chunk| placing.take(chunk))?;
        let (sample, profiles) = placing.finish()?;
        Ok((table, roles, sample, profiles))
    };
    let (table, roles, sample, profiles) = read().map_err(|problems| checked(data, problems))?;
    Ok(Gathered {
        table,
        roles,
        sample,
        profiles,
    })
}

/// Fits a model to a table.
pub fn fit(data: &Path, spec: &Spec) -> Result<Fitted, Error> {
    let gathered = gather(data, spec)?;
    let learned = Learned::File(gathered.table.digest);
    let fitted = of_sample(
        &gathered.sample,
        gathered.profiles,
        &gathered.roles,
        spec,
        &learned,
    );
    fitted.map_err(|problems| checked(data, problems))
}

/// Fits a model to a sample. What is written is read back by the grammar and its checks before anybody gets it.
pub(super) fn of_sample(
    sample: &Sample,
    profiles: Vec<Profile>,
    roles: &Roles,
    spec: &Spec,
    learned: &Learned,
) -> Result<Fitted, Problems> {
    let checked = |model: Model| {
        let text = model.to_text();
        Model::parse(&text).map(|model| (model, text))
    };
    let about = (spec, roles, learned);
    let (model, text, report) = match spec.method {
        Method::Scorecard => {
            let scorecard = Scorecard::fit(sample, spec)?;
            let (model, text) = checked(scorecard.model(spec, sample, learned))?;
            let report = FitReport::of(&model, &scorecard, sample, profiles, about);
            (model, text, Report::Scorecard(Box::new(report)))
        }
        Method::Additive => {
            let fitted = AdditiveModel::fit(sample, spec)?;
            let (model, text) = checked(fitted.model(spec, sample, learned))?;
            let report = AdditiveReport::of(&model, &fitted, sample, profiles, about);
            (model, text, Report::Additive(Box::new(report)))
        }
    };
    Ok(Fitted {
        model,
        text,
        report,
    })
}

fn checked(file: &Path, problems: Problems) -> Error {
    Error::Checked {
        file: file.display().to_string(),
        problems,
    }
}
