//! What models say of applications: from the columns of their rows, or from the evidence that was available on the day.

use super::models::Models;
use crate::evidence::{Dossier, View};
use crate::scoring::indicators;
use crate::scoring::program::{Columns, Program};
use crate::scoring::{Model, Status, Verdict};
use crate::service::tables::TableFile;
use crate::service::{Error, cohorts, row_scores};
use crate::simulation::backtest::{Application, Standing};
use crate::store::Store;
use crate::units::names::GradeName;
use crate::units::{Date, EnterpriseId, Problems};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

/// How many enterprises are read at a time.
const PAGE: u32 = 500;

/// How many rows are told one by one.
const SHOWN: usize = 20;

/// The grades of a model, best first: those of credit, else those of risk.
pub(super) fn ladder(model: &Model) -> Vec<GradeName> {
    let outcome = &model.outcome;
    let credit = outcome.grades.iter().map(|of| of.grade.as_str());
    let risk = outcome.calibration.iter().flat_map(|of| &of.grades);
    let risk = risk.map(|of| of.grade.as_str());
    let names: Vec<&str> = if outcome.grades.is_empty() {
        risk.collect()
    } else {
        credit.collect()
    };
    names
        .into_iter()
        .filter_map(|name| GradeName::parse(name).ok())
        .collect()
}

/// What a verdict says.
fn standing(program: &Program, verdict: &Verdict) -> Standing {
    let outcome = &program.model.outcome;
    let calibration = outcome.calibration.as_ref();
    let points = verdict.points.low;
    let credit = verdict
        .grade
        .and_then(|at| outcome.grades.get(usize::from(at)));
    let risk = calibration.filter(|_| outcome.grades.is_empty());
    let risk = risk.and_then(|of| of.grades.get(of.grade(points)?));
    let name = credit.map(|of| &of.grade).or(risk.map(|of| &of.grade));
    Standing {
        points,
        ppm: calibration.and_then(|of| of.ppm(points)),
        grade: name.and_then(|name| GradeName::parse(name).ok()),
        limit: verdict.limit,
        vetoed: matches!(verdict.status, Status::Vetoed | Status::Fails),
    }
}

/// Standings from the columns of the rows: each application by the model in use on its day.
pub(super) fn of_rows(
    models: &Models,
    data: &Path,
    applications: &[Application],
) -> Result<Vec<Standing>, Error> {
    let mut found: Vec<Option<Standing>> = vec![None; applications.len()];
    for (number, used) in (0..).zip(&models.used) {
        let program = used.loaded.program()?;
        let met = row_scores::score(&used.loaded, data, None, |rows| {
            for row in rows {
                let place = usize::try_from(row.row - 1).unwrap_or(usize::MAX);
                let Some(application) = applications.get(place) else {
                    continue;
                };
                if models.on(application.decided_on) == number {
                    found[place] = Some(standing(&program, &row.verdict));
                }
            }
        })?;
        debug_assert_eq!(met.rows, applications.len() as u64);
    }
    Ok(found
        .into_iter()
        .map(|of| {
            of.expect("the file has a row for each application, and a model was in use on each day")
        })
        .collect())
}

/// Whether a model reads rows, and not the records.
pub(super) fn reads_rows(model: &Model) -> bool {
    !model.inputs.is_empty()
}

/// The columns that a model reads.
pub(super) fn columns(model: &Model) -> impl Iterator<Item = &str> {
    model.inputs.iter().map(|input| input.column.as_str())
}

/// That a file has the columns of a model.
pub(super) fn has_columns(model: &Model, table: &TableFile) -> Problems {
    let mut problems = Problems::default();
    for column in columns(model).filter(|column| !table.header.iter().any(|of| of == column)) {
        let message = format!(
            "the model reads this column, and the file has no such column; it has: {}",
            table.header.join(", ")
        );
        problems.add(column, "column.unknown", message);
    }
    problems
}

/// Standings from the evidence: each enterprise as of the day of each of its applications, by what was available then.
pub(super) async fn of_records(
    store: &Store,
    models: &Models,
    applications: &[Application],
) -> Result<Vec<Standing>, Error> {
    let program = models.used[0].loaded.program()?;
    let head = store.head().await?.sealed_batches;
    let mut wanted: BTreeMap<&EnterpriseId, Vec<usize>> = BTreeMap::new();
    for (place, application) in applications.iter().enumerate() {
        wanted
            .entry(&application.enterprise)
            .or_default()
            .push(place);
    }
    let mut found: Vec<Option<Standing>> = vec![None; applications.len()];
    let mut references = References::default();
    let mut after: Option<EnterpriseId> = None;
    loop {
        let page = store.facts_in_range(after.as_ref(), PAGE, head).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        for (id, facts) in page {
            for place in wanted.remove(&id).unwrap_or_default() {
                let as_of = applications[place].decided_on;
                let view = View::available(as_of);
                let cohorts = references.of(store, &program, as_of, head).await?;
                let dossier = Dossier::assemble(id.clone(), facts.clone(), view);
                let vector = indicators::read(&program.indicators, &dossier, cohorts);
                let columns = Columns::of_vectors(&program, [&vector]);
                let verdict = program.run(&columns).pop();
                found[place] = verdict.map(|of| standing(&program, &of));
            }
        }
    }
    unknown(&wanted, applications)?;
    Ok(found.into_iter().flatten().collect())
}

/// Cohorts of patents by day: built once for each.
#[derive(Default)]
struct References(BTreeMap<Date, indicators::Cohorts>);

impl References {
    async fn of(
        &mut self,
        store: &Store,
        program: &Program,
        as_of: Date,
        head: i64,
    ) -> Result<&indicators::Cohorts, Error> {
        match self.0.entry(as_of) {
            Entry::Occupied(built) => Ok(built.into_mut()),
            Entry::Vacant(place) => {
                let view = View::available(as_of);
                let built = cohorts::for_program(store, program, &view, head).await?;
                Ok(place.insert(built))
            }
        }
    }
}

/// Enterprises that the records do not know.
fn unknown(
    wanted: &BTreeMap<&EnterpriseId, Vec<usize>>,
    applications: &[Application],
) -> Result<(), Error> {
    let mut problems = Problems::default();
    for (id, places) in wanted.iter().take(SHOWN) {
        let row = places.first().map(|place| applications[*place].row);
        let message =
            format!("the records have no evidence on `{id}`; import some, or leave its loans out");
        problems.push(row, "enterprise", "enterprise.unknown", message);
    }
    if wanted.len() > SHOWN {
        let more = format!("and {} more enterprises", wanted.len() - SHOWN);
        problems.add("enterprise", "rows.more", more);
    }
    problems.or(()).map_err(|problems| Error::Checked {
        file: "records".to_owned(),
        problems,
    })
}
