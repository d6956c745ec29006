//! The end of a period 关账: nothing is booked in it any more; once a year has ended by it, income and cost booked
//! in that year go to the accumulated result of each contributor.

use super::Outcome;
use super::desk::{Desk, ensure};
use crate::pool::account::{Class, Code, CompartmentId};
use crate::pool::closing::{Closing, ended_year};
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::compartment::Compartment;
use crate::units::names::PoolId;
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
        let of_pool = || {
            let all = self.state.compartments.all();
            all.filter(move |(_, _, of)| of.pool == number)
        };
        let closing = of_pool().flat_map(|(_, at, of)| carried(at, of, ended_year(through)));
        Ok(Happened::PeriodClosed {
            pool: id.clone(),
            through,
            closing: closing.collect(),
            compartments: of_pool().map(|(_, at, _)| at.clone()).collect(),
        })
    }
}

/// What the end of a year carries: of each contributor the income and cost booked in it, and in years before it
/// that no end carried. What was booked since belongs to the years that go on.
fn carried(at: &CompartmentId, of: &Compartment, year: i16) -> Vec<Closing> {
    let mut closing = Vec::new();
    for (contributor, _) in &of.stakes {
        let booked = |code: Code| -> i64 {
            let earned = of.earned.iter();
            let own = earned.filter(|((of, who), _)| *of <= year && who == contributor);
            own.map(|(_, balances)| balances.usual(code).fen()).sum()
        };
        let results = |code: &&Code| matches!(code.class(), Class::Income | Class::Cost);
        for code in Code::ALL.iter().filter(results) {
            let fen = booked(*code);
            if fen != 0 {
                closing.push(Closing {
                    district: at.district.clone(),
                    contributor: contributor.clone(),
                    code: code.number(),
                    // On its usual side it stands; closing takes it off on the other.
                    amount: Amount::from_fen(fen),
                });
            }
        }
    }
    closing
}
