//! How long things take: only differences are told, and nothing is recorded of it.

use std::time::Instant;

/// Begins to count.
#[expect(
    clippy::disallowed_methods,
    reason = "a difference of two such moments says nothing of the clock on the wall"
)]
pub fn begin() -> Instant {
    Instant::now()
}
