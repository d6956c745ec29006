//! Why there is no answer to show.

use crate::service::Error;
use crate::units::Problems;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// What the client was given does not do: everything wrong with it.
    #[error("{0}")]
    Settings(Problems),
    /// No token was given.
    #[error("no token: {0}")]
    Token(String),
    /// Nothing came back, however often it was asked.
    #[error("no answer after {attempts} attempts: {why}{}", standing(.key.as_deref()))]
    Unreachable {
        /// How often it was asked.
        attempts: u32,
        /// The key under which it was asked.
        key: Option<String>,
        /// What happened the last time.
        why: String,
    },
    /// A file or the system.
    #[error(transparent)]
    Service(#[from] Error),
}

/// A write of which nothing is known may stand.
fn standing(key: Option<&str>) -> String {
    key.map_or_else(String::new, |key| {
        format!("; the command may stand all the same: ask again with --key {key}, which tells")
    })
}
