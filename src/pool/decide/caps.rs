//! Caps 限额: how much an enterprise, a bank, a district or a portfolio may have, the lowest binding.

use super::desk::{Checked, ensure};
use super::exposure::Exposure;
use crate::pool::refusal::Refusal;
use crate::pool::terms::{CapMeasure, Terms};
use crate::units::Amount;

/// What is to be added.
#[derive(Clone, Copy)]
pub(super) enum Added {
    /// Principal, and the pool's share of it.
    Cover { principal: Amount, share: Amount },
    /// Compensation.
    Compensation { amount: Amount },
}

impl Exposure<'_> {
    /// Refuses what would pass a cap.
    pub(super) fn within_caps(&self, terms: &Terms, added: Added) -> Checked<()> {
        for cap in terms.caps.iter().filter(|cap| self.is_under(cap)) {
            let more = match (added, cap.measure) {
                (Added::Cover { principal, .. }, CapMeasure::Principal) => principal,
                (Added::Cover { share, .. }, CapMeasure::PoolShare) => share,
                (
                    Added::Compensation { amount },
                    CapMeasure::Compensation
                    | CapMeasure::CompensationNet
                    | CapMeasure::CompensationYear,
                ) => amount,
                _ => continue,
            };
            let Some(most) = self.size(cap) else {
                continue;
            };
            let stands = self.stands(cap);
            let room = most.fen().saturating_sub(stands);
            ensure(more.fen() <= room, || Refusal::Cap {
                cap: cap.id.to_string(),
                stands: Amount::from_fen(stands),
                most,
                room: Amount::from_fen(room.max(0)),
            })?;
        }
        Ok(())
    }
}
