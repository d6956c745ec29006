//! Limits that are passed 超限: nothing that adds exposure may pass one, but a loss, or a truth that came late, can;
//! then each is told, with by how much.

use super::budget::{Budget, budget};
use super::desk::{Checked, Desk, ensure, minus};
use super::exposure::Exposure;
use super::leverage::{base, counted, most, short};
use crate::pool::account::CompartmentId;
use crate::pool::happened::Happened;
use crate::pool::limit_site::LimitSite;
use crate::pool::refusal::Refusal;
use crate::pool::rules::Rules;
use crate::pool::state::State;
use crate::pool::state::compartment::PassedLimit;
use crate::pool::state::loan::Loan;
use crate::pool::terms::{Bound, Cap, CapBase, CapScope, CapSize, CapWhen, Terms};
use crate::units::names::{BankId, District, PoolId};
use crate::units::{Amount, Date};

/// A budget, a cap or a ceiling of leverage that is passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// The pool.
    pub pool: PoolId,
    /// The id of the cap, or the leverage, or the year of the budget.
    pub limit: String,
    /// Over what it adds up, in words.
    pub over: String,
    /// The district, where it adds up within one.
    pub district: Option<District>,
    /// The bank, where it adds up what one lent.
    pub bank: Option<BankId>,
    /// What stands.
    pub stands: Amount,
    /// The most that is allowed.
    pub most: Amount,
}

impl Exceeded {
    /// By how much it is passed.
    pub fn by(&self) -> Amount {
        Amount::from_fen(self.stands.fen() - self.most.fen())
    }

    /// Which limit it is, and where.
    fn site(&self) -> LimitSite {
        LimitSite {
            pool: self.pool.clone(),
            limit: self.limit.clone(),
            over: self.over.clone(),
            district: self.district.clone(),
            bank: self.bank.clone(),
        }
    }
}

/// What a day's end has to tell of limits: those that are passed otherwise than was told last, and those that no
/// longer are, pool by pool.
pub(super) fn limits_moved(rules: &Rules, state: &State, on: Date) -> Vec<Happened> {
    let now = exceeded(rules, state, on);
    let mut moved = Vec::new();
    for (_, id, pool) in state.pools.all() {
        let own = now.iter().filter(|of| of.pool == *id);
        let own: Vec<_> = own.map(|of| (of.site(), of.stands, of.most)).collect();
        for (site, stands, most) in &own {
            let told = PassedLimit {
                site: site.clone(),
                stands: *stands,
                most: *most,
            };
            if !pool.passed.contains(&told) {
                moved.push(Happened::LimitPassed {
                    site: Box::new(told.site),
                    stands: *stands,
                    most: *most,
                });
            }
        }
        let over = pool.passed.iter();
        let over = over.filter(|told| !own.iter().any(|(site, ..)| *site == told.site));
        moved.extend(over.map(|told| Happened::LimitKept {
            site: Box::new(told.site.clone()),
        }));
    }
    moved
}

/// Where a cap adds up: the numbers of what it adds up over.
type Site = [Option<u32>; 2];

/// Every limit of the terms in force on a day that is passed, pool by pool: its budget, leverage, then caps.
pub fn exceeded(rules: &Rules, state: &State, on: Date) -> Vec<Exceeded> {
    let mut all = Vec::new();
    for (number, id, pool) in state.pools.all() {
        budget_passed(budget(rules, id, pool, on), &mut all);
        if let Some(terms) = rules.watching(&pool.scheme, on) {
            leverage(state, number, terms, &mut all);
            caps(state, (number, id), terms, on, &mut all);
        }
    }
    all
}

/// A version that came into force within the year may have lowered it.
fn budget_passed(of: Option<Budget>, all: &mut Vec<Exceeded>) {
    all.extend(of.filter(|of| of.left() < Amount::ZERO).map(|of| Exceeded {
        limit: format!("budget {}", of.year),
        over: "all".to_owned(),
        district: None,
        bank: None,
        stands: of.approved,
        most: of.yearly,
        pool: of.pool,
    }));
}

