//! Engines: the databases that records can be kept in, and the connections to one.

use super::StoreError;
use super::db::{Db, Held, Tx};
use super::writing::{Kept, Writing};
use sqlx::{PgPool, SqlitePool};

/// The connections to one database. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub(super) enum Engine {
    /// A file of SQLite.
    Sqlite(SqlitePool),
    /// A database of a `PostgreSQL` server, with the connection that writes.
    Postgres(PgPool, Kept),
}

impl Engine {
    /// A connection, when one is free.
    pub(super) async fn db(&self) -> Result<Db, StoreError> {
        Ok(match self {
            Self::Sqlite(pool) => Db::Sqlite(Held::Free(pool.acquire().await?)),
            Self::Postgres(pool, _) => Db::Postgres(Held::Free(pool.acquire().await?)),
        })
    }

    /// Begins to write: nobody else writes until the transaction ends, and one that is dropped
    /// leaves nothing behind.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        let Self::Postgres(pool, kept) = self else {
            return self.begin_making().await;
        };
        let writing = Writing::begin(pool, kept).await?;
        Ok(Tx(Db::Writing(Box::new(writing))))
    }

    /// Begins to write to a database that may have no tables yet.
    pub(super) async fn begin_making(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match self {
            Self::Sqlite(pool) => {
                Db::Sqlite(Held::Bound(pool.begin_with("begin immediate").await?))
            }
            Self::Postgres(pool, _) => {
                let begin = "begin isolation level repeatable read";
                Db::Postgres(Held::Bound(pool.begin_with(begin).await?))
            }
        }))
    }

    /// Begins to read everything as it is at one moment; what is read stays as it was until the transaction is dropped.
    pub(super) async fn begin_reading(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match self {
            Self::Sqlite(pool) => Db::Sqlite(Held::Bound(pool.begin_with("begin").await?)),
            Self::Postgres(pool, _) => {
                let begin = "begin isolation level repeatable read, read only";
                Db::Postgres(Held::Bound(pool.begin_with(begin).await?))
            }
        }))
    }

    /// Runs a script of any number of statements without values.
    pub(super) async fn script(&self, text: &str) -> Result<(), StoreError> {
        self.db().await?.script(text).await
    }

    /// Waits for what is under way and closes the connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool, kept) => {
                kept.close().await;
                pool.close().await;
            }
        }
    }
}
