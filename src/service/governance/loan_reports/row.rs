//! One row of a monthly report, as every form of it says the same.

use crate::pool::terms::LoanClass;
use crate::units::names::LoanId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// One loan at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportRow {
    /// The row of the file.
    pub(super) row: u64,
    /// The bank's number of the loan.
    pub(super) loan: LoanId,
    /// Unpaid principal.
    pub(super) balance: Amount,
    /// Since when principal is overdue, if it is.
    pub(super) overdue_since: Option<Date>,
    /// When it matures, if the file says it.
    pub(super) matures_on: Option<Date>,
    /// Its five-category class, if the file says it.
    pub(super) class: Option<LoanClass>,
}
