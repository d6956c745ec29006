//! Inclusion proofs: that one record is in the journal of a checkpoint, without the rest of it.

use super::canonical::CanonicalError;
use super::checkpoint::{Checkpoint, CheckpointError};
use super::path::climb;
use super::public_key::PublicKey;
use super::record::{ALGORITHM, Record};
use crate::units::Digest;
use serde::{Deserialize, Serialize};

/// A proof of inclusion 存在证明: the record, the way to the root, and who signed the root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The record, whole, so that whatever it says can be worked out again from it.
    pub record: Record,
    /// The hashes beside the way from the record to the root, the lowest first.
    pub path: Vec<Digest>,
    /// The signed root.
    pub checkpoint: Checkpoint,
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The checkpoint does not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The record names an algorithm other than [`ALGORITHM`].
    #[error("the algorithm of the record is `{0}`, not `{ALGORITHM}`")]
    Algorithm(String),
    /// The record cannot be hashed at all.
    #[error("the body of the record cannot be hashed: {0}")]
    Body(#[from] CanonicalError),
    /// The body is gone, though the kind is not erasable.
    #[error("the body of the record is gone, and a `{0}` is not erasable")]
    NotErasable(String),
    /// The record was changed.
    #[error("the hash of the record is {found}, but its content calls for {expected}")]
    Changed {
        /// The hash that the content calls for.
        expected: Digest,
        /// The hash that the record states.
        found: Digest,
    },
    /// The path does not lead to the root.
    #[error("the path does not lead from record {0} to the root of the checkpoint")]
    Path(u64),
}

impl Proof {
    /// Checks that the record is in the journal whose checkpoint the holder of `key` signed.
    pub fn verify(&self, key: &PublicKey) -> Result<(), ProofError> {
        self.checkpoint.verify(key)?;
        self.check_path()
    }

    /// Checks all but the signature.
    pub fn check_path(&self) -> Result<(), ProofError> {
        let record = &self.record;
        if record.algorithm != ALGORITHM {
            return Err(ProofError::Algorithm(record.algorithm.clone()));
        }
        if record.event.is_redacted() && !record.event.kind.is_erasable() {
            return Err(ProofError::NotErasable(record.event.kind.to_string()));
        }
        let (expected, found) = (record.computed_hash()?, record.hash);
        if expected != found {
            return Err(ProofError::Changed { expected, found });
        }
        let Checkpoint { sequence, root, .. } = self.checkpoint;
        if climb(record.sequence, &found, sequence, &self.path) == Some(root) {
            Ok(())
        } else {
            Err(ProofError::Path(record.sequence))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{checkpoint, journal, mutations, proof};

    #[test]
    fn every_record_can_be_proved_to_whoever_holds_the_public_key() {
        for length in 1..9 {
            let (_, key) = checkpoint(length);
            for sequence in 1..=length {
                let text = serde_json::to_string(&proof(sequence, length)).unwrap();
                let read: Proof = serde_json::from_str(&text).unwrap();
                assert_eq!(read.verify(&key), Ok(()));
            }
        }
    }

    #[test]
    fn a_change_of_any_field_of_the_record_is_found_even_when_its_hash_is_mended() {
        let (_, key) = checkpoint(5);
        for mutate in mutations() {
            let mut bad = proof(3, 5);
            mutate(&mut bad.record, "x", 1);
            assert!(bad.verify(&key).is_err());
            bad.record.hash = bad.record.computed_hash().unwrap();
            assert!(bad.verify(&key).is_err() || bad == proof(3, 5));
        }
    }

    #[test]
    fn another_record_another_path_and_another_checkpoint_prove_nothing() {
        let (_, key) = checkpoint(5);
        let mut bad = proof(3, 5);
        bad.record = journal(5)[3].clone();
        assert_eq!(bad.verify(&key), Err(ProofError::Path(4)));
        let mut bad = proof(3, 5);
        bad.path.swap(0, 1);
        assert_eq!(bad.verify(&key), Err(ProofError::Path(3)));
        bad.path.pop();
        assert_eq!(bad.verify(&key), Err(ProofError::Path(3)));
        let mut bad = proof(5, 5);
        bad.checkpoint = checkpoint(4).0;
        assert_eq!(bad.verify(&key), Err(ProofError::Path(5)));
        bad.checkpoint.root = proof(5, 5).checkpoint.root;
        let error = bad.verify(&key).unwrap_err();
        assert_eq!(error, CheckpointError::Signature.into());
    }
}
