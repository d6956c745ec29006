//! Fitting a model: a table and a spec in, a model file and its report out.

use super::Error;
use super::challenged::Challenged;
use super::tables::TableFile;
use crate::fitting::additive_report::AdditiveReport;
use crate::fitting::export::Learned;
use crate::fitting::fit_facts::FitFacts;
use crate::fitting::reject::Inference;
use crate::fitting::report::FitReport;
use crate::fitting::spec::Method;
use crate::fitting::{
    AdditiveModel, Cells, Chunk, Gathering, Placing, Profile, Roles, Sample, Scorecard, Spec, Texts,
};
use crate::scoring::Model;
use crate::units::{Digest, Problems};
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
    /// How it stands against trees, where the spec asks for that.
    pub challenged: Option<Challenged>,
}

impl Fitted {
    /// The report as it is kept, with what came of challengers.
    pub fn written(&self) -> Written<'_> {
        Written {
            report: &self.report,
            challengers: self.challenged.as_ref(),
        }
    }
}

/// A report as it is kept.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Written<'f> {
    #[serde(flatten)]
    report: &'f Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    challengers: Option<&'f Challenged>,
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
    /// What the rows were.
    pub learned: Learned,
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
    Spec::parse(&text).map_err(|problems| Error::checked(path, problems))
}

/// Reads a table into a sample, in two passes; the refused may stand in a file of their own.
pub fn gather(data: &Path, refused: Option<&Path>, spec: &Spec) -> Result<Gathered, Error> {
    let read = || {
        let table = TableFile::open(data)?;
        let mut problems = Problems::default();
        if spec.target.column.is_empty() {
            let message = "name the column of the outcome; only records tell it without one";
            problems.add("target.column", "form.missing", message);
        }
        where_refused(refused, spec, &mut problems);
        problems.or(())?;
        let roles = Roles::of(&table.header, spec)?;
        Ok((table, roles))
    };
    let (table, roles) = read().map_err(|problems| Error::checked(data, problems))?;
    let mut gathering = Gathering::new(spec, &roles);
    let wrong = |problems| Error::checked(data, problems);
    table.read(|chunk| gathering.take(chunk)).map_err(wrong)?;
    let mut placing = gathering.placing().map_err(wrong)?;
    table.read(|chunk| placing.take(chunk)).map_err(wrong)?;
    let other = refused.map(|path| {
        let read = read_refused(path, &table.header, &roles, &mut placing);
        read.map_err(|problems| Error::checked(path, problems))
    });
    let other = other.transpose()?;
    let (sample, profiles) = placing.finish().map_err(wrong)?;
    let learned = match other {
        None => Learned::File(table.digest),
        Some(other) => Learned::Files(table.digest, other),
    };
    Ok(Gathered {
        learned,
        roles,
        sample,
        profiles,
    })
}

/// The refused are told by a column or stand in a file, one of the two.
fn where_refused(file: Option<&Path>, spec: &Spec, problems: &mut Problems) {
    let column = spec.reject.as_ref().map(|rules| rules.column.is_some());
    let message = match (file.is_some(), column) {
        (true, None) => {
            "a file of the refused needs [reject] in the spec, which says what is assumed of them"
        }
        (true, Some(true)) => {
            "the spec names a column of the refused, and --refused a file: give one of them"
        }
        (false, Some(false)) => {
            "give the file of the refused with --refused, or `column` and `values` in [reject]"
        }
        _ => return,
    };
    problems.add("reject", "reject.where", message);
}

