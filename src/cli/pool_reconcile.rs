//! `zhixin pool reconcile`: the custodian's statement held against the books.

use super::pool_arguments::ReconcileAsked;
use super::pool_statement::{day, named};
use super::{Failure, Format, output};
use crate::pool::reconcile::{Brought, reconcile, text};
use crate::pool::statement::Scope;
use crate::pool::{District, PoolId};
use crate::service::custodian::{CustodianChoice, read_custodian};
use crate::service::import;
use crate::service::pool::Books;
use crate::units::{Amount, Problems};

/// Reconciles and writes what is open; a line that nothing explains is a check that failed.
pub(super) async fn run(
    books: &Books<'_>,
    asked: &ReconcileAsked,
    format: Format,
) -> Result<(), Failure> {
    let (scope, choice) = read(asked).map_err(|problems| Failure::Input(problems.to_string()))?;
    let file = asked.file.display();
    let wrong = |problems: Problems| Failure::Input(format!("{file}:\n{problems}"));
    let input = import::open(&asked.file).map_err(wrong)?;
    let custodian = read_custodian(&input, &choice).map_err(wrong)?;
    let head = books.head(None).await?;
    let found = reconcile(
        books.recorded(),
        &scope,
        &custodian,
        Brought::default(),
        head,
    )
    .map_err(|fault| Failure::Input(format!("{file}: {fault}")))?;
    if format == Format::Json {
        let json =
            serde_json::to_string(&found).map_err(|error| Failure::Input(error.to_string()))?;
        output::line(&json);
    } else {
        output::line(text::text(&found).trim_end());
    }
    if found.is_explained() {
        return Ok(());
    }
    Err(Failure::Check(
        "some lines are not explained yet".to_owned(),
    ))
}

fn read(asked: &ReconcileAsked) -> Result<(Scope, CustodianChoice), Problems> {
    let mut problems = Problems::default();
    let pool = named("pool", PoolId::parse(&asked.pool), &mut problems);
    let district = asked.district.as_deref().map(District::parse);
    let district = district.map(|read| named("district", read, &mut problems));
    let mut opt_day = |field, text: &Option<String>| {
        let text = text.as_deref();
        text.and_then(|text| day(field, text, &mut problems))
    };
    let (from, to) = (opt_day("from", &asked.from), opt_day("to", &asked.to));
    let opening = asked.opening.as_deref().map(Amount::parse);
    let opening = opening.and_then(|read| named("opening", read, &mut problems));
    let Some(pool) = pool.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let scope = match district.flatten() {
        Some(district) => Scope::Compartment { pool, district },
        None => Scope::Pool { pool },
    };
    let choice = CustodianChoice {
        sheet: None,
        days: from.zip(to),
        opening,
    };
    Ok((scope, choice))
}
