//! What events of funding, treasury, breakers and days change.

use super::compartment_mut;
use crate::pool::breaking::{BreakerMove, BreakerSite};
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::limit_site::LimitSite;
use crate::pool::share::add;
use crate::pool::state::State;
use crate::pool::state::books::Balances;
use crate::pool::state::compartment::{
    AdvanceMade, Compartment, HeldLine, PassedLimit, Pool, Tripped,
};
use crate::pool::state::grant::Grant;
use crate::pool::state::issued::Issued;
use crate::pool::state::table::Table;
use crate::pool::state::tally::{Place, Tally};
use crate::pool::state::years::Years;

pub(super) fn changed(state: &mut State, event: &PoolEvent, what: &Happened, sign: i64) {
    opened(state, what);
    told(state, what);
    suspended(state, event, what);
    advanced(state, event, what);
    match what {
        Happened::InterestAccrued { portions, .. } => {
            if let Some(of) = compartment_mut(state, what) {
                add(&mut of.interest, portions, sign);
            }
        }
        Happened::FeeCharged { portions, .. } => {
            if let Some(of) = compartment_mut(state, what) {
                add(&mut of.fees, portions, sign);
            }
        }
        Happened::GuaranteeFeeCharged { portions, .. } => {
            if let Some(of) = compartment_mut(state, what) {
                add(&mut of.guarantee_fees, portions, sign);
            }
        }
        Happened::IncentiveAccrued { portions, .. } => {
            if let Some(of) = compartment_mut(state, what) {
                add(&mut of.incentives, portions, sign);
            }
            granted(state, event, what);
        }
        Happened::BreakerTripped { moved } => tripped(state, event, moved),
        Happened::BreakerCleared { moved } => {
            if let Some(pool) = pool_mut(state, &moved.site) {
                pool.tripped.retain(|held| held.moved.site != moved.site);
            }
        }
        Happened::BreakerWell { site, since } => {
            if let Some(pool) = pool_mut(state, site) {
                let held = pool.tripped.iter_mut();
                held.filter(|held| held.moved.site == **site)
                    .for_each(|held| held.well_since = *since);
            }
        }
        Happened::BreakerReset { site, .. } => {
            if let Some(pool) = pool_mut(state, site) {
                pool.tripped
                    .iter_mut()
                    .filter(|held| held.moved.site == **site)
                    .for_each(|held| held.reset = true);
            }
        }
        Happened::DayClosed { date } => state.day_before = state.day.replace(*date),
        Happened::PeriodClosed { pool, through, .. } => {
            if let Some(pool) = state.pools.number(pool) {
                state.pools.at_mut(pool).closed_through = Some(*through);
            }
        }
        _ => {}
    }
}

/// Lines of the custodian that came into suspense, or left it.
fn suspended(state: &mut State, event: &PoolEvent, what: &Happened) {
    match what {
        Happened::LineSuspended {
            line, amount, on, ..
        } => {
            if let Some(of) = compartment_mut(state, what) {
                of.lines.push(HeldLine {
                    line: line.clone(),
                    amount: *amount,
                    on: on.unwrap_or(event.booked_on),
                });
            }
        }
        Happened::LineExplained { line, .. } => {
            if let Some(of) = compartment_mut(state, what) {
                of.lines.retain(|held| held.line != *line);
            }
        }
        _ => {}
    }
}

/// What was told of limits, and what was issued and signed.
fn told(state: &mut State, what: &Happened) {
    match what {
        Happened::LimitPassed { site, stands, most } => {
            if let Some(all) = passed(state, site) {
                all.push(PassedLimit {
                    site: LimitSite::clone(site),
                    stands: *stands,
                    most: *most,
                });
            }
        }
        Happened::LimitKept { site } => {
            passed(state, site);
        }
        Happened::StatementIssued { issue, .. } => {
            let pool = state.pools.number(issue.scope.pool());
            let pool = pool.expect("a statement is of a pool that was opened");
            state.issued.push(Issued::of(pool, issue));
        }
        Happened::StatementSigned {
            contributor,
            statement,
            ..
        } => {
            let by = state.sequence;
            if let Some(issued) = issued_mut(state, *statement) {
                issued.signed.push((contributor.clone(), by));
            }
        }
        _ => {}
    }
}

