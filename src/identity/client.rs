//! Clients and what they prove themselves with, as the journal has it.

use super::caller::Caller;
use super::jwk::Jwk;
use super::secret::SecretHash;
use super::thumbprint::Thumbprint;
use crate::units::Moment;
use crate::units::names::ClientId;
use std::fmt;
use std::sync::Arc;

/// A credential 凭证, by its client and its number among those of the client, from 1: `bank-a.2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CredentialId {
    /// The client.
    pub client: ClientId,
    /// The number.
    pub number: u32,
}

/// A text names no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no credential; write CLIENT.NUMBER as `zhixin access list` does, such as bank-a.2"
)]
pub struct CredentialIdError(String);

impl CredentialId {
    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, CredentialIdError> {
        let read = || {
            let (client, number) = text.rsplit_once('.')?;
            let client = ClientId::parse(client).ok()?;
            let number = number.parse().ok().filter(|number| *number > 0)?;
            Some(Self { client, number })
        };
        let id = read().filter(|id| id.to_string() == text);
        id.ok_or_else(|| CredentialIdError(text.to_owned()))
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.number)
    }
}

/// What a client proves itself with.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// A secret 密钥, kept by its hash.
    Secret(SecretHash),
    /// The public half of a key with which it signs assertions 公钥 (RFC 7523).
    Key(Jwk),
    /// A certificate by its thumbprint 证书 (RFC 8705).
    Certificate(Thumbprint),
    /// A one-time code 一次性授权码, kept by its hash.
    Code(SecretHash),
}

impl Proof {
    /// The word of its kind.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Secret(_) => "secret",
            Self::Key(_) => "key",
            Self::Certificate(_) => "certificate",
            Self::Code(_) => "code",
        }
    }
}

/// Why a credential ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Somebody ended it: what was got with it ends too.
    Revoked,
    /// A code that was used: it gives no second token, and the first one lives on.
    Used,
}

impl Ending {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Used => "used",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Revoked, Self::Used]
            .into_iter()
            .find(|of| of.word() == word)
    }
}

/// One credential of a client. Several may live at once, so that the old and the new overlap in a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// Its number among those of the client, from 1.
    pub number: u32,
    /// What it proves with.
    pub proof: Proof,
    /// When it was added.
    pub added_at: Moment,
    /// From when on it no longer counts, if that was said.
    pub until: Option<Moment>,
    /// Whether and why it ended.
    pub ended: Option<Ending>,
}

impl Credential {
    /// Whether it gets its client a token now.
    pub fn is_live(&self, now: Moment) -> bool {
        self.ended.is_none() && self.until.is_none_or(|until| now < until)
    }

    /// Whether a token that was got with it still counts. A token outlives the hour of its credential, and the use of
    /// its code, by its own few minutes; it does not outlive a revocation.
    pub fn bears_tokens(&self) -> bool {
        self.ended != Some(Ending::Revoked)
    }
}

/// A client 客户端: a program or a person that proves itself, always in one role.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// Its id, the person behind it and its role.
    pub caller: Arc<Caller>,
    /// When it was registered.
    pub registered_at: Moment,
    /// Whether it was revoked.
    pub revoked: bool,
    /// All its credentials, by number.
    pub credentials: Vec<Credential>,
}

impl Client {
    /// Those of its credentials that count now.
    pub fn live(&self, now: Moment) -> impl Iterator<Item = &Credential> {
        let all = self.credentials.iter().filter(|_| !self.revoked);
        all.filter(move |of| of.is_live(now))
    }

    /// A credential by its number.
    pub fn credential(&self, number: u32) -> Option<&Credential> {
        self.credentials.iter().find(|of| of.number == number)
    }

    /// The number that its next credential takes.
    pub fn next_number(&self) -> u32 {
        let numbers = self.credentials.iter().map(|of| of.number);
        numbers.max().unwrap_or(0) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_named_in_one_way() {
        let id = CredentialId::parse("bank-a.2").unwrap();
        assert_eq!((id.client.as_str(), id.number), ("bank-a", 2));
        for bad in [
            "bank-a",
            "bank-a.0",
            "bank-a.02",
            "bank-a.+2",
            "A.1",
            ".1",
            "a.1.2",
        ] {
            assert!(CredentialId::parse(bad).is_err(), "{bad}");
        }
    }
}
