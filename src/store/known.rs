//! Commands that are known: the records that their keys have in the journal, looked for many at a time.

use super::db::Db;
use super::events::{COLUMNS, record};
use super::row::Row;
use super::statement::Statement;
use super::{StoreError, rows};
use crate::journal::{IdempotencyKey, Record};
use crate::units::Digest;
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::HashMap;

/// The records of those commands that have one, with the digest of their body.
pub(super) async fn known<'k>(
    db: &mut Db,
    keys: impl Iterator<Item = &'k IdempotencyKey>,
) -> Result<HashMap<IdempotencyKey, (Record, Digest)>, StoreError> {
    let keys: Vec<&IdempotencyKey> = keys.collect();
    let found = match db.postgres() {
        Some(db) => on_postgres(db, &keys).await?,
        None => on_sqlite(db, &keys).await?,
    };
    let mut known = HashMap::with_capacity(found.len());
    for row in &found {
        let record = record(row)?;
        let digest = rows::digest("event", row.get("body_digest")?)?;
        known.insert(record.event.key.clone(), (record, digest));
    }
    Ok(known)
}

/// The rows of keys. Each is looked for by itself: of one condition over all of them `PostgreSQL` makes a walk through
/// every command that the client ever sent, and of a plain join one through every event.
async fn on_postgres(
    db: &mut PgConnection,
    keys: &[&IdempotencyKey],
) -> Result<Vec<Row>, StoreError> {
    let text = format!(
        "select found.* from unnest($1::text[], $2::text[], $3::text[]) as asked (client, operation, command_key) \
         cross join lateral (select {COLUMNS} from event e where e.client = asked.client \
         and e.operation = asked.operation and e.command_key = asked.command_key limit 1) as found"
    );
    let column = |of: fn(&IdempotencyKey) -> &str| {
        let column = keys.iter().map(|key| of(key).to_owned());
        column.collect::<Vec<String>>()
    };
    let query = sqlx::query(AssertSqlSafe(text))
        .bind(column(|key| key.client.as_str()))
        .bind(column(|key| key.operation.as_str()))
        .bind(column(|key| key.key.as_str()));
    let found = query.fetch_all(db).await?;
    Ok(found.into_iter().map(Row::Postgres).collect())
}

async fn on_sqlite(db: &mut Db, keys: &[&IdempotencyKey]) -> Result<Vec<Row>, StoreError> {
    let mut found = Vec::new();
    let mut rest = keys;
    while !rest.is_empty() {
        let (size, values) = rows::values(db, 3, rest.len());
        let (now, later) = rest.split_at(size);
        let text = format!(
            "with asked (client, operation, command_key) as ({values}), found (at) as ( \
             select (select e.sequence from event e where e.client = asked.client \
             and e.operation = asked.operation and e.command_key = asked.command_key) from asked) \
             select {COLUMNS} from found join event on sequence = at"
        );
        let query = now.iter().fold(Statement::of(text), |query, key| {
            let query = query.bind(key.client.as_str());
            query.bind(key.operation.as_str()).bind(key.key.as_str())
        });
        found.extend(query.all(db).await?);
        rest = later;
    }
    Ok(found)
}