/// The limits of a pool that are passed, without one of which something else is told.
fn passed<'s>(state: &'s mut State, site: &LimitSite) -> Option<&'s mut Vec<PassedLimit>> {
    let number = state.pools.number(&site.pool)?;
    let passed = &mut state.pools.at_mut(number).passed;
    passed.retain(|told| told.site != *site);
    Some(passed)
}

fn issued_mut(state: &mut State, number: u64) -> Option<&mut Issued> {
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    state.issued.get_mut(at)
}

/// An incentive of a period that was granted, or taken back.
fn granted(state: &mut State, event: &PoolEvent, what: &Happened) {
    let Happened::IncentiveAccrued {
        compartment,
        bank,
        incentive,
        enterprise,
        through: Some(through),
        ..
    } = what
    else {
        return;
    };
    let Some(compartment) = state.compartments.number(compartment) else {
        return;
    };
    let by = match event.what {
        Happened::Corrected { .. } => 0,
        _ => state.sequence,
    };
    let grant = Grant {
        compartment,
        bank: bank.clone(),
        enterprise: enterprise.clone(),
        incentive: incentive.clone(),
        through: *through,
    };
    state.grants.put(grant, by);
}

/// Advances that were made, or taken back.
fn advanced(state: &mut State, event: &PoolEvent, what: &Happened) {
    let Happened::Advanced { to, amount, .. } = what else {
        return;
    };
    let sequence = state.sequence;
    let Some(of) = compartment_mut(state, what) else {
        return;
    };
    match &event.what {
        Happened::Corrected { sequence: gone, .. } => {
            of.advances.retain(|made| made.sequence != *gone);
        }
        _ => of.advances.push(AdvanceMade {
            sequence,
            to: to.district.clone(),
            on: event.booked_on,
            amount: *amount,
        }),
    }
}

fn opened(state: &mut State, what: &Happened) {
    match what {
        Happened::PoolOpened {
            pool,
            scheme,
            tiers,
        } => {
            let number = state.pools.put(
                pool.clone(),
                Pool {
                    scheme: scheme.clone(),
                    tiers: tiers.clone(),
                    closed_through: None,
                    tally: 0,
                    approved: Years::default(),
                    tripped: Vec::new(),
                    passed: Vec::new(),
                },
            );
            let tally = state.tallies.put(Place::Pool(number), Tally::default());
            state.pools.at_mut(number).tally = tally;
        }
        Happened::CompartmentOpened { compartment, split } => {
            let pool = state
                .pools
                .number(&compartment.pool)
                .expect("a compartment is of a pool that was opened");
            let stakes = split
                .contributors()
                .map(|of| (of.clone(), Balances::default()));
            let opened = Compartment {
                pool,
                balances: Balances::default(),
                stakes: stakes.collect(),
                earned: Vec::new(),
                banks: Vec::new(),
                others: Vec::new(),
                splits: vec![split.clone()],
                interest: Vec::new(),
                fees: Vec::new(),
                guarantee_fees: Vec::new(),
                incentives: Vec::new(),
                owed: Table::default(),
                tally: 0,
                payable: Vec::new(),
                paid_by_year: Years::default(),
                paid_apart: Vec::new(),
                calls: Vec::new(),
                advances: Vec::new(),
                lines: Vec::new(),
                history: Vec::new(),
            };
            let number = state.compartments.put(compartment.clone(), opened);
            let tally = state
                .tallies
                .put(Place::Compartment(number), Tally::default());
            state.compartments.at_mut(number).tally = tally;
        }
        _ => {}
    }
}

fn pool_mut<'s>(state: &'s mut State, site: &BreakerSite) -> Option<&'s mut Pool> {
    let number = state.pools.number(&site.pool)?;
    Some(state.pools.at_mut(number))
}

fn tripped(state: &mut State, event: &PoolEvent, moved: &BreakerMove) {
    if let Some(pool) = pool_mut(state, &moved.site) {
        let since = event.booked_on;
        match pool
            .tripped
            .iter_mut()
            .find(|held| held.moved.site == moved.site)
        {
            Some(held) => {
                held.moved = moved.clone();
                held.reset = false;
                held.well_since = None;
            }
            None => pool.tripped.push(Tripped {
                moved: moved.clone(),
                since,
                well_since: None,
                reset: false,
            }),
        }
    }
}
