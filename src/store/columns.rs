//! Rows turned into columns: how `PostgreSQL` takes many rows in one statement that it prepares once, however many they are.

use super::StoreError;
use super::statement::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use std::borrow::Cow;

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

/// Rows of one table on their way in.
#[derive(Debug)]
pub(super) struct Part {
    /// `table (columns)`.
    pub(super) into: Cow<'static, str>,
    /// The rows.
    pub(super) rows: Vec<Vec<Value>>,
    /// The clause that says what becomes of one that is there; empty for none.
    pub(super) on_conflict: &'static str,
}

impl Part {
    /// Rows that are new.
    pub(super) fn new(into: impl Into<Cow<'static, str>>, rows: Vec<Vec<Value>>) -> Self {
        Self {
            into: into.into(),
            rows,
            on_conflict: "",
        }
    }
}

/// Inserts the rows of all parts, each of which has one at least, by one statement. References between them are looked
/// at when all are there.
pub(super) async fn insert(db: &mut PgConnection, parts: Vec<Part>) -> Result<(), StoreError> {
    let (mut texts, mut all) = (Vec::with_capacity(parts.len()), Vec::new());
    for Part {
        into,
        rows,
        on_conflict,
    } in parts
    {
        let columns = turned(rows);
        let places = (all.len() + 1..).zip(&columns);
        let places: Vec<String> = places
            .map(|(at, column)| format!("${at}::{}", column.kind()))
            .collect();
        let places = places.join(", ");
        texts.push(format!(
            "insert into {into} select * from unnest({places}){on_conflict}"
        ));
        all.extend(columns);
    }
    let last = texts.pop().unwrap_or_default();
    let before = (1..).zip(&texts);
    let before: Vec<String> = before
        .map(|(at, text)| format!("part_{at} as ({text})"))
        .collect();
    let with = if before.is_empty() { "" } else { "with " };
    let text = format!("{with}{} {last}", before.join(", "));
    let query = sqlx::query(AssertSqlSafe(text));
    let query = all.into_iter().fold(query, |query, column| match column {
        Column::Numbers(column) => query.bind(column),
        Column::Texts(column) => query.bind(column),
        Column::Bytes(column) => query.bind(column),
    });
    query.execute(db).await?;
    Ok(())
}

fn turned(rows: Vec<Vec<Value>>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for row in rows {
        if columns.is_empty() {
            columns = row.iter().map(Column::of).collect();
        }
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    columns
}
