//! What the monitoring of a version of a model came to: its runs, and the tests that fail.

use super::Error;
use super::governance::{all_governed, lives};
use crate::governance::{Failing, Governed, ModelLife, Monitored, Refusal, Topic, failing};
use crate::identity::Caller;
use crate::store::{About, Store};
use crate::units::Digest;

/// Every run over a version's months.
pub async fn history(store: &Store, digest: &Digest) -> Result<Vec<Monitored>, Error> {
    let events = all_governed(store, Topic::Monitoring, About::All).await?;
    let each = events.into_iter().filter_map(|event| match event.what {
        Governed::ModelMonitored { monitored } => Some(monitored),
        _ => None,
    });
    Ok(each.filter(|of| of.digest == *digest).collect())
}

/// What the tests of a version came to.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The version.
    pub digest: Digest,
    /// Every run over its months, in their order.
    pub runs: Vec<Monitored>,
    /// The tests that failed in the last month.
    pub failing: Vec<Failing>,
}

/// What the tests of a version of a model came to, of the last that is registered if no number is given: for those who
/// read about the life of models.
pub async fn watched(
    store: &Store,
    caller: &Caller,
    (model, number): (&str, Option<i64>),
) -> Result<Watched, Error> {
    let lives = lives(store, caller, Some(model)).await?;
    let life = lives.first().expect("a model without a life is refused");
    let digest = version(life, number)?;
    let runs = history(store, &digest).await?;
    Ok(Watched {
        digest,
        failing: failing(&runs),
        runs,
    })
}

/// The version of a number, or the last one.
pub fn version(life: &ModelLife, number: Option<i64>) -> Result<Digest, Error> {
    let mut all = life.versions.iter().rev().map(|held| &held.registered.said);
    let found = all.find(|of| number.is_none_or(|number| of.version == number));
    let found = found.map(|of| of.digest);
    found.ok_or_else(|| {
        Error::Refused(Refusal::Unknown {
            what: "registered version",
            name: number.unwrap_or_default().to_string(),
        })
    })
}
