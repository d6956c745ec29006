//! Why a claim ended because the borrower paid up.

use serde::{Deserialize, Serialize};

/// How a borrower paid up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CureReason {
    /// All that was overdue was paid, as the bank reported 逾期结清.
    OverduePaid,
    /// All the principal that was claimed was repaid 全额还款.
    RepaidInFull,
}
