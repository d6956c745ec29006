//! Models made again from a spec on some of the rows of a file, and tried on the others.

use super::ask::Ask;
use super::columns::Source;
use super::rows::Rows;
use super::scored::{Scorer, columns_of};
use super::written::Refitted;
use super::{probabilities, risk};
use crate::fitting::export::Learned;
use crate::fitting::probabilities::prior_of;
use crate::fitting::trees::{Challengers, Told, all_told};
use crate::fitting::{Cells, Chunk, Gathering, Roles, Slotting, Spec, Texts};
use crate::scoring::Program;
use crate::service::tables::TableFile;
use crate::service::{Error, fit};
use crate::units::Problems;
use crate::validation::document::{Known, Plan, TriedRows};
use std::sync::Arc;

/// Tries every fold of every scheme that the rows allow, each by a model made again from the spec on what the fold may
/// learn from. A fold whose rows give no model says why in its place.
pub(super) fn refitted(
    ask: &Ask,
    table: &TableFile,
    rows: &Rows,
) -> Result<Option<Refitted>, Error> {
    let Some(path) = &ask.refit else {
        return Ok(None);
    };
    let spec = fit::spec(path)?;
    let checked = |problems: Problems| Error::Checked {
        file: path.display().to_string(),
        problems,
    };
    same_outcome(ask, &spec).map_err(checked)?;
    let known = Known {
        outcomes: &rows.outcomes,
        weights: rows.weights.as_deref(),
        days: rows.days.as_deref(),
        enterprises: rows.enterprises.as_deref(),
    };
    let plans = known.plans(&ask.settings).map_err(checked)?;
    let tried = |plan: &Plan| {
        let folds = plan.folds.iter();
        let tried = folds.map(|(_, split)| {
            tried(table, &spec, &split.train, &split.test).map_err(|problems| problems.to_string())
        });
        known.trials(plan, tried.collect())
    };
    Ok(Some(Refitted {
        spec: spec.digest,
        trials: plans.iter().map(tried).collect(),
    }))
}

/// A spec that learns another outcome would be tried on what it was not made for.
fn same_outcome(ask: &Ask, spec: &Spec) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let target = &spec.target;
    if target.column != ask.outcome {
        let what = format!(
            "the spec learns `{}`, and `{}` is validated; both must be the same column",
            target.column, ask.outcome
        );
        problems.add("target.column", "refit.outcome", what);
    }
    if !target.event.contains(&ask.event) {
        let what = format!(
            "the event of the spec is {}, and `{}` is validated; it must be among them",
            target.event.join(", "),
            ask.event
        );
        problems.add("target.event", "refit.event", what);
    }
    problems.or(())
}

fn tried(
    table: &TableFile,
    spec: &Spec,
    train: &[usize],
    test: &[usize],
) -> Result<TriedRows, Problems> {
    let roles = Roles::of(&table.header, spec)?;
    let mut gathering = Gathering::new(spec, &roles);
    read(table, train, |chunk, _| gathering.take(chunk))?;
    let mut placing = gathering.placing()?;
    read(table, train, |chunk, _| placing.take(chunk))?;
    let (sample, profiles) = placing.finish()?;
    let mut challengers = spec.challengers.map(|rules| Trees {
        grown: Challengers::grown(&sample, &rules, spec.seed),
        slots: Slotting::of(&sample, &table.header, spec),
        shift: prior_of(&sample, spec).map_or(0.0, |prior| prior.shift),
    });
    let learned = Learned::File(table.digest);
    let fitted = fit::of_sample(sample, profiles, &roles, spec, &learned)?;
    let program = Program::compile(Arc::new(fitted.model))
        .map_err(|error| Problems::one("", "model.compile", error.to_string()))?;
    let source = Source::of(table, &columns_of(&program));
    let mut scorer = Scorer::new(&program, &source);
    read(table, test, |chunk, rows| {
        scorer.take(chunk, |at| rows[at] as u64 + 1);
        if let Some(trees) = &mut challengers {
            trees.slots.take(chunk);
        }
    })?;
    let scored = scorer.finish()?;
    Ok(TriedRows {
        rows: test.to_vec(),
        scores: scored.points.iter().map(|points| risk(*points)).collect(),
        probabilities: probabilities(&program, &scored),
        challengers: challengers.map_or_else(Vec::new, |trees| trees.told(test.len())),
    })
}

/// Challengers that grew on what a fold may learn from, and the rows that are tried on their way into its slots.
struct Trees<'s> {
    grown: Result<Challengers, Problems>,
    slots: Slotting<'s>,
    /// What prior correction adds to log-odds: the trees tell of the sample, the model of the population.
    shift: f64,
}

impl Trees<'_> {
    fn told(self, rows: usize) -> Vec<Told> {
        let slots = self.slots.finish();
        let mut told = all_told(&self.grown, rows, |place| slots[place].as_slice());
        for chances in told.iter_mut().filter_map(|(_, told)| told.as_mut().ok()) {
            for chance in chances {
                let odds = *chance / (1.0 - *chance) * self.shift.exp();
                *chance = odds / (1.0 + odds);
            }
        }
        told
    }
}

/// Reads some rows of a table, which rise: each chunk holds those of them that it has, with their places among all.
fn read(
    table: &TableFile,
    rows: &[usize],
    mut take: impl FnMut(&Chunk, &[usize]),
) -> Result<(), Problems> {
    let (mut first, mut next, mut taken) = (0, 0, 0);
    table.read(|chunk| {
        let end = first + chunk.rows;
        let until = next + rows[next..].partition_point(|row| *row < end);
        let here = &rows[next..until];
        if !here.is_empty() {
            let columns = chunk.columns.iter().map(|cells| picked(cells, here, first));
            let part = Chunk {
                first: taken,
                rows: here.len(),
                columns: columns.collect(),
            };
            take(&part, here);
            taken += here.len() as u64;
        }
        (first, next) = (end, until);
    })
}

fn picked(cells: &Cells, rows: &[usize], first: usize) -> Cells {
    match cells {
        Cells::Numbers(numbers) => {
            Cells::Numbers(rows.iter().map(|row| numbers[row - first]).collect())
        }
        Cells::Readings(readings) => {
            Cells::Readings(rows.iter().map(|row| readings[row - first]).collect())
        }
        Cells::Words(words) => {
            Cells::Words(rows.iter().map(|row| words[row - first].clone()).collect())
        }
        Cells::Texts(texts) => {
            let mut some = Texts::default();
            rows.iter()
                .for_each(|row| some.push(texts.get(row - first)));
            Cells::Texts(some)
        }
    }
}
