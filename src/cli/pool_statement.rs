//! `zhixin pool statement`: a statement of a pool, a district, a contributor or a bank, in one of its forms, issued
//! or not.

use super::pool::failure;
use super::pool_arguments::{flag, option};
use super::{Failure, Format, clock, models, output};
use crate::pool::statement::{Period, Scope, Statement, beancount, csv, hledger, json, text};
use crate::pool::{BankId, ContributorId, District, PoolId};
use crate::service::pool::{self, Books, Issuing};
use crate::units::{Date, DateStyle, Problems, parse_date};
use clap::{ArgMatches, Command, value_parser};
use std::fmt::Display;

/// Which statement.
#[derive(Debug, Clone, Default)]
pub(super) struct StatementAsked {
    /// The pool.
    pub(super) pool: String,
    /// One district of it.
    pub(super) district: Option<String>,
    /// What is one contributor's.
    pub(super) contributor: Option<String>,
    /// What is one bank's.
    pub(super) bank: Option<String>,
    /// The first day.
    pub(super) from: String,
    /// The last day.
    pub(super) to: String,
    /// As of which record of the journal.
    pub(super) at: Option<u64>,
    /// The form: text, json, csv, movements, claims, hledger or beancount.
    pub(super) form: String,
    /// One that was issued, by its number.
    pub(super) issued: Option<u64>,
    /// Whether it is issued now.
    pub(super) issue: bool,
    /// Who issues it.
    pub(super) actor: Option<String>,
    /// On which accounting day.
    pub(super) booked_on: Option<String>,
}

const FORMS: [&str; 9] = [
    "text",
    "json",
    "csv",
    "movements",
    "claims",
    "calls",
    "limits",
    "hledger",
    "beancount",
];

/// The arguments.
pub(super) fn arguments() -> Command {
    let needed = |name, help| option(name, help).required_unless_present("issued");
    Command::new("statement")
        .about("A statement of a pool, a district, a contributor or a bank 对账单")
        .arg(needed("pool", "The pool"))
        .arg(option("district", "One district of it"))
        .arg(option("contributor", "What is one contributor's").conflicts_with("bank"))
        .arg(option("bank", "What stands between the pool and one bank"))
        .arg(needed("from", "The first day, by the accounting day"))
        .arg(needed("to", "The last day"))
        .arg(
            option(
                "at",
                "As of which record of the journal; a statement names its own",
            )
            .value_parser(value_parser!(u64)),
        )
        .arg(
            option(
                "format",
                "How to write it; text if not given, and JSON with --issued",
            )
            .alias("form")
            .value_parser(FORMS),
        )
        .arg(
            flag(
                "issue",
                "Issue it 签发: it has a number, and the same bytes for ever",
            )
            .requires("as")
            .conflicts_with("at"),
        )
        .arg(option("as", "Who issues it, as supervisor:NAME").requires("issue"))
        .arg(
            option(
                "booked-on",
                "The accounting day of the issue; today if not given",
            )
            .requires("issue"),
        )
        .arg(
            option(
                "issued",
                "The one that was issued under a number, to the byte",
            )
            .value_parser(value_parser!(u64))
            .conflicts_with_all([
                "pool",
                "district",
                "contributor",
                "bank",
                "from",
                "to",
                "at",
                "issue",
            ]),
        )
}

/// What they say.
pub(super) fn asked(of: &ArgMatches) -> StatementAsked {
    let text = |name: &str| of.get_one::<String>(name).cloned();
    StatementAsked {
        pool: text("pool").unwrap_or_default(),
        district: text("district"),
        contributor: text("contributor"),
        bank: text("bank"),
        from: text("from").unwrap_or_default(),
        to: text("to").unwrap_or_default(),
        at: of.get_one::<u64>("at").copied(),
        form: text("format").unwrap_or_else(|| {
            let issued = of.get_one::<u64>("issued").is_some();
            if issued { "json" } else { "text" }.to_owned()
        }),
        issued: of.get_one::<u64>("issued").copied(),
        issue: of.get_flag("issue"),
        actor: text("as"),
        booked_on: text("booked-on"),
    }
}

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
