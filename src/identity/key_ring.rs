//! The keys that sign our tokens: one in use, one that comes next, and those that go.

use super::jwk::Jwk;
use crate::units::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// How long a key is still published after it signed its last token, in seconds: the life of a token, and as much
/// again for those who keep what they fetched.
const FAREWELL: i64 = 2 * super::token::LIFE;

/// The keys of an installation 签名密钥: current, next, and retired until a moment.
#[derive(Clone)]
pub struct KeyRing {
    keys: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    kid: String,
    secret: SigningKey,
    public: Jwk,
    place: Place,
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    /// It signs nothing yet, and is published so that it is known when it does.
    Next,
    /// It signs.
    Current,
    /// It signs no more; what it signed counts until then.
    Retired(Moment),
}

/// A file of keys does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no file of signing keys: {0}")]
pub struct KeyRingError(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    keys: Vec<WrittenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    kid: String,
    place: Place,
    ed25519: String,
}

impl Key {
    fn new(seed: &[u8; 32], place: Place) -> Self {
        let secret = SigningKey::from_bytes(seed);
        let public = Jwk::of_ed25519(&secret.verifying_key());
        Self {
            kid: public.thumbprint(),
            secret,
            public,
            place,
        }
    }

    fn counts(&self, now: Moment) -> bool {
        !matches!(self.place, Place::Retired(until) if now >= until)
    }
}

impl KeyRing {
    /// A new ring of two keys, each of 32 bytes that the caller must have drawn from the operating system.
    pub fn new(current: &[u8; 32], next: &[u8; 32]) -> Self {
        Self {
            keys: vec![
                Key::new(current, Place::Current),
                Key::new(next, Place::Next),
            ],
        }
    }

    /// The next key signs from now on, the one that did is retired, and a new one of `seed` comes next. Keys whose
    /// time is over are forgotten.
    pub fn rotate(&mut self, seed: &[u8; 32], now: Moment) {
        self.keys.retain(|key| key.counts(now));
        let until = Moment::from_micros(now.micros() + FAREWELL * 1_000_000);
        for key in &mut self.keys {
            key.place = match key.place {
                Place::Next => Place::Current,
                Place::Current => Place::Retired(until),
                retired @ Place::Retired(_) => retired,
            };
        }
        self.keys.push(Key::new(seed, Place::Next));
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        // What serde says of a text may quote it, and it is secret.
        let written: Written = serde_json::from_str(text)
            .map_err(|error| KeyRingError(format!("line {}", error.line())))?;
        let mut keys = Vec::with_capacity(written.keys.len());
        for of in written.keys {
            let seed = URL_SAFE_NO_PAD.decode(&of.ed25519).ok();
            let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
            let key = seed.map(|seed| Key::new(&seed, of.place));
            let key = key.filter(|key| key.kid == of.kid);
            keys.push(key.ok_or_else(|| KeyRingError(format!("key `{}`", of.kid)))?);
        }
        let count = |place| keys.iter().filter(|key| key.place == place).count();
        if count(Place::Current) != 1 || count(Place::Next) != 1 {
            let why = "it has not one key in use and one that comes next";
            return Err(KeyRingError(why.to_owned()));
        }
        Ok(Self { keys })
    }

    /// The written form, a secret.
    pub fn secret_text(&self) -> String {
        let keys = self.keys.iter().map(|key| WrittenKey {
            kid: key.kid.clone(),
            place: key.place,
            ed25519: URL_SAFE_NO_PAD.encode(key.secret.as_bytes()),
        });
        let written = Written {
            keys: keys.collect(),
        };
        let text = serde_json::to_string_pretty(&written);
        text.expect("keys are texts") + "\n"
    }

    /// The name of the key in use.
    pub fn current(&self) -> &str {
        &self.in_use().kid
    }

    fn in_use(&self) -> &Key {
        let mut keys = self.keys.iter();
        let current = keys.find(|key| key.place == Place::Current);
        current.expect("a ring has one key in use")
    }

    /// Signs claims with the key in use.
    pub(crate) fn sign(&self, kind: &str, claims: &Value) -> String {
        let key = self.in_use();
        let header = json!({ "alg": "EdDSA", "typ": kind, "kid": key.kid });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = key.secret.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// The public half of a key whose time is not over.
    pub(super) fn public(&self, kid: &str, now: Moment) -> Option<&Jwk> {
        let mut keys = self.keys.iter();
        let key = keys.find(|key| key.kid == kid && key.counts(now))?;
        Some(&key.public)
    }

    /// The public halves, as `/.well-known/jwks.json` gives them (RFC 7517 §5).
    pub fn jwks(&self, now: Moment) -> Value {
        let keys = self.keys.iter().filter(|key| key.counts(now)).map(|key| {
            let mut json = key.public.json();
            json["kid"] = json!(key.kid);
            json["use"] = json!("sig");
            json["alg"] = json!("EdDSA");
            json
        });
        json!({ "keys": keys.collect::<Vec<_>>() })
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.iter().map(|key| (&key.kid, key.place));
        f.debug_map().entries(keys).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::moment;

    #[test]
    fn a_key_is_known_before_it_signs_and_after() {
        let mut ring = KeyRing::new(&[1; 32], &[2; 32]);
        let (first, second) = (ring.keys[0].kid.clone(), ring.keys[1].kid.clone());
        assert_eq!(ring.current(), first);
        assert!(ring.public(&second, moment(0)).is_some());
        ring.rotate(&[3; 32], moment(0));
        assert_eq!(ring.current(), second);
        assert!(ring.public(&first, moment(FAREWELL - 1)).is_some());
        assert!(ring.public(&first, moment(FAREWELL)).is_none());
        let published = |at| ring.jwks(moment(at))["keys"].as_array().map(Vec::len);
        assert_eq!((published(0), published(FAREWELL)), (Some(3), Some(2)));
        let mut later = ring.clone();
        later.rotate(&[4; 32], moment(FAREWELL));
        assert_eq!(later.keys.len(), 3);
    }

    #[test]
    fn the_file_reads_back_and_a_damaged_one_shows_no_secret() {
        let mut ring = KeyRing::new(&[1; 32], &[2; 32]);
        ring.rotate(&[3; 32], moment(0));
        let text = ring.secret_text();
        assert_eq!(KeyRing::parse(&text).unwrap().secret_text(), text);
        let seed = URL_SAFE_NO_PAD.encode([1; 32]);
        assert!(text.contains(&seed));
        for bad in [
            text.replacen(&seed, "AAAA", 1),
            text.replacen(&seed, &URL_SAFE_NO_PAD.encode([9; 32]), 1),
            text.replacen("\"next\"", "\"current\"", 1),
            text.replacen("\"place\"", "\"plaice\"", 1),
            String::new(),
        ] {
            let error = KeyRing::parse(&bad).unwrap_err().to_string();
            assert!(!error.contains(&seed), "{error}");
        }
        assert!(!format!("{ring:?}").contains(&seed));
        let public = ring.jwks(moment(0)).to_string();
        assert!(!public.contains(&seed) && !public.contains("\"d\""));
    }
}
