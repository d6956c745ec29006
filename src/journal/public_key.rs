//! The public half of a key pair: whoever holds it can check what the other half signed.

use super::hex;
use crate::units::Digest;
use ed25519_dalek::{Signature, VerifyingKey};
use std::fmt;

/// What the text of a public key begins with.
const PREFIX: &str = "zhixin-public-key:ed25519:";

/// An Ed25519 public key 公钥, written as its prefix and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// A text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key reads `{0}` and 64 hexadecimal digits, and this does not")]
pub struct KeyError(pub(super) &'static str);

impl PublicKey {
    pub(super) fn new(key: VerifyingKey) -> Self {
        Self(key)
    }

    /// Reads the written form; white space at its ends is ignored. Weak keys are refused.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim().strip_prefix(PREFIX);
        let key = digits
            .and_then(hex::read)
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .filter(|key| !key.is_weak());
        key.map(Self).ok_or(KeyError(PREFIX))
    }

    /// The name of the key: the SHA-256 of its 32 bytes.
    pub fn id(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// Whether `signature` was made over `text` by the other half of this key.
    pub(super) fn made(&self, signature: &[u8; 64], text: &str) -> bool {
        let signature = Signature::from_bytes(signature);
        self.0.verify_strict(text.as_bytes(), &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", hex::write(self.0.as_bytes()))
    }
}
