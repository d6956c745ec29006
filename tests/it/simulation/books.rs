//! The naive books: one map of balances in fen, a debit positive, and shares worked out anew each time.

use std::collections::BTreeMap;

/// A compartment's number, a code, whose it is, and how much; a debit is positive.
pub(super) type Posting = (usize, u16, String, i128);

/// Balances by compartment, code and holder.
#[derive(Debug, Clone, Default)]
pub(super) struct Books(pub(super) BTreeMap<(usize, u16, String), i128>);

impl Books {
    pub(super) fn post(&mut self, (at, code, who, fen): &Posting) {
        *self.0.entry((*at, *code, who.clone())).or_default() += fen;
    }

    /// With its sign.
    pub(super) fn signed(&self, at: usize, code: u16, who: &str) -> i128 {
        let key = (at, code, who.to_owned());
        self.0.get(&key).copied().unwrap_or(0)
    }

    /// On its usual side.
    pub(super) fn of(&self, at: usize, code: u16, who: &str) -> i128 {
        self.signed(at, code, who) * side(code)
    }

    /// All of a code in a compartment, on its usual side.
    pub(super) fn all(&self, at: usize, code: u16) -> i128 {
        let from = (at, code, String::new());
        let to = (at, code + 1, String::new());
        self.0.range(from..to).map(|(_, fen)| fen).sum::<i128>() * side(code)
    }

    /// Assets less liabilities.
    pub(super) fn net_assets(&self, at: usize) -> i128 {
        let (from, to) = ((at, 1000, String::new()), (at, 3000, String::new()));
        self.0.range(from..to).map(|(_, fen)| fen).sum()
    }

    /// Cash less what is in transit.
    pub(super) fn free(&self, at: usize) -> i128 {
        self.of(at, 1010, "") - self.all(at, 2030)
    }
}

/// One where a debit is usual, minus one where a credit is.
pub(super) fn side(code: u16) -> i128 {
    let debit = matches!(code / 1000, 1 | 5) || (code / 1000 == 9 && code != 9990);
    if debit { 1 } else { -1 }
}

/// The postings of one event, in one compartment unless it says otherwise.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    at: usize,
    pub(super) list: Vec<Posting>,
}

impl Entry {
    pub(super) fn new(at: usize) -> Self {
        let list = Vec::new();
        Self { at, list }
    }

    pub(super) fn debit(mut self, code: u16, who: &str, fen: i128) -> Self {
        if fen != 0 {
            self.list.push((self.at, code, who.to_owned(), fen));
        }
        self
    }

    pub(super) fn credit(self, code: u16, who: &str, fen: i128) -> Self {
        self.debit(code, who, -fen)
    }

    /// On a memorandum account and against the contra account.
    pub(super) fn memo(self, code: u16, who: &str, fen: i128) -> Self {
        self.debit(code, who, fen).credit(9990, "", fen)
    }

    /// What each contributor's part changes when a total goes from one amount to another.
    pub(super) fn parts(mut self, code: u16, split: &Split, before: i128, after: i128) -> Self {
        for (at, (who, _)) in split.iter().enumerate() {
            let fen = part(split, at, after) - part(split, at, before);
            self = self.debit(code, who, fen * side(code));
        }
        self
    }

    /// What each contributor gets or bears.
    pub(super) fn portions(mut self, code: u16, split: &Split, portions: &[i128]) -> Self {
        for ((who, _), fen) in split.iter().zip(portions) {
            self = self.debit(code, who, fen * side(code));
        }
        self
    }

    /// The same in another compartment from here on.
    pub(super) fn elsewhere(mut self, at: usize) -> Self {
        self.at = at;
        self
    }
}

/// Contributors with their ratios in hundredths.
pub(super) type Split = Vec<(&'static str, i128)>;

/// One contributor's part of a total: the rounded share of all up to it, less that of all before it.
pub(super) fn part(split: &Split, at: usize, total: i128) -> i128 {
    let upto = |end: usize| {
        let hundredths: i128 = split[..end].iter().map(|(_, ratio)| ratio).sum();
        // To the nearest fen, half a fen upwards.
        (total * hundredths + 50).div_euclid(100)
    };
    upto(at + 1) - upto(at)
}
