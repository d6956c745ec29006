//! Numbers that look random and are the same for the same seed.

/// Splitmix64.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from nought, below an end above nought.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// From nought, below an end, to index with.
    pub(super) fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).unwrap()
    }

    /// True so many times in a thousand.
    pub(super) fn chance(&mut self, in_a_thousand: u64) -> bool {
        self.below(1000) < in_a_thousand
    }

    /// From one up to a most; one where the most is less.
    pub(super) fn up_to(&mut self, most: i128) -> i128 {
        let most = u64::try_from(most.max(1)).unwrap_or(1);
        i128::from(1 + self.below(most))
    }

    pub(super) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.index(list.len());
        &list[at]
    }
}
