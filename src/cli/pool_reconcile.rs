//! `zhixin pool reconcile`: the custodian's statement held against the books.

use super::pool::CLIENT;
use super::pool_arguments::ReconcileAsked;
use super::pool_batch;
use super::pool_statement::{day, named};
use super::{Failure, Format, clock, output};
use crate::pool::reconcile::{Brought, CustodianStatement, Reconciling, text};
use crate::pool::statement::Scope;
use crate::pool::{CompartmentId, District, PoolId};
use crate::service::custodian::{CustodianChoice, read_custodian};
use crate::service::import;
use crate::service::pool::{Books, Who, suspend};
use crate::units::{Amount, Date, Problems};

/// Reconciles and writes what is open; a line that nothing explains is a check that failed.
pub(super) async fn run(
    books: &mut Books,
    asked: &ReconcileAsked,
    format: Format,
) -> Result<(), Failure> {
    let (scope, choice, booked_on) =
        read(asked).map_err(|problems| Failure::Input(problems.to_string()))?;
    let file = asked.file.display();
    let wrong = |problems: Problems| Failure::Input(format!("{file}:\n{problems}"));
    let input = import::open(&asked.file).map_err(wrong)?;
    let custodian = read_custodian(&input, &choice).map_err(wrong)?;
    let head = books.head(None).await?;
    let mut reading = Reconciling::begin(&scope, &custodian, Brought::default(), head)
        .map_err(|fault| Failure::Input(format!("{file}: {fault}")))?;
    books
        .walk(|kept| {
            reading.read(kept.sequence, &kept.event);
            Ok::<(), Failure>(())
        })
        .await?;
    let found = reading.end();
    if format == Format::Json {
        let json =
            serde_json::to_string(&found).map_err(|error| Failure::Input(error.to_string()))?;
        output::line(&json);
    } else {
        output::line(text::text(&found).trim_end());
    }
    if let (true, Scope::Compartment { pool, district }) = (asked.apply, &scope) {
        let at = CompartmentId {
            pool: pool.clone(),
            district: district.clone(),
        };
        apply(books, &at, &custodian, (asked, booked_on), format).await?;
    }
    if found.is_explained() {
        return Ok(());
    }
    Err(Failure::Check(
        "some lines are not explained yet".to_owned(),
    ))
}

/// Puts in suspense what nothing explains, and tells what became of each line.
async fn apply(
    books: &mut Books,
    at: &CompartmentId,
    custodian: &CustodianStatement,
    (asked, booked_on): (&ReconcileAsked, Option<Date>),
    format: Format,
) -> Result<(), Failure> {
    let now = clock::now();
    let who = Who {
        actor: asked.actor.clone(),
        today: booked_on.unwrap_or_else(|| clock::business_day(now)),
        client: CLIENT.to_owned(),
        key: String::new(),
    };
    let mut number = books.last();
    let told = suspend(books, at, custodian, &who, now).await?;
    if told.is_empty() && format != Format::Json {
        output::line("没有新的待核对流水 no line goes to suspense");
    }
    let mut bad = Vec::new();
    for of in &told {
        let line = &of.line;
        if format == Format::Json {
            let answer = pool_batch::as_json(&line.line, &of.answer);
            output::line(&answer);
        } else {
            let answer = pool_batch::as_text(&of.answer, number);
            output::line(&format!(
                "{} {} {}: {answer}",
                line.line, line.on, line.amount
            ));
        }
        number += pool_batch::made(&of.answer);
        if !of.answer.stands() {
            bad.push(line.line.as_str());
        }
    }
    if bad.is_empty() {
        return Ok(());
    }
    let bad = bad.join(", ");
    Err(Failure::Check(format!(
        "these lines are not in suspense: {bad}"
    )))
}

fn read(asked: &ReconcileAsked) -> Result<(Scope, CustodianChoice, Option<Date>), Problems> {
    let mut problems = Problems::default();
    let pool = named("pool", PoolId::parse(&asked.pool), &mut problems);
    let district = asked.district.as_deref().map(District::parse);
    let district = district.map(|read| named("district", read, &mut problems));
    let mut opt_day = |field, text: &Option<String>| {
        let text = text.as_deref();
        text.and_then(|text| day(field, text, &mut problems))
    };
    let (from, to) = (opt_day("from", &asked.from), opt_day("to", &asked.to));
    let booked_on = opt_day("booked-on", &asked.booked_on);
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
    Ok((scope, choice, booked_on))
}
