//! The way from one record up to the root of the tree: made in one pass, and climbed by whoever checks.

use super::merkle::{Tree, leaf, node};
use crate::units::Digest;
use std::ops::Range;

/// The parts of a tree of `size` leaves beside the way up from leaf `index`, the lowest first.
fn beside(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, size);
    let mut parts = Vec::new();
    while high - low > 1 {
        let below = (high - low - 1).ilog2();
        let cut = low + (1 << below);
        if index < cut {
            parts.push(cut..high);
            high = cut;
        } else {
            parts.push(low..cut);
            low = cut;
        }
    }
    parts.reverse();
    parts
}

/// An audit path being made: it is handed the hash of every record once, in order.
#[derive(Debug, Clone)]
pub struct PathBuilder {
    parts: Vec<(Range<u64>, Tree)>,
    size: u64,
    seen: u64,
}

impl PathBuilder {
    /// For the record `sequence` in a journal of `size` records; `None` if it is not among them.
    pub fn new(sequence: u64, size: u64) -> Option<Self> {
        let index = sequence.checked_sub(1).filter(|index| *index < size)?;
        let parts = beside(index, size).into_iter();
        Some(Self {
            parts: parts.map(|part| (part, Tree::default())).collect(),
            size,
            seen: 0,
        })
    }

    /// Takes the hash of the next record; those after the last of the tree are ignored.
    pub fn push(&mut self, hash: &Digest) {
        let at = self.seen;
        self.seen = self.seen.saturating_add(1);
        if let Some((_, tree)) = self.parts.iter_mut().find(|(part, _)| part.contains(&at)) {
            tree.push(hash);
        }
    }

    /// The hashes beside the way, the lowest first; `None` when records are still missing.
    pub fn finish(self) -> Option<Vec<Digest>> {
        let whole = self.seen >= self.size;
        whole.then(|| self.parts.iter().map(|(_, tree)| tree.root()).collect())
    }
}

/// The root to which `path` leads from the record `sequence` with that hash in a journal of `size`
/// records; `None` if the path has not the length that it must have.
pub(super) fn climb(sequence: u64, hash: &Digest, size: u64, path: &[Digest]) -> Option<Digest> {
    let index = sequence.checked_sub(1).filter(|index| *index < size)?;
    let parts = beside(index, size);
    if parts.len() != path.len() {
        return None;
    }
    let up = |below: Digest, (part, other): (Range<u64>, &Digest)| {
        if part.start > index {
            node(&below, other)
        } else {
            node(other, &below)
        }
    };
    Some(parts.into_iter().zip(path).fold(leaf(hash), up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_every_small_journal_leads_to_the_root_and_no_other_does() {
        let hashes: Vec<_> = (0..20u8).map(|n| Digest::of(&[n])).collect();
        for size in 1..=20u64 {
            let held = &hashes[..usize::try_from(size).unwrap()];
            let mut tree = Tree::default();
            held.iter().for_each(|hash| tree.push(hash));
            for (sequence, hash) in (1..).zip(held) {
                let mut path = PathBuilder::new(sequence, size).unwrap();
                hashes.iter().for_each(|hash| path.push(hash));
                let path = path.finish().unwrap();
                assert_eq!(climb(sequence, hash, size, &path), Some(tree.root()));
                for other in 1..=size {
                    let same = other == sequence;
                    let led = climb(other, hash, size, &path) == Some(tree.root());
                    assert_eq!(led, same, "{sequence} {other} of {size}");
                }
                let longer = [&path[..], &[*hash]].concat();
                assert_eq!(climb(sequence, hash, size, &longer), None);
            }
        }
    }

    #[test]
    fn what_is_not_there_has_no_path() {
        assert!(PathBuilder::new(0, 3).is_none() && PathBuilder::new(4, 3).is_none());
        assert!(PathBuilder::new(2, 3).unwrap().finish().is_none());
        let hash = Digest::of(b"x");
        assert_eq!(climb(0, &hash, 1, &[]), None);
        assert_eq!(climb(u64::MAX, &hash, 1, &[]), None);
        // The largest journal there can be neither overflows nor panics.
        assert_eq!(climb(u64::MAX, &hash, u64::MAX, &[]), None);
    }
}
