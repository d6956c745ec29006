//! What can go wrong in a use case, each with the sentence that a person reads.

use super::ledger::LedgerError;
use crate::governance::Refusal;
use crate::journal::Broken;
use crate::pool::issue::Lost;
use crate::scoring::program::UnknownFigures;
use crate::store::StoreError;
use crate::units::{Date, Problems};

/// Why a use case could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that is checked has problems.
    #[error("{file}:\n{problems}")]
    Checked {
        /// The file.
        file: String,
        /// Everything wrong with it.
        problems: Problems,
    },
    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// No model of that name.
    #[error("there is no model `{asked}`; there are: {known} — or give the path of a model file")]
    UnknownModel {
        /// What was asked for.
        asked: String,
        /// The shipped ids.
        known: String,
    },
    /// No terms of that name.
    #[error("there are no terms `{asked}`; there are: {known} — or give the path of a terms file")]
    UnknownTerms {
        /// What was asked for.
        asked: String,
        /// The shipped ids.
        known: String,
    },
    /// The model has figures that nobody knows.
    #[error(transparent)]
    Figures(#[from] UnknownFigures),
    /// No evidence about that enterprise.
    #[error(
        "there is no enterprise `{0}` in these records; `zhixin score --all` scores those there are"
    )]
    UnknownEnterprise(String),
    /// A date that has not come yet.
    #[error(
        "{asked} is in the future: today is {today}, and nothing can be known as of a later day"
    )]
    Future {
        /// The date asked for.
        asked: Date,
        /// Today.
        today: Date,
    },
    /// Nothing is known of the enterprise in that view.
    #[error(
        "nothing is known of `{enterprise}` as of {as_of} on the basis {basis}; its first evidence is available on {first}"
    )]
    EmptyDossier {
        /// Whom.
        enterprise: String,
        /// As of when.
        as_of: Date,
        /// On which basis.
        basis: String,
        /// When its evidence begins.
        first: String,
    },
    /// No score of that id.
    #[error("there is no score `{0}` in these records")]
    UnknownScore(String),
    /// A replay gave other bytes.
    #[error("the score `{0}` does not replay to the bytes that were issued: {1}")]
    ReplayDiffers(String, String),
    /// The journal is not what was written.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The head of the journal is not its last record.
    #[error("the head of the journal is at {0}, and its last record is {1}")]
    HeadDiffers(u64, u64),
    /// The books are not what their events give.
    #[error("the books differ from their events: {0}")]
    BooksDiffer(String),
    /// An issued statement does not come out as it was issued.
    #[error("the statement {0} does not come out as it was issued: {1}")]
    StatementLost(u64, Lost),
    /// Terms on record are not what was put there.
    #[error("the terms on record differ from the journal: {0}")]
    TermsDiffer(String),
    /// Consents, objections, decisions or look-ups are not what the journal says.
    #[error("the records of governance differ from the journal: {0}")]
    GovernanceDiffers(String),
    /// The body of a request that will not do: everything wrong with it.
    #[error("{0}")]
    Request(Problems),
    /// The key stands for another request, and the first field that differs is named.
    #[error(
        "the key stands for another request, on record as {sequence}; send this one under a new key{}",
        if field.is_empty() { String::new() } else { format!(" ({field}: under this key it was {})", then.as_deref().unwrap_or("another")) }
    )]
    KeyReused {
        /// The record that it made.
        sequence: u64,
        /// The pointer to the field; empty where the records cannot tell.
        field: String,
        /// What stood there then, where the records tell.
        then: Option<String>,
    },
    /// What is asked may not be done or shown.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A checkpoint, proof, key or redaction that is not as it should be.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What several askers were waiting for could not be done.
    #[error(transparent)]
    Shared(std::sync::Arc<Error>),
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
    /// A wrong word on the command line or in a request.
    #[error("{0}")]
    Usage(String),
    /// The records could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// Wraps an error of a file.
    pub fn file(file: impl AsRef<std::path::Path>, source: std::io::Error) -> Self {
        Self::File {
            file: file.as_ref().display().to_string(),
            source,
        }
    }

    /// What is wrong with a file, under its name.
    pub(super) fn checked(file: impl AsRef<std::path::Path>, problems: Problems) -> Self {
        Self::Checked {
            file: file.as_ref().display().to_string(),
            problems,
        }
    }

    /// One error that tells all of several.
    pub(super) fn together(mut wrong: Vec<Self>) -> Self {
        if wrong.len() == 1 {
            return wrong.remove(0);
        }
        let told: Vec<String> = wrong.iter().map(Self::to_string).collect();
        Self::Usage(told.join("\n"))
    }
}
