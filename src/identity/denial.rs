//! Why somebody who sent a token is not let in, and how much of it is told.

use std::fmt;

/// Why a caller was not recognised 拒绝原因. The reason is for the audit; the caller is told what RFC 6750 tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denial {
    /// No token was sent.
    Missing,
    /// What was sent is no token.
    Malformed,
    /// The signature is not by a key that is trusted, or a claim is missing.
    Invalid,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYet,
    /// It was made by nobody who is trusted here.
    WrongIssuer,
    /// It was made for another service.
    WrongAudience,
    /// It is bound to a certificate that did not come with it.
    WrongCertificate,
    /// The token, its credential or its client was revoked.
    Revoked,
    /// An outside issuer vouches for somebody who has no role here.
    NoRole,
}

impl Denial {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::Missing,
        Self::Malformed,
        Self::Invalid,
        Self::Expired,
        Self::NotYet,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::WrongCertificate,
        Self::Revoked,
        Self::NoRole,
    ];

    /// The stable word of the reason, for the audit and for counters.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Invalid => "invalid",
            Self::Expired => "expired",
            Self::NotYet => "not-yet",
            Self::WrongIssuer => "wrong-issuer",
            Self::WrongAudience => "wrong-audience",
            Self::WrongCertificate => "wrong-certificate",
            Self::Revoked => "revoked",
            Self::NoRole => "no-role",
        }
    }

    /// What the caller is told: a caller whose token is not known to be genuine learns nothing about keys,
    /// clients and lists.
    pub fn told(self) -> &'static str {
        match self {
            Self::Missing => "send an access token as `Authorization: Bearer …`",
            Self::Expired => "the access token expired; ask for a new one",
            Self::Revoked => "the access token was revoked",
            Self::WrongCertificate => "the access token is bound to another client certificate",
            _ => "the access token is not valid here",
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750 §3): without an error where no token was sent.
    pub fn challenge(self) -> String {
        match self {
            Self::Missing => "Bearer realm=\"zhixin\"".to_owned(),
            // A header is ASCII.
            _ => format!(
                "Bearer realm=\"zhixin\", error=\"invalid_token\", error_description=\"{}\"",
                self.told()
            ),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.told())
    }
}

impl std::error::Error for Denial {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_a_header_and_tells_little() {
        let told: std::collections::BTreeSet<String> =
            Denial::ALL.iter().map(|of| of.challenge()).collect();
        assert!(told.iter().all(|of| of.is_ascii()));
        let told = Vec::from_iter(told).join("\n");
        insta::assert_snapshot!(told, @r#"
        Bearer realm="zhixin"
        Bearer realm="zhixin", error="invalid_token", error_description="the access token expired; ask for a new one"
        Bearer realm="zhixin", error="invalid_token", error_description="the access token is bound to another client certificate"
        Bearer realm="zhixin", error="invalid_token", error_description="the access token is not valid here"
        Bearer realm="zhixin", error="invalid_token", error_description="the access token was revoked"
        "#);
    }
}
