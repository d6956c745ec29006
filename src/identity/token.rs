//! Access tokens of our own (RFC 9068): what is in them, how they are made, and what makes one good.

use super::client::CredentialId;
use super::denial::Denial;
use super::jwt::{self, Unverified};
use super::key_ring::KeyRing;
use super::role::Role;
use super::thumbprint::Thumbprint;
use crate::units::Moment;
use serde_json::{Map, Value, json};

/// No token lives longer than this many seconds.
pub const LIFE: i64 = 600;
/// How far clocks may differ, in seconds, before a token of the future is refused.
pub const SKEW: i64 = 60;
/// The media type of an access token (RFC 9068 §2.1).
const KIND: &str = "at+jwt";

/// Who makes tokens, and for whom: the two texts that bind a token to one installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// The address of the installation 签发方, without a slash at its end.
    pub issuer: String,
    /// The name of the service that takes the tokens 受众.
    pub audience: String,
}

/// What a token says 令牌内容.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its own id, by which it may be revoked.
    pub id: String,
    /// The credential that vouched for its bearer.
    pub credential: CredentialId,
    /// From when on it no longer counts, in seconds.
    pub until: i64,
    /// The certificate that must come with it.
    pub certificate: Option<Thumbprint>,
}

/// The seconds of a moment.
pub fn seconds(moment: Moment) -> i64 {
    moment.micros().div_euclid(1_000_000)
}

impl Token {
    /// The token as text, signed with the key in use.
    pub fn sign(&self, realm: &Realm, role: &Role, keys: &KeyRing, now: Moment) -> String {
        let client = &self.credential.client;
        let mut claims = json!({
            "iss": realm.issuer,
            "aud": realm.audience,
            "sub": client,
            "client_id": client,
            "iat": seconds(now),
            "exp": self.until,
            "jti": self.id,
            "scope": role.word(),
            "roles": [role.to_string()],
            "credential": self.credential.number,
        });
        if let Some(certificate) = self.certificate {
            claims["cnf"] = json!({ "x5t#S256": certificate });
        }
        keys.sign(KIND, &claims)
    }

    /// Reads a token that says it is ours, and holds it against keys, place and time.
    pub fn verify(
        unverified: Unverified<'_>,
        realm: &Realm,
        keys: &KeyRing,
        now: Moment,
    ) -> Result<Self, Denial> {
        if unverified.kind() != KIND {
            return Err(Denial::Invalid);
        }
        let kid = unverified.kid().ok_or(Denial::Invalid)?;
        let key = keys.public(kid, now).ok_or(Denial::Invalid)?;
        let claims = unverified.verified(key).ok_or(Denial::Invalid)?;
        if jwt::text(&claims, "iss") != Some(&realm.issuer) {
            return Err(Denial::WrongIssuer);
        }
        if !jwt::is_for(&claims, &[&realm.audience]) {
            return Err(Denial::WrongAudience);
        }
        in_time(&claims, now)?;
        Self::of(&claims).ok_or(Denial::Invalid)
    }

    fn of(claims: &Map<String, Value>) -> Option<Self> {
        let number = claims.get("credential")?;
        let client = jwt::text(claims, "client_id")?;
        Some(Self {
            id: jwt::text(claims, "jti")?.to_owned(),
            credential: CredentialId::parse(&format!("{client}.{number}")).ok()?,
            until: jwt::seconds(claims, "exp")?,
            certificate: bound_to(claims).ok()?,
        })
    }
}

/// The certificate to which a token is bound; a binding that does not read is none to skip.
pub(super) fn bound_to(claims: &Map<String, Value>) -> Result<Option<Thumbprint>, Denial> {
    let Some(cnf) = claims.get("cnf") else {
        return Ok(None);
    };
    let text = cnf.get("x5t#S256").and_then(Value::as_str);
    let of = text.and_then(|text| Thumbprint::parse(text).ok());
    of.map(Some).ok_or(Denial::Invalid)
}

