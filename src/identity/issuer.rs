//! An outside issuer that is trusted: which of its tokens count here, and whom they stand for.

use super::caller::Caller;
use super::denial::Denial;
use super::jwk::{Algorithm, Jwk};
use super::jwt::{self, Unverified};
use super::registry::Registry;
use super::role::Role;
use super::rule::{Grant, Rule};
use super::thumbprint::Thumbprint;
use super::token::{bound_to, in_time};
use crate::units::names::ClientId;
use crate::units::{Digest, Moment};
use serde_json::{Map, Value};
use std::sync::Arc;

/// No issuer has more keys than are looked at.
const MOST_KEYS: usize = 64;

/// A trusted issuer 受信任的外部签发方.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// Its name, as its tokens have it in `iss`.
    pub issuer: String,
    /// What its tokens for us have in `aud`.
    pub audience: String,
    /// How its tokens may be signed.
    pub algorithms: Vec<Algorithm>,
    /// The claim that names the person.
    pub person: String,
    /// Whom its tokens stand for; the first rule that fits counts.
    pub rules: Vec<Rule>,
}

/// The public keys of an issuer as they were last read.
#[derive(Debug, Clone, Default)]
pub struct IssuerKeys(Vec<Jwk>);

impl IssuerKeys {
    /// Reads a set of keys (RFC 7517 §5). Keys of kinds that are not taken here are left out, as the RFC asks.
    pub fn parse(text: &str) -> Option<Self> {
        let set: Value = serde_json::from_str(text).ok()?;
        let keys = set.get("keys")?.as_array()?.iter().take(MOST_KEYS);
        Some(Self(keys.filter_map(|key| Jwk::read(key).ok()).collect()))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The key that a token names; where it names none, the only one there is for its algorithm.
    pub fn of(&self, token: &Unverified<'_>) -> Option<&Jwk> {
        let mut fit = self.0.iter().filter(|key| {
            let named = token.kid().is_none_or(|kid| key.kid() == Some(kid));
            named && key.is_for(token.algorithm())
        });
        let first = fit.next();
        first.filter(|_| fit.next().is_none())
    }
}

/// A caller for whom an outside issuer vouches.
#[derive(Debug, Clone, PartialEq)]
pub struct Vouched {
    /// The caller.
    pub caller: Arc<Caller>,
    /// Whether it is a client of the register, which may be revoked there.
    pub registered: bool,
    /// From when on the token no longer counts, in seconds.
    pub until: i64,
    /// The certificate that must come with it.
    pub certificate: Option<Thumbprint>,
}

impl Issuer {
    /// Holds a token of this issuer against a key of its own, place, time and rules.
    pub fn verify(
        &self,
        token: Unverified<'_>,
        key: &Jwk,
        registry: &Registry,
        now: Moment,
    ) -> Result<Vouched, Denial> {
        if !self.algorithms.contains(&token.algorithm()) {
            return Err(Denial::Invalid);
        }
        if !matches!(token.kind(), "" | "jwt" | "at+jwt") {
            return Err(Denial::Invalid);
        }
        let claims = token.verified(key).ok_or(Denial::Invalid)?;
        if jwt::text(&claims, "iss") != Some(&self.issuer) {
            return Err(Denial::WrongIssuer);
        }
        if !jwt::is_for(&claims, &[&self.audience]) {
            return Err(Denial::WrongAudience);
        }
        in_time(&claims, now)?;
        let (caller, registered) = self.caller(&claims, registry)?;
        Ok(Vouched {
            caller,
            registered,
            until: jwt::seconds(&claims, "exp").ok_or(Denial::Invalid)?,
            certificate: bound_to(&claims)?,
        })
    }

    fn caller(
        &self,
        claims: &Map<String, Value>,
        registry: &Registry,
    ) -> Result<(Arc<Caller>, bool), Denial> {
        let rule = self.rules.iter().find(|rule| rule.fits(claims));
        let role = match &rule.ok_or(Denial::NoRole)?.grant {
            Grant::Client(id) => return Ok((registry.vouched(id)?.clone(), true)),
            Grant::Role(role) => role.clone(),
            Grant::Narrowed { word, claim } => {
                let id = jwt::text(claims, claim).ok_or(Denial::NoRole)?;
                Role::parse(&format!("{word}:{id}")).map_err(|_| Denial::NoRole)?
            }
        };
        let person = jwt::text(claims, &self.person).map(str::trim);
        let person = person.filter(|name| Caller::may_be_named(name));
        let caller = Caller {
            client: self.client(claims).ok_or(Denial::Invalid)?,
            person: person.ok_or(Denial::NoRole)?.to_owned(),
            role,
        };
        Ok((Arc::new(caller), false))
    }

    /// A client's id for whoever is not registered: the same for the same subject, and another for every other.
    fn client(&self, claims: &Map<String, Value>) -> Option<ClientId> {
        let subject = jwt::text(claims, "sub")?;
        let digest = Digest::of(format!("{}\n{subject}", self.issuer).as_bytes());
        let digits = &digest.to_string()[7..39];
        ClientId::parse(&format!("out-{digits}")).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::{client, moment};
    use crate::identity::{KeyRing, token};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    fn keys() -> KeyRing {
        KeyRing::new(&[1; 32], &[2; 32])
    }

    fn issuer() -> Issuer {
        let rules = [
            "sub=svc-a => client:bank-a",
            "sub=svc-b => client:bank-b",
            "groups=checkers => checker",
            "kind=firm => enterprise:{uscc}",
        ];
        Issuer {
            issuer: "https://id.example".to_owned(),
            audience: "zhixin".to_owned(),
            algorithms: vec![Algorithm::EdDsa],
            person: "name".to_owned(),
            rules: rules.map(|rule| Rule::parse(rule).unwrap()).to_vec(),
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example", "aud": ["zhixin", "other"], "sub": "u-1", "name": "王",
            "groups": ["staff", "checkers"], "jti": "o1",
            "iat": token::seconds(moment(0)), "exp": token::seconds(moment(300)),
        })
    }

