//! The pool's part of what is recovered, by the terms alone: for those who reckon ahead of the books.

use super::share::Share;
use super::state::shared;
use super::terms::RecoveryRules;
use crate::units::Amount;

impl RecoveryRules {
    /// What the pool has of recoveries so far, when it bears so much of so much unpaid, after costs and in the order of the
    /// terms: never more than it bears. The ledger reckons by the same.
    pub fn to_pool(
        &self,
        (bears, unpaid): (Amount, Amount),
        (gross, costs): (Amount, Amount),
    ) -> Amount {
        let cap = self.cost_cap.as_ref().and_then(|cap| Share::new(cap.get()));
        shared(self.order, cap, (bears, unpaid), (gross, costs)).pool
    }
}
