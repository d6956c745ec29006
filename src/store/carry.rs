//! Carrying: all rows of records read at one moment, counted and digested alike on every engine, and carried into
//! records that hold nothing yet.

use super::catalog::{self, Kind, Table};
use super::db::Db;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{StoreError, rows};
use crate::units::Digest;

/// Tables that are no records: versions belong to a database, and snapshots are made again.
const LEFT_OUT: [&str; 4] = [
    "schema_version",
    "snapshot",
    "snapshot_part",
    "writer_lease",
];

/// Tables that a new database has one row in, which gives way.
const HEADS: [&str; 2] = ["journal_head", "evidence_head"];

/// How many rows are read at a time.
const PAGE: usize = rows::LIST;

/// What records hold: the same on every engine for the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// How many rows all tables have.
    pub rows: u64,
    /// The digest of all of them, by table and key.
    pub digest: Digest,
}

impl Store {
    /// What the records hold at one moment.
    pub async fn contents(&self) -> Result<Contents, StoreError> {
        let mut tx = self.engine.begin_reading().await?;
        contents(&mut tx).await
    }

    /// Carries all records as they are at one moment into others, all or nothing. Those must hold nothing, and hold the
    /// same after it.
    pub async fn carry_into(&self, other: &Self) -> Result<Contents, StoreError> {
        let mut from = self.engine.begin_reading().await?;
        let _queue = other.writer.lock().await;
        let mut to = other.begin().await?;
        if !is_new(&mut to).await? {
            return Err(StoreError::NotEmpty);
        }
        for head in HEADS {
            Statement::of(format!("delete from {head}"))
                .execute(&mut to)
                .await?;
        }
        let mut read = Reading::default();
        for table in tables(&mut from).await? {
            let mut after = None;
            loop {
                let page = page(&mut from, &table, after.as_ref()).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.clone());
                read.add(&table, &page);
                rows::insert(&mut to, &into(&table), &page, |query, row| {
                    row.iter().cloned().fold(query, Statement::bind)
                })
                .await?;
            }
        }
        let (carried, found) = (read.contents(), contents(&mut to).await?);
        if carried != found {
            let why = format!("{} rows were carried, {} arrived", carried.rows, found.rows);
            return Err(StoreError::damaged("schema_version", "copy", why));
        }
        to.commit().await?;
        Ok(found)
    }
}

/// Whether nothing was ever written to records.
async fn is_new(db: &mut Db) -> Result<bool, StoreError> {
    for table in tables(db).await? {
        let name = &table.name;
        if HEADS.contains(&name.as_str()) {
            continue;
        }
        let text = format!("select count(*) from (select 1 from {name} limit 1) as any_row");
        if Statement::of(text).value::<i64>(db).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn contents(db: &mut Db) -> Result<Contents, StoreError> {
    let mut read = Reading::default();
    for table in tables(db).await? {
        let mut after = None;
        loop {
            let page = page(db, &table, after.as_ref()).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            read.add(&table, &page);
        }
    }
    Ok(read.contents())
}

async fn tables(db: &mut Db) -> Result<Vec<Table>, StoreError> {
    let mut tables = catalog::tables(db).await?;
    tables.retain(|table| !LEFT_OUT.contains(&table.name.as_str()));
    Ok(tables)
}

fn into(table: &Table) -> String {
    let columns: Vec<&str> = table.columns.iter().map(|of| of.name.as_str()).collect();
    format!("{} ({})", table.name, columns.join(", "))
}

/// The rows after one, in the order of the key: numbers by size, texts by their bytes.
async fn page(
    db: &mut Db,
    table: &Table,
    after: Option<&Vec<Value>>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let place = |name: &String| table.columns.iter().position(|of| of.name == *name);
    let key: Vec<usize> = table.key.iter().filter_map(place).collect();
    let by_bytes = match db {
        Db::Sqlite(_) => "",
        Db::Postgres(_) | Db::Writing(_) => " collate \"C\"",
    };
    let ordered: Vec<String> = key
        .iter()
        .map(|at| match &table.columns[*at] {
            of if of.kind == Kind::Text => format!("{}{by_bytes}", of.name),
            of => of.name.clone(),
        })
        .collect();
    let ordered = ordered.join(", ");
    let columns: Vec<&str> = table.columns.iter().map(|of| of.name.as_str()).collect();
    let (columns, name) = (columns.join(", "), &table.name);
    let query = match after {
        None => Statement::of(format!(
            "select {columns} from {name} order by {ordered} limit {PAGE}"
        )),
        Some(last) => {
            let places: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
            let places = places.join(", ");
            let text = format!(
                "select {columns} from {name} where ({ordered}) > ({places}) \
                 order by {ordered} limit {PAGE}"
            );
            let values = key.into_iter().map(|at| last[at].clone());
            values.fold(Statement::of(text), Statement::bind)
        }
    };
    let found = query.all(db).await?;
    found.iter().map(|row| values(table, row)).collect()
}

fn values(table: &Table, row: &Row) -> Result<Vec<Value>, StoreError> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, of)| {
            Ok(match of.kind {
                Kind::Number => Value::Number(row.get(at)?),
                Kind::Text => Value::Text(row.get(at)?),
                Kind::Bytes => Value::Bytes(row.get(at)?),
            })
        })
        .collect()
}

