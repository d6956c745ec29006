//! What was called back of a claim, one clawback after another, so that interest adds up exactly and the last
//! one can be taken back.

use super::claim::{Claim, Part};
use super::loan::days_between;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A clawback of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Clawback {
    /// Called back of what was paid; what was only payable is not in it.
    pub(in crate::pool) amount: Amount,
    /// Fen by days from the payment to the clawback, on which interest is reckoned.
    pub(in crate::pool) fen_days: i128,
    /// What it freed in the budget of its year.
    pub(in crate::pool) freed: Amount,
    /// Interest that was charged with it.
    pub(in crate::pool) interest: Amount,
}

impl Claim {
    /// All that was called back of what was paid.
    pub(in crate::pool) fn called_back(&self) -> Amount {
        let all = self.clawbacks.iter().map(|of| of.amount.fen());
        Amount::from_fen(all.sum())
    }

    /// What the last clawback freed in the budget of its year.
    pub(in crate::pool) fn freed_by_last(&self) -> Amount {
        self.clawbacks.last().map_or(Amount::ZERO, |of| of.freed)
    }

    /// All interest that was charged on what was called back.
    pub(in crate::pool) fn interest(&self) -> Amount {
        let all = self.clawbacks.iter().map(|of| of.interest.fen());
        Amount::from_fen(all.sum())
    }

    /// The fen by days of all that was called back.
    pub(in crate::pool) fn fen_days(&self) -> i128 {
        self.clawbacks.iter().map(|of| of.fen_days).sum()
    }

    /// The fen by days of calling so much more back, by its effective and its accounting day.
    pub(in crate::pool) fn more_fen_days(&self, amount: Amount, days: (Date, Date)) -> i128 {
        fen_days(&self.parts, self.called_back(), amount, days)
    }
}

/// The last payment is called back first, each from its own day. A clawback that counts from no later than the
/// payments, as that of a repayment which was told late, runs to its accounting day.
fn fen_days(
    parts: &[Part],
    before: Amount,
    amount: Amount,
    (effective_on, booked_on): (Date, Date),
) -> i128 {
    let last = parts.iter().map(|of| of.on).max();
    let late = last.is_some_and(|last| effective_on <= last);
    let until = if late { booked_on } else { effective_on };
    let (mut before, mut left, mut sum) = (before.fen(), amount.fen(), 0);
    for part in parts.iter().rev() {
        let gone = before.min(part.amount.fen());
        let now = left.min(part.amount.fen() - gone);
        before -= gone;
        left -= now;
        sum += i128::from(now) * i128::from(days_between(part.on, until));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_payment_is_called_back_first_each_from_its_own_day() {
        let day = |month: i8, day: i8| Date::constant(2021, month, day);
        let parts = [(1, 100), (2, 50)].map(|(month, fen)| Part {
            on: day(month, 1),
            amount: Amount::from_fen(fen),
        });
        let days = |before: i64, fen: i64, on: Date| {
            let (before, amount) = (Amount::from_fen(before), Amount::from_fen(fen));
            fen_days(&parts, before, amount, (on, day(3, 1)))
        };
        // 28 days from February, 59 from January.
        assert_eq!(days(0, 50, day(3, 1)), 50 * 28);
        assert_eq!(days(0, 70, day(3, 1)), 50 * 28 + 20 * 59);
        assert_eq!(days(30, 120, day(3, 1)), 20 * 28 + 100 * 59);
        assert_eq!(days(0, 50, day(2, 3)), 50 * 2);
        // It counts from before the last payment, and was booked in March.
        assert_eq!(days(0, 50, day(1, 15)), 50 * 28);
    }
}
