//! Which classes of data a score reads.

use crate::governance::DataClass;
use std::collections::BTreeSet;

/// What a score reads, with or without what is private to the bank that reads. The models read all kinds of facts,
/// so that a consent must open all of them.
pub fn of_a_score(private: bool) -> BTreeSet<DataClass> {
    let all = DataClass::WORDS.iter().map(|(_, class)| *class);
    all.filter(|class| private || *class != DataClass::Private)
        .collect()
}
