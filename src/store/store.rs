//! The handle on the records: opening them, and the one place where writing begins.

use super::accounts::AtHand;
use super::db::{Db, Tx};
use super::documents::Documents;
use super::engine::Engine;
use super::url::{self, Address};
use super::{StoreError, connect, schema};
use crate::evidence::Source;
use crate::journal::Head;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a write waits for another process before it gives up.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// How many connections are open at most.
pub(super) const CONNECTIONS: u32 = 4;

/// The records of one installation 记录库.
///
/// Cheap to clone; clones share their connections and their view of where the journal ends.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) engine: Engine,
    /// Where the journal ended when this store last wrote or looked; writers queue here.
    pub(super) writer: Arc<tokio::sync::Mutex<Writer>>,
    /// The sources of batches, by the number of the batch.
    pub(super) sources: Arc<Mutex<HashMap<i64, Arc<Source>>>>,
    /// What documents of scores are packed against.
    pub(super) documents: Documents,
    /// In tests, whether the answer to the next commit is lost on its way.
    #[cfg(test)]
    pub(super) answer_lost: Arc<std::sync::atomic::AtomicBool>,
}

/// What this store believes about the end of the journal; `None` until it has looked.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) head: Option<Head>,
    /// The epoch of the lease of writing, where this store holds it.
    pub(super) epoch: Option<i64>,
    /// The numbers of accounts that it used of late.
    pub(super) accounts: AtHand,
    /// The number of the last event of pools, and where the journal ended with it.
    pub(super) numbered: Option<(Head, i64)>,
}

impl Store {
    /// Opens the records at `url`, such as `sqlite://zhixin.db` or `postgres://zhixin@localhost/zhixin`, and makes
    /// them when there are none. A server must have the database already.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if let Address::File(file) = url::address(url)? {
            let folder = file
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                return Err(StoreError::NoFolder(folder.to_owned()));
            }
        }
        Self::connect(url, true).await
    }

    /// Opens records that must be there already: for commands that only read.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        if let Address::File(file) = url::address(url)?
            && !file.is_file()
        {
            return Err(StoreError::Missing(file.display().to_string()));
        }
        Self::connect(url, false).await
    }

    /// Opens a file of records of this release and changes nothing in it.
    pub async fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        let at = file.display().to_string();
        if !file.is_file() {
            return Err(StoreError::Missing(at));
        }
        let engine = connect::reading(file).await?;
        let known = schema::newest(&engine);
        match schema::version(&mut engine.db().await?, &at).await? {
            None => Err(StoreError::Missing(at)),
            Some(found) if found > known => Err(StoreError::Newer { found, known }),
            Some(found) if found < known => Err(StoreError::Older { found, known }),
            Some(_) => Ok(Self::over(engine)),
        }
    }

    /// Brings the records at `url` forward to the schema of this release, or makes them. The version before, if there
    /// were any, and now.
    pub async fn migrate(url: &str) -> Result<(Option<i64>, i64), StoreError> {
        let before = match url::address(url)? {
            Address::File(file) if !file.is_file() => None,
            _ => {
                let (engine, at) = Self::reach(url, false).await?;
                let found = schema::version(&mut engine.db().await?, &at).await?;
                engine.close().await;
                found
            }
        };
        let store = Self::open(url).await?;
        Ok((before, schema::newest(&store.engine)))
    }

    pub(super) async fn reach(url: &str, create: bool) -> Result<(Engine, String), StoreError> {
        Ok(match url::address(url)? {
            Address::File(file) => {
                let at = file.display().to_string();
                (connect::file(&file, create).await?, at)
            }
            Address::Server(options) => {
                let at = url::shown(url);
                (connect::server(*options, &at).await?, at)
            }
        })
    }

    async fn connect(url: &str, create: bool) -> Result<Self, StoreError> {
        let (engine, at) = Self::reach(url, create).await?;
        schema::advance(&engine, &at, create).await?;
        Ok(Self::over(engine))
    }

    pub(super) fn over(engine: Engine) -> Self {
        Self {
            engine,
            writer: Arc::default(),
            sources: Arc::default(),
            documents: Documents::default(),
            #[cfg(test)]
            answer_lost: Arc::default(),
        }
    }

    /// Waits for what is under way and closes the connections.
    pub async fn close(self) {
        self.engine.close().await;
    }

    /// Begins to write: nobody else writes until the transaction ends, and one that is dropped
    /// leaves nothing behind.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        self.engine.begin().await
    }

    /// A connection to read by.
    pub(super) async fn db(&self) -> Result<Db, StoreError> {
        self.engine.db().await
    }

    /// Ends a transaction. After an error nobody knows whether it took place: the journal tells.
    pub(super) async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        tx.commit().await?;
        #[cfg(test)]
        if self
            .answer_lost
            .swap(false, std::sync::atomic::Ordering::Relaxed)
        {
            return Err(sqlx::Error::WorkerCrashed.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::Place;
    use crate::store::statement::Statement;

    #[tokio::test]
    async fn reading_nothing_is_a_clear_error() {
        let place = Place::on_sqlite();
        let error = Store::open_existing(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error}");
        Store::open(&place.url).await.unwrap().close().await;
        assert!(Store::open_existing(&place.url).await.is_ok());
    }

    #[tokio::test]
    async fn an_empty_file_and_a_foreign_one_are_refused() {
        let place = Place::on_sqlite();
        std::fs::write(&place.file, b"").unwrap();
        let error = Store::open_existing(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error}");
        std::fs::write(&place.file, "no database at all, only text. ".repeat(40)).unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::NotOurs(_)), "{error}");
    }

    #[tokio::test]
    async fn the_file_waits_for_the_disk_and_checks_references() {
        let place = Place::on_sqlite();
        let store = place.open().await;
        for (pragma, value) in [
            ("pragma synchronous", 2),
            ("pragma foreign_keys", 1),
            ("pragma busy_timeout", 10_000),
        ] {
            let found: i64 = Statement::of(pragma)
                .value(&mut store.db().await.unwrap())
                .await
                .unwrap();
            assert_eq!(found, value, "{pragma}");
        }
        let mode: String = Statement::of("pragma journal_mode")
            .value(&mut store.db().await.unwrap())
            .await
            .unwrap();
        assert_eq!(mode, "wal");
    }
}
