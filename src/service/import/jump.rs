//! Jumps of ten thousand between two years of one enterprise: most often 万元 read as yuan.

use super::row::ReadFact;
use crate::evidence::Fact;
use crate::units::{Amount, Date, EnterpriseId};
use std::collections::HashMap;

/// Figures of the last year seen of each enterprise. What is kept is bounded, so in a very large
/// file that is not sorted some jumps go unseen.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    last: HashMap<(EnterpriseId, &'static str), (Date, Amount)>,
    notices: Vec<String>,
    count: u64,
}

const KEPT: usize = 200_000;
const SHOWN: usize = 20;
/// A factor of 10⁴ within what a year may really bring.
const FACTOR: i64 = 3_000;

impl Jumps {
    /// Looks at a fact of a row.
    pub(super) fn see(&mut self, row: u64, (enterprise, fact, _): &ReadFact) {
        match fact {
            Fact::FinancialYear(year) => {
                self.figure(row, enterprise, "revenue", year.period_end, year.revenue);
                self.figure(row, enterprise, "assets", year.period_end, year.assets);
            }
            Fact::RndYear(year) => {
                self.figure(row, enterprise, "spend", year.period_end, year.spend);
            }
            _ => {}
        }
    }

    fn figure(
        &mut self,
        row: u64,
        enterprise: &EnterpriseId,
        field: &'static str,
        on: Date,
        amount: Option<Amount>,
    ) {
        let Some(amount) = amount.filter(|amount| amount.fen() > 0) else {
            return;
        };
        if self.last.len() >= KEPT {
            self.last.clear();
        }
        let key = (enterprise.clone(), field);
        let Some((before, earlier)) = self.last.insert(key, (on, amount)) else {
            return;
        };
        let (small, large) = (earlier.min(amount), earlier.max(amount));
        let jumps = small
            .fen()
            .checked_mul(FACTOR)
            .is_some_and(|limit| limit <= large.fen());
        if before != on && jumps {
            self.count += 1;
            if self.notices.len() < SHOWN {
                self.notices.push(format!(
                    "row {row}: {field} of {enterprise} is {earlier} on {before} and {amount} on {on}, \
                     some ten thousand times apart; is the unit the same?"
                ));
            }
        }
    }

    /// What was seen.
    pub(super) fn notices(&self) -> Vec<String> {
        let mut notices = self.notices.clone();
        if self.count > SHOWN as u64 {
            notices.push(format!("{} such jumps in all", self.count));
        }
        notices
    }
}