/// Reads the file of the refused, its columns by their names; the outcome may be missing. Gives its digest.
fn read_refused(
    path: &Path,
    header: &[String],
    roles: &Roles,
    placing: &mut Placing<'_>,
) -> Result<Digest, Problems> {
    let table = TableFile::open(path)?;
    let mut problems = Problems::default();
    let beside = [roles.weight, roles.time, roles.id, roles.offset];
    let needed = roles.variables.iter().map(|(at, _)| *at);
    let needed: Vec<usize> = needed.chain(beside.into_iter().flatten()).collect();
    let places: Vec<Option<usize>> = header
        .iter()
        .map(|name| table.header.iter().position(|known| known == name))
        .collect();
    for at in needed.iter().filter(|at| places[**at].is_none()) {
        let message = "the file of the refused has no such column";
        problems.add(&header[*at], "column.unknown", message);
    }
    problems.or(())?;
    let mut rows = Chunk::default();
    table.read(|chunk| {
        rows.first = chunk.first;
        rows.rows = chunk.rows;
        let nothing = || Cells::Texts(Texts::default());
        let cells = |(at, place): (usize, &Option<usize>)| match place {
            Some(place) if needed.contains(&at) => chunk.columns[*place].clone(),
            _ => nothing(),
        };
        rows.columns = places.iter().enumerate().map(cells).collect();
        placing.take_refused(&rows);
    })?;
    placing.check_refused()?;
    Ok(table.digest)
}

/// Fits a model to a table.
pub fn fit(data: &Path, refused: Option<&Path>, spec: &Spec) -> Result<Fitted, Error> {
    let Gathered {
        learned,
        roles,
        sample,
        profiles,
    } = gather(data, refused, spec)?;
    let fitted = challenged(sample, profiles, &roles, spec, &learned);
    fitted.map_err(|problems| Error::checked(data, problems))
}

/// Fits a model to a sample, and holds it against challengers where the spec asks for that.
pub(super) fn challenged(
    sample: Sample,
    profiles: Vec<Profile>,
    roles: &Roles,
    spec: &Spec,
    learned: &Learned,
) -> Result<Fitted, Problems> {
    let rules = spec.challengers.as_ref();
    let challenged = rules.map(|rules| Challenged::of(&sample, spec, rules));
    let fitted = of_sample(sample, profiles, roles, spec, learned)?;
    Ok(Fitted {
        challenged,
        ..fitted
    })
}

/// Fits a model to a sample. What is written is read back by the grammar and its checks before anybody gets it.
pub(super) fn of_sample(
    mut sample: Sample,
    profiles: Vec<Profile>,
    roles: &Roles,
    spec: &Spec,
    learned: &Learned,
) -> Result<Fitted, Problems> {
    let mut reject = None;
    if let (Some(rules), Some(refused)) = (&spec.reject, sample.refused.take()) {
        let (inference, whole) = Inference::of(&sample, &refused, rules, spec)?;
        reject = Some(inference);
        sample = whole.unwrap_or(sample);
    }
    let checked = |model: Model| {
        let text = model.to_text();
        Model::parse(&text).map(|model| (model, text))
    };
    let facts = |model: &Model| FitFacts::of(model, &sample, profiles, (spec, roles, learned));
    let (model, text, report) = match spec.method {
        Method::Scorecard => {
            let scorecard = Scorecard::fit(&sample, spec)?;
            let mut told = scorecard.probabilities(&sample, spec)?;
            told.steps.splice(0..0, reject.iter().map(Inference::step));
            let (model, text) = checked(scorecard.model(spec, &sample, (learned, &told)))?;
            let report = FitReport::of(facts(&model), &scorecard, told, reject, spec);
            (model, text, Report::Scorecard(Box::new(report)))
        }
        Method::Additive => {
            let fitted = AdditiveModel::fit(&sample, spec)?;
            let mut told = fitted.probabilities(&sample, spec)?;
            told.steps.splice(0..0, reject.iter().map(Inference::step));
            let (model, text) = checked(fitted.model(spec, &sample, (learned, &told)))?;
            let facts = facts(&model);
            let report = AdditiveReport::of(facts, (&fitted, &sample), told, reject, spec);
            (model, text, Report::Additive(Box::new(report)))
        }
    };
    Ok(Fitted {
        model,
        text,
        report,
        challenged: None,
    })
}
