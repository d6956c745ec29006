//! Rows on their way in and out: sets of rows in one statement, and stored text read back.

use super::StoreError;
use crate::evidence::Visibility;
use crate::units::{Date, Digest};
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection};
use std::fmt::Write as _;

/// A statement being bound.
pub(super) type Query = sqlx::query::Query<'static, Sqlite, SqliteArguments>;

/// How many rows one insertion takes: a few fixed sizes, so that the database prepares each once.
/// SQLite finds the name of a parameter by going through those before it, so that statements with
/// thousands of parameters take longer to bind than to run.
const ROWS: [usize; 3] = [32, 8, 1];

/// How many texts one list takes.
const LISTED: [usize; 5] = [256, 64, 16, 4, 1];

/// Inserts `rows` by as few statements as the fixed sizes allow. `into` is `table (columns)`.
pub(super) async fn insert<T>(
    db: &mut SqliteConnection,
    into: &str,
    rows: &[T],
    bind: impl Fn(Query, &T) -> Query,
) -> Result<(), StoreError> {
    let columns = into.matches(',').count() + 1;
    let mut rest = rows;
    for size in ROWS {
        if rest.len() < size {
            continue;
        }
        let text = insertion(into, columns, size);
        while rest.len() >= size {
            let (now, later) = rest.split_at(size);
            let query = sqlx::query(AssertSqlSafe(text.clone()));
            now.iter().fold(query, &bind).execute(&mut *db).await?;
            rest = later;
        }
    }
    Ok(())
}

fn insertion(into: &str, columns: usize, rows: usize) -> String {
    let mut text = format!("insert into {into} values ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { ", " };
            write!(text, "{comma}${}", row * columns + column).expect("a string takes any text");
        }
        text.push(')');
    }
    text
}

/// The longest list of texts that one statement looks for.
pub(super) const LIST: usize = LISTED[0];

/// `count` placeholders after the first `before`, rounded up to a fixed size, as `($2, $3)`; and
/// that size, to which the last of the texts is repeated.
pub(super) fn list(before: usize, count: usize) -> (String, usize) {
    let size = LISTED.into_iter().rev().find(|size| *size >= count);
    let size = size.expect("lists are cut to LIST");
    let mut text = String::from("(");
    for at in 1..=size {
        let comma = if at == 1 { "" } else { ", " };
        write!(text, "{comma}${}", before + at).expect("a string takes any text");
    }
    text.push(')');
    (text, size)
}

/// A page of rows cannot be longer than this.
const PAGE: u32 = 100_000;

/// A limit as the database takes it.
pub(super) fn limit(rows: u32) -> i64 {
    i64::from(rows.min(PAGE))
}

/// An unsigned number as the database takes it.
pub(super) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

/// A stored number that is never negative.
pub(super) fn unsigned(table: &'static str, number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|error| StoreError::damaged(table, number, error))
}

/// A stored digest.
pub(super) fn digest(table: &'static str, text: &str) -> Result<Digest, StoreError> {
    Digest::parse(text).map_err(|error| StoreError::damaged(table, text, error))
}

/// A stored day.
pub(super) fn day(table: &'static str, text: &str) -> Result<Date, StoreError> {
    text.parse()
        .map_err(|error| StoreError::damaged(table, text, error))
}

/// The only bank that may see a source, empty when it is shared.
pub(super) fn private_to(visibility: &Visibility) -> &str {
    match visibility {
        Visibility::Shared => "",
        Visibility::PrivateTo(bank) => bank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_across_rows() {
        assert_eq!(
            insertion("t (a, b)", 2, 2),
            "insert into t (a, b) values ($1, $2), ($3, $4)"
        );
        assert_eq!(list(1, 3), ("($2, $3, $4, $5)".to_owned(), 4));
    }
}
