//! The handle on the records: opening them, and the one place where writing begins.

use super::accounts::AtHand;
use super::db::{Db, Tx};
use super::engine::Engine;
use super::{StoreError, schema, url};
use crate::evidence::Source;
use crate::journal::Head;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a write waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

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
    /// In tests, whether the answer to the next commit is lost on its way.
    #[cfg(test)]
    pub(super) answer_lost: Arc<std::sync::atomic::AtomicBool>,
}

/// What this store believes about the end of the journal; `None` until it has looked.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) head: Option<Head>,
    /// The numbers of accounts that it used of late.
    pub(super) accounts: AtHand,
}

impl Store {
    /// Opens the records at `url`, such as `sqlite://zhixin.db`, and makes them when there are none.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let file = url::file(url)?;
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        match folder.filter(|folder| !folder.is_dir()) {
            Some(folder) => Err(StoreError::NoFolder(folder.to_owned())),
            None => Self::connect(file, true).await,
        }
    }

    /// Opens records that must be there already: for commands that only read.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        let file = url::file(url)?;
        if !file.is_file() {
            return Err(StoreError::Missing(file));
        }
        Self::connect(file, false).await
    }

    async fn connect(file: PathBuf, create: bool) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten in the file, and not only forgotten.
            .pragma("secure_delete", "on")
            // 32 MiB of pages at hand, and a log of 16 MiB before it is folded into the file: a batch moves
            // balances all over the books, and each page is written back once and not every time.
            .pragma("cache_size", "-32768")
            .pragma("wal_autocheckpoint", "4000")
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options)
            .await
            .map_err(|error| match schema::not_a_database(&error) {
                true => StoreError::NotOurs(file.clone()),
                false => error.into(),
            })?;
        let engine = Engine::Sqlite(pool);
        schema::advance(&engine, &file, create).await?;
        Ok(Self {
            engine,
            writer: Arc::default(),
            sources: Arc::default(),
            #[cfg(test)]
            answer_lost: Arc::default(),
        })
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
    use crate::store::samples::{Place, event, fill};
    use crate::store::statement::Statement;

    #[tokio::test]
    async fn reading_nothing_is_a_clear_error() {
        let place = Place::new();
        let error = Store::open_existing(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error}");
        Store::open(&place.url).await.unwrap().close().await;
        assert!(Store::open_existing(&place.url).await.is_ok());
    }

    #[tokio::test]
    async fn an_empty_file_and_a_foreign_one_are_refused() {
        let place = Place::new();
        std::fs::write(&place.file, b"").unwrap();
        let error = Store::open_existing(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error}");
        std::fs::write(&place.file, "no database at all, only text. ".repeat(40)).unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::NotOurs(_)), "{error}");
    }

    #[tokio::test]
    async fn another_programs_database_and_a_newer_one_are_refused() {
        let place = Place::new();
        let store = place.open().await;
        store
            .engine
            .script("insert into schema_version (version) values (99)")
            .await
            .unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 99, .. }));
        store
            .engine
            .script("alter table schema_version rename to other")
            .await
            .unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::NotOurs(_)), "{error}");
    }

    #[tokio::test]
    async fn the_file_waits_for_the_disk_and_checks_references() {
        let place = Place::new();
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

    #[tokio::test]
    async fn what_was_recorded_is_never_changed() {
        let place = Place::new();
        let store = place.open().await;
        fill(&store).await;
        store.append_event(event(900)).await.unwrap();
        for table in ["event", "fact", "reject", "model", "issued_score", "batch"] {
            let count: i64 = Statement::of(format!("select count(*) from {table}"))
                .value(&mut store.db().await.unwrap())
                .await
                .unwrap();
            assert!(count > 0, "{table} is empty");
            let column = match table {
                "fact" => "body",
                "reject" => "given",
                "batch" => "label",
                "model" => "version",
                "issued_score" => "assessment",
                _ => "subject",
            };
            for statement in [
                format!("delete from {table}"),
                format!("update {table} set {column} = 'x'"),
            ] {
                let error = store
                    .engine
                    .script(&statement)
                    .await
                    .unwrap_err()
                    .to_string();
                assert!(error.contains("never"), "{statement}: {error}");
            }
        }
    }
}