    fn verify(text: &str, at: i64) -> Result<Vouched, Denial> {
        let set = IssuerKeys::parse(&keys().jwks(moment(0)).to_string()).unwrap();
        let mut revoked = client("bank-b", "bank:b", &[]);
        revoked.revoked = true;
        let registry = Registry::new([client("bank-a", "bank:a", &[]), revoked]);
        let token = Unverified::parse(text).map_err(|_| Denial::Malformed)?;
        let key = set.of(&token).ok_or(Denial::Invalid)?;
        issuer().verify(token, key, &registry, moment(at))
    }

    fn with(changes: &Value) -> Result<Vouched, Denial> {
        let mut claims = claims();
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        verify(&keys().sign("JWT", &claims), 0)
    }

    #[test]
    fn rules_tell_whom_a_token_stands_for() {
        let found = with(&json!({})).unwrap();
        assert_eq!(found.caller.to_string(), "checker:王");
        assert_eq!(found.caller.client.as_str().len(), 36);
        assert!(!found.registered);
        let found = with(&json!({"sub": "svc-a"})).unwrap();
        assert_eq!(found.caller.to_string(), "bank:a:p-bank-a");
        assert!(found.registered);
        let firm = json!({"groups": [], "kind": "firm", "uscc": "x:7"});
        assert_eq!(with(&firm).unwrap().caller.to_string(), "enterprise:x:7:王");
        for (changes, wanted) in [
            (json!({"sub": "svc-b"}), Denial::Revoked),
            (json!({"groups": "checker"}), Denial::NoRole),
            (json!({"groups": [], "kind": "firm"}), Denial::NoRole),
            (
                json!({"groups": [], "kind": "firm", "uscc": "?"}),
                Denial::NoRole,
            ),
            (json!({"name": ""}), Denial::NoRole),
            (json!({"sub": null}), Denial::Invalid),
        ] {
            assert_eq!(with(&changes), Err(wanted), "{changes}");
        }
    }

    #[test]
    fn what_the_issuer_did_not_say_to_us_now_is_refused() {
        let seconds = |at| token::seconds(moment(at));
        for (changes, wanted) in [
            (json!({"aud": "other"}), Denial::WrongAudience),
            (json!({"aud": null}), Denial::WrongAudience),
            (json!({"iss": "https://id.example/"}), Denial::WrongIssuer),
            (json!({"exp": seconds(0)}), Denial::Expired),
            (json!({"exp": null}), Denial::Invalid),
            (json!({"nbf": seconds(61)}), Denial::NotYet),
            (json!({"cnf": {"jkt": "x"}}), Denial::Invalid),
        ] {
            assert_eq!(with(&changes), Err(wanted), "{changes}");
        }
        let good = keys().sign("JWT", &claims());
        assert!(verify(&good, 299).is_ok());
        assert_eq!(verify(&good, 300), Err(Denial::Expired));
        let foreign = KeyRing::new(&[3; 32], &[4; 32]).sign("JWT", &claims());
        assert_eq!(verify(&foreign, 0), Err(Denial::Invalid));
    }

    /// A token of which the header is `header`, with the signature that `keys` made over it.
    fn forged(header: &Value) -> String {
        let good = keys().sign("JWT", &claims());
        let (_, rest) = good.split_once('.').unwrap();
        format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
    }

    #[test]
    fn tricks_of_the_header_are_refused() {
        let kid = keys().jwks(moment(0))["keys"][0]["kid"].clone();
        for header in [
            json!({"alg": "none", "kid": kid}),
            json!({"alg": "HS256", "kid": kid}),
            json!({"alg": "RS256", "kid": kid}),
            json!({"alg": "ES256", "kid": kid}),
            json!({"alg": "EdDSA", "kid": "../../../../dev/null"}),
            json!({"alg": "EdDSA", "kid": "' or 1=1 --"}),
            json!({"alg": "EdDSA", "kid": "https://evil.example/jwks"}),
            json!({"alg": "EdDSA", "kid": kid, "jku": "https://evil.example/jwks"}),
            json!({"alg": "EdDSA", "jwk": keys().jwks(moment(0))["keys"][0]}),
            json!({"alg": "EdDSA"}),
        ] {
            assert!(verify(&forged(&header), 0).is_err(), "{header}");
        }
    }

    #[test]
    fn the_public_key_is_no_shared_secret() {
        // The attack of CVE-2015-9235: the public key, known to all, as the secret of HS256.
        let key = keys().jwks(moment(0))["keys"][0].clone();
        let secret = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        let header = jsonwebtoken::Header {
            kid: key["kid"].as_str().map(str::to_owned),
            ..jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256)
        };
        let secret = jsonwebtoken::EncodingKey::from_secret(&secret);
        let text = jsonwebtoken::encode(&header, &claims(), &secret).unwrap();
        assert_eq!(verify(&text, 0), Err(Denial::Malformed));
    }

    #[test]
    fn a_set_of_keys_is_read_as_far_as_it_is_understood() {
        let set = json!({"keys": [{"kty": "oct", "k": "AAAA"}, {"kty": "EC", "crv": "P-521"}, 7]});
        assert_eq!(IssuerKeys::parse(&set.to_string()).unwrap().count(), 0);
        for bad in ["", "[]", "{}", r#"{"keys": 7}"#] {
            assert!(IssuerKeys::parse(bad).is_none(), "{bad}");
        }
    }
}
