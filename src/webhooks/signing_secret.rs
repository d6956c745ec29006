//! The secret with which messages to an endpoint are signed.

use crate::units::words::words;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey};
use std::fmt;

words! {
    /// How messages are signed 签名方式 (Standard Webhooks).
    Scheme {
        /// By a secret that both sides know: HMAC-SHA256.
        Shared = "v1", "共享密钥";
        /// By a key of which the receiver knows the public half alone: Ed25519.
        Public = "v1a", "公钥";
    }
}

impl Scheme {
    /// What a secret begins with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Shared => "whsec_",
            Self::Public => "whsk_",
        }
    }
}

/// What a public key begins with.
const PUBLIC: &str = "whpk_";

/// A signing secret 签名密钥. Printed for debugging it shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret {
    scheme: Scheme,
    bytes: [u8; 32],
}

impl SigningSecret {
    /// Of bytes that the operating system drew.
    pub fn of(scheme: Scheme, random: [u8; 32]) -> Self {
        Self {
            scheme,
            bytes: random,
        }
    }

    /// How it signs.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The text: one that is shared is shown to the owner once, the other never leaves the records.
    pub fn text(&self) -> String {
        format!("{}{}", self.scheme.prefix(), STANDARD.encode(self.bytes))
    }

    /// The public half, which anybody may know; none where the secret is shared.
    pub fn public(&self) -> Option<String> {
        let key = self.key()?.verifying_key();
        Some(format!("{PUBLIC}{}", STANDARD.encode(key.as_bytes())))
    }

    /// Reads the text.
    pub fn parse(text: &str) -> Option<Self> {
        let schemes = Scheme::WORDS.iter();
        let mut read = schemes.filter_map(|(_, scheme)| {
            let bytes = STANDARD.decode(text.strip_prefix(scheme.prefix())?).ok()?;
            Some(Self::of(*scheme, bytes.try_into().ok()?))
        });
        read.next()
    }

    /// The key of a shared secret.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The signature of a message by the key of which the public half is known, where it is one.
    pub(super) fn signature(&self, message: &[u8]) -> Option<Signature> {
        Some(self.key()?.sign(message))
    }

    fn key(&self) -> Option<SigningKey> {
        (self.scheme == Scheme::Public).then(|| SigningKey::from_bytes(&self.bytes))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_does_not_show() {
        let secret = SigningSecret::of(Scheme::Shared, [7; 32]);
        assert_eq!(
            secret.text(),
            "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
        );
        assert_eq!(SigningSecret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(SigningSecret::parse("whsec_BwcH"), None);
        assert_eq!(format!("{secret:?}"), "SigningSecret");
        assert_eq!(secret.public(), None);
    }

    #[test]
    fn of_a_key_the_public_half_is_told() {
        // The first test of RFC 8032, 7.1: this seed has that public key.
        let seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
            .replace('_', "/")
            .replace('-', "+");
        let key = SigningSecret::parse(&format!("whsk_{seed}")).unwrap();
        assert_eq!(key.scheme(), Scheme::Public);
        assert_eq!(SigningSecret::parse(&key.text()), Some(key.clone()));
        assert_eq!(
            key.public().as_deref(),
            Some("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        );
    }
}
