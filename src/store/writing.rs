//! The connection to a server that writes: kept from one transaction to the next, so that beginning and ending one are one
//! way to the server each.

use super::store::CONNECTIONS;
use sqlx::{Connection, PgConnection, PgPool};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One writer at a time and the same patience as SQLite has, so that writers wait for each other there too and none is
/// told to begin again. What is read is read after the lock is held.
const BEGIN: &str =
    "begin isolation level repeatable read; lock table schema_version in exclusive mode";

/// `lock_not_available`: the server is well, and somebody else writes.
const BUSY: &str = "55P03";

/// Where the connection is kept between two transactions; clones share it.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<Mutex<Option<PgConnection>>>);

impl Kept {
    fn swap(&self, other: Option<PgConnection>) -> Option<PgConnection> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *kept, other)
    }

    /// Closes it, if there is one.
    pub(super) async fn close(&self) {
        if let Some(db) = self.swap(None) {
            // Whoever closes it wants nothing more of it.
            let _ = db.close().await;
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// A transaction on it. Dropped, it takes the connection with it, and the server undoes what was written.
pub(super) struct Writing {
    pub(super) db: PgConnection,
    kept: Kept,
}

impl Writing {
    /// Begins on the connection that is kept, or on one of the pool. Where one is dead, as all are after a restart of the
    /// server, nothing was begun, and the next one is tried.
    pub(super) async fn begin(pool: &PgPool, kept: &Kept) -> Result<Self, sqlx::Error> {
        let mut known = kept.swap(None);
        for _ in 0..CONNECTIONS {
            let db = match known.take() {
                Some(db) => db,
                None => pool.acquire().await?.detach(),
            };
            match Self::on(db, kept).await {
                Err(error) if !is_busy(&error) => {}
                began => return began,
            }
        }
        Self::on(pool.acquire().await?.detach(), kept).await
    }

    async fn on(mut db: PgConnection, kept: &Kept) -> Result<Self, sqlx::Error> {
        sqlx::raw_sql(BEGIN).execute(&mut db).await?;
        let kept = kept.clone();
        Ok(Self { db, kept })
    }

    /// Ends it, and keeps the connection for the next one. After an error nobody knows whether it took place.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        let Self { mut db, kept } = self;
        sqlx::raw_sql("commit").execute(&mut db).await?;
        // Of two that write at once the first one's connection gives way.
        drop(kept.swap(Some(db)));
        Ok(())
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error();
    refusal
        .and_then(sqlx::error::DatabaseError::code)
        .as_deref()
        == Some(BUSY)
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").finish_non_exhaustive()
    }
}
