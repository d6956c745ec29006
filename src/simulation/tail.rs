//! Walking many paths on all threads, with sums of whole fen: whatever thread walked which, they come to the same.

use super::plan::{MOST_YEARS, Plan};
use super::walk::{NEVER, Outcome, Walk};
use rayon::prelude::*;

/// Paths that one thread walks at a time.
const CHUNK: usize = 64;

/// What many paths add up to.
#[derive(Default)]
pub(super) struct Walked {
    /// Loss, need, lacking and short of each path, in the order of the paths.
    pub(super) paths: Vec<[i64; 4]>,
    pub(super) defaulted: [i128; MOST_YEARS],
    pub(super) paid: [i128; MOST_YEARS],
    pub(super) recovered: i128,
    pub(super) stopped: i128,
    /// Principal that defaulted in the first year of each path.
    pub(super) first_year: Vec<i64>,
    /// Paths on which each level of each breaker was first reached in each year.
    pub(super) tripped: Vec<[u64; MOST_YEARS]>,
    /// Paths on which each compartment could not pay.
    pub(super) ruined: Vec<u64>,
    pub(super) by_loan: Vec<i128>,
}

impl Walked {
    fn count(&mut self, walk: &Walk<'_>, outcome: &Outcome) {
        self.paths
            .push([outcome.loss, outcome.need, outcome.lacking, outcome.short]);
        self.first_year.push(outcome.defaulted[0]);
        for year in 0..MOST_YEARS {
            self.defaulted[year] += i128::from(outcome.defaulted[year]);
            self.paid[year] += i128::from(outcome.paid[year]);
        }
        self.recovered += i128::from(outcome.recovered);
        self.stopped += i128::from(outcome.stopped);
        self.tripped.resize(walk.tripped.len(), [0; MOST_YEARS]);
        for (counts, year) in self.tripped.iter_mut().zip(&walk.tripped) {
            if *year != NEVER {
                counts[(*year as usize).min(MOST_YEARS - 1)] += 1;
            }
        }
        self.ruined.resize(walk.ruined.len(), 0);
        for (count, ruined) in self.ruined.iter_mut().zip(&walk.ruined) {
            *count += u64::from(*ruined);
        }
    }

    fn take(&mut self, by_loan: &mut [i64]) {
        self.by_loan.resize(by_loan.len(), 0);
        for (sum, own) in self.by_loan.iter_mut().zip(by_loan) {
            *sum += i128::from(std::mem::take(own));
        }
    }

    fn joined(mut self, other: Self) -> Self {
        if self.paths.is_empty() {
            return other;
        }
        if other.paths.is_empty() {
            return self;
        }
        self.paths.extend(other.paths);
        self.first_year.extend(other.first_year);
        for year in 0..MOST_YEARS {
            self.defaulted[year] += other.defaulted[year];
            self.paid[year] += other.paid[year];
        }
        self.recovered += other.recovered;
        self.stopped += other.stopped;
        for (own, more) in self.tripped.iter_mut().zip(other.tripped) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
        for (own, more) in self.ruined.iter_mut().zip(other.ruined) {
            *own += more;
        }
        for (own, more) in self.by_loan.iter_mut().zip(other.by_loan) {
            *own += more;
        }
        self
    }
}

/// Walks the paths of these numbers.
pub(super) fn walked(plan: &Plan, seed: u64, numbers: &[u64]) -> Walked {
    let begin = || (Walk::new(plan), Walked::default());
    let walked = numbers
        .par_chunks(CHUNK)
        .fold(begin, |(mut walk, mut all), chunk| {
            for number in chunk {
                let outcome = *walk.path(seed, *number);
                all.count(&walk, &outcome);
            }
            all.take(&mut walk.by_loan);
            (walk, all)
        });
    walked
        .map(|(_, all)| all)
        .reduce(Walked::default, Walked::joined)
}
