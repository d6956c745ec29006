//! Connections: one that is held for reading, and a transaction that writes.

use super::StoreError;
use super::writing::Writing;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Database, PgConnection, Postgres, Sqlite, Transaction};
use std::ops::{Deref, DerefMut};

/// A connection that is held, within a transaction or not.
#[derive(Debug)]
pub(super) enum Db {
    /// To SQLite.
    Sqlite(Held<Sqlite>),
    /// To `PostgreSQL`.
    Postgres(Held<Postgres>),
    /// To `PostgreSQL`, on the connection that writes.
    Writing(Box<Writing>),
}

/// How a connection is held.
#[derive(Debug)]
pub(super) enum Held<D: Database> {
    /// As it comes, each statement for itself.
    Free(PoolConnection<D>),
    /// Within a transaction.
    Bound(Transaction<'static, D>),
}

impl<D: Database> Deref for Held<D> {
    type Target = D::Connection;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Free(held) => held,
            Self::Bound(held) => held,
        }
    }
}

impl<D: Database> DerefMut for Held<D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Free(held) => held,
            Self::Bound(held) => held,
        }
    }
}

impl<D: Database> Held<D> {
    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Free(_) => Ok(()),
            Self::Bound(held) => held.commit().await,
        }
    }
}

impl Db {
    /// The connection, where it is one to `PostgreSQL`.
    pub(super) fn postgres(&mut self) -> Option<&mut PgConnection> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(held) => Some(&mut **held),
            Self::Writing(on) => Some(&mut on.db),
        }
    }

    /// Runs a script of any number of statements without values.
    pub(super) async fn script(&mut self, text: &str) -> Result<(), StoreError> {
        let script = sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
        match self {
            Self::Sqlite(held) => script.execute(&mut **held).await.map(drop)?,
            Self::Postgres(held) => script.execute(&mut **held).await.map(drop)?,
            Self::Writing(on) => script.execute(&mut on.db).await.map(drop)?,
        }
        Ok(())
    }
}

/// A transaction that writes: nobody else does until it ends, and one that is dropped leaves nothing behind.
#[derive(Debug)]
pub(super) struct Tx(pub(super) Db);

impl Tx {
    /// Ends it. After an error nobody knows whether it took place: the journal tells.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Db::Sqlite(held) => held.commit().await?,
            Db::Postgres(held) => held.commit().await?,
            Db::Writing(on) => on.commit().await?,
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Db {
        &mut self.0
    }
}
