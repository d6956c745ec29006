//! What moves of the cover of a loan.

use crate::units::Amount;
use serde::{Deserialize, Serialize};

/// Changes of the two cover accounts of a loan, with their signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverMove {
    /// Of the undrawn commitment.
    pub undrawn: Amount,
    /// Of the cover in force.
    pub in_force: Amount,
}
