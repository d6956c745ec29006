//! `zhixin pool`: one command of the books, a file of them, or a look into them.

use super::pool_arguments::{Asked, Pool};
use super::{
    Failure, Format, clock, models, output, pool_batch, pool_incentives, pool_reconcile,
    pool_statement,
};
use crate::pool::{PoolEvent, budgets, exceeded, late_advances};
use crate::service::pool::{Answer, Books, Fields, KeptEvent, Who, positions};
use crate::service::records;
use crate::units::Amount;
use serde_json::json;

/// The client of keys that the command line makes.
pub(super) const CLIENT: &str = "cli";

/// Does what was asked.
pub(crate) async fn run(pool: &Pool) -> Result<(), Failure> {
    let store = match &pool.asked {
        Asked::Do(_) | Asked::Run { .. } => records::open(&pool.database).await?,
        _ => records::open_existing(&pool.database).await?,
    };
    let mut books = Books::open(&store).await?;
    match &pool.asked {
        Asked::Do(fields) => once(&mut books, fields, pool.format).await,
        Asked::Run {
            file,
            atomic,
            actor,
        } => pool_batch::run(&mut books, file, *atomic, actor.clone(), pool.format).await,
        Asked::Position => {
            position(&books, pool.format);
            Ok(())
        }
        Asked::Events => events(&books, pool.format).await,
        Asked::Breakers => {
            breakers(&books, pool.format);
            Ok(())
        }
        Asked::Statements => pool_statement::list(&books, pool.format).await,
        Asked::Statement(asked) => pool_statement::run(&mut books, asked).await,
        Asked::Incentives(asked) => pool_incentives::run(&mut books, asked, pool.format).await,
        Asked::Reconcile(asked) => pool_reconcile::run(&mut books, asked, pool.format).await,
    }
}

async fn once(books: &mut Books, fields: &Fields, format: Format) -> Result<(), Failure> {
    let now = clock::now();
    let who = Who {
        actor: None,
        today: clock::business_day(now),
        client: CLIENT.to_owned(),
        key: format!("cli-{}", now.micros()),
    };
    let before = books.last();
    let answer = books.ask(fields, &who, now).await?;
    match &answer {
        Answer::Done(events) if format == Format::Json => {
            let events: Vec<_> = events.iter().collect();
            output::line(
                &json!({"answer": "done", "first": before + 1, "events": events}).to_string(),
            );
        }
        Answer::Done(events) => events
            .iter()
            .zip(before + 1..)
            .for_each(|(event, number)| output::line(&told(event, number))),
        Answer::Before(number) => output::line(&format!("done before, as event {number}")),
        _ => return Err(failure(&answer)),
    }
    Ok(())
}

/// How an answer fails a command: a refusal is a check that failed, the rest is bad input.
pub(super) fn failure(answer: &Answer) -> Failure {
    match answer {
        Answer::Refused(refusal) => {
            Failure::Check(format!("refused: {refusal} [{}]", refusal.code()))
        }
        Answer::Unread(problems) => Failure::Input(problems.to_string()),
        Answer::Missing(why) => Failure::Input(why.clone()),
        Answer::Done(_) | Answer::Before(_) => Failure::Input("done".to_owned()),
    }
}

/// An event in a line.
pub(super) fn told(event: &PoolEvent, number: u64) -> String {
    format!(
        "event {number}: {} {} on {} by {}",
        event.what.kind(),
        event.what.subject(),
        event.booked_on,
        event.actor
    )
}

fn position(books: &Books, format: Format) {
    let header = ["compartment", "account", "name", "balance"];
    let mut rows = Vec::new();
    for of in positions(books.state()) {
        let at = of.compartment.to_string();
        let mut add = |account: String, name: String, balance: Amount| {
            rows.push(vec![at.clone(), account, name, balance.to_string()]);
        };
        for (code, balance) in &of.balances {
            let name = format!("{} {}", code.zh(), code.en());
            add(code.number().to_string(), name, *balance);
        }
        add(
            "net-assets".to_owned(),
            "净资产 net assets".to_owned(),
            of.net_assets,
        );
        for (account, name, balance) in [
            ("cover", "在保责任合计 cover", of.cover),
            ("called", "补足待缴 called, not paid in", of.called),
            ("called-overdue", "补足逾期 called and overdue", of.overdue),
        ] {
            add(account.to_owned(), name.to_owned(), balance);
        }
    }
    let today = clock::business_day(clock::now());
    for of in budgets(books.rules(), books.state(), today) {
        let (year, approved, yearly) = (of.year, of.approved, of.yearly);
        rows.push(vec![
            of.pool.to_string(),
            "budget".to_owned(),
            format!("年度预算 budget of {year}: {approved} approved of {yearly}"),
            of.left().to_string(),
        ]);
    }
    for of in exceeded(books.rules(), books.state(), today) {
        let (stands, most) = (of.stands, of.most);
        rows.push(vec![
            of.pool.to_string(),
            "exceeded".to_owned(),
            format!("超限 {} over {}: {stands} of {most}", of.limit, of.over),
            of.by().to_string(),
        ]);
    }
    for of in late_advances(books.rules(), books.state(), today) {
        let (to, made_on, due) = (&of.to.district, of.made_on, of.due);
        rows.push(vec![
            of.from.to_string(),
            "advance".to_owned(),
            format!("逾期垫付 advanced to {to} on {made_on}, due back on {due}"),
            of.open.to_string(),
        ]);
    }
    models::rows(&header, &rows, format);
}

async fn events(books: &Books, format: Format) -> Result<(), Failure> {
    let header = [
        "event",
        "booked_on",
        "effective_on",
        "kind",
        "subject",
        "by",
    ];
    let mut rows = Vec::new();
    let row = |kept: &KeptEvent| {
        let event = &kept.event;
        rows.push(vec![
            kept.number.to_string(),
            event.booked_on.to_string(),
            event.effective_on.to_string(),
            event.what.kind().to_owned(),
            event.what.subject(),
            event.actor.to_string(),
        ]);
        Ok::<(), Failure>(())
    };
    books.walk(row).await?;
    models::rows(&header, &rows, format);
    Ok(())
}

fn breakers(books: &Books, format: Format) {
    let header = [
        "pool",
        "breaker",
        "district",
        "bank",
        "product",
        "since",
        "numerator",
        "denominator",
        "effects",
    ];
    let text = |text: Option<String>| text.unwrap_or_default();
    let state = books.state();
    let mut pools: Vec<_> = state.compartments().map(|at| at.pool.clone()).collect();
    pools.dedup();
    let mut rows = Vec::new();
    for pool in &pools {
        for (moved, since) in state.tripped(pool) {
            let site = &moved.site;
            let effects: Vec<&str> = moved.effects.iter().map(|effect| effect.word()).collect();
            rows.push(vec![
                pool.to_string(),
                site.breaker.to_string(),
                text(site.district.as_ref().map(ToString::to_string)),
                text(site.bank.as_ref().map(ToString::to_string)),
                text(site.product.as_ref().map(ToString::to_string)),
                since.to_string(),
                moved.numerator.to_string(),
                moved.denominator.to_string(),
                effects.join(";"),
            ]);
        }
    }
    models::rows(&header, &rows, format);
}
