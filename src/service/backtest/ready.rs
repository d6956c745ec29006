//! What stands against a walk before anything is scored: terms with a gap, a model that knows too much, columns that are missing.

use super::models::Models;
use super::read::Read;
use super::{Ask, rules, standings};
use crate::pool::TermsHistory;
use crate::scoring::Model;
use crate::service::Error;
use crate::service::catalog::Loaded;
use crate::simulation::backtest::Application;
use crate::units::Problems;
use std::path::Path;

/// What stands against the walk, and the models that it names.
pub(super) fn ready(
    ask: &Ask,
    read: &Read,
    (history, model, incumbent): (&TermsHistory, &Loaded, Option<&Loaded>),
) -> Result<(), Error> {
    let within = within(ask, read);
    let mut problems = rules::in_force(history, &within);
    if within.is_empty() {
        let message = format!("nothing was decided from {} to {}", ask.from, ask.to);
        problems.add("decided_on", "walk.empty", message);
    }
    for loaded in std::iter::once(model).chain(incumbent) {
        columns(read, &loaded.model, &mut problems);
    }
    if ask.refit.is_some() && !standings::reads_rows(&model.model) {
        let message = "a model is fitted anew from the columns of a file of loans, and this one reads the records";
        problems.add("refit", "refit.rows", message);
    }
    if ask.refit.is_none() {
        newer(ask, &within, (Some(model), incumbent), &mut problems);
    }
    told(ask, problems)
}

/// That no model is newer than the decisions that it is asked about where some are fitted anew: one that was, before the first
/// decision, stands in for the one that was named.
pub(super) fn not_newer(
    ask: &Ask,
    read: &Read,
    models: &Models,
    incumbent: Option<&Loaded>,
) -> Result<(), Error> {
    let within = within(ask, read);
    let first = within.iter().map(|of| of.decided_on).min();
    let own = models.used.first().map(|used| &used.loaded);
    let own = own.filter(|_| first.is_some_and(|first| models.on(first) == 0));
    let mut problems = Problems::default();
    newer(ask, &within, (own, incumbent), &mut problems);
    told(ask, problems)
}

/// Models that may know what came after the first decision, unless that is let.
fn newer(
    ask: &Ask,
    within: &[&Application],
    (model, incumbent): (Option<&Loaded>, Option<&Loaded>),
    problems: &mut Problems,
) {
    let first = within.iter().map(|of| of.decided_on).min();
    let Some(first) = first.filter(|_| !ask.hindsight) else {
        return;
    };
    let named = [("model", model), ("incumbent", incumbent)];
    for (field, loaded) in named {
        let why = match loaded.map(|loaded| loaded.model.effective_from) {
            None => continue,
            Some(Some(from)) if from <= first => continue,
            Some(Some(from)) => format!("the model may be used from {from}"),
            Some(None) => "the model does not say from when it may be used".to_owned(),
        };
        let message = format!(
            "{why}, and the first decision is of {first}: it may know what came later; --hindsight would let it, and every page would say so"
        );
        problems.add(field, "model.newer", message);
    }
}

fn within<'r>(ask: &Ask, read: &'r Read) -> Vec<&'r Application> {
    let days = ask.from..=ask.to;
    let own = read.applications.iter();
    own.filter(|of| days.contains(&of.decided_on)).collect()
}

/// That a model finds its columns, and reads none that is known only later.
fn columns(read: &Read, model: &Model, problems: &mut Problems) {
    if !standings::reads_rows(model) {
        return;
    }
    let Some(table) = &read.table else {
        let message = "the model reads rows, and the loans come from the records; one that reads the records would pass";
        problems.add("model", "model.inputs", message);
        return;
    };
    problems.0.extend(standings::has_columns(model, table).0);
    for column in standings::columns(model).filter(|of| read.forbidden.contains(*of)) {
        let message = "it is known only after the decision, and no model may read it";
        problems.add(column, "model.outcome", message);
    }
}

fn told(ask: &Ask, problems: Problems) -> Result<(), Error> {
    let file = ask.loans.as_deref().unwrap_or(Path::new("records"));
    problems
        .or(())
        .map_err(|problems| Error::checked(file, problems))
}
