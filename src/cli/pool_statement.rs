//! `zhixin pool statement`: a statement of a pool, a district, a contributor or a bank, in one of its forms.

use super::pool_arguments::StatementAsked;
use super::{Failure, output};
use crate::pool::statement::{Period, Scope, Statement, beancount, csv, hledger, json, text};
use crate::pool::{BankId, ContributorId, District, PoolId};
use crate::service::pool::Books;
use crate::units::{Date, DateStyle, Problems, parse_date};
use std::fmt::Display;

/// Makes and writes the statement; one whose checks do not hold is a check that failed.
pub(super) async fn run(books: &Books<'_>, asked: &StatementAsked) -> Result<(), Failure> {
    let (scope, period) = read(asked).map_err(|problems| Failure::Input(problems.to_string()))?;
    let head = books.head(asked.at).await?;
    let statement = Statement::make(books.recorded(), &scope, period, head)
        .map_err(|error| Failure::Input(error.to_string()))?;
    let written = match asked.form.as_str() {
        "json" => json::json(&statement),
        "csv" => csv::balances(&statement),
        "movements" => csv::movements(&statement),
        "claims" => csv::claims(&statement),
        "calls" => csv::calls(&statement),
        "hledger" => hledger::hledger(&statement),
        "beancount" => beancount::beancount(&statement),
        _ => text::text(&statement),
    };
    output::line(written.trim_end());
    if statement.holds() {
        return Ok(());
    }
    Err(Failure::Check(
        "the statement does not add up; see its checks".to_owned(),
    ))
}

fn read(asked: &StatementAsked) -> Result<(Scope, Period), Problems> {
    let mut problems = Problems::default();
    let pool = named("pool", PoolId::parse(&asked.pool), &mut problems);
    let district = asked.district.as_deref().map(District::parse);
    let district = district.map(|read| named("district", read, &mut problems));
    let contributor = asked.contributor.as_deref().map(ContributorId::parse);
    let contributor = contributor.map(|read| named("contributor", read, &mut problems));
    let bank = asked.bank.as_deref().map(BankId::parse);
    let bank = bank.map(|read| named("bank", read, &mut problems));
    let from = day("from", &asked.from, &mut problems);
    let to = day("to", &asked.to, &mut problems);
    let whole = pool.zip(from.zip(to)).filter(|_| problems.is_empty());
    let Some((pool, (from, to))) = whole else {
        return Err(problems);
    };
    let scope = match (district.flatten(), contributor.flatten(), bank.flatten()) {
        (district, Some(contributor), _) => Scope::Contributor {
            pool,
            district,
            contributor,
        },
        (district, None, Some(bank)) => Scope::Bank {
            pool,
            district,
            bank,
        },
        (Some(district), None, None) => Scope::Compartment { pool, district },
        (None, None, None) => Scope::Pool { pool },
    };
    Ok((scope, Period { from, to }))
}

/// What a flag says, or a problem that names the flag.
pub(super) fn named<T, E: Display>(
    field: &str,
    read: Result<T, E>,
    problems: &mut Problems,
) -> Option<T> {
    read.map_err(|error| problems.add(field, "pool.field", error.to_string()))
        .ok()
}

/// The day that a flag says, or a problem that names the flag.
pub(super) fn day(field: &str, text: &str, problems: &mut Problems) -> Option<Date> {
    named(field, parse_date(text, DateStyle::Auto), problems)
}
