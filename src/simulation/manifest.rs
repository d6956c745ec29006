//! What a run was made from: the same again gives the same bytes.

use crate::units::Digest;
use serde::{Deserialize, Serialize};

/// The manifest of a run 运行清单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the program.
    pub version: String,
    /// The terms, as they were asked for.
    pub terms: String,
    /// Their digest.
    pub terms_digest: Digest,
    /// The file of the book.
    pub book: String,
    /// The digest of what it says.
    pub book_digest: Digest,
    /// The file of the pool's money.
    pub pool: String,
    /// The digest of what it says.
    pub pool_digest: Digest,
    /// The scenario, as it was asked for.
    pub scenario: String,
    /// Its digest.
    pub scenario_digest: Digest,
    /// The model whose grades say probabilities of default, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_digest: Option<Digest>,
    /// The seed.
    pub seed: u64,
    /// How many paths.
    pub paths: u32,
    /// Over how many years.
    pub years: u32,
    /// The probability of running short that is aimed at, in parts per million.
    pub target_ppm: u32,
}
