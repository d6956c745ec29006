//! Public keys as JSON (RFC 7517): those of clients, of outside issuers, and our own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::{Algorithm as Library, DecodingKey, crypto};
use serde_json::{Map, Value, json};
use std::fmt;

/// How a token may be signed. The list is closed: `none` and the algorithms with a shared secret are not on it,
/// and so can never be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256; only of outside issuers.
    Rs256,
    /// RSA-PSS with SHA-256; only of outside issuers.
    Ps256,
}

impl Algorithm {
    /// Those that a client may sign an assertion with.
    pub const OF_CLIENTS: &'static [Self] = &[Self::EdDsa, Self::Es256];

    /// Reads the name of RFC 7518 and RFC 8037.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "EdDSA" => Some(Self::EdDsa),
            "ES256" => Some(Self::Es256),
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            _ => None,
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    fn library(self) -> Library {
        match self {
            Self::EdDsa => Library::EdDSA,
            Self::Es256 => Library::ES256,
            Self::Rs256 => Library::RS256,
            Self::Ps256 => Library::PS256,
        }
    }
}

/// A public key 公钥 with the algorithms that it may be used with.
#[derive(Clone)]
pub struct Jwk {
    kid: Option<String>,
    algorithms: &'static [Algorithm],
    members: Map<String, Value>,
    key: DecodingKey,
}

/// Why a text is no key that may be used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// It is no JSON object.
    #[error("a key is a JSON object as RFC 7517 describes")]
    Form,
    /// It has what only its owner may have.
    #[error(
        "this is a private key; register the public half alone, and make a new pair: this one was shown"
    )]
    Private,
    /// A kind of key that is not taken.
    #[error("a key is `OKP` with `Ed25519`, `EC` with `P-256`, or of an outside issuer also `RSA`")]
    Kind,
    /// It is not for signatures, or for another algorithm.
    #[error("the key says that it is for something else: `{0}`")]
    Purpose(String),
    /// A member is missing or has a wrong length.
    #[error("`{0}` is not there or is not a value of such a key")]
    Member(&'static str),
}

impl Jwk {
    /// Reads a key from its JSON.
    pub fn parse(text: &str) -> Result<Self, JwkError> {
        let value: Value = serde_json::from_str(text).map_err(|_| JwkError::Form)?;
        Self::read(&value)
    }

    /// Reads a key.
    pub fn read(value: &Value) -> Result<Self, JwkError> {
        let given = value.as_object().ok_or(JwkError::Form)?;
        if ["d", "p", "q", "k"]
            .iter()
            .any(|of| given.contains_key(*of))
        {
            return Err(JwkError::Private);
        }
        let text = |name: &str| given.get(name).and_then(Value::as_str);
        let (algorithms, names): (&'static [Algorithm], &[&'static str]) =
            match (text("kty"), text("crv")) {
                (Some("OKP"), Some("Ed25519")) => (&[Algorithm::EdDsa], &["crv", "kty", "x"]),
                (Some("EC"), Some("P-256")) => (&[Algorithm::Es256], &["crv", "kty", "x", "y"]),
                (Some("RSA"), None) => (&[Algorithm::Rs256, Algorithm::Ps256], &["e", "kty", "n"]),
                _ => return Err(JwkError::Kind),
            };
        if let Some(other) = text("use").filter(|of| *of != "sig") {
            return Err(JwkError::Purpose(other.to_owned()));
        }
        let algorithms = match text("alg") {
            None => algorithms,
            Some(alg) => narrowed(algorithms, alg)?,
        };
        let key = key(algorithms[0], text)?;
        // Only what the key consists of, in the order of RFC 7638, so that its thumbprint is that of the text.
        let members = names.iter().filter_map(|name| {
            let value = given.get(*name)?.clone();
            Some(((*name).to_owned(), value))
        });
        Ok(Self {
            kid: text("kid").map(str::to_owned),
            algorithms,
            members: members.collect(),
            key,
        })
    }

    /// An Ed25519 key of our own.
    pub fn of_ed25519(key: &VerifyingKey) -> Self {
        let value =
            json!({"crv": "Ed25519", "kty": "OKP", "x": URL_SAFE_NO_PAD.encode(key.as_bytes())});
        Self::read(&value).expect("a key that signs has a public half")
    }

    /// What its owner calls it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Its name by RFC 7638: the SHA-256 of its members, in base64url.
    pub fn thumbprint(&self) -> String {
        let digest = crate::units::Digest::of(self.json().to_string().as_bytes());
        URL_SAFE_NO_PAD.encode(digest.bytes())
    }

    /// The members that make the key, in the order of RFC 7638.
    pub fn json(&self) -> Value {
        Value::Object(self.members.clone())
    }

    /// Whether `signature`, in base64url, was made over `message` by the other half. A key is never used with an
    /// algorithm that is not its own.
    pub fn made(&self, algorithm: Algorithm, message: &str, signature: &str) -> bool {
        self.algorithms.contains(&algorithm)
            && crypto::verify(
                signature,
                message.as_bytes(),
                &self.key,
                algorithm.library(),
            )
            .unwrap_or(false)
    }

    /// Whether it may be used with the algorithm.
    pub fn is_for(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }
}

