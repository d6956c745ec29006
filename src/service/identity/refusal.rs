//! Why the token endpoint gives no token, as RFC 6749 §5.2 words it.

use std::fmt;

/// A refusal of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRefusal {
    /// The request is not one: a parameter is missing, stands twice, or two ways of proving are mixed.
    Request(String),
    /// The client did not prove itself. The reason is for the audit and is not told.
    Client(String),
    /// The one-time code is unknown, used or too old. The reason is for the audit and is not told.
    Grant(String),
    /// No such grant here.
    UnsupportedGrant,
    /// Another scope than the one of the client's role.
    Scope(String),
    /// Too many failures; to be tried again after so many seconds.
    Slow(i64),
    /// The records could not be read or written.
    Unavailable(String),
}

impl TokenRefusal {
    /// The status of HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Client(_) => 401,
            Self::Slow(_) => 429,
            Self::Unavailable(_) => 503,
            _ => 400,
        }
    }

    /// The error code. `slow_down` is of RFC 8628, `temporarily_unavailable` of RFC 6749 §4.1.2.1.
    pub fn error(&self) -> &'static str {
        match self {
            Self::Request(_) => "invalid_request",
            Self::Client(_) => "invalid_client",
            Self::Grant(_) => "invalid_grant",
            Self::UnsupportedGrant => "unsupported_grant_type",
            Self::Scope(_) => "invalid_scope",
            Self::Slow(_) => "slow_down",
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// The sentence for the developer at the other end.
    pub fn told(&self) -> String {
        match self {
            Self::Request(why) | Self::Scope(why) => why.clone(),
            Self::Client(_) => "the client did not prove itself".to_owned(),
            Self::Grant(_) => "the code is not good, or no longer".to_owned(),
            Self::UnsupportedGrant => {
                format!("write client_credentials or {}", super::GRANT_CODE)
            }
            Self::Slow(seconds) => format!("too many failures; try again in {seconds} seconds"),
            Self::Unavailable(_) => "the records cannot be reached; try again".to_owned(),
        }
    }

    /// The reason for the audit and the log.
    pub fn audit(&self) -> String {
        match self {
            Self::Client(audit) | Self::Grant(audit) | Self::Unavailable(audit) => audit.clone(),
            other => other.told(),
        }
    }
}

impl fmt::Display for TokenRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error(), self.told())
    }
}

impl std::error::Error for TokenRefusal {}
