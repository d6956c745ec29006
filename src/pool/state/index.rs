//! Where the rows of a table are found, by the hashes of their names.

use hashbrown::HashTable;

/// How many of the newest rows are kept apart. A large index lies in memory far from the processor, and a row that
/// is put into it alone waits for that memory; rows that are put into it together wait once for many. So many fit
/// into near memory, where the newest are looked for most.
const NEWEST: usize = 2_048;

/// The numbers of rows by the hashes of their names. Nothing ever walks it in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    newest: HashTable<Slot>,
    settled: HashTable<Slot>,
}

/// A row's number with part of the hash of its name, so that the index grows without reading rows.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

impl Slot {
    fn spread(&self) -> u64 {
        spread(self.hash)
    }
}

/// The index takes its place from the low bits and its mark from the high ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl Index {
    /// Of rows that are all there, by the hashes of their names in their order.
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u32>) -> Self {
        let mut settled = HashTable::with_capacity(hashes.len());
        for (number, hash) in (0..).zip(hashes) {
            let slot = Slot { hash, number };
            settled.insert_unique(slot.spread(), slot, Slot::spread);
        }
        Self {
            newest: HashTable::new(),
            settled,
        }
    }

    /// The number of the row of a hash that is the one looked for.
    pub(super) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let same = |slot: &Slot| slot.hash == hash && is_it(slot.number);
        let newest = self.newest.find(spread(hash), same);
        let found = newest.or_else(|| self.settled.find(spread(hash), same));
        found.map(|slot| slot.number)
    }

    /// Adds a row whose name is in none so far.
    pub(super) fn add(&mut self, hash: u32, number: u32) {
        if self.newest.len() == NEWEST {
            self.settled.reserve(NEWEST, Slot::spread);
            for slot in self.newest.drain() {
                let hash = slot.spread();
                self.settled.insert_unique(hash, slot, Slot::spread);
            }
        }
        let slot = Slot { hash, number };
        self.newest.insert_unique(slot.spread(), slot, Slot::spread);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_among_the_newest_and_the_settled() {
        // Few hashes, so that many rows share each, and the number alone tells them apart.
        let hash = |number: u32| number % 97;
        for count in [0, 1, 2_048, 2_049, 5_000] {
            let mut grown = Index::default();
            (0..count).for_each(|number| grown.add(hash(number), number));
            let read = Index::of((0..count).map(hash));
            for index in [&grown, &read] {
                for number in 0..count {
                    let found = index.find(hash(number), |at| at == number);
                    assert_eq!(found, Some(number));
                }
                assert_eq!(index.find(hash(count), |at| at == count), None);
            }
        }
    }
}
