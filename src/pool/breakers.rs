//! What the breakers of a pool read, and how they move: from the tallies alone, so that a journal gives the
//! same readings again.

use super::account::Code;
use super::breaking::{BreakerMove, BreakerSite};
use super::happened::Happened;
use super::rules::Rules;
use super::state::State;
use super::state::compartment::Compartment;
use super::state::loan::Loan;
use super::state::tally::{Cell, Place, Sum, Tally};
use super::terms::{
    Breaker, BreakerScope, Effect, Figure, Measure, ResumeBy, Terms, Trips, Window,
};
use crate::units::{Amount, Date, Ratio};

/// What a breaker reads at a site.
pub(super) struct Reading {
    numerator: i64,
    denominator: i64,
}

impl Reading {
    /// Whether the ratio stands on the side of a level on which it trips.
    fn reaches(&self, trips: Trips, level: Ratio) -> bool {
        let Some(ratio) = Ratio::new(self.numerator.into(), self.denominator.into()) else {
            return false;
        };
        match trips {
            Trips::AtOrAbove => ratio >= level,
            Trips::Below => ratio < level,
        }
    }

    /// Whether it is well again: past the ratio of resumption, else the mildest level that stops anything.
    pub(super) fn is_well(&self, breaker: &Breaker) -> bool {
        let stops = breaker
            .levels
            .iter()
            .find(|level| level.effect != Effect::Warn);
        let mildest = stops.or(breaker.levels.first()).map(|level| level.at.get());
        let at = breaker.resume.at.as_ref().map(Figure::get).or(mildest);
        at.is_none_or(|at| !self.reaches(breaker.trips, at))
    }
}

/// Reads a breaker; `None` while the book is too small to judge.
pub(super) fn reading(
    state: &State,
    breaker: &Breaker,
    site: &BreakerSite,
    on: Date,
) -> Option<Reading> {
    let pool = state.pools.number(&site.pool)?;
    let scope = Scope::of(state, pool, site)?;
    let numerator = breaker.numerator.iter().map(|measure| {
        let value = scope.measure(state, *measure, breaker, on);
        if *measure == Measure::Recovered {
            -value
        } else {
            value
        }
    });
    let numerator = numerator.sum();
    let denominator = scope.measure(state, breaker.denominator, breaker, on);
    let book = breaker
        .minimum_book
        .as_ref()
        .is_none_or(|least| denominator >= least.get().fen());
    let loans = breaker.minimum_loans.as_ref().is_none_or(|least| {
        scope.sum(state, Sum::LoansDrawn, breaker, on) >= i64::from(least.get())
    });
    (denominator > 0 && book && loans).then_some(Reading {
        numerator,
        denominator,
    })
}

/// A site in the numbers of the state.
struct Scope {
    pool: u32,
    compartment: Option<u32>,
    bank: Option<u32>,
    product: Option<u32>,
}

impl Scope {
    fn of(state: &State, pool: u32, site: &BreakerSite) -> Option<Self> {
        let compartment = match &site.district {
            Some(district) => Some(state.compartments.number(&super::account::CompartmentId {
                pool: site.pool.clone(),
                district: district.clone(),
            })?),
            None => None,
        };
        let bank = match &site.bank {
            Some(bank) => Some(state.banks.number(bank)?),
            None => None,
        };
        let product = match &site.product {
            Some(product) => Some(state.products.number(product)?),
            None => None,
        };
        Some(Self {
            pool,
            compartment,
            bank,
            product,
        })
    }

    fn measure(&self, state: &State, measure: Measure, breaker: &Breaker, on: Date) -> i64 {
        let sum = match measure {
            Measure::Filed => Sum::Filed,
            Measure::Approved => Sum::Approved,
            Measure::Paid => Sum::Paid,
            Measure::Recovered => Sum::Recovered,
            Measure::Overdue => Sum::Overdue,
            Measure::NonPerforming => Sum::NonPerforming,
            Measure::Outstanding => Sum::Outstanding,
            Measure::Drawn => Sum::Drawn,
            Measure::DrawnPoolShare => Sum::DrawnShare,
            Measure::NetAssets => return self.books(state, |of| of.balances.net_assets()),
            Measure::PaidIn => return self.books(state, |of| of.balances.usual(Code::PaidIn)),
        };
        self.sum(state, sum, breaker, on)
    }

    /// Over the compartment, or over all of the pool.
    fn books(&self, state: &State, read: impl Fn(&Compartment) -> Amount) -> i64 {
        match self.compartment {
            Some(number) => read(state.compartments.at(number)).fen(),
            None => {
                let all = state
                    .compartments
                    .all()
                    .filter(|(_, _, of)| of.pool == self.pool);
                all.map(|(_, _, of)| read(of).fen()).sum()
            }
        }
    }

    fn sum(&self, state: &State, sum: Sum, breaker: &Breaker, on: Date) -> i64 {
        let read = |of: &Tally| of.get(sum);
        if let Some(place) = self.place().filter(|_| breaker.window == Window::Ever) {
            return state.tally(place).map_or(0, read);
        }
        let own = |cell: &Cell| {
            cell.pool == self.pool
                && self.compartment.is_none_or(|of| cell.compartment == of)
                && self.bank.is_none_or(|of| cell.bank == of)
                && self.product.is_none_or(|of| cell.product == of)
                && within(&breaker.window, cell, on)
        };
        let cells = state.cells.iter().filter(|(cell, _)| own(cell));
        cells.map(|(_, tally)| read(state.tallies.at(*tally))).sum()
    }

