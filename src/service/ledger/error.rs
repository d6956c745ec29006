//! What can go wrong with checkpoints, proofs, keys and redactions.

use crate::journal::{CheckpointError, KeyError, ProofError};

/// Why something about the journal could not be done, or does not hold.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no record of that sequence.
    #[error("there is no record {0} in these records")]
    NoRecord(u64),
    /// A file does not hold a key.
    #[error("{file}: {reason}")]
    Key {
        /// The file.
        file: String,
        /// What is wrong.
        reason: KeyError,
    },
    /// A file is no checkpoint or no proof.
    #[error("{file}: no {what}: {reason}")]
    Document {
        /// The file.
        file: String,
        /// What it should hold.
        what: &'static str,
        /// What is wrong.
        reason: serde_json::Error,
    },
    /// What is kept of a score is not what its event says.
    #[error("record {sequence} issued a score, {reason}")]
    Score {
        /// The record.
        sequence: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
    /// The kind of the event is not erasable.
    #[error("record {sequence} is a `{kind}`, whose body is part of the books and is never erased")]
    NotErasable {
        /// The record.
        sequence: u64,
        /// Its kind.
        kind: String,
    },
    /// The checkpoint does not reach so far.
    #[error("the checkpoint ends at {checkpoint}, before record {sequence}")]
    NotCovered {
        /// The record.
        sequence: u64,
        /// Where the checkpoint ends.
        checkpoint: u64,
    },
    /// The checkpoint does not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl LedgerError {
    /// Whether something that was checked does not hold, and the question was right.
    pub fn is_failed_check(&self) -> bool {
        matches!(
            self,
            Self::Checkpoint(_) | Self::Proof(_) | Self::Score { .. }
        )
    }
}
