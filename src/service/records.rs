//! Opening the records: the one door from commands to the store.

use super::Error;
pub use crate::store::{
    Conflict, KeptAttempt, KeptWebhook, ScorePage, Store, StoreError, StoredScore,
};

/// Opens the records at a URL, and makes them where there are none.
pub async fn open(url: &str) -> Result<Store, Error> {
    Ok(Store::open(url).await?)
}

/// Opens records that must exist already.
pub async fn open_existing(url: &str) -> Result<Store, Error> {
    Ok(Store::open_existing(url).await?)
}