    fn place(&self) -> Option<Place> {
        match (self.compartment, self.bank, self.product) {
            (None, None, None) => Some(Place::Pool(self.pool)),
            (Some(at), None, None) => Some(Place::Compartment(at)),
            (None, Some(bank), None) => Some(Place::Bank(self.pool, bank)),
            (Some(at), Some(bank), None) => Some(Place::BankDistrict(at, bank)),
            (None, None, Some(product)) => Some(Place::Product(self.pool, product)),
            _ => None,
        }
    }
}

/// Whether loans enrolled in a month lie within a window that ends on a day.
fn within(window: &Window, cell: &Cell, on: Date) -> bool {
    let months = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
    match window {
        Window::Ever => true,
        Window::Year => cell.year == on.year(),
        Window::Months { months: count } => {
            let age = months(on.year(), on.month()) - months(cell.year, cell.month);
            i64::from(age) < i64::from(count.get())
        }
    }
}

/// The site of a breaker that a loan lies in.
fn site(state: &State, breaker: &Breaker, loan: &Loan) -> BreakerSite {
    let at = state.compartments.name(loan.compartment);
    let (district, bank, product) = match breaker.scope {
        BreakerScope::Pool => (false, false, false),
        BreakerScope::Compartment => (true, false, false),
        BreakerScope::Bank => (false, true, false),
        BreakerScope::BankDistrict => (true, true, false),
        BreakerScope::Product => (false, false, true),
    };
    BreakerSite {
        pool: at.pool.clone(),
        breaker: breaker.id.clone(),
        district: district.then(|| at.district.clone()),
        bank: bank.then(|| state.banks.name(loan.bank).clone()),
        product: product.then(|| state.products.name(loan.product).clone()),
    }
}

/// How the breakers move that events on a loan can move.
pub(super) fn moved_by_loan(rules: &Rules, state: &State, loan: &Loan, on: Date) -> Vec<Happened> {
    let pool = state.pools.at(state.compartments.at(loan.compartment).pool);
    let Some(terms) = rules.latest(&pool.scheme, on) else {
        return Vec::new();
    };
    let moves = terms
        .breakers
        .iter()
        .filter_map(|breaker| judged(state, terms, breaker, &site(state, breaker, loan), on));
    moves.collect()
}

/// How all breakers of all pools stand at the end of a day, each site once.
pub(super) fn moved_by_day(rules: &Rules, state: &State, on: Date) -> Vec<Happened> {
    let mut moves = Vec::new();
    for (number, _, pool) in state.pools.all() {
        let Some(terms) = rules.latest(&pool.scheme, on) else {
            continue;
        };
        for breaker in &terms.breakers {
            let mut sites: Vec<BreakerSite> = Vec::new();
            for (_, _, loan) in state.loans.all() {
                let site = site(state, breaker, loan);
                if state.compartments.at(loan.compartment).pool == number && !sites.contains(&site)
                {
                    sites.push(site);
                }
            }
            moves.extend(
                sites
                    .iter()
                    .filter_map(|site| judged(state, terms, breaker, site, on)),
            );
        }
    }
    moves
}

/// The event by which a breaker moves at a site, if it does.
fn judged(
    state: &State,
    terms: &Terms,
    breaker: &Breaker,
    site: &BreakerSite,
    on: Date,
) -> Option<Happened> {
    let pool = state.pools.at(state.pools.number(&site.pool)?);
    let held = pool.tripped.iter().find(|held| held.moved.site == *site);
    let reading = reading(state, breaker, site, on);
    let reached = reading.as_ref().map_or_else(Vec::new, |reading| {
        let levels = breaker.levels.iter();
        levels
            .filter(|level| reading.reaches(breaker.trips, level.at.get()))
            .collect::<Vec<_>>()
    });
    let effects: Vec<Effect> = reached.iter().map(|level| level.effect).collect();
    let paid_in = Scope::of(state, state.pools.number(&site.pool)?, site)?
        .books(state, |of| of.balances.usual(Code::PaidIn));
    let cap = reached
        .iter()
        .rev()
        .find_map(|level| level.payments_share.as_ref());
    let moved = |effects: Vec<Effect>| {
        let cap = cap.and_then(|share| share.get().checked_mul(Ratio::from_int(paid_in.into())));
        Box::new(BreakerMove {
            site: site.clone(),
            terms: terms.id.clone(),
            numerator: Amount::from_fen(reading.as_ref().map_or(0, |of| of.numerator)),
            denominator: Amount::from_fen(reading.as_ref().map_or(0, |of| of.denominator)),
            effects,
            payments_cap: cap
                .and_then(|cap| i64::try_from(cap.floor()).ok())
                .map(Amount::from_fen),
        })
    };
    let before = held.map_or(&[][..], |held| held.moved.effects.as_slice());
    let grows = effects.iter().any(|effect| !before.contains(effect));
    if grows {
        return Some(Happened::BreakerTripped {
            moved: moved(effects),
        });
    }
    let held = held?;
    let well = reading
        .as_ref()
        .is_none_or(|reading| reading.is_well(breaker));
    let only_warned = before.iter().all(|effect| *effect == Effect::Warn);
    let may_clear = held.reset || only_warned || breaker.resume.by == ResumeBy::Ratio;
    (may_clear && well && effects.is_empty()).then(|| Happened::BreakerCleared {
        moved: moved(effects),
    })
}
