//! Incentives worked out 激励测算: what each comes to for each beneficiary in a period that is over, from the events
//! alone. What the ledger is not told is not known, and never nought.

use super::account::CompartmentId;
use super::event::PoolEvent;
use super::incentive_figures::{LoanYear, QUARTERS, YearFigures, quarter};
use super::rules::Rules;
use super::state::State;
use super::terms::{Beneficiary, Figure, Incentive, IncentiveKind, PaidBy, Period, Rewarded};
use crate::units::names::{BankId, ItemId, PoolId, Scheme};
use crate::units::{Amount, Date, EnterpriseId, Ratio};
use serde::Serialize;
use std::collections::BTreeMap;

/// Days of a year, by which principal outstanding is reckoned: ACT/365 [ours].
const YEAR: i128 = 365;

/// What an incentive comes to for one beneficiary in one compartment 激励测算结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    /// The compartment whose loans count.
    pub compartment: CompartmentId,
    /// The bank that lent.
    pub bank: BankId,
    /// The enterprise, where it is the beneficiary.
    pub enterprise: Option<EnterpriseId>,
    /// The incentive.
    pub incentive: ItemId,
    /// What it rewards.
    pub kind: IncentiveKind,
    /// Out of which money.
    pub paid_by: PaidBy,
    /// The first day of the period.
    pub from: Date,
    /// Its last day.
    pub through: Date,
    /// Covered principal drawn.
    pub drawn: Amount,
    /// First-time borrowers, each counted at its first drawing.
    pub first_loans: u32,
    /// Interest of a year given up against the rate cap; absent where a cap is not at hand.
    pub interest_given_up: Option<Amount>,
    /// Principal outstanding as if for a whole year.
    pub principal_years: Amount,
    /// Interest paid: absent, for the ledger is not told of it.
    pub interest_paid: Option<Amount>,
    /// Guarantee fees charged; absent where the terms charge none, for then they are another's.
    pub fees: Option<Amount>,
    /// What the beneficiary came to earlier in the calendar year, and now in districts before this one by name;
    /// absent where that is not known.
    pub before: Option<Amount>,
    /// Whether a breaker stops the bank at the end of the period's last day.
    pub tripped: bool,
    /// What it comes to; absent where a figure that it needs is not known.
    pub earns: Option<Amount>,
}

impl Reckoned {
    /// What is due out of the pool, and may be granted.
    pub fn grant(&self) -> Option<Amount> {
        let own = self.paid_by == PaidBy::Pool;
        self.earns.filter(|due| own && *due > Amount::ZERO)
    }
}

/// Why nothing is worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReckoned {
    /// No such pool.
    #[error("there is no pool `{0}`")]
    Unknown(PoolId),
    /// Days of the period are open.
    #[error("{through} is not over: {}; close the days through {through} first", .closed.map_or_else(|| "no day is closed".to_owned(), |day| format!("days are closed through {day}")))]
    Open {
        /// The last day asked for.
        through: Date,
        /// The last day that is closed.
        closed: Option<Date>,
    },
    /// No period ends on that day.
    #[error("no period of an incentive ends on {through}; one ends on {next}")]
    NoEnd {
        /// The day asked for.
        through: Date,
        /// The end of its quarter.
        next: Date,
    },
    /// The terms cannot be used.
    #[error("{0}")]
    Terms(String),
    /// An amount that no amount holds.
    #[error("the figures of `{0}` are larger than an amount can be")]
    TooLarge(ItemId),
}

/// Works out every incentive whose period ends on a day, from all events of pools.
pub fn reckoned<'e>(
    rules: &Rules,
    state: &State,
    events: impl IntoIterator<Item = &'e PoolEvent>,
    pool: &PoolId,
    through: Date,
) -> Result<Vec<Reckoned>, NotReckoned> {
    let mut reckoning = Reckoning::begin(rules, state, pool, through)?;
    events.into_iter().for_each(|event| reckoning.read(event));
    reckoning.end()
}

/// Incentives being worked out: events are read one after another, and none need be kept.
#[derive(Debug)]
pub struct Reckoning<'b> {
    rules: &'b Rules,
    scheme: &'b Scheme,
    through: Date,
    /// The quarter that ends on the day.
    last: usize,
    figures: YearFigures<'b>,
}

