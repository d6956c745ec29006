//! Who is paid how much when cash is short: the order of the terms over what is approved and not yet paid.

use super::PayOrder;
use crate::units::{Amount, Date};

/// Compensation approved and not yet paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day on which the claim was filed.
    pub filed_on: Date,
    /// The day on which it was approved.
    pub approved_on: Date,
    /// Its place among the claims, which decides between equals.
    pub sequence: u64,
    /// What is still to be paid.
    pub amount: Amount,
}

impl PayOrder {
    /// What each is paid out of the cash there is, in the order handed in. Nobody is paid more than is due,
    /// and together they are paid all the cash or all that is due. In part only the last one reached is
    /// paid, but for `proportional`, where each is within one fen of its portion. `None` when the amounts
    /// cannot be added up.
    pub fn divide(self, cash: Amount, due: &[Due]) -> Option<Vec<Amount>> {
        let total = due
            .iter()
            .try_fold(Amount::ZERO, |sum, one| sum.checked_add(one.amount))?;
        let cash = cash.max(Amount::ZERO).min(total);
        if self == Self::Proportional {
            return Some(portions(cash, total, due));
        }
        let mut order: Vec<usize> = (0..due.len()).collect();
        order.sort_by_key(|at| {
            let one = &due[*at];
            let first = match self {
                Self::FiledFirst => (Some(one.filed_on), 0),
                Self::ApprovedFirst => (Some(one.approved_on), 0),
                Self::SmallestFirst | Self::Proportional => (None, one.amount.fen()),
            };
            (first, one.sequence)
        });
        let mut paid = vec![Amount::ZERO; due.len()];
        let mut left = cash;
        for at in order {
            paid[at] = due[at].amount.min(left);
            left = left.checked_sub(paid[at])?;
        }
        Some(paid)
    }
}

/// Cumulative portions, so that they add up to the cash to the fen.
fn portions(cash: Amount, total: Amount, due: &[Due]) -> Vec<Amount> {
    let (cash, total) = (i128::from(cash.fen()), i128::from(total.fen()));
    let (mut reached, mut paid) = (0_i128, 0_i128);
    due.iter()
        .map(|one| {
            reached += i128::from(one.amount.fen());
            // With nothing due there is no cash to divide either.
            let so_far = cash * reached / total.max(1);
            let portion = so_far - paid;
            paid = so_far;
            let fen = i64::try_from(portion).expect("a portion is no more than the cash");
            Amount::from_fen(fen)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn due(filed: i8, approved: i8, sequence: u64, fen: i64) -> Due {
        Due {
            filed_on: Date::constant(2021, 1, filed),
            approved_on: Date::constant(2021, 2, approved),
            sequence,
            amount: Amount::from_fen(fen),
        }
    }

    fn paid(order: PayOrder, cash: i64, due: &[Due]) -> Vec<i64> {
        let paid = order.divide(Amount::from_fen(cash), due).unwrap();
        paid.into_iter().map(Amount::fen).collect()
    }

    #[test]
    fn the_order_decides_who_is_paid() {
        let three = [due(3, 1, 1, 500), due(1, 3, 2, 300), due(1, 2, 3, 400)];
        for (order, cash, expected) in [
            (PayOrder::FiledFirst, 600, [0, 300, 300]),
            (PayOrder::ApprovedFirst, 600, [500, 0, 100]),
            (PayOrder::SmallestFirst, 600, [0, 300, 300]),
            (PayOrder::Proportional, 600, [250, 150, 200]),
            (PayOrder::Proportional, 601, [250, 150, 201]),
            (PayOrder::Proportional, 5_000, [500, 300, 400]),
            (PayOrder::FiledFirst, -1, [0, 0, 0]),
        ] {
            assert_eq!(paid(order, cash, &three), expected, "{order:?} {cash}");
        }
        assert_eq!(paid(PayOrder::Proportional, 10, &[]), Vec::<i64>::new());
        let huge = [due(1, 1, 1, i64::MAX), due(1, 1, 2, 1)];
        assert_eq!(PayOrder::FiledFirst.divide(Amount::ZERO, &huge), None);
    }

    proptest! {
        #[test]
        fn no_fen_is_lost_and_none_is_paid_twice(
            amounts in prop::collection::vec(0_i64..1_000_000, 0..12),
            cash in 0_i64..5_000_000,
        ) {
            let due: Vec<Due> = (1_u64..).zip(&amounts).map(|(at, fen)| due(1, 1, at, *fen)).collect();
            for (_, order) in PayOrder::WORDS {
                let paid = paid(*order, cash, &due);
                prop_assert_eq!(paid.iter().sum::<i64>(), cash.min(amounts.iter().sum()));
                for (paid, due) in paid.iter().zip(&amounts) {
                    prop_assert!((0..=*due).contains(paid));
                }
            }
        }
    }
}
