//! Failed attempts to prove oneself, counted so that guessing is slow.

use crate::units::Moment;
use std::collections::HashMap;

/// So many failures cost nothing: people mistype, and programs are set up.
const FREE: u32 = 5;
/// No wait is longer than this many seconds.
const LONGEST: i64 = 60;
/// What failed longer ago than this many seconds is forgotten.
const MEMORY: i64 = 600;
/// So many are remembered at most.
const MOST: usize = 4096;

/// Failures, by whatever tells attackers apart: a client's id with the address that it is tried from, so that nobody
/// locks a client out from elsewhere.
#[derive(Debug, Default)]
pub struct Attempts {
    failed: HashMap<String, Failed>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    times: u32,
    last: Moment,
}

impl Failed {
    /// The seconds that must pass after the last failure.
    fn wait(self) -> i64 {
        match self.times.checked_sub(FREE) {
            None => 0,
            Some(over) => LONGEST.min(1i64.checked_shl(over).unwrap_or(LONGEST).max(1)),
        }
    }
}

fn since(last: Moment, now: Moment) -> i64 {
    // A clock that goes back must not make anybody wait for longer.
    (now.micros() - last.micros()).max(0) / 1_000_000
}

impl Attempts {
    /// The seconds for which whoever it is has to wait; zero if it may try.
    pub fn wait(&self, who: &str, now: Moment) -> i64 {
        let failed = self.failed.get(who);
        failed.map_or(0, |of| (of.wait() - since(of.last, now)).max(0))
    }

    /// Remembers a failure.
    pub fn failed(&mut self, who: &str, now: Moment) {
        if self.failed.len() >= MOST && !self.failed.contains_key(who) {
            self.forget(now);
        }
        let of = self.failed.entry(who.to_owned()).or_insert(Failed {
            times: 0,
            last: now,
        });
        if since(of.last, now) > MEMORY {
            of.times = 0;
        }
        of.times = of.times.saturating_add(1);
        of.last = now;
    }

    /// Forgets failures, since whoever it is proved itself.
    pub fn succeeded(&mut self, who: &str) {
        self.failed.remove(who);
    }

    /// Makes room: what is old goes, and if nothing is, the half that failed least.
    fn forget(&mut self, now: Moment) {
        self.failed.retain(|_, of| since(of.last, now) <= MEMORY);
        if self.failed.len() >= MOST {
            let mut times: Vec<_> = self.failed.values().map(|of| (of.times, of.last)).collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            self.failed.retain(|_, of| (of.times, of.last) > middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::moment;

    #[test]
    fn waits_double_and_end() {
        let mut attempts = Attempts::default();
        let mut waits = Vec::new();
        for _ in 0..14 {
            attempts.failed("a", moment(0));
            waits.push(attempts.wait("a", moment(0)));
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(attempts.wait("a", moment(59)), 1);
        assert_eq!(
            (
                attempts.wait("a", moment(60)),
                attempts.wait("b", moment(0))
            ),
            (0, 0)
        );
        assert_eq!(attempts.wait("a", moment(-1000)), 60);
        attempts.failed("a", moment(700));
        assert_eq!(attempts.wait("a", moment(700)), 0);
        for _ in 0..200 {
            attempts.failed("a", moment(700));
        }
        assert_eq!(attempts.wait("a", moment(700)), 60);
        attempts.succeeded("a");
        assert_eq!(attempts.wait("a", moment(700)), 0);
    }

    #[test]
    fn memory_is_bounded_and_keeps_the_worst() {
        let mut attempts = Attempts::default();
        for _ in 0..20 {
            attempts.failed("worst", moment(0));
        }
        for n in 0..20_000 {
            attempts.failed(&n.to_string(), moment(n / 100));
        }
        assert!(attempts.failed.len() <= MOST);
        assert_eq!(attempts.wait("worst", moment(0)), 60);
    }
}
