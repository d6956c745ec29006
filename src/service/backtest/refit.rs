//! Fitting anew on a schedule 滚动重训: each model sees only loans whose outcome was known on its day.

use super::models::Used;
use crate::fitting::export::Learned;
use crate::fitting::spec::Exclusion;
use crate::fitting::{Cells, Chunk, Gathering, Roles, Spec, Texts};
use crate::service::catalog::Loaded;
use crate::service::fit::of_sample;
use crate::service::tables::TableFile;
use crate::service::{Error, fit};
use crate::simulation::backtest::{Application, Definition};
use crate::units::{Bilingual, Date, Problems};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The schedule.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// How it is learned: a spec without `target.column` and with `event = ["default"]`; the loans tell the outcome.
    pub spec: PathBuf,
    /// Every so many months.
    pub every_months: u32,
}

/// What the loans can be told by.
pub(super) struct Past<'a> {
    pub(super) data: &'a Path,
    pub(super) applications: &'a [Application],
    pub(super) definition: &'a Definition,
    /// Columns that tell the outcome, or that nobody knew before it.
    pub(super) forbidden: &'a BTreeSet<String>,
    pub(super) from: Date,
    pub(super) to: Date,
}

/// Fits a model for each day of the schedule, from the first day of the walk on. A day on which none can be fitted, for too
/// little is known, keeps the model before and is told.
pub(super) fn refitted(
    schedule: &Schedule,
    past: &Past<'_>,
) -> Result<(Vec<Used>, Vec<Bilingual>), Error> {
    let mut spec = fit::spec(&schedule.spec)?;
    checked(schedule, &spec)?;
    let exclude = past
        .forbidden
        .iter()
        .filter(|column| !spec.columns.exclude.iter().any(|of| of.column == **column));
    let table = TableFile::open(past.data);
    let table = table.map_err(|problems| Error::checked(past.data, problems))?;
    let exclude: Vec<Exclusion> = exclude
        .filter(|column| table.header.contains(column))
        .map(|column| Exclusion {
            column: column.clone(),
            reason: "known only after the decision".to_owned(),
        })
        .collect();
    spec.columns.exclude.extend(exclude);
    let (mut used, mut notes) = (Vec::new(), Vec::new());
    let mut day = past.from;
    while day <= past.to {
        match on(&spec, past, &table, day) {
            Ok(loaded) => used.push(Used { from: day, loaded }),
            Err(problems) => notes.push(Bilingual::new(
                format!("{day} 未能重训,沿用此前模型:{problems}"),
                format!("no model could be fitted on {day}, and the one before stays: {problems}"),
            )),
        }
        day = day.saturating_add(jiff::Span::new().months(schedule.every_months));
    }
    Ok((used, notes))
}

fn checked(schedule: &Schedule, spec: &Spec) -> Result<(), Error> {
    let mut problems = Problems::default();
    if !spec.target.column.is_empty() {
        let message = "the loans tell the outcome, as far as it was known on each day: give no column, and event = [\"default\"]";
        problems.add("target.column", "refit.target", message);
    }
    if spec.reject.is_some() {
        let message = "nothing is assumed of the refused when a model is fitted anew; without [reject] it would pass";
        problems.add("reject", "refit.reject", message);
    }
    if schedule.every_months == 0 {
        problems.add("every", "refit.every", "one month or more would pass");
    }
    let read = problems.or(());
    read.map_err(|problems| Error::checked(&schedule.spec, problems))
}

/// The outcome of a loan within the horizon, by what was known on a day; none while it could still come.
fn outcome(
    application: &Application,
    definition: &Definition,
    horizon_months: i64,
    day: Date,
) -> Option<bool> {
    let life = application.life.as_ref()?;
    if application.decided_on >= day {
        return None;
    }
    let end = life
        .drawn_on
        .saturating_add(jiff::Span::new().months(horizon_months));
    let known = end.min(day);
    if definition.defaulted_on(life, known).is_some() {
        return Some(true);
    }
    let over = end <= day && end <= life.known_until;
    let paid = life
        .paid_up_on()
        .is_some_and(|on| on <= known && on <= life.known_until);
    (over || paid).then_some(false)
}

/// The model of one day.
fn on(spec: &Spec, past: &Past<'_>, table: &TableFile, day: Date) -> Result<Loaded, Problems> {
    let horizon = spec.target.horizon_months;
    let outcomes: Vec<Option<bool>> = past
        .applications
        .iter()
        .map(|of| outcome(of, past.definition, horizon, day))
        .collect();
    let mut whole = Chunk::default();
    table.read(|chunk| kept(chunk, &outcomes, &mut whole))?;
    let roles = Roles::of(&table.header, spec)?;
    let mut gathering = Gathering::new(spec, &roles);
    gathering.outcomes(
        outcomes
            .iter()
            .flatten()
            .map(|event| Some(*event))
            .collect(),
    );
    gathering.take(&whole);
    let mut placing = gathering.placing()?;
    placing.take(&whole);
    let (sample, profiles) = placing.finish()?;
    let learned = Learned::File(table.digest);
    let fitted = of_sample(sample, profiles, &roles, spec, &learned)?;
    Ok(Loaded {
        model: Arc::new(fitted.model),
        text: fitted.text,
        file: format!("the model fitted on {day}"),
    })
}

/// Adds the rows with an outcome: those without one are not even looked at, for their figures were not there yet.
fn kept(chunk: &Chunk, outcomes: &[Option<bool>], whole: &mut Chunk) {
    let first = usize::try_from(chunk.first).unwrap_or(usize::MAX);
    let rows: Vec<usize> = (0..chunk.rows)
        .filter(|row| matches!(outcomes.get(first + row), Some(Some(_))))
        .collect();
    if whole.columns.is_empty() {
        let like = |cells: &Cells| match cells {
            Cells::Texts(_) => Cells::Texts(Texts::default()),
            Cells::Numbers(_) => Cells::Numbers(Vec::new()),
            Cells::Readings(_) => Cells::Readings(Vec::new()),
            Cells::Words(_) => Cells::Words(Vec::new()),
        };
        whole.columns = chunk.columns.iter().map(like).collect();
    }
    for (to, from) in whole.columns.iter_mut().zip(&chunk.columns) {
        match (to, from) {
            (Cells::Texts(to), Cells::Texts(from)) => {
                rows.iter().for_each(|row| to.push(from.get(*row)));
            }
            (Cells::Numbers(to), Cells::Numbers(from)) => {
                to.extend(rows.iter().map(|row| from[*row]));
            }
            (Cells::Readings(to), Cells::Readings(from)) => {
                to.extend(rows.iter().map(|row| from[*row]));
            }
            (Cells::Words(to), Cells::Words(from)) => {
                to.extend(rows.iter().map(|row| from[*row].clone()));
            }
            _ => unreachable!("a column has one kind of cells throughout a file"),
        }
    }
    whole.rows += rows.len();
}
