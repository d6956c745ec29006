//! Assertions: a client proves itself by a text that it signed itself (RFC 7523, `private_key_jwt`).

use super::client::{Client, Credential, Proof};
use super::jwk::Algorithm;
use super::jwt::{self, Unverified};
use super::registry::Registry;
use super::token::{self, in_time};
use crate::units::Moment;

/// What `client_assertion_type` must say.
pub const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// No assertion may be good for longer than this many seconds, since its id is kept so long.
const LONGEST: i64 = 600;

/// A good assertion, which counts if its id was not seen before.
#[derive(Debug)]
pub struct Asserted<'r> {
    /// The client.
    pub client: &'r Client,
    /// The credential of its key.
    pub credential: &'r Credential,
    /// Its own id, to be spent.
    pub id: String,
    /// From when on it no longer counts, in seconds.
    pub until: i64,
}

/// Why an assertion proves nothing, for the audit and the log; the sender is told as little as of a wrong secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// It is no token.
    #[error("the assertion is no signed token")]
    Malformed,
    /// Issuer and subject are not the one client.
    #[error("issuer and subject of the assertion are not the client")]
    Client,
    /// No live key of the client made the signature.
    #[error("no live key of the client signed the assertion")]
    Signature,
    /// It is for somebody else.
    #[error("the audience of the assertion is not this installation")]
    Audience,
    /// Its time is over, has not come, has no end or is too long.
    #[error("the assertion has no time, or another time, or is good for more than ten minutes")]
    Time,
    /// It has no id, or one that is too long.
    #[error("the assertion has no `jti` of 1 to 128 characters")]
    Id,
}

/// Holds an assertion against the keys of the client that it names. `client` is the parameter `client_id`, where one
/// was sent; `audiences` are our names.
pub fn check<'r>(
    text: &str,
    client: Option<&str>,
    audiences: &[&str],
    registry: &'r Registry,
    now: Moment,
) -> Result<Asserted<'r>, AssertionError> {
    let unverified = Unverified::parse(text).map_err(|_| AssertionError::Malformed)?;
    let claimed = |name: &str| unverified.claimed(name).and_then(|value| value.as_str());
    let issuer = claimed("iss").ok_or(AssertionError::Client)?;
    if claimed("sub") != Some(issuer) || client.is_some_and(|client| client != issuer) {
        return Err(AssertionError::Client);
    }
    let client = registry.named(issuer).ok_or(AssertionError::Client)?;
    // An access token is no assertion, and no other kind of token is.
    if !matches!(unverified.kind(), "" | "jwt" | "client-authentication+jwt") {
        return Err(AssertionError::Malformed);
    }
    let algorithm = unverified.algorithm();
    if !Algorithm::OF_CLIENTS.contains(&algorithm) {
        return Err(AssertionError::Signature);
    }
    let mut keys = client
        .live(now)
        .filter_map(|credential| match &credential.proof {
            Proof::Key(key) if key.is_for(algorithm) => Some((credential, key)),
            _ => None,
        });
    // Keys are few, and the name of a key is only the client's word: all that fit are tried.
    let found = keys.find_map(|(credential, key)| {
        let claims = Unverified::parse(text).ok()?.verified(key)?;
        Some((credential, claims))
    });
    let (credential, claims) = found.ok_or(AssertionError::Signature)?;
    if !jwt::is_for(&claims, audiences) {
        return Err(AssertionError::Audience);
    }
    in_time(&claims, now).map_err(|_| AssertionError::Time)?;
    let until = jwt::seconds(&claims, "exp").ok_or(AssertionError::Time)?;
    if until > token::seconds(now) + LONGEST {
        return Err(AssertionError::Time);
    }
    let id = jwt::text(&claims, "jti");
    // It is spent by being kept, and no record keeps U+0000.
    let id = id.filter(|id| (1..=128).contains(&id.chars().count()) && !id.contains('\0'));
    Ok(Asserted {
        client,
        credential,
        id: id.ok_or(AssertionError::Id)?.to_owned(),
        until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::{client, moment, secret};
    use crate::identity::{Ending, Jwk, KeyRing};
    use serde_json::{Value, json};

    fn keys() -> KeyRing {
        KeyRing::new(&[1; 32], &[2; 32])
    }

    fn registry(ended: bool) -> Registry {
        let jwks = keys().jwks(moment(0));
        let key = Jwk::read(&jwks["keys"][0]).unwrap();
        let mut of = client("bank-a", "bank:a", &[secret(1), Proof::Key(key)]);
        of.credentials[1].ended = ended.then_some(Ending::Revoked);
        Registry::new([of, client("bank-b", "bank:b", &[])])
    }

    fn claims() -> Value {
        json!({
            "iss": "bank-a", "sub": "bank-a", "aud": "https://pool.example", "jti": "a1",
            "iat": token::seconds(moment(0)), "exp": token::seconds(moment(300)),
        })
    }

    fn checked(text: &str, client: Option<&str>, ended: bool) -> Result<u32, AssertionError> {
        let registry = registry(ended);
        let audiences = ["https://pool.example", "https://pool.example/oauth/token"];
        let asserted = check(text, client, &audiences, &registry, moment(0))?;
        assert_eq!(
            (asserted.id.as_str(), asserted.client.caller.client.as_str()),
            ("a1", "bank-a")
        );
        Ok(asserted.credential.number)
    }

    #[test]
    fn a_live_key_of_the_client_proves_it() {
        let good = keys().sign("JWT", &claims());
        assert_eq!(checked(&good, None, false), Ok(2));
        assert_eq!(checked(&good, Some("bank-a"), false), Ok(2));
        assert_eq!(
            checked(&good, Some("bank-b"), false),
            Err(AssertionError::Client)
        );
        assert_eq!(checked(&good, None, true), Err(AssertionError::Signature));
        let foreign = KeyRing::new(&[3; 32], &[4; 32]).sign("JWT", &claims());
        assert_eq!(
            checked(&foreign, None, false),
            Err(AssertionError::Signature)
        );
        let access = keys().sign("at+jwt", &claims());
        assert_eq!(
            checked(&access, None, false),
            Err(AssertionError::Malformed)
        );
    }

    #[test]
    fn every_claim_counts() {
        let seconds = |at| json!(token::seconds(moment(at)));
        for (name, value, wanted) in [
            (
                "aud",
                json!("https://other.example"),
                AssertionError::Audience,
            ),
            ("aud", Value::Null, AssertionError::Audience),
            ("sub", json!("bank-b"), AssertionError::Client),
            ("iss", json!("bank-c"), AssertionError::Client),
            ("exp", seconds(0), AssertionError::Time),
            ("exp", seconds(601), AssertionError::Time),
            ("exp", Value::Null, AssertionError::Time),
            ("nbf", seconds(61), AssertionError::Time),
            ("jti", json!(""), AssertionError::Id),
            ("jti", json!("a\0"), AssertionError::Id),
            ("jti", json!("x".repeat(129)), AssertionError::Id),
            ("jti", Value::Null, AssertionError::Id),
        ] {
            let mut bad = claims();
            bad[name] = value;
            let text = keys().sign("JWT", &bad);
            assert_eq!(checked(&text, None, false), Err(wanted), "{bad}");
        }
    }
}
