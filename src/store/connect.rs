//! Connecting: the file or the server behind an address, set up so that what is committed is on the disk.

use super::engine::Engine;
use super::store::{CONNECTIONS, PATIENCE};
use super::writing::Kept;
use super::{StoreError, schema};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::future::ready;
use std::path::Path;
use std::time::Duration;

/// How many statements a connection keeps ready.
const STATEMENTS: usize = 512;

/// Connections to a file of SQLite, which is made where there is none if `create` says so.
pub(super) async fn file(file: &Path, create: bool) -> Result<Engine, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
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
        // Statements for each number of rows, and rows handed over many at a time: each handing over wakes a thread.
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(1_024)
        .busy_timeout(PATIENCE);
    let pool = SqlitePoolOptions::new()
        // A file does not go away as a server does, so nobody asks it first whether it is there.
        .test_before_acquire(false)
        // Where there is no room SQLite ends a transaction by itself, of which its driver does not know: such a
        // connection would never begin another.
        .before_acquire(|db, _| Box::pin(ready(Ok(!db.is_in_transaction()))))
        .max_connections(CONNECTIONS)
        .connect_with(options)
        .await
        .map_err(|error| {
            if schema::not_a_database(&error) {
                StoreError::NotOurs(file.display().to_string())
            } else {
                error.into()
            }
        })?;
    Ok(Engine::Sqlite(pool))
}

/// A connection to a file of SQLite that is only read.
pub(super) async fn reading(file: &Path) -> Result<Engine, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(PATIENCE);
    let pool = SqlitePoolOptions::new().max_connections(1);
    Ok(Engine::Sqlite(pool.connect_with(options).await?))
}

/// A connection that lay idle for so long is asked whether it lives before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// What every session is told. A writer waits as long as on SQLite; a client that is gone lets go of the records; long
/// texts are packed by the way that takes the least time, where the server knows it; a server set to answer before the
/// disk has it is asked to wait.
const SESSION: &str = "set lock_timeout = '10s'; \
     set idle_in_transaction_session_timeout = '60s'; \
     set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3; \
     set client_min_messages = warning; \
     set standard_conforming_strings = on; \
     select set_config('default_toast_compression', 'lz4', false) from pg_settings \
     where name = 'default_toast_compression' and 'lz4' = any(enumvals); \
     select set_config('synchronous_commit', 'on', false) \
     where current_setting('synchronous_commit') in ('off', 'local')";

/// Connections to a database of a server. `at` is its address without a password.
pub(super) async fn server(options: PgConnectOptions, at: &str) -> Result<Engine, StoreError> {
    let options = options.statement_cache_capacity(STATEMENTS);
    let options = match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("zhixin"),
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        // A connection that was just in use is not asked whether it lives: that is a way to the server for each request.
        .test_before_acquire(false)
        .before_acquire(|db, of| {
            Box::pin(async move {
                if of.idle_for > RESTED {
                    db.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|db, _| {
            Box::pin(async move { sqlx::raw_sql(SESSION).execute(db).await.map(drop) })
        })
        .connect_with(options)
        .await
        .map_err(|error| StoreError::Unreachable {
            at: at.to_owned(),
            reason: said(&error),
        })?;
    Ok(Engine::Postgres(pool, Kept::default()))
}

/// What a person can do something with.
fn said(error: &sqlx::Error) -> String {
    let refusal = error.as_database_error();
    match refusal
        .and_then(sqlx::error::DatabaseError::code)
        .as_deref()
    {
        // `invalid_catalog_name`.
        Some("3D000") => format!(
            "{}; an administrator creates it, with encoding UTF8",
            refusal.map_or("", sqlx::error::DatabaseError::message)
        ),
        Some(_) => refusal.map_or_else(String::new, |refusal| refusal.message().to_owned()),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Place, event};

    #[tokio::test]
    async fn transactions_that_found_no_room_leave_nothing_behind_and_the_next_ones_go_on() {
        let place = Place::on_sqlite();
        let store = place.open().await;
        for _ in 0..=CONNECTIONS {
            let mut tx = store.begin().await.unwrap();
            let full = "pragma max_page_count = 1; create table big (bytes blob); \
                 insert into big values (zeroblob(1000000))";
            let error = tx.script(full).await.unwrap_err();
            assert!(error.to_string().contains("full"), "{error}");
        }
        store.append_event(event(1)).await.unwrap();
        assert_eq!(store.journal_head().await.unwrap().sequence, 1);
    }
}
