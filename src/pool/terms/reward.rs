//! What an incentive comes to for one beneficiary in one period.

use super::incentive::{Incentive, IncentiveKind};
use crate::pool::portion::portion;
use crate::units::Amount;

/// What a beneficiary did in a period, of the loans that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rewarded {
    /// Covered principal drawn.
    pub drawn: Amount,
    /// Loans to first-time borrowers.
    pub first_loans: u32,
    /// Interest of a year given up by lending below the rate cap.
    pub interest_given_up: Amount,
    /// Principal outstanding, as if for a whole year: 1,000,000 for three months are 250,000.
    pub principal_years: Amount,
    /// Interest paid.
    pub interest_paid: Amount,
    /// Guarantee fees due.
    pub fees: Amount,
    /// What this incentive came to earlier in the calendar year.
    pub before: Amount,
    /// Whether a breaker that stops the beneficiary is tripped.
    pub tripped: bool,
}

impl Incentive {
    /// What it comes to, rounded down to the fen, under the cap of the year. `None` when it cannot be held.
    pub fn earns(&self, what: &Rewarded) -> Option<Amount> {
        if self.stopped_by_breaker && what.tripped {
            return Some(Amount::ZERO);
        }
        let share_of = |base: Amount| match &self.share {
            Some(share) => portion(share.get(), base.max(Amount::ZERO)),
            None => Some(Amount::ZERO),
        };
        let whole = match self.kind {
            IncentiveKind::Volume => share_of(what.drawn),
            IncentiveKind::FirstLoan => {
                let each = self
                    .amount
                    .as_ref()
                    .map_or(Amount::ZERO, super::Figure::get);
                each.checked_mul(what.first_loans.into())
            }
            IncentiveKind::RateConcession => share_of(what.interest_given_up),
            IncentiveKind::InterestSubsidy => share_of(what.principal_years),
            IncentiveKind::InterestShare => share_of(what.interest_paid),
            IncentiveKind::FeeWaiver => Some(what.fees.max(Amount::ZERO)),
            IncentiveKind::FeeRetained => share_of(what.fees),
        }?;
        let Some(cap) = self.yearly_cap.as_ref().map(super::Figure::get) else {
            return Some(whole);
        };
        let left = cap.checked_sub(what.before)?.max(Amount::ZERO);
        Some(whole.min(left))
    }
}
