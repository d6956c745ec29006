//! The days by which something is done about a claim.

use serde::{Deserialize, Serialize};

/// Which day of a claim was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// That of the decision.
    Decision,
    /// That of the payment.
    Payment,
}
