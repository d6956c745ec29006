//! Requests that were refused, kept for the auditor; those of nobody in particular within bounds.

use crate::units::Moment;

/// A request that was refused 被拒绝的请求.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// When.
    pub at: Moment,
    /// Which client; empty where none proved itself.
    pub client: String,
    /// Who and in which role; empty where nobody proved it.
    pub caller: String,
    /// What was asked: the method and the pattern of the route.
    pub route: String,
    /// The code of the refusal.
    pub reason: String,
    /// How many like it came before that were not kept one by one.
    pub more: u64,
    /// The trace id of the request.
    pub trace: String,
}

/// How many refusals of unknown callers are kept in one minute; the rest are only counted. A stranger could fill
/// the disk otherwise.
#[derive(Debug, Clone)]
pub struct DenialLimit {
    most: u32,
    minute: i64,
    kept: u32,
    more: u64,
}

impl DenialLimit {
    /// A limit of so many in one minute.
    pub fn new(most: u32) -> Self {
        Self {
            most,
            minute: i64::MIN,
            kept: 0,
            more: 0,
        }
    }

    /// Whether one at this moment is kept, and then how many since the last were not.
    pub fn take(&mut self, at: Moment) -> Option<u64> {
        let minute = at.micros().div_euclid(60_000_000);
        if minute != self.minute {
            self.minute = minute;
            self.kept = 0;
        }
        if self.kept >= self.most {
            self.more = self.more.saturating_add(1);
            return None;
        }
        self.kept += 1;
        Some(std::mem::take(&mut self.more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_flood_so_many_are_kept_and_the_rest_counted() {
        let mut limit = DenialLimit::new(2);
        let mut take = |micros| limit.take(Moment::from_micros(micros));
        let first = [take(0), take(1), take(2), take(59_999_999)];
        assert_eq!(first, [Some(0), Some(0), None, None]);
        assert_eq!(take(60_000_000), Some(2));
        assert_eq!(take(60_000_001), Some(0));
    }
}