impl<'b> Reckoning<'b> {
    /// Begins to work out every incentive whose period ends on a day.
    pub fn begin(
        rules: &'b Rules,
        state: &'b State,
        pool: &'b PoolId,
        through: Date,
    ) -> Result<Self, NotReckoned> {
        let (_, of) = state
            .pools
            .named(pool)
            .ok_or_else(|| NotReckoned::Unknown(pool.clone()))?;
        let quarters = (0..QUARTERS).map(|number| quarter(through.year(), number).1);
        let last = quarters.clone().position(|end| end == through);
        let Some(last) = last else {
            let next = quarters.filter(|end| *end > through).min();
            let next = next.unwrap_or(through);
            return Err(NotReckoned::NoEnd { through, next });
        };
        let closed = state.day();
        if closed.is_none_or(|closed| closed < through) {
            return Err(NotReckoned::Open { through, closed });
        }
        Ok(Self {
            rules,
            scheme: &of.scheme,
            through,
            last,
            figures: YearFigures::new(rules, (pool, &of.scheme), through),
        })
    }

    /// Reads the next event of pools.
    pub fn read(&mut self, event: &PoolEvent) {
        self.figures.read(event);
    }

    /// What the incentives come to by what was read.
    pub fn end(self) -> Result<Vec<Reckoned>, NotReckoned> {
        let Self {
            rules,
            scheme,
            through,
            last,
            figures,
        } = self;
        let mut rows = Vec::new();
        let mut came_to = BTreeMap::new();
        for number in 0..=last {
            let end = quarter(through.year(), number).1;
            let terms = rules.latest(scheme, end);
            let terms = terms.map_err(NotReckoned::Terms)?;
            for incentive in &terms.incentives {
                let Some(first) = begins(incentive.period, number) else {
                    continue;
                };
                let period = Quarters {
                    first,
                    last: number,
                };
                let charges = terms.guarantee_fee.is_some();
                let told = (&figures, charges);
                let found = period.rows(told, incentive, (through.year(), &mut came_to))?;
                if number == last {
                    rows.extend(found);
                }
            }
        }
        Ok(rows)
    }
}

/// The first quarter of the period that ends with a quarter, if one does.
fn begins(period: Period, last: usize) -> Option<usize> {
    let length = match period {
        Period::Quarter => 1,
        Period::HalfYear => 2,
        Period::Year => 4,
    };
    (last + 1).is_multiple_of(length).then(|| last + 1 - length)
}

/// Whom something is due to, in the order of compartments.
type Key<'f> = (&'f CompartmentId, &'f BankId, Option<&'f EnterpriseId>);

/// What a beneficiary came to so far; `None` once something was not known.
type CameTo = BTreeMap<(ItemId, String), Option<Amount>>;

/// A period in quarters.
#[derive(Clone, Copy)]
struct Quarters {
    first: usize,
    last: usize,
}

