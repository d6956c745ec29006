//! How a client proves itself at the token endpoint: by a secret, by a key that signs, or by its certificate.

use super::error::ClientError;
use crate::service::identity::random;
use crate::units::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::{Serializer, byte_serialize};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use std::fmt;

/// For how many seconds an assertion is good [ours].
const ASSERTED: i64 = 60;

/// A proof of the client.
#[derive(Clone)]
pub enum Credential {
    /// A secret, sent by `client_secret_basic`.
    Secret(String),
    /// A key that signs assertions, `private_key_jwt`.
    Key(Algorithm, EncodingKey),
    /// The certificate that the connection shows.
    Certificate,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret",
            Self::Key(..) => "Key",
            Self::Certificate => "Certificate",
        })
    }
}

/// What a request for a token says.
#[derive(Debug)]
pub(super) struct TokenRequest {
    /// The `Authorization` header.
    pub(super) authorization: Option<String>,
    /// The form.
    pub(super) form: String,
}

impl Credential {
    /// A key as PEM: Ed25519, or ECDSA on P-256.
    pub(super) fn key(pem: &[u8]) -> Result<Self, String> {
        let edwards = EncodingKey::from_ed_pem(pem).map(|key| Self::Key(Algorithm::EdDSA, key));
        let curve = || EncodingKey::from_ec_pem(pem).map(|key| Self::Key(Algorithm::ES256, key));
        edwards
            .or_else(|_| curve())
            .map_err(|_| "it is no private key of Ed25519 or P-256 as PEM (PKCS #8)".to_owned())
    }

    /// Asks for a token for a client at an address. An assertion is made anew each time, since it counts once.
    pub(super) fn request(
        &self,
        client: &str,
        endpoint: &str,
        now: Moment,
    ) -> Result<TokenRequest, ClientError> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        let mut authorization = None;
        match self {
            Self::Secret(secret) => {
                // Both are escaped before they are joined (RFC 6749 §2.3.1).
                let escaped = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", escaped(client), escaped(secret));
                authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
            }
            Self::Key(algorithm, key) => {
                let id: [u8; 16] = random()?;
                let seconds = now.micros().div_euclid(1_000_000);
                let claims = json!({
                    "iss": client, "sub": client, "aud": endpoint,
                    "jti": format!("{:032x}", u128::from_be_bytes(id)),
                    "iat": seconds, "exp": seconds + ASSERTED,
                });
                let signed = jsonwebtoken::encode(&Header::new(*algorithm), &claims, key)
                    .map_err(|why| ClientError::Token(format!("the key does not sign: {why}")))?;
                form.append_pair("client_assertion_type", crate::identity::assertion::KIND);
                form.append_pair("client_assertion", &signed);
            }
            Self::Certificate => {
                form.append_pair("client_id", client);
            }
        }
        Ok(TokenRequest {
            authorization,
            form: form.finish(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_escaped_and_never_shown() {
        let secret = Credential::Secret("a:b c".to_owned());
        let now = Moment::parse("2026-11-26T04:00:00Z").unwrap();
        let asked = secret.request("bank-a", "https://x/oauth/token", now);
        let asked = asked.unwrap();
        assert_eq!(asked.form, "grant_type=client_credentials");
        let pair = STANDARD.encode("bank-a:a%3Ab+c");
        assert_eq!(asked.authorization, Some(format!("Basic {pair}")));
        assert_eq!(format!("{secret:?}"), "Secret");
        assert!(Credential::key(b"-----BEGIN PRIVATE KEY-----\n").is_err());
    }
}
