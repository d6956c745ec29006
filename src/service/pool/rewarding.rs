//! Incentives granted 激励结算: what was worked out of a period that is over is booked out of the pool, once for each
//! incentive, beneficiary, bank, district and period.

use super::answer::Answer;
use super::books::Books;
use crate::journal::IdempotencyKey;
use crate::pool::incentives::{NotReckoned, Reckoned, Reckoning};
use crate::pool::{Action, Actor, Command, PoolId};
use crate::service::Error;
use crate::units::{Amount, Date, Digest, Moment};

/// What was granted of a row, and what became of it.
#[derive(Debug)]
pub struct Granted {
    /// The row.
    pub row: Reckoned,
    /// The amount.
    pub amount: Amount,
    /// What became of it.
    pub answer: Answer,
}

/// Works out every incentive of a pool whose period ends on a day.
pub async fn incentives(
    books: &Books,
    pool: &PoolId,
    through: Date,
) -> Result<Vec<Reckoned>, Error> {
    let not = |error: NotReckoned| Error::Usage(error.to_string());
    let begun = Reckoning::begin(books.rules(), books.state(), pool, through);
    let mut reckoning = begun.map_err(not)?;
    books
        .walk(|kept| {
            reckoning.read(&kept.event);
            Ok::<(), Error>(())
        })
        .await?;
    reckoning.end().map_err(not)
}

/// Books what is due out of the pool, to banks and to enterprises; the rest is paid elsewhere, and only shown.
pub async fn grant(
    books: &mut Books,
    rows: &[Reckoned],
    (actor, today): (&Actor, Date),
    now: Moment,
) -> Result<Vec<Granted>, Error> {
    let mut granted = Vec::new();
    for row in rows {
        let Some(amount) = row.grant() else { continue };
        let Reckoned {
            compartment,
            bank,
            enterprise,
            incentive,
            through,
            ..
        } = row;
        // Whoever grants it on whatever day, it is granted once, and once more when that was taken back.
        let whose = enterprise.as_ref().map(|of| format!("/{of}"));
        let whose = whose.unwrap_or_default();
        let name = format!("{compartment}/{bank}/{incentive}/{through}{whose}");
        let make = async |books: &Books| {
            Ok(Command {
                key: standing_key(books, &name).await?,
                request: Digest::of(format!("zhixin/pool/incentive/1\n{name}").as_bytes()),
                actor: actor.clone(),
                effective_on: today,
                booked_on: today,
                documents: Vec::new(),
                action: Action::AccrueIncentive {
                    compartment: compartment.clone(),
                    bank: bank.clone(),
                    incentive: incentive.clone(),
                    amount,
                    enterprise: enterprise.clone(),
                    through: Some(*through),
                },
            })
        };
        let answer = books.command(make, now).await?;
        granted.push(Granted {
            row: row.clone(),
            amount,
            answer,
        });
    }
    Ok(granted)
}

/// The key of a grant that stands, or of the next one.
async fn standing_key(books: &Books, name: &str) -> Result<IdempotencyKey, Error> {
    let mut named = name.to_owned();
    for turn in 2_u64.. {
        let key = IdempotencyKey::new("incentives", "pool.incentive", named.as_str());
        let done = books.store.done([&key]).await?;
        let gone = |done: &crate::pool::Done| books.state().is_corrected(done.number);
        if !done.get(&key).is_some_and(gone) {
            return Ok(key);
        }
        named = format!("{name}/{turn}");
    }
    unreachable!("fewer grants than numbers were taken back")
}
