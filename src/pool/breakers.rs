//! What the breakers of a pool read, and how they move: from the tallies alone, so that a journal gives the
//! same readings again.

use super::account::Code;
use super::breaking::{BreakerMove, BreakerSite};
use super::happened::Happened;
use super::rules::Rules;
use super::state::State;
use super::state::compartment::{Compartment, Tripped};
use super::state::loan::{Loan, days_between};
use super::state::tally::{Cell, Place, Sum, Tally};
use super::terms::{
    Breaker, BreakerScope, Effect, Figure, Judged, Level, Measure, ResumeBy, Terms, Window,
};
use crate::units::{Amount, Date, Ratio};

/// What a breaker reads at a site.
pub(super) struct Reading<'b> {
    numerator: i64,
    denominator: i64,
    judged: Judged<'b>,
}

impl<'b> Reading<'b> {
    /// Whether it is well again; a book too small to judge is.
    pub(super) fn is_well(&self, breaker: &Breaker) -> bool {
        match self.judged {
            Judged::TooSmall => true,
            Judged::Ratio { ratio, .. } => breaker.is_well(ratio),
        }
    }

    /// The levels reached.
    fn reached(&self) -> &'b [Level] {
        match self.judged {
            Judged::TooSmall => &[],
            Judged::Ratio { reached, .. } => reached,
        }
    }
}

/// Reads a breaker; `None` where nothing of the site was ever on the books.
pub(super) fn reading<'b>(
    state: &State,
    breaker: &'b Breaker,
    site: &BreakerSite,
    on: Date,
) -> Option<Reading<'b>> {
    let pool = state.pools.number(&site.pool)?;
    Some(read(state, breaker, Scope::of(state, pool, site)?, on))
}

fn read<'b>(state: &State, breaker: &'b Breaker, scope: Scope, on: Date) -> Reading<'b> {
    let measure = |measure: Measure| scope.measure(state, measure, breaker, on);
    let numerator = breaker.numerator.iter().map(|of| match of {
        Measure::Recovered => -measure(*of),
        _ => measure(*of),
    });
    let loans = scope.sum(state, Sum::LoansDrawn, breaker, on);
    let judged = breaker.judge(
        |of| Amount::from_fen(measure(of)),
        u32::try_from(loans).unwrap_or(u32::MAX),
    );
    Reading {
        numerator: numerator.sum(),
        denominator: measure(breaker.denominator),
        judged: judged.unwrap_or(Judged::TooSmall),
    }
}

/// A site in the numbers of the state.
#[derive(Clone, Copy, PartialEq, Eq)]
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

    /// That of a breaker in which loans of a compartment, a bank and a product lie.
    fn over(
        state: &State,
        breaker: &Breaker,
        (compartment, bank, product): (u32, u32, u32),
    ) -> Self {
        let (by_district, by_bank, by_product) = match breaker.scope {
            BreakerScope::Pool => (false, false, false),
            BreakerScope::Compartment => (true, false, false),
            BreakerScope::Bank => (false, true, false),
            BreakerScope::BankDistrict => (true, true, false),
            BreakerScope::Product => (false, false, true),
        };
        Self {
            pool: state.compartments.at(compartment).pool,
            compartment: by_district.then_some(compartment),
            bank: by_bank.then_some(bank),
            product: by_product.then_some(product),
        }
    }

    /// The site by its names.
    fn site(&self, state: &State, breaker: &Breaker) -> BreakerSite {
        let district = |number| state.compartments.name(number).district.clone();
        BreakerSite {
            pool: state.pools.name(self.pool).clone(),
            breaker: breaker.id.clone(),
            district: self.compartment.map(district),
            bank: self.bank.map(|of| state.banks.name(of).clone()),
            product: self.product.map(|of| state.products.name(of).clone()),
        }
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

/// How the breakers move that events on a loan can move.
pub(super) fn moved_by_loan(rules: &Rules, state: &State, loan: &Loan, on: Date) -> Vec<Happened> {
    let pool = state.pools.at(state.compartments.at(loan.compartment).pool);
    let terms = rules.watching(&pool.scheme, on);
    let Some(terms) = terms.filter(|terms| !terms.breakers.is_empty()) else {
        return Vec::new();
    };
    let of = (loan.compartment, loan.bank, loan.product);
    let moves = terms
        .breakers
        .iter()
        .filter_map(|breaker| judged(state, terms, breaker, Scope::over(state, breaker, of), on));
    moves.collect()
}

/// How all breakers of all pools stand at the end of a day, each site once.
pub(super) fn moved_by_day(rules: &Rules, state: &State, on: Date) -> Vec<Happened> {
    let mut moves = Vec::new();
    for (number, _, pool) in state.pools.all() {
        let Some(terms) = rules.watching(&pool.scheme, on) else {
            continue;
        };
        for breaker in &terms.breakers {
            let mut scopes: Vec<Scope> = Vec::new();
            for (cell, _) in state.cells.iter().filter(|(cell, _)| cell.pool == number) {
                let of = (cell.compartment, cell.bank, cell.product);
                let scope = Scope::over(state, breaker, of);
                if !scopes.contains(&scope) {
                    scopes.push(scope);
                }
            }
            let scopes = scopes.into_iter();
            moves.extend(scopes.filter_map(|scope| judged(state, terms, breaker, scope, on)));
        }
    }
    moves
}

/// The event by which a breaker moves at a site, if it does.
fn judged(
    state: &State,
    terms: &Terms,
    breaker: &Breaker,
    scope: Scope,
    on: Date,
) -> Option<Happened> {
    let tripped = &state.pools.at(scope.pool).tripped;
    let reading = read(state, breaker, scope, on);
    let reached = reading.reached();
    if reached.is_empty() && tripped.is_empty() {
        return None;
    }
    let site = scope.site(state, breaker);
    let held = tripped.iter().find(|held| held.moved.site == site);
    let effects: Vec<Effect> = reached.iter().map(|level| level.effect).collect();
    let cap = reached
        .iter()
        .rev()
        .find_map(|level| level.payments_share.as_ref());
    let moved = |effects: Vec<Effect>| {
        let cap = cap.and_then(|share| {
            let paid_in = scope.books(state, |of| of.balances.usual(Code::PaidIn));
            share.get().checked_mul(Ratio::from_int(paid_in.into()))
        });
        Box::new(BreakerMove {
            site: site.clone(),
            terms: terms.id.clone(),
            numerator: Amount::from_fen(reading.numerator),
            denominator: Amount::from_fen(reading.denominator),
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
    let well = reading.is_well(breaker);
    let only_warned = before.iter().all(|effect| *effect == Effect::Warn);
    // A level may be left while the line of resumption is not reached; then nothing moves.
    let well = well && effects.is_empty();
    if !well || !rested(breaker, held, on) {
        let since = well.then_some(held.well_since.unwrap_or(on));
        let site = Box::new(site);
        return (since != held.well_since).then_some(Happened::BreakerWell { site, since });
    }
    let may_clear = held.reset || only_warned || breaker.resume.by == ResumeBy::Ratio;
    may_clear.then(|| Happened::BreakerCleared {
        moved: moved(effects),
    })
}

/// Whether a breaker that is well has been so for as many days as the terms ask.
pub(super) fn rested(breaker: &Breaker, held: &Tripped, on: Date) -> bool {
    let days = breaker.resume.held_days.as_ref().map_or(0, Figure::get);
    days == 0
        || held
            .well_since
            .is_some_and(|since| days_between(since, on) >= days)
}
