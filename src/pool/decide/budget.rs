//! The budget of a year 年度预算, in place of a pool: what is approved in a calendar year, over all compartments,
//! never passes it. What is left at the year's end does not carry over.

use super::desk::{Checked, Desk, ensure, minus};
use crate::pool::refusal::Refusal;
use crate::pool::rules::Rules;
use crate::pool::state::State;
use crate::pool::state::compartment::Pool;
use crate::pool::terms::Funding;
use crate::units::names::PoolId;
use crate::units::{Amount, Date};

/// How far the budget of a pool's year is used 预算执行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The pool.
    pub pool: PoolId,
    /// The calendar year of accounting days.
    pub year: i16,
    /// The most that may be approved in it, by the version of the terms in force on the day.
    pub yearly: Amount,
    /// What is approved in it, less what was lowered or called back in it.
    pub approved: Amount,
}

impl Budget {
    /// What may still be approved; below nought where a later version of the terms lowered the budget.
    pub fn left(&self) -> Amount {
        minus(self.yearly, self.approved)
    }
}

/// The budget of a day's year of every pool whose terms in force on the day pay from one.
pub fn budgets(rules: &Rules, state: &State, on: Date) -> Vec<Budget> {
    let pools = state.pools.all();
    pools
        .filter_map(|(_, id, pool)| budget(rules, id, pool, on))
        .collect()
}

/// A pool's budget; none where it pays from contributions. While the figures of the version in force are not
/// known, the last known one before it is followed.
pub(super) fn budget(rules: &Rules, id: &PoolId, pool: &Pool, on: Date) -> Option<Budget> {
    let terms = rules.watching(&pool.scheme, on)?;
    let Funding::Budget { yearly } = &terms.funding else {
        return None;
    };
    let year = on.year();
    Some(Budget {
        pool: id.clone(),
        year,
        yearly: yearly.get(),
        approved: Amount::from_fen(pool.approved.of(year)),
    })
}

impl Desk<'_> {
    /// Refuses what would pass the budget of the accounting day's year.
    pub(super) fn within_budget(&self, pool: u32, amount: Amount) -> Checked<()> {
        let (id, of) = (self.state.pools.name(pool), self.state.pools.at(pool));
        let Some(budget) = budget(self.rules, id, of, self.command.booked_on) else {
            return Ok(());
        };
        ensure(amount <= budget.left(), || Refusal::Budget {
            year: budget.year,
            yearly: budget.yearly,
            approved: budget.approved,
            room: budget.left().max(Amount::ZERO),
        })
    }
}