impl Quarters {
    fn rows(
        self,
        (figures, charges): (&YearFigures<'_>, bool),
        incentive: &Incentive,
        (year, came_to): (i16, &mut CameTo),
    ) -> Result<Vec<Reckoned>, NotReckoned> {
        let most = incentive.loans_up_to.as_ref().map(Figure::get);
        let mut loans: BTreeMap<Key<'_>, Vec<&LoanYear>> = BTreeMap::new();
        for loan in &figures.loans {
            if most.is_some_and(|most| loan.limit > most) {
                continue;
            }
            let to = match incentive.to {
                Beneficiary::Bank => None,
                Beneficiary::Enterprise => Some(&loan.enterprise),
            };
            let key = (&loan.compartment, &loan.bank, to);
            loans.entry(key).or_default().push(loan);
        }
        let mut rows = Vec::new();
        for ((compartment, bank, enterprise), loans) in loans {
            let whom = enterprise.map_or_else(|| bank.to_string(), ToString::to_string);
            let whom = (incentive.id.clone(), whom);
            let before = came_to.get(&whom).copied().unwrap_or(Some(Amount::ZERO));
            let sums = Sums::of(self, &loans, charges)
                .ok_or_else(|| NotReckoned::TooLarge(whom.0.clone()))?;
            let tripped = figures.is_tripped(self.last, &compartment.district, bank);
            let earns = sums
                .earned(incentive, before, tripped)
                .map_err(|()| NotReckoned::TooLarge(whom.0.clone()))?;
            let so_far = before.zip(earns).and_then(|(a, b)| a.checked_add(b));
            came_to.insert(whom, so_far);
            if enterprise.is_some() && sums.is_nought() {
                continue;
            }
            rows.push(Reckoned {
                compartment: compartment.clone(),
                bank: bank.clone(),
                enterprise: enterprise.cloned(),
                incentive: incentive.id.clone(),
                kind: incentive.kind,
                paid_by: incentive.paid_by,
                from: quarter(year, self.first).0,
                through: quarter(year, self.last).1,
                drawn: sums.drawn,
                first_loans: sums.first_loans,
                interest_given_up: sums.interest_given_up,
                principal_years: sums.principal_years,
                interest_paid: None,
                fees: sums.fees,
                before,
                tripped,
                earns,
            });
        }
        Ok(rows)
    }
}

/// The figures of one beneficiary.
struct Sums {
    drawn: Amount,
    first_loans: u32,
    interest_given_up: Option<Amount>,
    principal_years: Amount,
    fees: Option<Amount>,
}

impl Sums {
    /// Adds up exactly and rounds down once; `None` when an amount cannot hold it.
    fn of(period: Quarters, loans: &[&LoanYear], charges: bool) -> Option<Self> {
        let amount = |fen: i128| i64::try_from(fen).ok().map(Amount::from_fen);
        let (mut drawn, mut firsts, mut fen_days, mut fees) = (0_i128, 0_i64, 0_i128, 0_i128);
        let mut given_up = Some(Ratio::ZERO);
        for loan in loans {
            let mut own = 0_i128;
            for added in &loan.quarters[period.first..=period.last] {
                own += i128::from(added.drawn);
                firsts += added.firsts;
                fen_days += added.fen_days;
                fees += i128::from(added.fees);
            }
            drawn += own;
            // A loan of which nothing was drawn gives nothing up, whatever its cap.
            if own != 0 {
                given_up = given_up.and_then(|sum| {
                    let own = loan.below_cap?.checked_mul(Ratio::from_int(own))?;
                    sum.checked_add(own)
                });
            }
        }
        Some(Self {
            drawn: amount(drawn)?,
            first_loans: u32::try_from(firsts.max(0)).ok()?,
            interest_given_up: given_up.and_then(|sum| amount(sum.floor())),
            principal_years: amount(fen_days.div_euclid(YEAR))?,
            fees: if charges { Some(amount(fees)?) } else { None },
        })
    }

    fn is_nought(&self) -> bool {
        let fees = self.fees.unwrap_or_default();
        let sums = [self.drawn, self.principal_years, fees];
        self.first_loans == 0 && sums.iter().all(|sum| *sum == Amount::ZERO)
    }

    /// What it comes to: `None` where a figure that the kind needs is not known.
    fn earned(
        &self,
        incentive: &Incentive,
        before: Option<Amount>,
        tripped: bool,
    ) -> Result<Option<Amount>, ()> {
        let known = match incentive.kind {
            IncentiveKind::RateConcession => self.interest_given_up.is_some(),
            IncentiveKind::InterestShare => false,
            IncentiveKind::FeeWaiver | IncentiveKind::FeeRetained => self.fees.is_some(),
            _ => true,
        };
        let stopped = incentive.stopped_by_breaker && tripped;
        let capped = incentive.yearly_cap.is_some();
        if !stopped && (!known || (capped && before.is_none())) {
            return Ok(None);
        }
        let what = Rewarded {
            drawn: self.drawn,
            first_loans: self.first_loans,
            interest_given_up: self.interest_given_up.unwrap_or_default(),
            principal_years: self.principal_years,
            fees: self.fees.unwrap_or_default(),
            before: before.unwrap_or_default(),
            tripped,
            ..Rewarded::default()
        };
        incentive.earns(&what).map(Some).ok_or(())
    }
}
