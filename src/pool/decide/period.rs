//! The end of a period 关账: nothing is booked in it any more; one that ends a year carries income and cost to
//! the accumulated result of each contributor.

use super::Outcome;
use super::desk::{Desk, ensure};
use crate::pool::account::{Class, Code};
use crate::pool::happened::{Closing, Happened};
use crate::pool::ids::PoolId;
use crate::pool::refusal::Refusal;
use crate::units::{Amount, Date};

impl Desk<'_> {
    pub(super) fn close_period(&self, id: &PoolId, through: Date) -> Outcome {
        let (number, pool) = self.pool(id)?;
        if let Some(before) = pool.closed_through {
            ensure(through > before, || Refusal::PeriodClosed {
                through: before,
            })?;
        }
        let last = through.last_of_month();
        ensure(through == last, || Refusal::Day {
            why: format!("a period ends with a month; {last} would pass"),
        })?;
        let on = self.command.booked_on;
        ensure(through <= on, || Refusal::Day {
            why: format!("{through} is not over on {on}"),
        })?;
        self.explained(Some(number), through, pool.closed_through)?;
        let mut closing = Vec::new();
        let mut compartments = Vec::new();
        for (_, at, of) in self
            .state
            .compartments
            .all()
            .filter(|(_, _, of)| of.pool == number)
        {
            compartments.push(at.clone());
            if through.month() != 12 {
                continue;
            }
            for (contributor, balances) in &of.stakes {
                let carried = |code: &&Code| matches!(code.class(), Class::Income | Class::Cost);
                for code in Code::ALL.iter().filter(carried) {
                    let balance = balances.usual(*code);
                    if balance != Amount::ZERO {
                        closing.push(Closing {
                            district: at.district.clone(),
                            contributor: contributor.clone(),
                            code: code.number(),
                            // On its usual side it stands; closing takes it off on the other.
                            amount: Amount::from_fen(balance.fen()),
                        });
                    }
                }
            }
        }
        Ok(Happened::PeriodClosed {
            pool: id.clone(),
            through,
            closing,
            compartments,
        })
    }
}
