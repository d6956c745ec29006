//! Checkpoints: a signed statement of where the journal ended, which nobody can take back.

use super::chain::Head;
use super::public_key::PublicKey;
use super::signing_key::SigningKey;
use super::{hex, strict};
use crate::units::{Digest, Moment};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the signed text begins with.
const PREFIX: &str = "zhixin/journal/checkpoint/1";
/// What the text of a signature begins with.
const SIGNATURE: &str = "ed25519:";

/// A checkpoint 检查点: at that moment, the holder of that key says, the journal was this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The sequence of the last record.
    pub sequence: u64,
    /// The hash of the last record, or the genesis digest.
    pub hash: Digest,
    /// The root of the Merkle tree over the hashes of all records up to it.
    pub root: Digest,
    /// When it was signed.
    #[serde(deserialize_with = "strict::moment")]
    pub signed_at: Moment,
    /// The id of the key that signed it.
    pub key: Digest,
    /// The signature.
    pub signature: SignatureText,
}

/// The 64 bytes of an Ed25519 signature, written `ed25519:` and 128 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureText([u8; 64]);

/// Why a checkpoint says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It was signed by another key than the one it is checked with.
    #[error("the checkpoint is signed by the key {found}, not by {expected}")]
    OtherKey {
        /// The key it is checked with.
        expected: Digest,
        /// The key it names.
        found: Digest,
    },
    /// The signature is not over what it says.
    #[error("the signature of the checkpoint does not fit what it says")]
    Signature,
}

impl Checkpoint {
    /// Signs that the journal ends at `head` and that the tree over its records has that root.
    pub fn sign(head: Head, root: Digest, signed_at: Moment, key: &SigningKey) -> Self {
        let mut checkpoint = Self {
            sequence: head.sequence,
            hash: head.hash,
            root,
            signed_at,
            key: key.public().id(),
            signature: SignatureText([0; 64]),
        };
        checkpoint.signature = SignatureText(key.sign(&checkpoint.text()));
        checkpoint
    }

    /// Where the journal ended.
    pub fn head(&self) -> Head {
        Head {
            sequence: self.sequence,
            hash: self.hash,
        }
    }

    /// The text that is signed; `docs/journal.md` defines it.
    pub fn text(&self) -> String {
        let Self {
            sequence,
            hash,
            root,
            signed_at,
            key,
            ..
        } = self;
        format!("{PREFIX}\n{sequence}\n{hash}\n{root}\n{signed_at}\n{key}\n")
    }

    /// Checks that the holder of `key` signed it.
    pub fn verify(&self, key: &PublicKey) -> Result<(), CheckpointError> {
        let expected = key.id();
        if self.key != expected {
            let found = self.key;
            return Err(CheckpointError::OtherKey { expected, found });
        }
        if key.made(&self.signature.0, &self.text()) {
            Ok(())
        } else {
            Err(CheckpointError::Signature)
        }
    }
}

impl Serialize for SignatureText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{SIGNATURE}{}", hex::write(&self.0)))
    }
}

impl<'de> Deserialize<'de> for SignatureText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = text.strip_prefix(SIGNATURE).and_then(hex::read);
        bytes.map(Self).ok_or_else(|| {
            serde::de::Error::custom("a signature reads ed25519: and 128 hexadecimal digits")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::checkpoint;

    #[test]
    fn the_signed_text_never_changes() {
        let (checkpoint, _) = checkpoint(5);
        insta::assert_snapshot!(checkpoint.text(), @"
        zhixin/journal/checkpoint/1
        5
        sha256:dbb5bb45413dfd376a9cbf44629c439c98d805104f67e0764aa8fac923606e81
        sha256:37a0af17b6c3864a443ad1353c9cd847dca09d92146ef8af685468b6f5bfb09f
        2020-09-13T12:26:40Z
        sha256:fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889
        ");
        insta::assert_snapshot!(serde_json::to_string(&checkpoint).unwrap(), @r#"{"sequence":5,"hash":"sha256:dbb5bb45413dfd376a9cbf44629c439c98d805104f67e0764aa8fac923606e81","root":"sha256:37a0af17b6c3864a443ad1353c9cd847dca09d92146ef8af685468b6f5bfb09f","signed_at":"2020-09-13T12:26:40Z","key":"sha256:fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889","signature":"ed25519:cd154804d3d49ffca4991e0bb75fe0bf181b6bdcdec03ee5178457b8e6e38b944f5d114f73dc57d57159494a59ba96734826047c6399cfe9749fbb7ab8bbd604"}"#);
    }

    #[test]
    fn a_change_of_any_field_and_another_key_are_found() {
        let (good, key) = checkpoint(5);
        assert_eq!(good.verify(&key), Ok(()));
        let changes: [fn(&mut Checkpoint); 5] = [
            |bad| bad.sequence = 4,
            |bad| bad.hash = Digest::of(b"x"),
            |bad| bad.root = Digest::of(b"x"),
            |bad| bad.signed_at = Moment::from_micros(0),
            |bad| bad.signature.0[40] ^= 1,
        ];
        for change in changes {
            let mut bad = good.clone();
            change(&mut bad);
            assert_eq!(bad.verify(&key), Err(CheckpointError::Signature));
        }
        let other = SigningKey::from_seed(&[9; 32]).public();
        let error = good.verify(&other).unwrap_err();
        assert!(matches!(error, CheckpointError::OtherKey { .. }));
    }

    #[test]
    fn the_document_reads_back_and_unknown_fields_are_refused() {
        let (good, _) = checkpoint(5);
        let text = serde_json::to_string(&good).unwrap();
        assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), good);
        let more = text.replacen('{', "{\"note\":1,", 1);
        assert!(serde_json::from_str::<Checkpoint>(&more).is_err());
    }
}
