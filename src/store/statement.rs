//! Statements: one text for every engine, with the values that it is run with.

use super::StoreError;
use super::db::Db;
use super::row::{Readable, Row};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database, Encode, Type};
use std::borrow::Cow;

/// A value of a statement. A place in a text always takes the same kind: `PostgreSQL` prepares it once for that kind.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A number, or none.
    Number(Option<i64>),
    /// A text, or none.
    Text(Option<String>),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A text of SQL and its values, in the order of `$1`, `$2` …
#[derive(Debug)]
pub(super) struct Statement {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

impl Statement {
    /// A statement without values so far.
    pub(super) fn of(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            values: Vec::new(),
        }
    }

    /// The next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The values of a list of a `size` ([`super::rows::list`]): that of the last is repeated.
    pub(super) fn bind_list<T, V: Into<Value>>(
        self,
        of: &[T],
        size: usize,
        value: impl Fn(&T) -> V,
    ) -> Self {
        let last = of.len() - 1;
        (0..size).fold(self, |query, at| query.bind(value(&of[at.min(last)])))
    }

    /// Its values alone.
    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// Runs it, and says how many rows it wrote.
    pub(super) async fn execute(self, db: &mut Db) -> Result<u64, StoreError> {
        Ok(match db {
            Db::Sqlite(held) => self.query().execute(&mut **held).await?.rows_affected(),
            Db::Postgres(held) => self.query().execute(&mut **held).await?.rows_affected(),
            Db::Writing(on) => self.query().execute(&mut on.db).await?.rows_affected(),
        })
    }

    /// All rows that it finds.
    pub(super) async fn all(self, db: &mut Db) -> Result<Vec<Row>, StoreError> {
        Ok(match db {
            Db::Sqlite(held) => {
                let rows = self.query().fetch_all(&mut **held).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Db::Postgres(held) => {
                let rows = self.query().fetch_all(&mut **held).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
            Db::Writing(on) => {
                let rows = self.query().fetch_all(&mut on.db).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row that it finds, if there is one.
    pub(super) async fn optional(self, db: &mut Db) -> Result<Option<Row>, StoreError> {
        Ok(match db {
            Db::Sqlite(held) => {
                let row = self.query().fetch_optional(&mut **held).await?;
                row.map(Row::Sqlite)
            }
            Db::Postgres(held) => {
                let row = self.query().fetch_optional(&mut **held).await?;
                row.map(Row::Postgres)
            }
            Db::Writing(on) => {
                let row = self.query().fetch_optional(&mut on.db).await?;
                row.map(Row::Postgres)
            }
        })
    }

    /// The one row that there is.
    pub(super) async fn one(self, db: &mut Db) -> Result<Row, StoreError> {
        let row = self.optional(db).await?;
        row.ok_or(StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// The first column of the one row that there is.
    pub(super) async fn value<T: for<'r> Readable<'r>>(self, db: &mut Db) -> Result<T, StoreError> {
        self.one(db).await?.get(0)
    }

    /// The first column of the first row, if there is one.
    pub(super) async fn value_if_any<T: for<'r> Readable<'r>>(
        self,
        db: &mut Db,
    ) -> Result<Option<T>, StoreError> {
        let row = self.optional(db).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// The first column of all rows.
    pub(super) async fn values<T: for<'r> Readable<'r>>(
        self,
        db: &mut Db,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.all(db).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    fn query<D: Engines>(self) -> Query<'static, D, D::Arguments>
    where
        Option<i64>: Encode<'static, D> + Type<D>,
        Option<String>: Encode<'static, D> + Type<D>,
        Vec<u8>: Encode<'static, D> + Type<D>,
    {
        let query = sqlx::query(AssertSqlSafe(self.text));
        self.values
            .into_iter()
            .fold(query, |query, value| match value {
                Value::Number(number) => query.bind(number),
                Value::Text(text) => query.bind(text),
                Value::Bytes(bytes) => query.bind(bytes),
            })
    }
}

/// The engines that statements run on.
trait Engines: Database {}
impl Engines for sqlx::Sqlite {}
impl Engines for sqlx::Postgres {}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(ToOwned::to_owned))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}
