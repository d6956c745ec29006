//! What a stress is made from, read from files: everything that is wrong with one of them is told at once.

use super::Ask;
use crate::pool::UsableTerms;
use crate::service::tables::TableFile;
use crate::service::{Error, catalog, files, terms};
use crate::simulation::plan::judge_terms;
use crate::simulation::read_book::{Otherwise, within_a_year};
use crate::simulation::{Book, Manifest, Opening, Scenario};
use crate::units::{Digest, Problems};
use std::collections::BTreeMap;
use std::path::Path;

/// The shipped scenarios: id and text.
const SCENARIOS: [(&str, &str); 2] = [
    ("base", include_str!("../../../models/scenarios/base.toml")),
    (
        "downturn",
        include_str!("../../../models/scenarios/downturn.toml"),
    ),
];

/// The ids of the shipped scenarios.
pub fn scenarios() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().map(|(id, _)| *id)
}

/// The text of a shipped scenario.
pub fn shipped_scenario(id: &str) -> Option<&'static str> {
    SCENARIOS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, text)| *text)
}

/// All that was read.
pub(super) struct Inputs {
    pub(super) terms: UsableTerms,
    pub(super) book: Book,
    pub(super) opening: Opening,
    pub(super) scenario: Scenario,
    model: Option<Digest>,
}

impl Inputs {
    /// Reads everything, or tells all that is wrong; the book waits for what its rows are read by.
    pub(super) fn read(ask: &Ask) -> Result<Self, Vec<Error>> {
        let terms = usable(&ask.terms);
        let scenario = scenario(&ask.scenario);
        let opening = files::read_text(&ask.pool);
        let opening = opening.and_then(|text| {
            Opening::parse(&text).map_err(|problems| Error::checked(&ask.pool, problems))
        });
        let model = ask.model.as_deref().map(by_grade).transpose();
        let mut wrong = Vec::new();
        let mut kept = Kept(&mut wrong);
        let (terms, scenario) = (kept.of(terms), kept.of(scenario));
        let (opening, model) = (kept.of(opening), kept.of(model));
        let (Some(terms), Some(scenario), Some(model)) = (terms, scenario, model) else {
            return Err(wrong);
        };
        let mut problems = Problems::default();
        judge_terms(&terms, &mut problems);
        if !problems.is_empty() {
            wrong.push(Error::Usage(problems.to_string()));
        }
        let mut pd = scenario.pd.clone();
        let model = model.map(|(by_grade, digest)| {
            pd.extend(by_grade);
            digest
        });
        let otherwise = Otherwise {
            terms: &terms,
            pd: &pd,
            opening: opening.as_ref(),
        };
        let book = book(&ask.book, &otherwise);
        let book = book.map_err(|problems| Error::checked(&ask.book, problems));
        let book = Kept(&mut wrong).of(book);
        match (book, opening) {
            (Some(book), Some(opening)) if wrong.is_empty() => Ok(Self {
                terms,
                book,
                opening,
                scenario,
                model,
            }),
            _ => Err(wrong),
        }
    }

    pub(super) fn manifest(&self, ask: &Ask) -> Manifest {
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            terms: ask.terms.clone(),
            terms_digest: self.terms.digest(),
            book: ask.book.display().to_string(),
            book_digest: self.book.digest(),
            pool: ask.pool.display().to_string(),
            pool_digest: self.opening.digest(),
            scenario: ask.scenario.clone(),
            scenario_digest: self.scenario.digest(),
            model: ask.model.clone(),
            model_digest: self.model,
            seed: ask.seed,
            paths: ask.paths,
            years: ask.years,
            target_ppm: ask.target_ppm,
        }
    }
}

/// Keeps what is wrong, and hands on what is right.
struct Kept<'a>(&'a mut Vec<Error>);

impl Kept<'_> {
    fn of<T>(&mut self, read: Result<T, Error>) -> Option<T> {
        read.map_err(|error| self.0.push(error)).ok()
    }
}

fn usable(asked: &str) -> Result<UsableTerms, Error> {
    let loaded = terms::find(asked)?;
    let usable = crate::pool::Terms::clone(&loaded.terms).usable();
    usable.map_err(|error| Error::Usage(error.to_string()))
}

fn scenario(asked: &str) -> Result<Scenario, Error> {
    let text = files::shipped_or_read(asked, ("scenario", "scenario"), &SCENARIOS)?;
    Scenario::parse(&text).map_err(|problems| Error::checked(asked, problems))
}

/// What a calibrated model says of each of its grades, within a year: of a grade of credit the probability at the least points that
/// earn it, the highest within; a grade of risk has its own.
#[expect(clippy::cast_precision_loss, reason = "parts per million are exact")]
fn by_grade(asked: &str) -> Result<(BTreeMap<String, f64>, Digest), Error> {
    let model = catalog::find(asked)?.model;
    let Some(calibration) = &model.outcome.calibration else {
        return Err(Error::Usage(format!(
            "the model `{asked}` is not calibrated, so that its grades have no probability of default; a column `pd` or `[pd]` in the scenario would pass"
        )));
    };
    let credit = model.outcome.grades.iter();
    let credit = credit.filter_map(|of| Some((&of.grade, calibration.ppm(of.from?)?)));
    let risk = calibration.grades.iter().map(|of| (&of.grade, of.ppm));
    // Grades of risk stand in only where a model has no grades of credit.
    let risk = risk.filter(|_| model.outcome.grades.is_empty());
    let yearly = |ppm: i64| within_a_year(ppm as f64 / 1e6, calibration.horizon_months);
    let known = credit
        .chain(risk)
        .map(|(grade, ppm)| (grade.clone(), yearly(ppm)));
    Ok((known.collect(), model.digest()))
}

fn book(path: &Path, otherwise: &Otherwise<'_>) -> Result<Book, Problems> {
    let table = TableFile::open(path)?;
    Book::read(&table.header, &table.texts()?, otherwise)
}
