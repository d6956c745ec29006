//! Where the journal ended with what was done.

use crate::units::Digest;
use serde::Serialize;
use utoipa::ToSchema;

/// Where the journal ends: keep it, and any later copy of the journal can be held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct JournalHead {
    /// The number of the last record.
    pub(super) sequence: u64,
    /// Its hash.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub(super) hash: String,
}

impl JournalHead {
    /// The record of a number, by its hash.
    pub(super) fn of(sequence: u64, hash: &Digest) -> Self {
        Self {
            sequence,
            hash: hash.to_string(),
        }
    }
}
