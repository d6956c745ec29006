//! What can go wrong with records, said so that a person knows what to do.

use crate::journal::{ChainError, IdempotencyKey};
use std::path::PathBuf;

/// Two writes that cannot both stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another writer moved the records on since this one last looked. Nothing was written; read
    /// again and decide again.
    #[error("another writer went first; nothing was written, try again")]
    Writer,
    /// The key of the command was used before, for something else.
    #[error("the key `{}` of `{}` was used before for another {}", .0.key, .0.client, .0.operation)]
    Key(IdempotencyKey),
    /// Another service took the lease of writing, and this one writes no more.
    #[error("another service writes these records: {}", if .0.is_empty() { "one that has gone" } else { .0.as_str() })]
    Fenced(String),
    /// The batch is sealed, or another import is writing it.
    #[error("batch {0} was sealed or continued by another import; nothing was written")]
    Batch(i64),
    /// Somebody else took the same step of the same thing meanwhile.
    #[error("somebody else was first with this step of the {0} `{1}`; look at it again")]
    Step(&'static str, String),
    /// The id of a score is taken.
    #[error("the score `{0}` was issued before")]
    Score(String),
}

/// Why records could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is not understood.
    #[error("`{url}` is no database of this release: {reason}")]
    Url {
        /// The address as it was given.
        url: String,
        /// What is wrong with it, and what to write.
        reason: String,
    },
    /// There is no such file, or nothing in the database.
    #[error("there are no records at {0}; import evidence first, or name another --database")]
    Missing(String),
    /// The folder in which records were to be made does not exist.
    #[error("there is no folder {} to keep the records in", .0.display())]
    NoFolder(PathBuf),
    /// The database is one of something else.
    #[error("{0} is a database, but not one of zhixin")]
    NotOurs(String),
    /// No connection to the server comes about.
    #[error("no connection to {at}: {reason}")]
    Unreachable {
        /// The address, without a password.
        at: String,
        /// What the server or the network said.
        reason: String,
    },
    /// The server keeps text in another encoding than ours.
    #[error("the database at {at} keeps text as {encoding}; create one with encoding UTF8")]
    Encoding {
        /// The address, without a password.
        at: String,
        /// The encoding of the database.
        encoding: String,
    },
    /// The connection broke off. What was not committed did not take place; of a commit under way, the journal tells.
    #[error("the connection to the database broke off: {0}; try again")]
    Lost(String),
    /// The role may not do that to the records.
    #[error("the database refuses it to this role: {0}")]
    Denied(String),
    /// Records were to be carried into a database that holds some.
    #[error("there are records already; records are only carried into a database that holds none")]
    NotEmpty,
    /// The records were written by an earlier release, and are only read.
    #[error(
        "the records have schema version {found}, this release reads {known}; bring a copy forward with `zhixin db migrate`"
    )]
    Older {
        /// The version in the file.
        found: i64,
        /// The one that this release reads.
        known: i64,
    },
    /// The records were written by a later release.
    #[error("the records have schema version {found}, this release knows {known}; use a newer one")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// Another process holds the database.
    #[error("another process has been writing for too long; try again")]
    Busy,
    /// Two writes that cannot both stand.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The rows of a slice do not add up to the rows that were read.
    #[error("a slice accounts for {accounted} rows, but {read} were read")]
    Miscounted {
        /// Accepted, rejected and duplicate rows.
        accounted: i64,
        /// Rows read since the last slice.
        read: i64,
    },
    /// The event cannot join the journal.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A stored row is not what was written.
    #[error("the records are damaged: {table} {row}: {reason}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The row.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A number is too large for the database.
    #[error("{0} is too large a number to store")]
    TooLarge(u64),
    /// The database refused.
    #[error("the database: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// A stored value that does not read back.
    pub(super) fn damaged(
        table: &'static str,
        row: impl std::fmt::Display,
        reason: impl std::fmt::Display,
    ) -> Self {
        Self::Damaged {
            table,
            row: row.to_string(),
            reason: reason.to_string(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        match code.as_deref() {
            // SQLITE_BUSY and the two forms of it that a write-ahead log adds; `lock_not_available`.
            Some("5" | "261" | "517" | "55P03") => Self::Busy,
            // `serialization_failure` and `deadlock_detected`: all was taken back.
            Some("40001" | "40P01") => Conflict::Writer.into(),
            // `insufficient_privilege`.
            Some("42501") => Self::Denied(error.to_string()),
            Some(code) if gone(code) => Self::Lost(error.to_string()),
            Some(_) => Self::Database(error),
            None if matches!(error, sqlx::Error::Io(_)) => Self::Lost(error.to_string()),
            None => Self::Database(error),
        }
    }
}

/// Whether a code of `PostgreSQL` says that the connection is over: classes of connections, of a server that shuts
/// down, and of a session that was ended.
fn gone(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("08") || code.starts_with("57P") || code == "25P03")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_tells_whether_the_connection_is_over() {
        for (code, over) in [
            ("57P01", true),
            ("08006", true),
            ("25P03", true),
            ("23505", false),
            ("57014", false),
            ("8", false),
        ] {
            assert_eq!(gone(code), over, "{code}");
        }
    }
}
