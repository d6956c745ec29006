//! The Merkle tree over the hashes of records (RFC 9162): one root stands for all of them.

use crate::units::Digest;

/// What the hash of a leaf begins with, as RFC 9162 has it.
const LEAF: u8 = 0;
/// What the hash of a node begins with; so no leaf can pass for a node.
const NODE: u8 = 1;

/// The hash of a leaf: of the 32 bytes of a record's hash.
pub(super) fn leaf(hash: &Digest) -> Digest {
    let mut bytes = [LEAF; 33];
    bytes[1..].copy_from_slice(hash.bytes());
    Digest::of(&bytes)
}

/// The hash of the node above two others.
pub(super) fn node(left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [NODE; 65];
    bytes[1..33].copy_from_slice(left.bytes());
    bytes[33..].copy_from_slice(right.bytes());
    Digest::of(&bytes)
}

/// A tree that grows at its right edge, in memory that grows with the logarithm of its size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    /// The roots of the full subtrees, the largest first: one for each bit that is set in `size`.
    full: Vec<Digest>,
}

impl Tree {
    /// Adds the hash of the next record.
    pub fn push(&mut self, hash: &Digest) {
        let mut top = leaf(hash);
        for _ in 0..self.size.trailing_ones() {
            let left = self.full.pop().expect("one root for each bit of the size");
            top = node(&left, &top);
        }
        self.full.push(top);
        self.size += 1;
    }

    /// How many records it stands for.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root; of an empty tree the digest of nothing.
    pub fn root(&self) -> Digest {
        let mut full = self.full.iter().rev();
        let Some(last) = full.next() else {
            return Digest::of(b"");
        };
        full.fold(*last, |right, left| node(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 9162, section 2.1.1, word for word.
    fn defined(hashes: &[Digest]) -> Digest {
        match hashes {
            [] => Digest::of(b""),
            [one] => leaf(one),
            many => {
                let cut = many.len().next_power_of_two() / 2;
                node(&defined(&many[..cut]), &defined(&many[cut..]))
            }
        }
    }

    #[test]
    fn the_growing_tree_has_the_root_that_is_defined() {
        let hashes: Vec<_> = (0..70u8).map(|n| Digest::of(&[n])).collect();
        let mut tree = Tree::default();
        assert_eq!(tree.root(), defined(&[]));
        for (size, hash) in (1..).zip(&hashes) {
            tree.push(hash);
            assert_eq!(tree.root(), defined(&hashes[..size]), "{size}");
        }
        assert_eq!(tree.size(), 70);
    }

    #[test]
    fn the_root_of_a_known_tree_never_changes() {
        let mut tree = Tree::default();
        (0..5u8).for_each(|n| tree.push(&Digest::of(&[n])));
        insta::assert_snapshot!(tree.root(), @"sha256:6b313b611b40676b9e1dfd70c4503f2379f88f0f1c2740fb7e1cacc32c113465");
    }
}
