//! How long to wait before a message is tried again.

/// A day in seconds.
const DAY: u64 = 86_400;
/// How often a message is tried in all. [ours]
const TRIES: u32 = 10;

/// The waits between tries: each four times the one before, up to a day, and a little longer by chance, so that endpoints
/// that failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The first wait in seconds.
    pub first: u64,
}

impl Pace {
    /// The wait in seconds after a message failed so many times, `None` once it was tried often enough. The receiver may
    /// ask for a longer one, up to a day. `chance` is any number.
    pub fn wait(self, failed: u32, asked: Option<u64>, chance: u32) -> Option<u64> {
        if failed >= TRIES {
            return None;
        }
        let grown = 4_u64.saturating_pow(failed.saturating_sub(1));
        let wait = self.first.saturating_mul(grown);
        let wait = wait.max(asked.unwrap_or(0)).min(DAY);
        // Up to a fifth more.
        Some(wait + u64::from(chance) * (wait / 5) / u64::from(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_day_and_end() {
        let pace = Pace { first: 5 };
        let waits = |chance| {
            let each = (1..12).map(|failed| pace.wait(failed, None, chance));
            each.collect::<Vec<_>>()
        };
        let sure = waits(0);
        // 5 × 4^7 = 81 920 s is less than a day, 5 × 4^8 is more.
        let expected = [5, 20, 80, 320, 1_280, 5_120, 20_480, 81_920, 86_400];
        assert_eq!(sure[..9], expected.map(Some));
        assert_eq!(sure[9..], [None, None]);
        let late = waits(u32::MAX);
        assert_eq!((late[0], late[8]), (Some(6), Some(86_400 + 17_280)));
    }

    #[test]
    fn what_the_receiver_asks_for_counts_up_to_a_day() {
        let pace = Pace { first: 5 };
        assert_eq!(pace.wait(1, Some(60), 0), Some(60));
        assert_eq!(pace.wait(4, Some(60), 0), Some(320));
        assert_eq!(pace.wait(1, Some(u64::MAX), 0), Some(86_400));
    }
}
