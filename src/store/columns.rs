//! Rows turned into columns: how `PostgreSQL` takes many rows in one statement that it prepares once, however many they are.

use super::StoreError;
use super::db::Held;
use super::statement::Value;
use sqlx::{AssertSqlSafe, Postgres};

/// One column of rows.
enum Column {
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Vec<u8>>),
}

impl Column {
    /// An empty column of the kind of a value.
    fn of(value: &Value) -> Self {
        match value {
            Value::Number(_) => Self::Numbers(Vec::new()),
            Value::Text(_) => Self::Texts(Vec::new()),
            Value::Bytes(_) => Self::Bytes(Vec::new()),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Numbers(_) => "bigint[]",
            Self::Texts(_) => "text[]",
            Self::Bytes(_) => "bytea[]",
        }
    }

    /// Adds the value of a row; a place in a row always has the same kind.
    fn push(&mut self, value: Value) {
        match (self, value) {
            (Self::Numbers(column), Value::Number(number)) => column.push(number),
            (Self::Texts(column), Value::Text(text)) => column.push(text),
            (Self::Bytes(column), Value::Bytes(bytes)) => column.push(bytes),
            (_, value) => unreachable!("a place in a row has one kind of value: {value:?}"),
        }
    }
}

/// Inserts rows, of which there is at least one; `on_conflict` is the clause that says what becomes of one that is there.
pub(super) async fn insert(
    db: &mut Held<Postgres>,
    into: &str,
    rows: impl IntoIterator<Item = Vec<Value>>,
    on_conflict: &str,
) -> Result<(), StoreError> {
    let mut columns: Vec<Column> = Vec::new();
    for row in rows {
        if columns.is_empty() {
            columns = row.iter().map(Column::of).collect();
        }
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let places = (1..).zip(&columns);
    let places: Vec<String> = places
        .map(|(at, column)| format!("${at}::{}", column.kind()))
        .collect();
    let places = places.join(", ");
    let text = format!("insert into {into} select * from unnest({places}){on_conflict}");
    let mut query = sqlx::query(AssertSqlSafe(text));
    for column in columns {
        query = match column {
            Column::Numbers(column) => query.bind(column),
            Column::Texts(column) => query.bind(column),
            Column::Bytes(column) => query.bind(column),
        };
    }
    query.execute(&mut **db).await?;
    Ok(())
}
