//! The secret half of a key pair, with which checkpoints are signed.

use super::hex;
use super::public_key::{KeyError, PublicKey};
use ed25519_dalek::{Signer, SigningKey as Ed25519};
use std::fmt;

/// What the text of a signing key begins with.
const PREFIX: &str = "zhixin-signing-key:ed25519:";

/// An Ed25519 signing key 私钥. Its text is a secret; printing it for debugging shows only its id.
#[derive(Clone)]
pub struct SigningKey(Ed25519);

impl SigningKey {
    /// The key of 32 random bytes, which the caller must have drawn from the operating system.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Ed25519::from_bytes(seed))
    }

    /// Reads the written form; white space at its ends is ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim().strip_prefix(PREFIX);
        let seed = digits.and_then(hex::read).ok_or(KeyError(PREFIX))?;
        Ok(Self::from_seed(&seed))
    }

    /// The written form, a secret.
    pub fn secret_text(&self) -> String {
        format!("{PREFIX}{}", hex::write(self.0.as_bytes()))
    }

    /// The other half.
    pub fn public(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key())
    }

    /// Signs a text.
    pub(super) fn sign(&self, text: &str) -> [u8; 64] {
        self.0.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signature_of_rfc_8032_is_made_and_checked() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = SigningKey::parse(&format!("{PREFIX}{secret}\n")).unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert!(key.public().to_string().ends_with(public));
        let signature = hex::read(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        assert_eq!(Some(key.sign("")), signature);
        assert!(key.public().made(&key.sign("a"), "a"));
        assert!(!key.public().made(&key.sign("a"), "b"));
    }

    #[test]
    fn keys_read_back_and_neither_half_passes_for_the_other() {
        let key = SigningKey::from_seed(&[7; 32]);
        let (secret, public) = (key.secret_text(), key.public().to_string());
        assert_eq!(
            SigningKey::parse(&secret).unwrap().public(),
            PublicKey::parse(&public).unwrap()
        );
        assert!(SigningKey::parse(&public).is_err() && PublicKey::parse(&secret).is_err());
        assert!(!format!("{key:?}").contains(&secret[PREFIX.len()..]));
        // A point of small order, for which anybody can make signatures.
        let weak = format!("zhixin-public-key:ed25519:01{}", "00".repeat(31));
        assert!(PublicKey::parse(&weak).is_err());
    }
}