fn leverage(state: &State, pool: u32, terms: &Terms, all: &mut Vec<Exceeded>) {
    let own = state
        .compartments
        .all()
        .filter(|(_, _, of)| of.pool == pool);
    for (_, at, compartment) in own {
        let rules = terms.leverage.iter();
        for rule in rules.filter(|rule| rule.bound == Bound::Ceiling) {
            let stands = counted(state, rule, compartment);
            let most = most(rule, base(rule, compartment));
            if stands > most {
                all.push(Exceeded {
                    pool: at.pool.clone(),
                    limit: format!("leverage {}", rule.times.get()),
                    over: at.district.to_string(),
                    district: Some(at.district.clone()),
                    bank: None,
                    stands: Amount::from_fen(stands),
                    most: Amount::from_fen(most),
                });
            }
        }
    }
}

fn caps(
    state: &State,
    (pool, id): (u32, &PoolId),
    terms: &Terms,
    on: Date,
    all: &mut Vec<Exceeded>,
) {
    for (cap, number, exposure) in sites(state, pool, terms, on.year()) {
        let loan = state.loans.at(number);
        let stands = exposure.stands(cap);
        // An amount is nought or more, and what does not stand at all passes none.
        if stands <= 0 && !matches!(cap.size, CapSize::Share { .. }) {
            continue;
        }
        let most = exposure.size(cap);
        if let Some(most) = most.filter(|most| stands > most.fen()) {
            all.push(Exceeded {
                pool: id.clone(),
                limit: cap.id.to_string(),
                over: over(state, cap, number, loan),
                district: within(state, cap, loan),
                bank: lent_by(state, cap, loan),
                stands: Amount::from_fen(stands),
                most,
            });
        }
    }
}

/// Every cap at every place where it adds up. The newest loan there stands for it: by its score, grade and revenue
/// the next one would be judged.
fn sites<'a>(
    state: &'a State,
    pool: u32,
    terms: &'a Terms,
    year: i16,
) -> impl Iterator<Item = (&'a Cap, u32, Exposure<'a>)> {
    terms.caps.iter().flat_map(move |cap| {
        let newest = newest(state, pool, cap, year).into_iter();
        newest.map(move |(_, number)| (cap, number, exposure(state, cap, number, year)))
    })
}

/// A loan for a cap; what it has itself is only worked out for one that asks it.
fn exposure<'a>(state: &'a State, cap: &Cap, number: u32, year: i16) -> Exposure<'a> {
    let of_unpaid = matches!(
        &cap.size,
        CapSize::Share {
            of: CapBase::UnpaidPrincipal,
            ..
        }
    );
    if cap.scope == CapScope::Loan || of_unpaid {
        let unpaid = claimed(state, state.loans.at(number));
        return Exposure::held(state, number, unpaid, year);
    }
    Exposure::seen(state, number, year)
}

/// The newest loan at each place where a cap adds up, in the order of places.
fn newest(state: &State, pool: u32, cap: &Cap, year: i16) -> Vec<(Site, u32)> {
    let always = cap.when == CapWhen::default();
    let loans = state.loans.all();
    let own = loans.filter(|(_, _, loan)| state.compartments.at(loan.compartment).pool == pool);
    let under =
        own.filter(|(number, _, _)| always || Exposure::seen(state, *number, year).is_under(cap));
    let mut sites: Vec<(Site, u32)> = under
        .map(|(number, _, loan)| (site(state, cap, number, loan), number))
        .collect();
    sites.sort_unstable_by_key(|(site, number)| (*site, std::cmp::Reverse(*number)));
    sites.dedup_by_key(|(site, _)| *site);
    sites
}

