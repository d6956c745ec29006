//! A restore 恢复: the records of a copy carried into a database that holds none, and verified there.

use super::pool::{Books, audit};
use super::{Error, ledger};
use crate::journal::Head;
use crate::store::{Contents, Store};
use std::path::Path;

/// Records that were found whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Where the journal ends.
    pub head: Head,
    /// What the records hold.
    pub contents: Contents,
}

/// Carries the records of a file into the database at `into`, on whichever engine, which may hold none yet.
pub async fn restore(file: &Path, into: &str) -> Result<Whole, Error> {
    let copy = Store::open_to_read(file).await?;
    // What is not whole is not begun with.
    chain(&copy, ledger::Expected::default()).await?;
    let store = Store::open(into).await?;
    copy.carry_into(&store).await?;
    copy.close().await;
    let found = verify(&store, ledger::Expected::default()).await?;
    store.close().await;
    Ok(found)
}

/// Verifies records as after a restore: pages and references, the chain with what it must contain, and the books
/// derived from it again.
pub async fn verify(store: &Store, expected: ledger::Expected) -> Result<Whole, Error> {
    let head = chain(store, expected).await?;
    audit(&Books::open(store).await?).await?;
    Ok(Whole {
        head,
        contents: store.contents().await?,
    })
}

async fn chain(store: &Store, expected: ledger::Expected) -> Result<Head, Error> {
    if let Some(wrong) = store.check_file().await? {
        return Err(Error::Usage(format!("the records are not whole: {wrong}")));
    }
    Ok(ledger::verify(store, expected).await?.head)
}
