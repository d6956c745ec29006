//! Sorting scores fast: one pass deals them into buckets by their leading bits, then each bucket is sorted in the cache.
//!
//! Events and others lie in two lanes of plain 64-bit keys, so nothing is carried along with a key, and a bucket is
//! walked on its own: the sums of ties before it are known from the counts of the deal.

use rayon::prelude::*;

/// How many leading bits of the range of keys deal.
const BITS: u32 = 11;

/// A score as a whole number in the same order; the two zeros are one.
pub(super) fn key(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// The score of a key.
pub(super) fn score_of(key: u64) -> f64 {
    let negative = key >> 63 == 0;
    f64::from_bits(if negative { !key } else { key & !(1 << 63) })
}

/// The keys of events and of others, dealt into buckets.
pub(super) struct Lanes {
    events: Vec<u64>,
    others: Vec<u64>,
    /// Where each bucket begins in either lane, and the end.
    starts: Vec<[usize; 2]>,
}

impl Lanes {
    /// Deals the rows. Scores are finite and both slices as long.
    pub(super) fn of(scores: &[f64], outcomes: &[bool]) -> Self {
        let least = |(low, high): (u64, u64), key: u64| (low.min(key), high.max(key));
        let chunks = scores.par_chunks(1 << 16);
        let (low, high) = chunks
            .map(|chunk| chunk.iter().map(|s| key(*s)).fold((u64::MAX, 0), least))
            .reduce(|| (u64::MAX, 0), |a, b| (a.0.min(b.0), a.1.max(b.1)));
        let range = high.saturating_sub(low);
        let shift = (u64::BITS - range.leading_zeros()).saturating_sub(BITS);
        let bucket = |key: u64| usize::try_from((key - low) >> shift).unwrap_or(usize::MAX);
        let mut sizes = vec![[0_usize; 2]; (1 << BITS) + 1];
        for (score, outcome) in scores.iter().zip(outcomes) {
            sizes[bucket(key(*score))][usize::from(!*outcome)] += 1;
        }
        let mut sums = [0, 0];
        for size in &mut sizes {
            let here = *size;
            *size = sums;
            sums = [sums[0] + here[0], sums[1] + here[1]];
        }
        let starts = sizes.clone();
        let mut lanes = [vec![0_u64; sums[0]], vec![0_u64; sums[1]]];
        for (score, outcome) in scores.iter().zip(outcomes) {
            let (key, lane) = (key(*score), usize::from(!*outcome));
            let place = &mut sizes[bucket(key)][lane];
            lanes[lane][*place] = key;
            *place += 1;
        }
        let [events, others] = lanes;
        Self {
            events,
            others,
            starts,
        }
    }

    /// Walks the ties of every bucket in rising order, buckets side by side. `begin` gets how many events and others lie
    /// below the bucket, `each` the key of a tie and how many events and others share it. The results come in order.
    pub(super) fn walk<A: Send>(
        &mut self,
        begin: impl Fn(usize, usize) -> A + Sync,
        each: impl Fn(&mut A, u64, u32, u32) + Sync,
    ) -> Vec<A> {
        let mut work = Vec::with_capacity(self.starts.len());
        let (mut events, mut others) = (&mut self.events[..], &mut self.others[..]);
        for pair in self.starts.windows(2) {
            let size = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let (here, left) = events.split_at_mut(size[0]);
            let (beside, right) = others.split_at_mut(size[1]);
            (events, others) = (left, right);
            if size != [0, 0] {
                work.push((pair[0], here, beside));
            }
        }
        let results = work.into_par_iter().map(|(below, events, others)| {
            events.sort_unstable();
            others.sort_unstable();
            let mut state = begin(below[0], below[1]);
            merge(events, others, |key, e, o| each(&mut state, key, e, o));
            state
        });
        results.collect()
    }
}

/// Tells each key of two sorted lists once, with how often it stands in either.
fn merge(events: &[u64], others: &[u64], mut each: impl FnMut(u64, u32, u32)) {
    let run = |list: &[u64], from: usize, key: u64| {
        let mut at = from;
        while list.get(at) == Some(&key) {
            at += 1;
        }
        at
    };
    let (mut e, mut o) = (0, 0);
    loop {
        let key = match (events.get(e), others.get(o)) {
            (Some(a), Some(b)) => *a.min(b),
            (Some(a), None) => *a,
            (None, Some(b)) => *b,
            (None, None) => return,
        };
        let (e_end, o_end) = (run(events, e, key), run(others, o, key));
        let width = |from: usize, to: usize| u32::try_from(to - from).unwrap_or(u32::MAX);
        each(key, width(e, e_end), width(o, o_end));
        (e, o) = (e_end, o_end);
    }
}
