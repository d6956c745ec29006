//! An enterprise, as the ledger holds it.

use serde::{Deserialize, Serialize};

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::pool) struct Enterprise {
    /// The number of its group.
    pub(in crate::pool) group: Option<u32>,
    /// The numbers of its loans of which classes were stated.
    pub(in crate::pool) classed: Vec<u32>,
}