/// Rows on their way into a digest.
struct Reading {
    rows: u64,
    digest: Digest,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            rows: 0,
            digest: Digest::of(b""),
        }
    }
}

impl Reading {
    /// Takes in a page; the digest so far stands at its beginning.
    fn add(&mut self, table: &Table, page: &[Vec<Value>]) {
        let mut bytes = self.digest.bytes().to_vec();
        bytes.extend(table.name.as_bytes());
        for value in page.iter().flatten() {
            match value {
                Value::Number(Some(number)) => {
                    bytes.push(b'n');
                    bytes.extend(number.to_be_bytes());
                }
                Value::Text(Some(text)) => put(&mut bytes, b't', text.as_bytes()),
                Value::Bytes(of) => put(&mut bytes, b'b', of),
                Value::Number(None) | Value::Text(None) => bytes.push(b'-'),
            }
        }
        self.rows += page.len() as u64;
        self.digest = Digest::of(&bytes);
    }

    fn contents(&self) -> Contents {
        Contents {
            rows: self.rows,
            digest: self.digest,
        }
    }
}

fn put(bytes: &mut Vec<u8>, kind: u8, of: &[u8]) {
    bytes.push(kind);
    bytes.extend((of.len() as u64).to_be_bytes());
    bytes.extend(of);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Place, event, file, fill, import, slice};

    #[tokio::test]
    async fn records_are_carried_between_engines_and_back_and_go_on() {
        let Some(there) = Place::on_postgres() else {
            return;
        };
        let (here, back) = (Place::on_sqlite(), Place::on_sqlite());
        let store = here.open().await;
        fill(&store).await;
        import(&store, &file("more"), &slice(20..900, 5)).await;
        let held = store.contents().await.unwrap();
        let (there, back) = (there.open().await, back.open().await);
        assert_eq!(store.carry_into(&there).await.unwrap(), held);
        assert_eq!(there.carry_into(&back).await.unwrap(), held);
        assert_eq!(back.contents().await.unwrap(), held);
        assert_eq!(
            back.records(0, 100).await.unwrap(),
            store.records(0, 100).await.unwrap()
        );
        for store in [&there, &back] {
            store.append_event(event(77)).await.unwrap();
            import(store, &file("after"), &slice(890..910, 5)).await;
            assert_ne!(store.contents().await.unwrap(), held);
        }
        assert_eq!(
            there.contents().await.unwrap(),
            back.contents().await.unwrap()
        );
    }

    #[tokio::test]
    async fn records_that_are_there_are_not_carried_over() {
        for place in Place::on_each() {
            let store = place.open().await;
            fill(&store).await;
            let before = store.contents().await.unwrap();
            let other = Place::on_sqlite().open().await;
            let error = other.carry_into(&store).await.unwrap_err();
            assert!(matches!(error, StoreError::NotEmpty), "{error}");
            assert_eq!(store.contents().await.unwrap(), before);
        }
    }
}
