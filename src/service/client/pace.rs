//! How long to wait before a request is sent again, and when to give up.

use std::time::Duration;

/// How often a request is sent at the most [ours].
const ATTEMPTS: u32 = 6;
/// The first wait [ours]; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(250);
/// The longest wait, also where the service names a longer one [ours].
const LONGEST: Duration = Duration::from_secs(30);

/// Whether an answer says that the same request may do better later: also one that found its own key under way, which
/// is the only conflict that says when to come again.
pub(super) fn passes(status: u16, retry_after: Option<u64>) -> bool {
    matches!(status, 429 | 502 | 503 | 504) || (status == 409 && retry_after.is_some())
}

/// How long to wait after an attempt, the first being 1; none after the last. What `Retry-After` asks for is granted.
pub(super) fn wait(attempt: u32, retry_after: Option<u64>) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let doubled = FIRST.saturating_mul(1 << attempt.saturating_sub(1).min(16));
    let asked = retry_after.map_or(Duration::ZERO, Duration::from_secs);
    Some(doubled.max(asked).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_what_is_asked_for_is_granted() {
        let millis = |attempt, asked| wait(attempt, asked).map(|wait| wait.as_millis());
        assert_eq!(millis(1, None), Some(250));
        assert_eq!(millis(4, None), Some(2_000));
        assert_eq!(millis(1, Some(3)), Some(3_000));
        assert_eq!(millis(1, Some(3_600)), Some(30_000));
        assert_eq!(millis(6, None), None);
        assert!(passes(503, None) && passes(504, None) && !passes(500, None));
        assert!(passes(409, Some(1)) && !passes(409, None));
    }
}
