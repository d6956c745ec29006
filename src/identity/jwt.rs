//! A signed token as text (RFC 7519 in the compact form of RFC 7515), taken apart before anything is believed.

use super::jwk::{Algorithm, Jwk};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// No token is longer than this.
pub const LONGEST: usize = 8 * 1024;

/// A token of which the form is right and nothing else is known.
#[derive(Debug)]
pub struct Unverified<'t> {
    algorithm: Algorithm,
    kid: Option<String>,
    kind: String,
    claims: Map<String, Value>,
    signed: &'t str,
    signature: &'t str,
}

/// The text is no token that this service would ever look at: three parts of base64url, JSON in the first two,
/// an algorithm of the list, and no extension that must be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is no signed token of a kind that is taken here")]
pub struct Malformed;

impl<'t> Unverified<'t> {
    /// Takes a text apart.
    pub fn parse(text: &'t str) -> Result<Self, Malformed> {
        if text.len() > LONGEST {
            return Err(Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Malformed)?;
        if claims.contains('.') || signature.is_empty() {
            return Err(Malformed);
        }
        let header = object(header)?;
        // An extension that must be understood is not understood here.
        if header.contains_key("crit") {
            return Err(Malformed);
        }
        let word = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(Malformed),
        };
        let algorithm = word("alg")?.and_then(Algorithm::parse).ok_or(Malformed)?;
        let kind = word("typ")?.unwrap_or_default().to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        Ok(Self {
            algorithm,
            kid: word("kid")?.map(str::to_owned),
            kind: kind.to_owned(),
            claims: object(claims)?,
            signed,
            signature,
        })
    }

    /// How it says that it is signed.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key that it names. It is compared with names of keys that are at hand, and used for nothing else:
    /// no file, address or query is ever made of it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Its media type, in small letters and without `application/`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// A claim, before the signature was looked at: for finding out whose token it claims to be.
    pub fn claimed(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// The claims, if the key made the signature.
    pub fn verified(self, key: &Jwk) -> Option<Map<String, Value>> {
        let right = key.made(self.algorithm, self.signed, self.signature);
        right.then_some(self.claims)
    }
}

fn object(part: &str) -> Result<Map<String, Value>, Malformed> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Malformed)?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Malformed),
    }
}

/// A claim that is a text.
pub fn text<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c str> {
    claims.get(name).and_then(Value::as_str)
}

/// A claim that is a moment in seconds; RFC 7519 allows fractions, which are cut.
pub fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    // Moments are far below what a 64-bit float holds exactly.
    #[allow(clippy::cast_possible_truncation)]
    let cut = |of: f64| (of.is_finite() && of.abs() < 1e12).then_some(of as i64);
    value.as_i64().or_else(|| value.as_f64().and_then(cut))
}

/// Whether the audience, a text or a list of them, has one of `ours`.
pub fn is_for(claims: &Map<String, Value>, ours: &[&str]) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => ours.contains(&one.as_str()),
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(Value::as_str)
            .any(|one| ours.contains(&one)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn token(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.AAAA", part(header), part(claims))
    }

    #[test]
    fn what_is_no_token_is_told_before_any_key_is_looked_for() {
        let good = token(
            &json!({"alg": "EdDSA", "typ": "application/AT+jwt"}),
            &json!({}),
        );
        let parsed = Unverified::parse(&good).unwrap();
        assert_eq!((parsed.kind(), parsed.kid()), ("at+jwt", None));
        for bad in [
            String::new(),
            "a.b.c".to_owned(),
            good.replace(".AAAA", "."),
            good.replace(".AAAA", ""),
            format!("{good}.AAAA"),
            "x".repeat(LONGEST + 1),
            token(&json!({"alg": "none"}), &json!({})),
            token(&json!({"alg": "None"}), &json!({})),
            token(&json!({"alg": "HS256"}), &json!({})),
            token(&json!({"alg": ["EdDSA"]}), &json!({})),
            token(&json!({"alg": "EdDSA", "kid": 7}), &json!({})),
            token(
                &json!({"alg": "EdDSA", "crit": ["b64"], "b64": false}),
                &json!({}),
            ),
            token(&json!([]), &json!({})),
            token(&json!({"alg": "EdDSA"}), &json!([])),
        ] {
            assert!(Unverified::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn claims_are_read_by_their_kind() {
        let claims =
            json!({"exp": 1.9, "iat": "7", "nbf": 1e300, "aud": ["a", 7, "b"], "sub": "s"});
        let claims = claims.as_object().unwrap();
        assert_eq!(seconds(claims, "exp"), Some(1));
        assert_eq!(
            (seconds(claims, "iat"), seconds(claims, "nbf")),
            (None, None)
        );
        assert_eq!(text(claims, "sub"), Some("s"));
        assert!(is_for(claims, &["b", "c"]) && !is_for(claims, &["c"]));
        let one = json!({"aud": "a"});
        assert!(is_for(one.as_object().unwrap(), &["a"]));
        assert!(!is_for(json!({}).as_object().unwrap(), &["a"]));
    }
}
