//! Issued statements 对账单签发: made once, kept by their digest, and made again to the byte from the journal.

use super::answer::Answer;
use super::books::{Books, walk};
use crate::journal::{Head, IdempotencyKey};
use crate::pool::issue::{Issue, Lost};
use crate::pool::statement::{Making, Period, Scope, Statement, StatementError};
use crate::pool::{Action, Actor, Command, Happened};
use crate::service::Error;
use crate::store::Store;
use crate::units::names::ContributorId;
use crate::units::{Date, Digest, Moment};

/// An issued statement, as the journal tells of it.
#[derive(Debug, Clone)]
pub struct IssuedStatement {
    /// Its number.
    pub number: u64,
    /// The record of the journal that issued it.
    pub sequence: u64,
    /// The accounting day of the issue.
    pub booked_on: Date,
    /// Who issued it.
    pub actor: Actor,
    /// What was issued.
    pub issue: Issue,
    /// Who signed it, in their order.
    pub signatures: Vec<Signature>,
}

/// A contributor's signature under a statement 签认.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The contributor.
    pub contributor: ContributorId,
    /// Who signed for it.
    pub person: String,
    /// The accounting day.
    pub on: Date,
    /// The digest that was signed.
    pub digest: Digest,
    /// The record of the journal that says so.
    pub sequence: u64,
}

/// What became of an issue.
#[derive(Debug)]
pub enum Issuing {
    /// It was issued now, or had been before, under this number.
    Stands {
        /// Its number.
        number: u64,
        /// Whether it was issued before.
        before: bool,
        /// The statement as it was issued.
        statement: Box<Statement>,
    },
    /// It was refused, or could not be asked.
    Not(Answer),
}

/// Issues a statement of a scope and some days: once, whoever asks again.
pub async fn issue(
    books: &mut Books,
    scope: &Scope,
    period: Period,
    (actor, today): (Actor, Date),
    now: Moment,
) -> Result<Issuing, Error> {
    let name = format!("{scope} {} {}", period.from, period.to);
    let make = async |books: &Books| {
        let statement = statement(&books.store, scope, period, books.end()).await?;
        if !statement.holds() {
            let why = "the statement does not add up, and is not issued; see its checks";
            return Err(Error::BooksDiffer(why.to_owned()));
        }
        Ok(Command {
            // The scope and the days are the natural key.
            key: IdempotencyKey::new("statements", "pool.statement", name.as_str()),
            request: Digest::of(format!("zhixin/pool/statement/1\n{name}").as_bytes()),
            actor: actor.clone(),
            effective_on: today,
            booked_on: today,
            documents: Vec::new(),
            action: Action::IssueStatement {
                issue: Box::new(Issue::of(&statement)),
            },
        })
    };
    let before = match books.command(make, now).await? {
        Answer::Done(_) => false,
        Answer::Before(_) => true,
        answer => return Ok(Issuing::Not(answer)),
    };
    let same = |of: &IssuedStatement| {
        of.issue.scope == *scope && (of.issue.from, of.issue.to) == (period.from, period.to)
    };
    let issued = issued(&books.store).await?.into_iter().find(same);
    let number = issued.map_or(0, |of| of.number);
    Ok(Issuing::Stands {
        number,
        before,
        statement: Box::new(again(&books.store, number).await?),
    })
}

/// Every issued statement, in the order of their numbers.
pub async fn issued(store: &Store) -> Result<Vec<IssuedStatement>, Error> {
    let mut all: Vec<IssuedStatement> = Vec::new();
    walk(store, |kept| {
        match &kept.event.what {
            Happened::StatementIssued { number, issue } => all.push(IssuedStatement {
                number: *number,
                sequence: kept.sequence,
                booked_on: kept.event.booked_on,
                actor: kept.event.actor.clone(),
                issue: Issue::clone(issue),
                signatures: Vec::new(),
            }),
            Happened::StatementSigned {
                contributor,
                statement,
                digest,
                ..
            } => {
                let signature = Signature {
                    contributor: contributor.clone(),
                    person: kept.event.actor.person.to_string(),
                    on: kept.event.booked_on,
                    digest: *digest,
                    sequence: kept.sequence,
                };
                let of = all.iter_mut().find(|of| of.number == *statement);
                if let Some(of) = of {
                    of.signatures.push(signature);
                }
            }
            _ => {}
        }
        Ok::<(), Error>(())
    })
    .await?;
    Ok(all)
}

/// A statement as of a place in the journal, made from the events as they are read.
pub async fn statement(
    store: &Store,
    scope: &Scope,
    period: Period,
    head: Head,
) -> Result<Statement, Error> {
    let wrong = |error: StatementError| Error::Usage(error.to_string());
    let mut making = Making::begin(scope, period, head).map_err(wrong)?;
    walk(store, |kept| {
        making.read(kept.sequence, &kept.event).map_err(wrong)
    })
    .await?;
    making.end().map_err(wrong)
}

/// An issued statement made again; that it has other bytes than it was issued with is told loudly.
pub async fn again(store: &Store, number: u64) -> Result<Statement, Error> {
    let issued = issued(store).await?;
    let found = issued.iter().find(|of| of.number == number);
    let found = found.ok_or_else(|| {
        let most = issued.len();
        Error::Usage(format!(
            "no statement {number} was issued; there are {most}"
        ))
    })?;
    remade(store, found).await
}

async fn remade(store: &Store, of: &IssuedStatement) -> Result<Statement, Error> {
    let lost = |lost: Lost| Error::StatementLost(of.number, lost);
    let mut making = of.issue.remaking().map_err(lost)?;
    walk(store, |kept| {
        let read = making.read(kept.sequence, &kept.event);
        read.map_err(|error| lost(error.into()))
    })
    .await?;
    of.issue.remade(making).map_err(lost)
}

/// Makes every issued statement again, holds the head that it prints against the journal, and each signature against
/// what was issued; how many statements and how many signatures there are.
pub(super) async fn audit(books: &Books) -> Result<(usize, usize), Error> {
    let issued = issued(&books.store).await?;
    for of in &issued {
        remade(&books.store, of).await?;
        let printed = of.issue.head;
        if books.head(Some(printed.sequence)).await? != printed {
            let number = of.number;
            return Err(Error::BooksDiffer(format!(
                "the head that statement {number} prints is not in the journal"
            )));
        }
        let mut signatures = of.signatures.iter();
        if let Some(other) = signatures.find(|signed| signed.digest != of.issue.digest) {
            let (number, record) = (of.number, other.sequence);
            return Err(Error::BooksDiffer(format!(
                "record {record} signs other bytes than those with which statement {number} was issued"
            )));
        }
    }
    let signatures = issued.iter().map(|of| of.signatures.len()).sum();
    Ok((issued.len(), signatures))
}
