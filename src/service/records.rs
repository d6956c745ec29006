//! Opening the records: the one door from commands to the store.

use super::Error;
use crate::journal::Head;
pub use crate::store::{
    Backup, Batch, Conflict, KeptAttempt, KeptScoreBatch, KeptWebhook, Reject, ScorePage, Status,
    Store, StoreError, StoredScore,
};

/// Opens the records at a URL, and makes them where there are none.
pub async fn open(url: &str) -> Result<Store, Error> {
    Ok(Store::open(url).await?)
}

/// Brings the records at a URL forward to this release, or makes them: the version before, and now.
pub async fn migrate(url: &str) -> Result<(Option<i64>, i64), Error> {
    Ok(Store::migrate(url).await?)
}

/// Opens records that must exist already.
pub async fn open_existing(url: &str) -> Result<Store, Error> {
    Ok(Store::open_existing(url).await?)
}

/// How the database is, where the journal ends, and the last backup.
pub async fn status(store: &Store) -> Result<(Status, Head, Option<Backup>), Error> {
    let (status, head) = (store.status().await?, store.journal_head().await?);
    Ok((status, head, store.last_backup().await?))
}
