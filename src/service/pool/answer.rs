//! What became of a request of the books.

use crate::pool::{PoolEvent, Refusal};
use crate::units::Problems;

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It was done; the events, the first of which is the command's own.
    Done(Vec<PoolEvent>),
    /// It had been done before, as this event of the books.
    Before(u64),
    /// It was refused by the ledger.
    Refused(Box<Refusal>),
    /// It could not be read.
    Unread(Problems),
    /// The records do not have what it rests on.
    Missing(String),
}

impl Answer {
    /// Whether it stands in the books.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Before(_))
    }
}

/// One line of a batch and what became of it.
#[derive(Debug)]
pub struct Line {
    /// Its line in the file.
    pub line: u64,
    /// What became of it.
    pub answer: Answer,
}
