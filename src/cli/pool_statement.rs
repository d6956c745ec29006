//! `zhixin pool statement`: a statement of a pool, a district, a contributor or a bank, in one of its forms, issued
//! or not.

use super::pool::failure;
use super::pool_arguments::StatementAsked;
use super::{Failure, Format, clock, models, output};
use crate::pool::statement::{Period, Scope, Statement, beancount, csv, hledger, json, text};
use crate::pool::{BankId, ContributorId, District, PoolId};
use crate::service::pool::{self, Books, Issuing};
use crate::units::{Date, DateStyle, Problems, parse_date};
use std::fmt::Display;

/// Makes and writes the statement; one whose checks do not hold is a check that failed.
pub(super) async fn run(books: &mut Books, asked: &StatementAsked) -> Result<(), Failure> {
    if let Some(number) = asked.issued {
        write(&pool::again(books.store(), number).await?, &asked.form);
        return Ok(());
    }
    let (scope, period) = read(asked).map_err(|problems| Failure::Input(problems.to_string()))?;
    if asked.issue {
        return issue(books, &scope, period, asked).await;
    }
    let head = books.head(asked.at).await?;
    let statement = pool::statement(books.store(), &scope, period, head).await?;
    write(&statement, &asked.form);
    if statement.holds() {
        return Ok(());
    }
    Err(Failure::Check(
        "the statement does not add up; see its checks".to_owned(),
    ))
}

fn write(statement: &Statement, form: &str) {
    let written = match form {
        "json" => json::json(statement),
        "csv" => csv::balances(statement),
        "movements" => csv::movements(statement),
        "claims" => csv::claims(statement),
        "calls" => csv::calls(statement),
        "limits" => csv::limits(statement),
        "hledger" => hledger::hledger(statement),
        "beancount" => beancount::beancount(statement),
        _ => text::text(statement),
    };
    output::line(written.trim_end());
}

/// Issues the statement, writes it, and says under which number.
async fn issue(
    books: &mut Books,
    scope: &Scope,
    period: Period,
    asked: &StatementAsked,
) -> Result<(), Failure> {
    let mut problems = Problems::default();
    let actor = asked.actor.as_deref().unwrap_or_default();
    let actor = named("as", pool::parse_actor(actor), &mut problems);
    let booked_on = asked.booked_on.as_deref();
    let booked_on = booked_on.map(|text| day("booked-on", text, &mut problems));
    let Some(actor) = actor.filter(|_| problems.is_empty()) else {
        return Err(Failure::Input(problems.to_string()));
    };
    let now = clock::now();
    let today = booked_on
        .flatten()
        .unwrap_or_else(|| clock::business_day(now));
    match pool::issue(books, scope, period, (actor, today), now).await? {
        Issuing::Stands {
            number,
            before,
            statement,
        } => {
            write(&statement, &asked.form);
            let when = if before {
                "had been issued"
            } else {
                "is issued"
            };
            output::note(&format!(
                "this statement {when} as number {number}, {}",
                json::digest(&statement)
            ));
            Ok(())
        }
        Issuing::Not(answer) => Err(failure(&answer)),
    }
}

/// Lists what was issued.
pub(super) async fn list(books: &Books, format: Format) -> Result<(), Failure> {
    let header = [
        "number", "scope", "from", "to", "head", "record", "on", "by", "digest", "signed",
    ];
    let rows = pool::issued(books.store()).await?.into_iter().map(|of| {
        let issue = of.issue;
        let signed = of
            .signatures
            .iter()
            .map(|by| format!("{} by {} on {}", by.contributor, by.person, by.on));
        vec![
            of.number.to_string(),
            issue.scope.to_string(),
            issue.from.to_string(),
            issue.to.to_string(),
            issue.head.sequence.to_string(),
            of.sequence.to_string(),
            of.booked_on.to_string(),
            of.actor.to_string(),
            issue.digest.to_string(),
            signed.collect::<Vec<_>>().join("; "),
        ]
    });
    models::rows(&header, &rows.collect::<Vec<_>>(), format);
    Ok(())
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
