//! Tiers of amounts: how many different checkers an approval of some size takes.

use crate::units::Amount;
use serde::{Deserialize, Serialize};

/// One tier 审批层级.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Approvals up to this amount; absent is without end.
    pub up_to: Option<Amount>,
    /// How many checkers.
    pub checkers: u8,
}

/// How many checkers an amount takes: those of the first tier that reaches it, else of the last, else one.
pub(super) fn checkers(tiers: &[Tier], amount: Amount) -> u8 {
    let fits = |tier: &&Tier| tier.up_to.is_none_or(|most| amount <= most);
    let tier = tiers.iter().find(fits).or(tiers.last());
    tier.map_or(1, |tier| tier.checkers.max(1))
}
