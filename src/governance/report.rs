//! A bank's monthly report of its loans as the journal tells of it: received, and applied on confirmation.

use crate::units::names::{BankId, ReportId};
use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};

/// A report was received 收到贷款月报.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportReceived {
    /// Its id.
    pub id: ReportId,
    /// Whose.
    pub bank: BankId,
    /// The day of which it tells.
    pub as_of: Date,
    /// The digest of the file's bytes.
    pub file_digest: Digest,
    /// The digest of the rows as they were read.
    pub rows_digest: Digest,
    /// How many rows it has.
    pub rows: u64,
}

/// Its differences were confirmed, and the commands that settle them were given to the books 月报差异确认.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportApplied {
    /// Its id.
    pub id: ReportId,
    /// Whose.
    pub bank: BankId,
    /// The digest of the list that was confirmed.
    pub list: Digest,
    /// How many commands it held.
    pub commands: u64,
}
