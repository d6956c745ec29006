//! What one row of a file came to.

use crate::evidence::{Availability, Fact};
use crate::units::{EnterpriseId, Problems};

/// A fact that a row gives: whom it is about, what it says, and when it could be known.
pub type ReadFact = (EnterpriseId, Fact, Availability);

/// The outcome of one row. Every row under the header that is not blank has exactly one.
#[derive(Debug, Clone, PartialEq)]
pub enum RowOutcome {
    /// The row gives facts.
    Facts {
        /// Its number in the file, from 1, preamble and header counted.
        row: u64,
        /// The facts, at least one.
        facts: Vec<ReadFact>,
    },
    /// The row will not do, and none of it is taken.
    Rejected {
        /// Its number in the file, from 1, preamble and header counted.
        row: u64,
        /// Why: field, rule and message.
        problems: Problems,
        /// The row as it stands in the file; bytes that are no text are written `\xFF`.
        text: String,
    },
}

impl RowOutcome {
    /// The number of the row.
    pub fn row(&self) -> u64 {
        match self {
            Self::Facts { row, .. } | Self::Rejected { row, .. } => *row,
        }
    }
}
