//! The books of a statement, checked by the programs that keep such books: hledger and beancount.

use std::fs;
use std::process::Command;
use zhixin::journal::{Chain, Event, Head};
use zhixin::pool::statement::{Period, Scope, Statement, beancount, hledger};
use zhixin::pool::{BankId, ContributorId, District, PoolEvent, PoolId};

/// The worked example, from the journal that the tests of statements keep, and its head.
fn worked() -> (Vec<PoolEvent>, Head) {
    let kept = include_str!("snapshots/worked_pool.snap");
    let lines = kept.lines().filter(|line| line.starts_with('{'));
    let mut chain = Chain::default();
    let events = lines.map(|line| {
        let event: Event = serde_json::from_str(line).unwrap();
        chain.append(event.clone()).unwrap();
        PoolEvent::from_journal(&event).unwrap()
    });
    (events.collect(), chain.head())
}

fn scopes() -> [Scope; 4] {
    let pool = PoolId::parse("cq").unwrap();
    let district = District::parse("渝北区").unwrap();
    [
        Scope::Pool { pool: pool.clone() },
        Scope::Compartment {
            pool: pool.clone(),
            district: district.clone(),
        },
        Scope::Contributor {
            pool: pool.clone(),
            district: Some(district),
            contributor: ContributorId::parse("city").unwrap(),
        },
        Scope::Bank {
            pool,
            district: None,
            bank: BankId::parse("bank-a").unwrap(),
        },
    ]
}

/// Statements of every scope: the whole year, and two parts of it of which the second opens with balances.
fn statements() -> Vec<Statement> {
    let (events, head) = worked();
    assert!(events.len() > 20);
    let days = [
        ("2021-01-01", "2021-12-31"),
        ("2021-01-01", "2021-02-28"),
        ("2021-03-01", "2021-12-30"),
        ("2022-01-01", "2022-01-31"),
    ];
    let mut made = Vec::new();
    for scope in scopes() {
        for (from, to) in days {
            let period = Period {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
            };
            let statement = Statement::make((1..).zip(&events), &scope, period, head).unwrap();
            assert!(statement.holds(), "{:?}", statement.checks);
            made.push(statement);
        }
    }
    made
}

/// Runs a program on a file; `None` where it is not installed, which is said loudly.
fn accepts(program: &str, before: &[&str], text: &str, name: &str) -> Option<Result<(), String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    let mut command = Command::new(program);
    command.args(before).arg(&file).env("LC_ALL", "C.UTF-8");
    if program == "hledger" {
        command.args(["check", "--strict", "ordereddates"]);
    }
    match command.output() {
        Ok(done) if done.status.success() => Some(Ok(())),
        Ok(done) => Some(Err(format!(
            "{}{}\n{text}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ))),
        Err(_) => {
            eprintln!("NOT TESTED: {program} is not installed, so the books are not checked by it");
            None
        }
    }
}

/// Holds every statement against a program, which must also refuse a closing balance a fen too high.
fn checked(
    program: &str,
    before: &[&str],
    name: &str,
    books: fn(&Statement) -> String,
    closing: (&str, &str),
) {
    for statement in statements() {
        let text = books(&statement);
        match accepts(program, before, &text, name) {
            None => return,
            Some(verdict) => verdict.unwrap(),
        }
    }
    let text = books(&statements()[0]);
    let (right, wrong) = closing;
    assert!(text.contains(right), "{text}");
    let wrong = text.replace(right, wrong);
    assert!(accepts(program, before, &wrong, name).unwrap().is_err());
}

#[test]
fn hledger_accepts_the_books_and_every_closing_balance() {
    checked(
        "hledger",
        &["-f"],
        "statement.journal",
        hledger::hledger,
        ("=* 9697295.67 CNY", "=* 9697295.68 CNY"),
    );
}

#[test]
fn beancount_accepts_the_books_and_every_closing_balance() {
    checked(
        "bean-check",
        &[],
        "statement.beancount",
        beancount::beancount,
        (
            "balance Assets:1010-cash-at-custodian  9697295.67 ~",
            "balance Assets:1010-cash-at-custodian  9697295.68 ~",
        ),
    );
}