impl Desk<'_> {
    /// Refuses a return of contributions by which a cap that is a share of the money would be passed.
    pub(super) fn caps_after_return(
        &self,
        number: u32,
        (paid_in, leaves): (Amount, Amount),
    ) -> Checked<()> {
        let pool = self.state.compartments.at(number).pool;
        let (scheme, on) = (&self.state.pools.at(pool).scheme, self.command.booked_on);
        let Ok(terms) = self.rules.latest(scheme, on) else {
            return Ok(());
        };
        for (cap, _, exposure) in sites(self.state, pool, terms, on.year()) {
            let CapSize::Share { share, of } = &cap.size else {
                continue;
            };
            let gone = match of {
                CapBase::NetAssets => leaves,
                CapBase::PaidIn | CapBase::Subscribed => paid_in,
                _ => Amount::ZERO,
            };
            let counts = cap.scope != CapScope::District || exposure.is_in(number);
            if gone == Amount::ZERO || !counts {
                continue;
            }
            let left = Amount::from_fen(exposure.base(*of, cap) - gone.fen());
            let stands = exposure.stands(cap);
            let needs = short(share.get(), left, stands);
            ensure(stands == 0 || needs == Amount::ZERO, || Refusal::Above {
                of: "free of what a cap of the terms allows on it",
                most: minus(leaves, needs).max(Amount::ZERO),
            })?;
        }
        Ok(())
    }
}

/// Principal outstanding, and that of claims that stand.
fn claimed(state: &State, loan: &Loan) -> Amount {
    let claims = loan.claims.iter().map(|claim| state.claims.at(*claim));
    let unpaid = claims.filter(|claim| claim.stage.stands());
    let unpaid: i64 = unpaid.map(|claim| claim.unpaid.fen()).sum();
    Amount::from_fen(loan.outstanding.fen() + unpaid)
}

fn site(state: &State, cap: &Cap, number: u32, loan: &Loan) -> Site {
    match cap.scope {
        CapScope::Loan => [Some(number), None],
        // Members of a group are one.
        CapScope::Enterprise => match state.enterprises.at(loan.enterprise).group {
            Some(group) => [None, Some(group)],
            None => [Some(loan.enterprise), None],
        },
        CapScope::Bank => [Some(loan.bank), None],
        CapScope::District => [Some(loan.compartment), None],
        CapScope::Grade => [Some(loan.grade), None],
        CapScope::Product => [Some(loan.product), None],
        CapScope::Portfolio => [Some(loan.bank), Some(loan.product)],
        CapScope::Pool => [None, None],
    }
}

/// The district within which a cap adds up.
fn within(state: &State, cap: &Cap, loan: &Loan) -> Option<District> {
    let local = matches!(cap.scope, CapScope::District | CapScope::Loan);
    local.then(|| state.compartments.name(loan.compartment).district.clone())
}

/// The bank of whose loans a cap adds up.
fn lent_by(state: &State, cap: &Cap, loan: &Loan) -> Option<BankId> {
    let scopes = [CapScope::Bank, CapScope::Portfolio, CapScope::Loan];
    let own = scopes.contains(&cap.scope);
    own.then(|| state.banks.name(loan.bank).clone())
}

fn over(state: &State, cap: &Cap, number: u32, loan: &Loan) -> String {
    let (bank, product) = (
        state.banks.name(loan.bank),
        state.products.name(loan.product),
    );
    match cap.scope {
        CapScope::Loan => state.loans.name(number).to_string(),
        CapScope::Enterprise => match state.enterprises.at(loan.enterprise).group {
            Some(group) => state.groups.name(group).to_string(),
            None => state.enterprises.name(loan.enterprise).to_string(),
        },
        CapScope::Bank => bank.to_string(),
        CapScope::District => {
            let CompartmentId { district, .. } = state.compartments.name(loan.compartment);
            district.to_string()
        }
        CapScope::Grade => {
            let grade = state.grades.name(loan.grade).as_ref();
            grade.map_or_else(String::new, ToString::to_string)
        }
        CapScope::Product => product.to_string(),
        CapScope::Portfolio => format!("{bank} {product}"),
        CapScope::Pool => "all".to_owned(),
    }
}
