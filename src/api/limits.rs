//! How much a request may ask for, in one place.

use crate::service::score_batches::BatchCaps;
use std::time::Duration;

/// Limits of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest body in bytes.
    pub body: usize,
    /// The longest file in bytes.
    pub upload: usize,
    /// How long a body may take to arrive; a file may take as long as its answer.
    pub body_within: Duration,
    /// How long a request may take in all.
    pub answer_within: Duration,
    /// Rows of a page where none is asked for.
    pub page: u32,
    /// Rows of the longest page.
    pub longest_page: u32,
    /// Batches of scores.
    pub batches: BatchCaps,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            upload: 16 << 20,
            body_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(30),
            page: 100,
            longest_page: 1_000,
            batches: BatchCaps {
                rows: 40_000,
                of_a_client: 4,
                of_all: 16,
            },
        }
    }
}
