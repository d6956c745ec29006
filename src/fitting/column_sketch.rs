//! What one pass over a column tells: its numbers, its words, its codes, and what is missing.

use super::chunk::{Cells, Given, same, word_of};
use super::{Counts, Sketch};
use hashbrown::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};

/// How many different words are counted; more are no category.
pub const MOST_WORDS: usize = 10_000;

/// What is known of the rows of a chunk before any variable is looked at: events, weights, and rows left out.
#[derive(Debug, Clone, Copy)]
pub struct RowLabels<'c> {
    /// The outcome of each row of the chunk: `None` where the row is left out.
    pub outcomes: &'c [Option<bool>],
    /// What each row counts; empty where all count once.
    pub weights: &'c [f64],
}

impl RowLabels<'_> {
    fn of(&self, row: usize) -> Option<(bool, f64)> {
        let weight = self.weights.get(row).copied().unwrap_or(1.0);
        self.outcomes[row].map(|event| (event, weight))
    }
}

type Words = HashMap<String, Counts, foldhash::fast::FixedState>;

/// One column, in memory that does not grow with the rows: a sketch of its numbers, and at most 10,000 words.
#[derive(Debug, Clone)]
pub struct ColumnSketch {
    /// Its numbers, special codes apart.
    pub numbers: Sketch,
    /// The rows of each special code.
    pub codes: Vec<(f64, Counts)>,
    /// Rows without a value; of figures from the records those that are unknown.
    pub missing: Counts,
    /// Rows to which the figure does not apply.
    pub not_applicable: Counts,
    /// Rows for which it cannot be computed.
    pub not_computable: Counts,
    /// Whether the column tells these three apart, as figures from the records do.
    pub has_states: bool,
    /// The first word that is no number, with its row, from 1.
    pub first_word: Option<(u64, String)>,
    /// Whether there were more words than are counted.
    pub too_many: bool,
    words: Words,
    digest: u64,
}

impl ColumnSketch {
    /// An empty one, for a column with these special codes, and of rows that do not count alike if they are `weighed`.
    pub fn new(codes: impl IntoIterator<Item = f64>, weighed: bool) -> Self {
        Self {
            numbers: if weighed {
                Sketch::of_weights()
            } else {
                Sketch::default()
            },
            codes: codes
                .into_iter()
                .map(|code| (code, Counts::default()))
                .collect(),
            missing: Counts::default(),
            not_applicable: Counts::default(),
            not_computable: Counts::default(),
            has_states: false,
            first_word: None,
            too_many: false,
            words: Words::default(),
            digest: 0,
        }
    }

    /// Takes the rows of a chunk.
    pub fn take(&mut self, cells: &Cells, first: u64, labels: RowLabels<'_>, missing: &[String]) {
        self.has_states |= matches!(cells, Cells::Readings(_) | Cells::Words(_));
        for row in 0..labels.outcomes.len() {
            let Some((event, weight)) = labels.of(row) else {
                continue;
            };
            let given = cells.get(row, missing);
            self.mark(given);
            match given {
                Given::Missing => self.missing.count(event, weight),
                Given::NotApplicable => self.not_applicable.count(event, weight),
                Given::NotComputable => self.not_computable.count(event, weight),
                Given::Number(number) => {
                    match self.codes.iter_mut().find(|(code, _)| same(*code, number)) {
                        Some((_, counts)) => counts.count(event, weight),
                        None => self.numbers.take(number, event, weight),
                    }
                }
                Given::Word(word) => self.word(word, first + row as u64 + 1, event, weight),
            }
        }
    }

    fn word(&mut self, word: &str, row: u64, event: bool, weight: f64) {
        if self.first_word.is_none() {
            self.first_word = Some((row, word.to_owned()));
        }
        if let Some(counts) = self.words.get_mut(word) {
            counts.count(event, weight);
        } else if self.words.len() < MOST_WORDS {
            let counts = self.words.entry(word.to_owned()).or_default();
            counts.count(event, weight);
        } else {
            self.too_many = true;
        }
    }

    /// Columns with the same values in the same rows have the same mark.
    fn mark(&mut self, given: Given<'_>) {
        let mut hasher = foldhash::fast::FixedState::default().build_hasher();
        self.digest.hash(&mut hasher);
        match given {
            Given::Missing => 0_u8.hash(&mut hasher),
            Given::NotApplicable => 1_u8.hash(&mut hasher),
            Given::NotComputable => 2_u8.hash(&mut hasher),
            Given::Number(number) => (number + 0.0).to_bits().hash(&mut hasher),
            Given::Word(word) => word.hash(&mut hasher),
        }
        self.digest = hasher.finish();
    }

    /// The mark by which columns with the same values in the same rows are found.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Rows without a value, for whichever reason.
    pub fn absent(&self) -> Counts {
        self.missing + self.not_applicable + self.not_computable
    }

    /// Whether any cell was a word.
    pub fn has_words(&self) -> bool {
        self.first_word.is_some()
    }

    /// How many different values, if they were counted.
    pub fn distinct(&self) -> Option<usize> {
        let numbers = self.numbers.exact()?.len();
        let codes = self.codes.iter().filter(|(_, counts)| counts.rows > 0);
        (!self.too_many).then(|| numbers + codes.count() + self.words.len())
    }

    /// Every value as a word with its counts, in the order of the words; `None` where they are too many.
    pub fn as_words(&self) -> Option<Vec<(String, Counts)>> {
        if self.too_many {
            return None;
        }
        let numbers = self
            .numbers
            .exact()?
            .into_iter()
            .chain(self.codes.iter().copied());
        let numbers = numbers.filter(|(_, counts)| counts.rows > 0);
        let numbers = numbers.map(|(number, counts)| (word_of(number), counts));
        let words = self
            .words
            .iter()
            .map(|(word, counts)| (word.clone(), *counts));
        let mut all: Vec<(String, Counts)> = numbers.chain(words).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Some(all)
    }
}
