//! `zhixin pool incentives`: what incentives of a period come to, and what of them the pool itself is to pay.

use super::pool::failure;
use super::pool_statement::{day, named};
use super::{Failure, Format, clock, models, output, pool_batch};
use crate::pool::incentives::Reckoned;
use crate::pool::{Actor, PoolId};
use crate::service::pool::{Answer, Books, grant, incentives, parse_actor};
use crate::units::{Amount, Date, Problems};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct IncentivesAsked {
    pool: String,
    through: String,
    grant: bool,
    actor: Option<String>,
    booked_on: Option<String>,
}

/// The command and its flags.
pub(super) fn arguments() -> Command {
    let option = |name, help| Arg::new(name).long(name).help(help).value_name("TEXT");
    let grant = Arg::new("grant")
        .long("grant")
        .help("Book what is due out of the pool; once, however often it is asked")
        .action(ArgAction::SetTrue)
        .requires("as");
    Command::new("incentives")
        .about("Work out the incentives of a period that is over 激励测算")
        .arg(option("pool", "The pool").required(true))
        .arg(
            option(
                "through",
                "The last day of the period: the end of a quarter",
            )
            .required(true),
        )
        .arg(grant)
        .arg(option("as", "Who grants them, as maker:NAME").requires("grant"))
        .arg(option("booked-on", "The accounting day; today if not given").requires("grant"))
}

/// What the flags say.
pub(super) fn asked(of: &ArgMatches) -> IncentivesAsked {
    let text = |name: &str| of.get_one::<String>(name).cloned();
    IncentivesAsked {
        pool: text("pool").unwrap_or_default(),
        through: text("through").unwrap_or_default(),
        grant: of.get_flag("grant"),
        actor: text("as"),
        booked_on: text("booked-on"),
    }
}

/// Shows what they come to, and grants it where that is asked.
pub(super) async fn run(
    books: &mut Books,
    asked: &IncentivesAsked,
    format: Format,
) -> Result<(), Failure> {
    let read = read(asked).map_err(|problems| Failure::Input(problems.to_string()))?;
    let rows = incentives(books, &read.pool, read.through).await?;
    if !asked.grant {
        show(&rows, format)?;
        return Ok(());
    }
    let Some(actor) = &read.actor else {
        return Ok(());
    };
    let now = clock::now();
    let today = read.booked_on.unwrap_or_else(|| clock::business_day(now));
    let mut number = books.last();
    let granted = grant(books, &rows, (actor, today), now).await?;
    if granted.is_empty() && format != Format::Json {
        output::line("没有由资金池支付的激励 nothing is due out of the pool");
    }
    let mut refused = None;
    for of in &granted {
        let row = &of.row;
        let whose = row.enterprise.as_ref().map(|of| format!(" {of}"));
        let whose = whose.unwrap_or_default();
        let name = format!("{} {} {}{whose}", row.compartment, row.bank, row.incentive);
        if format == Format::Json {
            output::line(&pool_batch::as_json(&name, &of.answer));
        } else {
            let answer = pool_batch::as_text(&of.answer, number);
            output::line(&format!("{name} {}: {answer}", of.amount));
        }
        number += pool_batch::made(&of.answer);
        refused = refused.or((!of.answer.stands()).then_some(&of.answer));
    }
    refused.map_or(Ok(()), |answer: &Answer| Err(failure(answer)))
}

/// What the flags mean.
struct Read {
    pool: PoolId,
    through: Date,
    actor: Option<Actor>,
    booked_on: Option<Date>,
}

fn read(asked: &IncentivesAsked) -> Result<Read, Problems> {
    let mut problems = Problems::default();
    let pool = named("pool", PoolId::parse(&asked.pool), &mut problems);
    let through = day("through", &asked.through, &mut problems);
    let actor = asked.actor.as_deref().map(parse_actor);
    let actor = actor.and_then(|read| named("as", read, &mut problems));
    let booked_on = asked.booked_on.as_deref();
    let booked_on = booked_on.and_then(|text| day("booked-on", text, &mut problems));
    match (pool, through) {
        (Some(pool), Some(through)) if problems.is_empty() => Ok(Read {
            pool,
            through,
            actor,
            booked_on,
        }),
        _ => Err(problems),
    }
}

fn show(rows: &[Reckoned], format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        for row in rows {
            let line = serde_json::to_string(row);
            output::line(&line.map_err(|error| Failure::Input(error.to_string()))?);
        }
        return Ok(());
    }
    let header = [
        "compartment",
        "bank",
        "enterprise",
        "incentive",
        "kind",
        "from",
        "through",
        "drawn",
        "first_loans",
        "interest_given_up",
        "principal_years",
        "interest_paid",
        "fees",
        "before",
        "tripped",
        "paid_by",
        "earns",
    ];
    let amount = |amount: Option<Amount>| {
        amount.map_or_else(|| "未知 not known".to_owned(), |amount| amount.to_string())
    };
    let cells = |row: &Reckoned| {
        let enterprise = row.enterprise.as_ref().map(ToString::to_string);
        vec![
            row.compartment.to_string(),
            row.bank.to_string(),
            enterprise.unwrap_or_default(),
            row.incentive.to_string(),
            row.kind.word().to_owned(),
            row.from.to_string(),
            row.through.to_string(),
            row.drawn.to_string(),
            row.first_loans.to_string(),
            amount(row.interest_given_up),
            row.principal_years.to_string(),
            amount(row.interest_paid),
            amount(row.fees),
            amount(row.before),
            if row.tripped { "yes" } else { "no" }.to_owned(),
            row.paid_by.word().to_owned(),
            amount(row.earns),
        ]
    };
    models::rows(&header, &rows.iter().map(cells).collect::<Vec<_>>(), format);
    Ok(())
}
