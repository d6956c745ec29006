//! Look-ups sealed into the journal: one root stands for every row since the seal before.

use crate::journal::Tree;
use crate::units::Digest;
use serde::{Deserialize, Serialize};

/// The seal of a run of look-ups 查询记录封存.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The number of the first.
    pub from: u64,
    /// The number of the last.
    pub through: u64,
    /// How many there are; numbers have no gaps.
    pub count: u64,
    /// The root of the Merkle tree over their digests, in order.
    pub root: Digest,
}

/// A seal being made, row by row.
#[derive(Debug, Clone, Default)]
pub struct Seal {
    tree: Tree,
    from: u64,
    through: u64,
}

impl Seal {
    /// Adds the row of a number by its digest.
    pub fn push(&mut self, number: u64, digest: &Digest) {
        if self.tree.size() == 0 {
            self.from = number;
        }
        self.through = number;
        self.tree.push(digest);
    }

    /// The seal; none where there was no row.
    pub fn finish(&self) -> Option<Sealed> {
        (self.tree.size() > 0).then(|| Sealed {
            from: self.from,
            through: self.through,
            count: self.tree.size(),
            root: self.tree.root(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_row_another_order_or_one_less_is_another_root() {
        let seal = |rows: &[(u64, &[u8])]| {
            let mut seal = Seal::default();
            rows.iter()
                .for_each(|(n, row)| seal.push(*n, &Digest::of(row)));
            seal.finish()
        };
        assert_eq!(seal(&[]), None);
        let whole = seal(&[(7, b"a"), (8, b"b")]).unwrap();
        assert_eq!((whole.from, whole.through, whole.count), (7, 8, 2));
        for other in [
            seal(&[(7, b"a")]),
            seal(&[(7, b"b"), (8, b"a")]),
            seal(&[(7, b"a"), (8, b"c")]),
        ] {
            assert_ne!(other.unwrap().root, whole.root);
        }
    }
}
