//! The secret with which messages to an endpoint are signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// What a secret begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";

/// A signing secret 签名密钥. Printed for debugging it shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret([u8; 32]);

impl SigningSecret {
    /// Of bytes that the operating system drew.
    pub fn of(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The text, to be shown to the owner once.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    /// Reads the text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The key of the signature.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
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
        let secret = SigningSecret::of([7; 32]);
        assert_eq!(
            secret.text(),
            "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
        );
        assert_eq!(SigningSecret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(SigningSecret::parse("whsec_BwcH"), None);
        assert_eq!(format!("{secret:?}"), "SigningSecret");
    }
}
