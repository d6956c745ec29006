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
    /// paid, but for `proportional`, where each is paid its portion rounded down. `None` when the amounts
    /// cannot be added up.
    pub fn divide(self, cash: Amount, due: &[Due]) -> Option<Vec<Amount>> {
        let total = due
            .iter()
            .try_fold(Amount::ZERO, |sum, one| sum.checked_add(one.amount))?;
        let cash = cash.max(Amount::ZERO).min(total);
        if self == Self::Proportional {
            let had = Amount::ZERO;
            let owed = due.iter().map(|one| PartPaid {
                whole: one.amount,
                had,
            });
            return Some(in_proportion(cash, &owed.collect::<Vec<_>>()));
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

/// A claim that is paid in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartPaid {
    /// All that is to be paid of it.
    pub whole: Amount,
    /// What was paid of it, or is on its way.
    pub had: Amount,
}

/// What each is paid next, so that all have had the same part of their whole, as far as the cash goes; who has
/// had more waits. The part does not depend on who is paid first, since what one was paid counts as had.
/// Each is rounded down: fewer fen are left than there are claims.
pub fn in_proportion(cash: Amount, owed: &[PartPaid]) -> Vec<Amount> {
    let fen = |amount: Amount| i128::from(amount.fen());
    let mut within = owed.to_vec();
    let (had, whole) = loop {
        let had: i128 = within.iter().map(|of| fen(of.had)).sum();
        let whole: i128 = within.iter().map(|of| fen(of.whole)).sum();
        let had = (had + fen(cash.max(Amount::ZERO))).min(whole);
        let before = within.len();
        within.retain(|of| fen(of.had) * whole <= had * fen(of.whole));
        if within.len() == before {
            break (had, whole);
        }
    };
    let part = |of: &PartPaid| {
        // With nothing to be paid there is no part of it either.
        let level = had * fen(of.whole) / whole.max(1);
        let more = (level - fen(of.had)).max(0);
        Amount::from_fen(i64::try_from(more).expect("a part is no more than its whole"))
    };
    owed.iter().map(part).collect()
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
            (PayOrder::Proportional, 601, [250, 150, 200]),
            (PayOrder::Proportional, 5_000, [500, 300, 400]),
            (PayOrder::FiledFirst, -1, [0, 0, 0]),
        ] {
            assert_eq!(paid(order, cash, &three), expected, "{order:?} {cash}");
        }
        assert_eq!(paid(PayOrder::Proportional, 10, &[]), Vec::<i64>::new());
        let huge = [due(1, 1, 1, i64::MAX), due(1, 1, 2, 1)];
        assert_eq!(PayOrder::FiledFirst.divide(Amount::ZERO, &huge), None);
    }

    fn parts(cash: i64, owed: &[(i64, i64)]) -> Vec<i64> {
        let owed: Vec<PartPaid> = owed
            .iter()
            .map(|(whole, had)| PartPaid {
                whole: Amount::from_fen(*whole),
                had: Amount::from_fen(*had),
            })
            .collect();
        let parts = in_proportion(Amount::from_fen(cash), &owed);
        parts.into_iter().map(Amount::fen).collect()
    }

    #[test]
    fn each_is_raised_to_one_part_of_its_whole() {
        // 600 of 1,200 is a half of each, whoever was paid first.
        assert_eq!(parts(600, &[(500, 0), (300, 0), (400, 0)]), [250, 150, 200]);
        assert_eq!(parts(350, &[(500, 250), (300, 0), (400, 0)]), [0, 150, 200]);
        // One that came later is raised first: 100 of 500 is less than the half that the others had.
        assert_eq!(parts(100, &[(500, 250), (300, 150), (500, 0)]), [0, 0, 100]);
        // 500 + 400 of 1,300: nine thirteenths.
        assert_eq!(
            parts(500, &[(500, 250), (300, 150), (500, 0)]),
            [96, 57, 346]
        );
        // Enough for all is all, and nothing is nothing.
        assert_eq!(parts(9_999, &[(500, 250), (300, 0)]), [250, 300]);
        assert_eq!(parts(-5, &[(500, 250), (0, 0)]), [0, 0]);
        assert_eq!(parts(5, &[]), Vec::<i64>::new());
    }

    proptest! {
        /// Nobody is paid more than is owed, all the cash is used but for fewer fen than there are claims, and who
        /// is paid first changes nothing.
        #[test]
        fn the_part_does_not_depend_on_who_comes_first(
            owed in prop::collection::vec((0_i64..1_000_000, 0_i64..1_000_000), 1..10),
            cash in 0_i64..5_000_000,
            turns in prop::collection::vec(0_usize..10, 0..30),
        ) {
            let owed: Vec<(i64, i64)> = owed.into_iter().map(|(a, b)| (a.max(b), a.min(b))).collect();
            let at_once = parts(cash, &owed);
            let open: i64 = owed.iter().map(|(whole, had)| whole - had).sum();
            let sum: i64 = at_once.iter().sum();
            let fens = i64::try_from(owed.len()).unwrap();
            prop_assert!(sum <= cash.min(open) && cash.min(open) - sum < fens);
            let (mut left, mut now) = (cash, owed.clone());
            for turn in turns.into_iter().chain(0..owed.len()) {
                let turn = turn % owed.len();
                let part = parts(left, &now)[turn];
                prop_assert!(part <= now[turn].0 - now[turn].1);
                now[turn].1 += part;
                left -= part;
            }
            let one_by_one: Vec<i64> = now.iter().zip(&owed).map(|(now, was)| now.1 - was.1).collect();
            prop_assert_eq!(one_by_one, at_once);
        }

        #[test]
        fn no_fen_is_lost_and_none_is_paid_twice(
            amounts in prop::collection::vec(0_i64..1_000_000, 0..12),
            cash in 0_i64..5_000_000,
        ) {
            let due: Vec<Due> = (1_u64..).zip(&amounts).map(|(at, fen)| due(1, 1, at, *fen)).collect();
            for (_, order) in PayOrder::WORDS {
                let paid = paid(*order, cash, &due);
                let (sum, most) = (paid.iter().sum::<i64>(), cash.min(amounts.iter().sum()));
                let fens = if *order == PayOrder::Proportional { amounts.len() } else { 0 };
                prop_assert!(sum <= most && most - sum <= i64::try_from(fens).unwrap());
                for (paid, due) in paid.iter().zip(&amounts) {
                    prop_assert!((0..=*due).contains(paid));
                }
            }
        }
    }
}
