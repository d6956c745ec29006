//! Schema versions: a file is brought forward to the newest, never back.

use super::StoreError;
use super::db::Db;
use super::engine::Engine;
use super::statement::Statement;
use crate::journal::Head;

/// Every version for SQLite in order, each the step from the one before it.
const SQLITE: &[&str] = &[
    include_str!("schema/sqlite.sql"),
    include_str!("schema/sqlite_2.sql"),
    include_str!("schema/sqlite_3.sql"),
    include_str!("schema/sqlite_4.sql"),
    include_str!("schema/sqlite_5.sql"),
    include_str!("schema/sqlite_6.sql"),
    include_str!("schema/sqlite_7.sql"),
    include_str!("schema/sqlite_8.sql"),
    include_str!("schema/sqlite_9.sql"),
    include_str!("schema/sqlite_10.sql"),
    include_str!("schema/sqlite_11.sql"),
    include_str!("schema/sqlite_12.sql"),
    include_str!("schema/sqlite_13.sql"),
];

/// For `PostgreSQL` the first version that there was, whole, and every one after it.
const POSTGRES: &[&str] = &[
    include_str!("schema/postgres.sql"),
    include_str!("schema/postgres_8.sql"),
    include_str!("schema/postgres_9.sql"),
    include_str!("schema/postgres_10.sql"),
    include_str!("schema/postgres_11.sql"),
    include_str!("schema/postgres_12.sql"),
    include_str!("schema/postgres_13.sql"),
];

/// The version that the first of the steps for `PostgreSQL` reaches.
const FIRST_ON_POSTGRES: i64 = 7;

/// The steps of an engine, each with the version that it reaches.
pub(super) fn steps(engine: &Engine) -> impl Iterator<Item = (i64, &'static str)> {
    let (first, steps) = match engine {
        Engine::Sqlite(_) => (1, SQLITE),
        Engine::Postgres(..) => (FIRST_ON_POSTGRES, POSTGRES),
    };
    (first..).zip(steps.iter().copied())
}

/// The newest version that this release knows.
pub(super) fn newest(engine: &Engine) -> i64 {
    let last = steps(engine).last();
    last.map_or(0, |(version, _)| version)
}

/// Brings the database forward. An empty one is filled only when `create` is set.
pub(super) async fn advance(engine: &Engine, at: &str, create: bool) -> Result<(), StoreError> {
    match attempt(engine, at, create).await {
        // Another process made the tables at the same time, and is done.
        Err(StoreError::Database(error)) if made_meanwhile(&error) => {
            attempt(engine, at, create).await
        }
        done => done,
    }
}

async fn attempt(engine: &Engine, at: &str, create: bool) -> Result<(), StoreError> {
    let known = newest(engine);
    let found = version(&mut engine.db().await?, at).await?;
    if found == Some(known) {
        return Ok(());
    }
    let mut tx = match found {
        Some(_) => engine.begin().await?,
        None => engine.begin_making().await?,
    };
    // Looked at again, now that nobody else can move it.
    let found = match version(&mut tx, at).await? {
        None if !create => return Err(StoreError::Missing(at.to_owned())),
        None => 0,
        Some(found) => found,
    };
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == 0 {
        encoding(&mut tx, at).await?;
    }
    for (version, step) in steps(engine).filter(|(version, _)| *version > found) {
        tx.script(step).await?;
        Statement::of("insert into schema_version (version) values ($1)")
            .bind(version)
            .execute(&mut tx)
            .await?;
    }
    if found == 0 {
        begin(&mut tx).await?;
    }
    tx.commit().await
}

/// Whether a table, or its name among the types, came to be while it was being made.
fn made_meanwhile(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("42P07" | "42710" | "23505"))
}

/// Whether a server keeps text as we do.
async fn encoding(db: &mut Db, at: &str) -> Result<(), StoreError> {
    if let Db::Sqlite(_) = db {
        return Ok(());
    }
    let encoding: String = Statement::of("show server_encoding").value(db).await?;
    if encoding == "UTF8" {
        return Ok(());
    }
    Err(StoreError::Encoding {
        at: at.to_owned(),
        encoding,
    })
}

