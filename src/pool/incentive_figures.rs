//! The figures of incentives 激励指标: what was drawn, by whom for the first time, how far below the rate cap, and what
//! stood for how long, quarter by quarter of one year, in one pass over the events.

use super::account::CompartmentId;
use super::breaking::{BreakerMove, BreakerSite};
use super::enrolment::Enrolled;
use super::event::PoolEvent;
use super::happened::Happened;
use super::rules::Rules;
use super::state::loan::days_between;
use super::terms::Effect;
use crate::units::names::{BankId, ClaimId, District, LoanId, PoolId, Scheme};
use crate::units::{Amount, Date, EnterpriseId, Ratio};
use std::collections::HashMap;

/// The quarters of a year.
pub(super) const QUARTERS: usize = 4;

/// The first and the last day of a quarter, 0 to 3.
pub(super) fn quarter(year: i16, number: usize) -> (Date, Date) {
    let first = i8::try_from(number * 3 + 1).expect("four quarters");
    let last = Date::constant(year, first + 2, 1).last_of_month();
    (Date::constant(year, first, 1), last)
}

/// What a loan adds to a quarter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Added {
    /// Principal drawn, in fen, less what was taken back.
    pub(super) drawn: i64,
    /// Whether its first drawing was a borrower's first, less what was taken back.
    pub(super) firsts: i64,
    /// Principal outstanding under cover and under no claim, in fen, times days.
    pub(super) fen_days: i128,
    /// Guarantee fees charged, in fen, less what was taken back.
    pub(super) fees: i64,
}

/// A loan of the pool, and its year.
#[derive(Debug)]
pub(super) struct LoanYear {
    pub(super) compartment: CompartmentId,
    pub(super) bank: BankId,
    pub(super) enterprise: EnterpriseId,
    pub(super) limit: Amount,
    /// The rate cap at its approval less its own rate; nought where no cap holds for it, `None` where the cap is
    /// not at hand.
    pub(super) below_cap: Option<Ratio>,
    pub(super) quarters: [Added; QUARTERS],
    stated_first: bool,
    drawn: i64,
    outstanding: i64,
    lost: bool,
}

impl LoanYear {
    fn covered(&self) -> i64 {
        if self.lost { 0 } else { self.outstanding }
    }
}

/// The figures of one pool in one year, of what was booked by a day.
#[derive(Debug)]
pub(super) struct YearFigures<'r> {
    rules: &'r Rules,
    pool: &'r PoolId,
    scheme: &'r Scheme,
    year: i16,
    through: Date,
    pub(super) loans: Vec<LoanYear>,
    numbers: HashMap<LoanId, usize>,
    /// The loan of each claim, and its unpaid principal.
    claims: HashMap<ClaimId, (usize, i64)>,
    /// The loan by which each borrower counted as a first-time one.
    firsts: HashMap<EnterpriseId, usize>,
    /// What is tripped at the end of each quarter.
    tripped: [Vec<BreakerMove>; QUARTERS],
}

