//! The name of a certificate: what RFC 8705 calls `x5t#S256`.

use crate::units::Digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The SHA-256 of a certificate in DER 证书指纹, written in base64url without padding (RFC 8705 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint([u8; 32]);

/// A text is no thumbprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no thumbprint; it is the SHA-256 of the certificate in DER, as 43 characters of base64url"
)]
pub struct ThumbprintError(String);

impl Thumbprint {
    /// Of a certificate in DER.
    pub fn of(der: &[u8]) -> Self {
        Self(*Digest::of(der).bytes())
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, ThumbprintError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes
            .map(Self)
            .ok_or_else(|| ThumbprintError(text.to_owned()))
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for Thumbprint {
    type Err = ThumbprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_form_reads_back() {
        // SHA-256 of "abc", of which docs of the algorithm give ba7816bf…15ad.
        let of = Thumbprint::of(b"abc");
        assert_eq!(
            of.to_string(),
            "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
        );
        assert_eq!(Thumbprint::parse(&of.to_string()), Ok(of));
        for bad in ["", "abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="] {
            assert!(Thumbprint::parse(bad).is_err(), "{bad}");
        }
    }
}
