//! A bank's monthly report of its loans 贷款月报: read, held against the books, and settled on confirmation.

mod difference;
mod holding;
mod reading;
mod reports;
mod row;

pub use difference::{Difference, DifferenceKind, Differences};
pub use reading::report_rows;
pub use reports::{
    Confirmed, ReportFile, ReportHeld, checked_report, confirm_report, differences, finish_report,
    receive_report, report, reports,
};

#[cfg(test)]
mod tests;
