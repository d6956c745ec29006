//! What the records tell a decision that no state holds: who asks never says it.

use super::event::PoolEvent;
use super::state::Done;

/// What is known of a command beside the state 账册所知. Whoever keeps the books reads it from the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The event that the command's key stands for, where the state has forgotten keys.
    pub earlier: Option<Done>,
    /// The event that a correction names by its number, as the journal has it.
    pub original: Option<PoolEvent>,
}

impl From<Option<Done>> for Known {
    fn from(earlier: Option<Done>) -> Self {
        Self {
            earlier,
            original: None,
        }
    }
}
