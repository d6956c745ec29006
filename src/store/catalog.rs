//! The catalogue: which tables records have, as the database itself tells it, in the same words on every engine.

use super::StoreError;
use super::db::Db;
use super::statement::Statement;
use std::collections::{BTreeMap, BTreeSet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A 64-bit number.
    Number,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether it may be without a value.
    pub(super) missing: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub(super) key: Vec<String>,
    /// Tables that rows of it refer to.
    pub(super) refers_to: BTreeSet<String>,
}

const COLUMNS_ON_SQLITE: &str = "select t.name, c.name, c.type, \
     c.\"notnull\" = 0 and c.pk = 0 from sqlite_schema t, pragma_table_info(t.name) c \
     where t.type = 'table' order by t.name, c.cid";
const COLUMNS_ON_POSTGRES: &str = "select cast(t.relname as text), cast(a.attname as text), \
     cast(format_type(a.atttypid, null) as text), cast(cast(not a.attnotnull as int) as bigint) \
     from pg_class t join pg_attribute a on a.attrelid = t.oid \
     where t.relnamespace = cast(current_schema() as regnamespace) and t.relkind = 'r' and a.attnum > 0 \
     and not a.attisdropped order by t.relname, a.attnum";

const KEYS_ON_SQLITE: &str = "select t.name, c.name from sqlite_schema t, pragma_table_info(t.name) c \
     where t.type = 'table' and c.pk > 0 order by t.name, c.pk";
const KEYS_ON_POSTGRES: &str = "select cast(t.relname as text), cast(a.attname as text) \
     from pg_constraint k join pg_class t on t.oid = k.conrelid \
     cross join lateral unnest(k.conkey) with ordinality o (at, n) \
     join pg_attribute a on a.attrelid = t.oid and a.attnum = o.at \
     where t.relnamespace = cast(current_schema() as regnamespace) and k.contype = 'p' \
     order by t.relname, o.n";

const REFERENCES_ON_SQLITE: &str = "select t.name, f.\"table\" \
     from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table'";
const REFERENCES_ON_POSTGRES: &str = "select cast(t.relname as text), cast(o.relname as text) \
     from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class o on o.oid = k.confrelid \
     where t.relnamespace = cast(current_schema() as regnamespace) and k.contype = 'f'";

/// All tables, those that others refer to before these.
pub(super) async fn tables(db: &mut Db) -> Result<Vec<Table>, StoreError> {
    let [columns, keys, references] = match db {
        Db::Sqlite(_) => [COLUMNS_ON_SQLITE, KEYS_ON_SQLITE, REFERENCES_ON_SQLITE],
        Db::Postgres(_) | Db::Writing(_) => [
            COLUMNS_ON_POSTGRES,
            KEYS_ON_POSTGRES,
            REFERENCES_ON_POSTGRES,
        ],
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in Statement::of(columns).all(db).await? {
        let name: String = row.get(0)?;
        let column = Column {
            name: row.get(1)?,
            kind: kind(&name, &row.get::<String>(2)?)?,
            missing: row.get::<i64>(3)? != 0,
        };
        let table = tables.entry(name.clone()).or_default();
        table.name = name;
        table.columns.push(column);
    }
    for row in Statement::of(keys).all(db).await? {
        if let Some(table) = tables.get_mut(&row.get::<String>(0)?) {
            table.key.push(row.get(1)?);
        }
    }
    for row in Statement::of(references).all(db).await? {
        if let Some(table) = tables.get_mut(&row.get::<String>(0)?) {
            table.refers_to.insert(row.get(1)?);
        }
    }
    Ok(ordered(tables))
}

fn kind(table: &str, name: &str) -> Result<Kind, StoreError> {
    match name.to_ascii_lowercase().as_str() {
        "integer" | "bigint" => Ok(Kind::Number),
        "text" => Ok(Kind::Text),
        "blob" | "bytea" => Ok(Kind::Bytes),
        other => Err(StoreError::damaged("schema_version", table, other)),
    }
}

/// By name, but for those that refer to others, which come after them.
fn ordered(mut rest: BTreeMap<String, Table>) -> Vec<Table> {
    let mut all: Vec<Table> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let free = rest.values().find(|table| {
            let mut others = table.refers_to.iter();
            others.all(|other| other == &table.name || !rest.contains_key(other))
        });
        // No table of ours refers to one that refers back to it.
        let next = free.or_else(|| rest.values().next());
        let next = next.expect("there is a rest").name.clone();
        all.extend(rest.remove(&next));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::Place;

    #[tokio::test]
    async fn both_engines_tell_the_same_tables() {
        let Some(place) = Place::on_postgres() else {
            return;
        };
        let mut told = Vec::new();
        for place in [Place::on_sqlite(), place] {
            let store = place.open().await;
            told.push(tables(&mut store.db().await.unwrap()).await.unwrap());
        }
        assert!(told[0].len() >= 20, "{} tables", told[0].len());
        for (sqlite, postgres) in told[0].iter().zip(&told[1]) {
            assert_eq!(sqlite, postgres);
            assert!(!sqlite.key.is_empty(), "{}", sqlite.name);
        }
        assert_eq!(told[0].len(), told[1].len());
        let at = |name| told[0].iter().position(|table| table.name == name);
        assert!(at("event") < at("batch") && at("batch") < at("fact"));
    }
}
