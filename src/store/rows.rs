//! Rows on their way in and out: sets of rows in one statement, and stored text read back.

use super::StoreError;
use super::columns::{self, Part};
use super::db::Db;
use super::statement::Statement;
use crate::evidence::Visibility;
use crate::units::{Date, Digest};
use std::fmt::Write as _;

/// How many texts one list has: a few fixed sizes, so that the database prepares each once.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// Up to this many rows are inserted into SQLite by one statement of just their number; more by whole statements of 256 or of this
/// many, and one of the rest. Each number is prepared once: a batch of thirteen rows in one statement is worth more
/// than a few statements kept for everything, since each costs a way to the database and back.
const EXACTLY: usize = 64;

/// How many rows one insertion of columns takes.
const PART: usize = 4_096;

/// Inserts `rows` by as few statements as can be. `into` is `table (columns)`.
pub(super) async fn insert<T>(
    db: &mut Db,
    into: &str,
    rows: &[T],
    bind: impl Fn(Statement, &T) -> Statement,
) -> Result<(), StoreError> {
    let of = |row: &T| bind(Statement::of(""), row).into_values();
    let rows = rows.iter().map(of).collect();
    insert_parts(db, vec![Part::new(into.to_owned(), rows)]).await
}

/// Inserts the rows of several tables, those of each by as few statements as can be, and on `PostgreSQL` all by one.
pub(super) async fn insert_parts(db: &mut Db, mut parts: Vec<Part>) -> Result<(), StoreError> {
    parts.retain(|part| !part.rows.is_empty());
    if parts.is_empty() {
        return Ok(());
    }
    if let Some(db) = db.postgres() {
        if parts.iter().all(|part| part.rows.len() <= PART) {
            return columns::insert(db, parts).await;
        }
        for Part {
            into,
            mut rows,
            on_conflict,
        } in parts
        {
            while !rows.is_empty() {
                let later = rows.split_off(PART.min(rows.len()));
                let part = Part {
                    into: into.clone(),
                    rows,
                    on_conflict,
                };
                columns::insert(db, vec![part]).await?;
                rows = later;
            }
        }
        return Ok(());
    }
    for Part {
        into,
        rows,
        on_conflict,
    } in parts
    {
        let columns = into.matches(',').count() + 1;
        let mut rest = rows.into_iter();
        while rest.len() > 0 {
            let (size, values) = values(db, columns, rest.len());
            let query = Statement::of(format!("insert into {into} {values}{on_conflict}"));
            let now = rest.by_ref().take(size).flatten();
            now.fold(query, Statement::bind).execute(db).await?;
        }
    }
    Ok(())
}

/// How many of `count` rows the next statement takes, and placeholders for so many, as
/// `values ($1, $2), ($3, $4)`.
///
/// For SQLite they have no numbers, as `values (?, ?), (?, ?)`: it finds the name of a parameter by going through
/// those before it, so that statements with thousands of named ones take longer to bind than to run.
pub(super) fn values(db: &Db, columns: usize, count: usize) -> (usize, String) {
    let size = match count {
        0 => 1,
        1..=EXACTLY => count,
        _ if count < LIST => EXACTLY,
        _ => LIST,
    };
    let text = match db {
        Db::Sqlite(_) => {
            let row = format!("(?{})", ", ?".repeat(columns - 1));
            let more = format!(", {row}").repeat(size - 1);
            format!("values {row}{more}")
        }
        Db::Postgres(_) | Db::Writing(_) => numbered(columns, size),
    };
    (size, text)
}

/// Numbered placeholders for `count` rows.
fn numbered(columns: usize, count: usize) -> String {
    let mut text = String::from("values ");
    for at in 0..columns * count {
        let before = match at % columns {
            0 if at == 0 => "(",
            0 => "), (",
            _ => ", ",
        };
        write!(text, "{before}${}", at + 1).expect("a string takes any text");
    }
    text.push(')');
    text
}

/// The longest list of texts that one statement looks for.
pub(super) const LIST: usize = SIZES[0];

/// `count` placeholders after the first `before`, rounded up to a fixed size, as `($2, $3)`; and
/// that size, to which the last of the texts is repeated.
pub(super) fn list(before: usize, count: usize) -> (String, usize) {
    let size = SIZES.into_iter().rev().find(|size| *size >= count);
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
    fn placeholders_stand_for_rows_and_lists() {
        assert_eq!(numbered(2, 2), "values ($1, $2), ($3, $4)");
        assert_eq!(list(1, 3), ("($2, $3, $4, $5)".to_owned(), 4));
    }
}