/// Whether a moment is within the time of a token; one without an end is refused.
pub(super) fn in_time(claims: &Map<String, Value>, now: Moment) -> Result<(), Denial> {
    let now = seconds(now);
    let until = jwt::seconds(claims, "exp").ok_or(Denial::Invalid)?;
    if now >= until {
        return Err(Denial::Expired);
    }
    for name in ["nbf", "iat"] {
        match (claims.get(name), jwt::seconds(claims, name)) {
            (None, _) => {}
            (Some(_), None) => return Err(Denial::Invalid),
            (Some(_), Some(from)) if from > now + SKEW => return Err(Denial::NotYet),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::moment;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn realm() -> Realm {
        Realm {
            issuer: "https://pool.example".to_owned(),
            audience: "zhixin".to_owned(),
        }
    }

    fn token() -> Token {
        Token {
            id: "t1".to_owned(),
            credential: CredentialId::parse("bank-a.2").unwrap(),
            until: seconds(moment(600)),
            certificate: Some(Thumbprint::of(b"der")),
        }
    }

    fn signed(keys: &KeyRing) -> String {
        token().sign(&realm(), &Role::parse("bank:a").unwrap(), keys, moment(0))
    }

    fn verify(text: &str, realm: &Realm, keys: &KeyRing, at: i64) -> Result<Token, Denial> {
        Token::verify(Unverified::parse(text).unwrap(), realm, keys, moment(at))
    }

    #[test]
    fn a_token_reads_back_and_says_what_rfc_9068_wants() {
        let keys = KeyRing::new(&[1; 32], &[2; 32]);
        let text = signed(&keys);
        assert_eq!(verify(&text, &realm(), &keys, 0), Ok(token()));
        let part = |n: usize| {
            let part = text.split('.').nth(n).unwrap();
            String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        insta::assert_snapshot!(format!("{}\n{}", part(0), part(1)), @r#"
        {"alg":"EdDSA","typ":"at+jwt","kid":"UDDReOZl1ipXAfp9wYsm13sDBMK5og--QWdBjzuf6o4"}
        {"iss":"https://pool.example","aud":"zhixin","sub":"bank-a","client_id":"bank-a","iat":1798848000,"exp":1798848600,"jti":"t1","scope":"bank","roles":["bank:a"],"credential":2,"cnf":{"x5t#S256":"UFDYDSLs1HHqVd9wNAQsHgQTQf9AZuf2_zjiC3IN-Oo"}}
        "#);
    }

    #[test]
    fn every_other_token_is_refused() {
        let keys = KeyRing::new(&[1; 32], &[2; 32]);
        let text = signed(&keys);
        let elsewhere = |issuer: &str, audience: &str| Realm {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
        };
        let other_keys = KeyRing::new(&[3; 32], &[4; 32]);
        let there = elsewhere("https://pool.example", "other");
        let them = elsewhere("https://other.example", "zhixin");
        let cases = [
            (verify(&text, &realm(), &keys, 599).err(), None),
            (
                verify(&text, &realm(), &keys, 600).err(),
                Some(Denial::Expired),
            ),
            (verify(&text, &realm(), &keys, -60).err(), None),
            (
                verify(&text, &realm(), &keys, -61).err(),
                Some(Denial::NotYet),
            ),
            (
                verify(&text, &realm(), &other_keys, 0).err(),
                Some(Denial::Invalid),
            ),
            (
                verify(&text, &there, &keys, 0).err(),
                Some(Denial::WrongAudience),
            ),
            (
                verify(&text, &them, &keys, 0).err(),
                Some(Denial::WrongIssuer),
            ),
        ];
        for (at, (found, wanted)) in cases.into_iter().enumerate() {
            assert_eq!(found, wanted, "case {at}");
        }
    }

    #[test]
    fn a_token_of_another_kind_is_no_access_token() {
        let keys = KeyRing::new(&[1; 32], &[2; 32]);
        let claims = json!({
            "iss": realm().issuer, "aud": "zhixin", "client_id": "bank-a", "credential": 2, "jti": "t1",
            "exp": seconds(moment(600)), "iat": seconds(moment(0)),
        });
        assert!(verify(&keys.sign("at+jwt", &claims), &realm(), &keys, 0).is_ok());
        for kind in ["JWT", ""] {
            let text = keys.sign(kind, &claims);
            assert_eq!(verify(&text, &realm(), &keys, 0), Err(Denial::Invalid));
        }
        for (name, value) in [
            ("exp", Value::Null),
            ("exp", json!("soon")),
            ("iat", json!("x")),
            ("jti", Value::Null),
            ("credential", json!(0)),
            ("credential", json!("2.1")),
            ("client_id", json!("A")),
            ("cnf", json!({})),
            ("cnf", json!({"x5t#S256": "x"})),
        ] {
            let mut bad = claims.clone();
            bad[name] = value;
            let text = keys.sign("at+jwt", &bad);
            let denied = verify(&text, &realm(), &keys, 0);
            assert_eq!(denied, Err(Denial::Invalid), "{name} in {bad}");
        }
    }

    #[test]
    fn a_changed_token_is_refused_at_every_byte() {
        let keys = KeyRing::new(&[1; 32], &[2; 32]);
        let text = signed(&keys);
        for at in (0..text.len()).step_by(7) {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let Ok(unverified) = Unverified::parse(&changed) else {
                continue;
            };
            let denied = Token::verify(unverified, &realm(), &keys, moment(0));
            assert!(denied.is_err(), "byte {at}");
        }
    }
}