/// Writes the two heads of records that hold nothing yet.
pub(super) async fn begin(tx: &mut Db) -> Result<(), StoreError> {
    let head = Head::genesis();
    Statement::of("insert into journal_head (only_row, sequence, hash) values (1, 0, $1)")
        .bind(head.hash.to_string())
        .execute(tx)
        .await?;
    Statement::of(
        "insert into evidence_head \
         (only_row, batches, sealed_batches, enterprises, facts, rejects) \
         values (1, 0, 0, 0, 0, 0)",
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The version of the database, `None` for an empty one.
pub(super) async fn version(db: &mut Db, at: &str) -> Result<Option<i64>, StoreError> {
    let tables = match db {
        Db::Sqlite(_) => "select name from sqlite_schema where type = 'table'",
        Db::Postgres(_) | Db::Writing(_) => {
            "select cast(tablename as text) from pg_tables where schemaname = current_schema()"
        }
    };
    let tables: Vec<String> =
        Statement::of(tables)
            .values(db)
            .await
            .map_err(|error| match error {
                StoreError::Database(error) if not_a_database(&error) => {
                    StoreError::NotOurs(at.to_owned())
                }
                error => error,
            })?;
    if tables.is_empty() {
        return Ok(None);
    }
    for ours in ["schema_version", "journal_head"] {
        if !tables.iter().any(|name| name == ours) {
            return Err(StoreError::NotOurs(at.to_owned()));
        }
    }
    let newest = "select coalesce(max(version), 0) from schema_version";
    Ok(Some(Statement::of(newest).value(db).await?))
}

/// Whether the file was found to be none of SQLite.
pub(super) fn not_a_database(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error();
    refusal.is_some_and(|refusal| refusal.message().contains("not a database"))
}

#[cfg(test)]
mod tests {
    use super::SQLITE;
    use crate::store::Store;
    use crate::store::samples::Place;
    use crate::store::statement::Statement;
    use sqlx::{Connection, Executor, SqliteConnection};

    /// Two events with postings on two accounts, a score that rests on the second, as the first two versions kept them.
    const KEPT: &str = "
        insert into journal_head values (1, 2, 'h2');
        insert into evidence_head values (1, 0, 0, 0, 0, 0);
        insert into event values
            (1, 'a', 'h0', 'h1', 'k', 's', '2021-01-04', '2021-01-04', 5, 'x', 'c', 'o', 'k1', '{}', 'd1'),
            (2, 'a', 'h1', 'h2', 'k', 's', '2021-01-04', '2021-01-04', 6, 'x', 'c', 'o', 'k2', '{}', 'd2');
        insert into posting values
            (1, 1, 'p', 'd', 3010, 'city', -700), (1, 2, 'p', 'd', 1010, '', 700),
            (2, 1, 'p', 'd', 1010, '', 5), (2, 2, 'p', 'd', 3010, 'city', -5);
        insert into balance values ('p', 'd', 1010, '', 705), ('p', 'd', 3010, 'city', -705);
        insert into issued_score values (2, 'i', 'e', 'm', '2021-01-04', 'b', null, 0, 'v', 'a', 'd');
    ";

    #[tokio::test]
    async fn records_of_earlier_versions_are_brought_forward() {
        for version in 1..=2 {
            brought_forward(version).await;
        }
    }

    async fn brought_forward(version: usize) {
        let place = Place::on_sqlite();
        let made = format!("{}?mode=rwc", place.url);
        let mut old = SqliteConnection::connect(&made).await.unwrap();
        for (step, version) in SQLITE[..version].iter().zip(1_i64..) {
            old.execute(*step).await.unwrap();
            let one = sqlx::query("insert into schema_version values ($1)");
            one.bind(version).execute(&mut old).await.unwrap();
        }
        old.execute(KEPT).await.unwrap();
        old.close().await.unwrap();
        let store: Store = place.open().await;
        let balances = store.balances().await.unwrap();
        let told = balances.iter().map(|row| {
            let balance = row.balance.fen();
            format!(
                "{} {} {} {} {balance}",
                row.pool, row.district, row.code, row.holder
            )
        });
        let told: Vec<_> = told.collect();
        assert_eq!(told, ["p d 1010  705", "p d 3010 city -705"]);
        let one = async |text: &'static str| {
            let mut db = store.db().await.unwrap();
            Statement::of(text).values::<String>(&mut db).await
        };
        let postings =
            "select sequence || ' ' || line || ' ' || account || ' ' || fen from posting";
        let postings = one(postings).await.unwrap();
        assert_eq!(postings, ["1 1 1 -700", "1 2 2 700", "2 1 2 5", "2 2 1 -5"]);
        let events = one("select hash || command_key from event").await.unwrap();
        assert_eq!(events, ["h1k1", "h2k2"]);
        let orphans = one("select \"table\" from pragma_foreign_key_check").await;
        assert_eq!(orphans.unwrap(), Vec::<String>::new());
        for change in [
            "delete from event",
            "update event set subject = 'x'",
            "delete from posting",
            "update posting set fen = 0",
            "delete from account",
            "update account set holder = 'x'",
        ] {
            let error = store.engine.script(change).await.unwrap_err();
            assert!(error.to_string().contains("never"), "{change}: {error}");
        }
    }
}