impl<'r> YearFigures<'r> {
    /// No figures yet, of a pool under a programme in the year of `through`.
    pub(super) fn new(
        rules: &'r Rules,
        (pool, scheme): (&'r PoolId, &'r Scheme),
        through: Date,
    ) -> Self {
        Self {
            rules,
            pool,
            scheme,
            year: through.year(),
            through,
            loans: Vec::new(),
            numbers: HashMap::new(),
            claims: HashMap::new(),
            firsts: HashMap::new(),
            tripped: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// Whether a breaker over a bank in a district stops anything at the end of a quarter.
    pub(super) fn is_tripped(&self, quarter: usize, district: &District, bank: &BankId) -> bool {
        self.tripped[quarter].iter().any(|moved| {
            let site = &moved.site;
            let stops = moved.effects.iter().any(|effect| *effect != Effect::Warn);
            stops
                && site.product.is_none()
                && site.bank.as_ref().is_none_or(|of| of == bank)
                && site.district.as_ref().is_none_or(|of| of == district)
        })
    }

    /// Reads an event of any pool, by its accounting day.
    pub(super) fn read(&mut self, event: &PoolEvent) {
        if event.booked_on > self.through {
            return;
        }
        let on = event.booked_on;
        let (what, sign) = match &event.what {
            Happened::Corrected { original, .. } => (&**original, -1),
            what => (what, 1),
        };
        match what {
            Happened::LoanEnrolled { enrolled } => self.enrolled(enrolled),
            Happened::LoanDrawn {
                loan, principal, ..
            } => self.drawn(loan, sign * principal.fen(), on),
            Happened::LoanRepaid {
                loan, principal, ..
            } => {
                if let Some(at) = self.numbers.get(loan).copied() {
                    self.stands(at, on, -sign * principal.fen());
                }
            }
            Happened::GuaranteeFeeCharged { loan, amount, .. } => {
                let at = self.numbers.get(loan).copied();
                if let Some((at, quarter)) = at.zip(self.quarter_of(on)) {
                    self.loans[at].quarters[quarter].fees += sign * amount.fen();
                }
            }
            Happened::CoverEnded { loan, .. } | Happened::ProofMissed { loan, .. } => {
                if let Some(at) = self.numbers.get(loan).copied() {
                    let gone = self.loans[at].covered();
                    self.loans[at].lost = true;
                    self.days(at, on, -gone);
                }
            }
            what => {
                self.claimed(what, on);
                self.broken(what, on);
            }
        }
    }

    fn enrolled(&mut self, enrolled: &Enrolled) {
        let stated = &enrolled.stated;
        if stated.compartment.pool != *self.pool {
            return;
        }
        self.numbers.insert(stated.loan.clone(), self.loans.len());
        self.loans.push(LoanYear {
            compartment: stated.compartment.clone(),
            bank: stated.bank.clone(),
            enterprise: stated.enterprise.clone(),
            limit: stated.limit,
            below_cap: self.below_cap(enrolled),
            quarters: [Added::default(); QUARTERS],
            stated_first: stated.first_loan,
            drawn: 0,
            outstanding: 0,
            lost: false,
        });
    }

    fn below_cap(&self, enrolled: &Enrolled) -> Option<Ratio> {
        let stated = &enrolled.stated;
        let terms = self.rules.version(self.scheme, &enrolled.terms)?;
        if terms.loan.rate_cap.is_empty() {
            return Some(Ratio::ZERO);
        }
        let lpr = self.rules.lpr.as_ref()?;
        let cap = terms.rate_cap(stated.approved_on, stated.limit, lpr).ok()?;
        cap.unwrap_or(stated.rate).checked_sub(stated.rate)
    }

    fn drawn(&mut self, loan: &LoanId, fen: i64, on: Date) {
        let Some(at) = self.numbers.get(loan).copied() else {
            return;
        };
        self.stands(at, on, fen);
        let of = &mut self.loans[at];
        of.drawn += fen;
        let by_it = self.firsts.get(&of.enterprise) == Some(&at);
        let firsts = if of.stated_first && of.drawn > 0 && !self.firsts.contains_key(&of.enterprise)
        {
            self.firsts.insert(of.enterprise.clone(), at);
            1
        } else if by_it && of.drawn == 0 {
            self.firsts.remove(&of.enterprise);
            -1
        } else {
            0
        };
        if let Some(quarter) = self.quarter_of(on) {
            let added = &mut self.loans[at].quarters[quarter];
            added.drawn += fen;
            added.firsts += firsts;
        }
    }

    /// What leaves cover for a claim does not count while it is claimed.
    fn claimed(&mut self, what: &Happened, on: Date) {
        if let Happened::ClaimFiled { filed } = what {
            let stated = &filed.stated;
            if let Some(at) = self.numbers.get(&stated.loan).copied() {
                let unpaid = stated.principal.fen();
                self.claims.insert(stated.claim.clone(), (at, unpaid));
                self.stands(at, on, -unpaid);
            }
            return;
        }
        let Some(claim) = what.claim().and_then(|claim| self.claims.get_mut(claim)) else {
            return;
        };
        let (at, unpaid) = *claim;
        match what {
            Happened::ClaimReduced { principal, .. } => claim.1 -= principal.fen(),
            Happened::ClaimCured { principal, .. } => {
                self.stands(at, on, unpaid - principal.fen());
            }
            Happened::ClaimWithdrawn { .. }
            | Happened::ClaimRefused {
                keeps_cover: true, ..
            } => self.stands(at, on, unpaid),
            Happened::ClaimAppealed {
                from_cover: true, ..
            } => self.stands(at, on, -unpaid),
            _ => {}
        }
    }

    fn broken(&mut self, what: &Happened, on: Date) {
        let (site, moved): (&BreakerSite, Option<&BreakerMove>) = match what {
            Happened::BreakerTripped { moved } => (&moved.site, Some(moved)),
            Happened::BreakerCleared { moved } => (&moved.site, None),
            Happened::BreakerReset { site, .. } => (site, None),
            _ => return,
        };
        if site.pool != *self.pool {
            return;
        }
        for number in 0..QUARTERS {
            if on <= quarter(self.year, number).1 {
                let held = &mut self.tripped[number];
                held.retain(|held| held.site != *site);
                held.extend(moved.cloned());
            }
        }
    }

    /// The principal outstanding changes on a day.
    fn stands(&mut self, at: usize, on: Date, change: i64) {
        let before = self.loans[at].covered();
        self.loans[at].outstanding += change;
        let after = self.loans[at].covered();
        self.days(at, on, after - before);
    }

    /// Covered principal that comes or goes on a day counts from that day to the end of each quarter.
    fn days(&mut self, at: usize, on: Date, change: i64) {
        for number in 0..QUARTERS {
            let (first, last) = quarter(self.year, number);
            if on <= last {
                let days = i128::from(days_between(first.max(on), last)) + 1;
                self.loans[at].quarters[number].fen_days += days * i128::from(change);
            }
        }
    }

    fn quarter_of(&self, on: Date) -> Option<usize> {
        let number = usize::try_from(on.month() - 1).ok()? / 3;
        (on.year() == self.year).then_some(number)
    }
}
