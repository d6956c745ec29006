//! Schema versions: a file is brought forward to the newest, never back.

use super::StoreError;
use crate::journal::Head;
use sqlx::{SqliteConnection, SqlitePool};
use std::path::Path;

/// Every version in order, each the step from the one before it.
const STEPS: &[&str] = &[
    include_str!("schema/sqlite.sql"),
    include_str!("schema/sqlite_2.sql"),
    include_str!("schema/sqlite_3.sql"),
];

/// The newest version that this release knows.
fn newest() -> i64 {
    i64::try_from(STEPS.len()).expect("versions are few")
}

/// Brings the database at `path` forward. An empty one is filled only when `create` is set.
pub(super) async fn advance(
    pool: &SqlitePool,
    path: &Path,
    create: bool,
) -> Result<(), StoreError> {
    if version(&mut *pool.acquire().await?, path).await? == Some(newest()) {
        return Ok(());
    }
    let mut tx = pool.begin_with("begin immediate").await?;
    // Looked at again, now that nobody else can move it.
    let found = match version(&mut tx, path).await? {
        None if !create => return Err(StoreError::Missing(path.to_owned())),
        None => 0,
        Some(found) => found,
    };
    let known = newest();
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, step) in (1i64..).zip(STEPS) {
        if version > found {
            sqlx::raw_sql(*step).execute(&mut *tx).await?;
            sqlx::query("insert into schema_version (version) values ($1)")
                .bind(version)
                .execute(&mut *tx)
                .await?;
        }
    }
    if found == 0 {
        begin(&mut tx).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes the two heads of records that hold nothing yet.
async fn begin(tx: &mut SqliteConnection) -> Result<(), StoreError> {
    let head = Head::genesis();
    sqlx::query("insert into journal_head (only_row, sequence, hash) values (1, 0, $1)")
        .bind(head.hash.to_string())
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into evidence_head \
         (only_row, batches, sealed_batches, enterprises, facts, rejects) \
         values (1, 0, 0, 0, 0, 0)",
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The version of the database, `None` for an empty one.
async fn version(db: &mut SqliteConnection, path: &Path) -> Result<Option<i64>, StoreError> {
    let tables: Vec<String> =
        sqlx::query_scalar("select name from sqlite_schema where type = 'table'")
            .fetch_all(&mut *db)
            .await
            .map_err(|error| match error.as_database_error() {
                Some(refusal) if refusal.message().contains("not a database") => {
                    StoreError::NotOurs(path.to_owned())
                }
                _ => error.into(),
            })?;
    if tables.is_empty() {
        return Ok(None);
    }
    if !tables.iter().any(|name| name == "schema_version") {
        return Err(StoreError::NotOurs(path.to_owned()));
    }
    let newest = "select coalesce(max(version), 0) from schema_version";
    Ok(Some(sqlx::query_scalar(newest).fetch_one(db).await?))
}