/// The one algorithm that a key names, if it is one of those that its kind has.
fn narrowed(algorithms: &'static [Algorithm], alg: &str) -> Result<&'static [Algorithm], JwkError> {
    let at = algorithms.iter().position(|of| of.name() == alg);
    let at = at.ok_or_else(|| JwkError::Purpose(alg.to_owned()))?;
    Ok(&algorithms[at..=at])
}

fn key<'t>(
    algorithm: Algorithm,
    text: impl Fn(&str) -> Option<&'t str>,
) -> Result<DecodingKey, JwkError> {
    let bytes = |name: &'static str| {
        let decoded = text(name).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        decoded.ok_or(JwkError::Member(name))
    };
    let coordinate = |name| Some(bytes(name).ok()?.len() == 32).filter(|right| *right);
    match algorithm {
        Algorithm::EdDsa => {
            let x = bytes("x")?;
            let point = <&[u8; 32]>::try_from(x.as_slice()).ok();
            let point = point.and_then(|x| VerifyingKey::from_bytes(x).ok());
            // For a point of small order anybody can make signatures.
            point
                .filter(|key| !key.is_weak())
                .ok_or(JwkError::Member("x"))?;
            Ok(DecodingKey::from_ed_der(&x))
        }
        Algorithm::Es256 => {
            coordinate("x").ok_or(JwkError::Member("x"))?;
            coordinate("y").ok_or(JwkError::Member("y"))?;
            let (x, y) = (text("x").unwrap_or_default(), text("y").unwrap_or_default());
            DecodingKey::from_ec_components(x, y).map_err(|_| JwkError::Member("x"))
        }
        Algorithm::Rs256 | Algorithm::Ps256 => {
            let (n, e) = (bytes("n")?, bytes("e")?);
            if n.len() < 256 {
                return Err(JwkError::Member("n"));
            }
            Ok(DecodingKey::from_rsa_raw_components(&n, &e))
        }
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwk({})", self.thumbprint())
    }
}

impl PartialEq for Jwk {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members && self.algorithms == other.algorithms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_of_rfc_8037() {
        // RFC 8037, appendix A.3.
        let key = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = Jwk::parse(key).unwrap();
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        assert_eq!(key.kid(), Some("k"));
        assert!(!format!("{key:?}").contains("11qY"));
    }

    #[test]
    fn the_signature_of_rfc_8037() {
        // RFC 8037, appendix A.4 and A.5.
        let key =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = Jwk::parse(key).unwrap();
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert!(key.made(Algorithm::EdDsa, message, signature));
        assert!(!key.made(Algorithm::EdDsa, "other", signature));
        assert!(!key.made(Algorithm::Es256, message, signature));
        assert!(!key.made(Algorithm::EdDsa, message, "?"));
    }

    #[test]
    fn what_is_no_key_to_trust_is_refused() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let weak = URL_SAFE_NO_PAD.encode([&[1u8][..], &[0; 31]].concat());
        let told = [
            "[]".to_owned(),
            "{".to_owned(),
            r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
            r#"{"kty":"oct"}"#.to_owned(),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed448","x":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{weak}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","use":"enc"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","alg":"HS256"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#),
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned(),
        ]
        .map(|text| Jwk::parse(&text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(told, @"
        a key is a JSON object as RFC 7517 describes
        a key is a JSON object as RFC 7517 describes
        this is a private key; register the public half alone, and make a new pair: this one was shown
        a key is `OKP` with `Ed25519`, `EC` with `P-256`, or of an outside issuer also `RSA`
        this is a private key; register the public half alone, and make a new pair: this one was shown
        a key is `OKP` with `Ed25519`, `EC` with `P-256`, or of an outside issuer also `RSA`
        `x` is not there or is not a value of such a key
        the key says that it is for something else: `enc`
        the key says that it is for something else: `HS256`
        `y` is not there or is not a value of such a key
        `n` is not there or is not a value of such a key
        ");
    }
}
