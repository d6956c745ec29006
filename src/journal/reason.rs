//! What is wrong with a broken journal, at the first place where anything is.

use super::canonical::CanonicalError;
use super::record::ALGORITHM;
use crate::units::Digest;

/// The journal is broken, first at the place `sequence`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the journal is broken at sequence {sequence}: {reason}")]
pub struct Broken {
    /// The place at which the right record was expected.
    pub sequence: u64,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a journal at one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Another record stands there: one was removed, inserted, repeated or moved.
    #[error("record {0} stands there")]
    OutOfSequence(u64),
    /// The record names an algorithm other than [`ALGORITHM`].
    #[error("the algorithm is `{0}`, not `{ALGORITHM}`")]
    Algorithm(String),
    /// The record does not continue the one before it, or does not begin at genesis.
    #[error("it continues {found}, but the record before it is {expected}")]
    NotLinked {
        /// The hash of the record before, or the genesis digest.
        expected: Digest,
        /// The hash that the record names.
        found: Digest,
    },
    /// The record was changed after it was written.
    #[error("its hash is {found}, but its content calls for {expected}")]
    Changed {
        /// The hash that the content calls for.
        expected: Digest,
        /// The hash that the record states.
        found: Digest,
    },
    /// The record cannot be hashed at all.
    #[error("its body cannot be hashed: {0}")]
    Body(CanonicalError),
    /// The line of an export is no record: cut short, a field too many, a key twice, a fraction.
    #[error("the line there is no record: {0}")]
    Unreadable(String),
    /// The body is gone, though the kind is not erasable.
    #[error("its body is gone, and a `{0}` is not erasable")]
    NotErasable(String),
    /// The body is gone, and no later event says that it was redacted.
    #[error("its body is gone, and no later event says that it was redacted")]
    NotRedacted,
    /// The checkpoint names another hash, or another root, than the journal has there.
    #[error("the checkpoint says {what} {expected}, the journal says {found}")]
    CheckpointDiffers {
        /// `hash` or `root`.
        what: &'static str,
        /// What the checkpoint says.
        expected: Digest,
        /// What the journal says.
        found: Digest,
    },
    /// The records that were read do not reach the checkpoint, or began after it.
    #[error("the checkpoint's record is not among those read, which end at {0}")]
    CheckpointMissing(u64),
    /// The journal holds another record than the one the receipt was given for.
    #[error("the receipt says {expected}, the journal says {found}")]
    ReceiptDiffers {
        /// The hash on the receipt.
        expected: Digest,
        /// The hash in the journal.
        found: Digest,
    },
    /// The records that were read do not reach the receipt, or began after it.
    #[error("the receipt's record is not among those read, which end at {0}")]
    ReceiptMissing(u64),
}
