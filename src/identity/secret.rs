//! Secrets that clients hold and codes that are handed over: shown once, and kept only as their hash.

use crate::units::Digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use subtle::ConstantTimeEq;

/// What a secret begins with, so that one that was left in a file is found by a search for it.
const PREFIX: &str = "zxs_";
/// What a one-time code is written with: no letter that is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A text that proves who sends it 密钥. Printed for debugging it shows nothing.
pub struct Secret(String);

impl Secret {
    /// The secret of a client 客户端密钥: 32 bytes, which the caller must have drawn from the operating system.
    pub fn of_client(random: &[u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random)))
    }

    /// A one-time code 一次性授权码: 120 bits in six groups of four characters, for people to type.
    pub fn of_code(random: &[u8; 15]) -> Self {
        let mut text = String::with_capacity(29);
        for (group, bytes) in random.chunks_exact(5).enumerate() {
            let bits = bytes
                .iter()
                .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            for at in 0..8 {
                if at % 4 == 0 && (group, at) != (0, 0) {
                    text.push('-');
                }
                let digit = usize::try_from(bits >> (35 - 5 * at) & 31).expect("five bits");
                text.push(char::from(ALPHABET[digit]));
            }
        }
        Self(text)
    }

    /// The text, to be shown once.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The hash under which it is kept.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The SHA-256 of a secret. A secret has 120 bits of chance or more, so that its hash needs no salt.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretHash(Digest);

impl SecretHash {
    /// Of a text that somebody sent.
    pub fn of(sent: &str) -> Self {
        Self(Digest::of(sent.as_bytes()))
    }

    /// Of a code as somebody typed it: small letters, blanks and other groups are the same code, and the
    /// letters that are not in use are read as the digits that they are taken for.
    pub fn of_typed(code: &str) -> Self {
        let kept = code.chars().filter_map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c => c.is_ascii_alphanumeric().then_some(c),
        });
        let mut text = String::new();
        for (at, c) in kept.take(64).enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(c);
        }
        Self::of(&text)
    }

    /// As it was stored.
    pub fn stored(digest: Digest) -> Self {
        Self(digest)
    }

    /// As it is stored.
    pub fn digest(&self) -> Digest {
        self.0
    }

    /// Whether it is the other one; takes the same time whatever the other is.
    pub fn is(&self, other: &Self) -> bool {
        self.0.bytes().ct_eq(other.0.bytes()).into()
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_hash_and_seen_nowhere() {
        let secret = Secret::of_client(&[7; 32]);
        assert_eq!(
            secret.text(),
            "zxs_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"
        );
        let is = |sent: &str| secret.hash().is(&SecretHash::of(sent));
        assert!(is(secret.text()) && !is("zxs_") && !is(""));
        assert_eq!(format!("{secret:?}{:?}", secret.hash()), "SecretSecretHash");
    }

    #[test]
    fn a_code_is_typed_in_many_ways() {
        // 15 bytes of 0x84 0x21 0x08 0x42 0x10 are 24 times the five bits 10000, which is G.
        let mut random = [0; 15];
        for (byte, of) in random
            .iter_mut()
            .zip([0x84, 0x21, 0x08, 0x42, 0x10].iter().cycle())
        {
            *byte = *of;
        }
        let code = Secret::of_code(&random);
        assert_eq!(code.text(), "GGGG-GGGG-GGGG-GGGG-GGGG-GGGG");
        let typed = "gggg ggggGGGG-GGGG GGGG gggg";
        assert_eq!(SecretHash::of_typed(typed), code.hash());
        let zeros = Secret::of_code(&[0; 15]);
        assert_eq!(SecretHash::of_typed(&"o".repeat(24)), zeros.hash());
        assert_ne!(SecretHash::of_typed(typed), zeros.hash());
    }
}
