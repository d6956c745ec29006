//! Suspense 待核对流水: lines of a custodian's statement that nothing in the books stands for are put there, each as an
//! event of its own, and the same file again changes nothing.

use super::answer::Answer;
use super::books::{Books, walk};
use super::request::{Fields, Who};
use crate::journal::Head;
use crate::pool::reconcile::{
    Brought, CustodianLine, CustodianStatement, Fault, Reconciliation, Reconciling,
};
use crate::pool::statement::Scope;
use crate::pool::{CompartmentId, Happened};
use crate::service::Error;
use crate::store::Store;
use crate::units::{Date, Moment};
use std::collections::HashSet;

/// A line and what became of it.
#[derive(Debug)]
pub struct Suspended {
    /// The line.
    pub line: CustodianLine,
    /// What became of it.
    pub answer: Answer,
}

/// Puts the lines of a statement in suspense that nothing stands for: neither at the statement's end nor, booked
/// later, today. A line that was in suspense before is not put there again, whatever explained it.
pub async fn suspend(
    books: &mut Books,
    at: &CompartmentId,
    custodian: &CustodianStatement,
    who: &Who,
    now: Moment,
) -> Result<Vec<Suspended>, Error> {
    let head = books.store().journal_head().await?;
    let lines = to_suspend(books.store(), at, custodian, (who.today, head)).await?;
    let numbered: Vec<(u64, Fields)> = (0..)
        .zip(lines.iter().map(|of| of.fields.clone()))
        .collect();
    let keyed = |number: u64| {
        let line = usize::try_from(number).ok().and_then(|at| lines.get(at));
        Who {
            client: CUSTODIAN.to_owned(),
            key: line.map(|of| of.key.clone()).unwrap_or_default(),
            ..who.clone()
        }
    };
    let answers = books.ask_all(&numbered, keyed, false, now).await?;
    let answered = lines.into_iter().zip(answers);
    let told = answered.map(|(of, answered)| Suspended {
        line: of.line,
        answer: answered.answer,
    });
    Ok(told.collect())
}

/// The client of the commands that put lines in suspense: whoever sends the file, a line is put there once.
pub const CUSTODIAN: &str = "custodian";

/// A line that is to be put in suspense, and the command that does it.
#[derive(Debug)]
pub struct ToSuspend {
    /// The line.
    pub line: CustodianLine,
    /// The texts of the command.
    pub fields: Fields,
    /// Its key, the same in every file that has the line.
    pub key: String,
}

/// The lines of a statement that are to be put in suspense, today and by the books as they stand at a place of the
/// journal.
pub async fn to_suspend(
    store: &Store,
    at: &CompartmentId,
    custodian: &CustodianStatement,
    when: (Date, Head),
) -> Result<Vec<ToSuspend>, Error> {
    let lines = unaccounted(store, at, custodian, when)
        .await?
        .map_err(|fault| Error::Usage(fault.to_string()))?;
    let each = lines.into_iter().map(|line| ToSuspend {
        fields: fields(at, &line),
        key: format!("{at}/{}/{}", line.on, line.line),
        line,
    });
    Ok(each.collect())
}

/// A custodian's statement held against the books of a pool or a compartment, as they stand at a place of the journal.
pub async fn reconciled(
    store: &Store,
    scope: &Scope,
    custodian: &CustodianStatement,
    head: Head,
) -> Result<Reconciliation, Error> {
    let begun = Reconciling::begin(scope, custodian, Brought::default(), head);
    let mut reading = begun.map_err(|fault| Error::Usage(fault.to_string()))?;
    walk(store, |kept| {
        reading.read(kept.sequence, &kept.event);
        Ok::<(), Error>(())
    })
    .await?;
    Ok(reading.end())
}

async fn unaccounted(
    store: &Store,
    at: &CompartmentId,
    custodian: &CustodianStatement,
    (today, head): (Date, Head),
) -> Result<Result<Vec<CustodianLine>, Fault>, Error> {
    let scope = Scope::compartment(at);
    let until_now = CustodianStatement {
        to: custodian.to.max(today),
        ..custodian.clone()
    };
    let begun = [custodian, &until_now]
        .map(|until| Reconciling::begin(&scope, until, Brought::default(), head));
    let [mut then, mut now] = match begun {
        [Ok(then), Ok(now)] => [then, now],
        [Err(fault), _] | [_, Err(fault)] => return Ok(Err(fault)),
    };
    // The numbers of all lines that ever were in suspense in the compartment.
    let mut before = HashSet::new();
    walk(store, |kept| {
        then.read(kept.sequence, &kept.event);
        now.read(kept.sequence, &kept.event);
        if let Happened::LineSuspended {
            compartment, line, ..
        } = &kept.event.what
            && compartment == at
            && kept.sequence <= head.sequence
        {
            before.insert(line.clone());
        }
        Ok::<(), Error>(())
    })
    .await?;
    let open = |of: Reconciling<'_>| -> Vec<CustodianLine> {
        let open = of.end().unmatched.into_iter().map(|open| open.line);
        open.filter(|line| custodian.lines.contains(line)).collect()
    };
    let (then, now) = (open(then), open(now));
    let stays = |line: &CustodianLine| now.contains(line) && !before.contains(&line.line);
    Ok(Ok(then.into_iter().filter(stays).collect()))
}

fn fields(at: &CompartmentId, line: &CustodianLine) -> Fields {
    let said = [
        ("action", "suspend-line".to_owned()),
        ("pool", at.pool.to_string()),
        ("district", at.district.to_string()),
        ("line", line.line.clone()),
        ("amount", line.amount.to_string()),
        ("line-on", line.on.to_string()),
    ];
    said.into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .collect()
}
