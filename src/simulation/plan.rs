//! The plan of a simulation: book, money, terms and scenario made into numbers, so that a path looks nothing up by name.

use super::book::{Book, Loan};
use super::breaker_watch::Watch;
use super::caps;
use super::cells::{Cells, numbered};
use super::hazard::Hazard;
use super::opening::Opening;
use super::scenario::Scenario;
use super::sites::{Capped, Member, Site, Sum, Sums};
use crate::pool::Share;
use crate::pool::UsableTerms;
use crate::pool::terms::{
    Breaker, BreakerScope, Channel, Funding, Measure, PayOrder, RecoveryRules, Settlement, Window,
};
use crate::units::names::District;
use crate::units::{Problems, Ratio};
use std::collections::HashMap;
use std::ops::Range;

/// The most years.
pub const MOST_YEARS: usize = 30;

/// What paths are walked by.
pub struct Plan {
    pub(super) scenario: Scenario,
    pub(super) years: usize,
    pub(super) cells: Cells,
    pub(super) hazards: Hazard,
    pub(super) loans: Vec<Planned>,
    pub(super) members: Vec<Member>,
    pub(super) capped: Vec<Capped>,
    pub(super) sites: Vec<Site>,
    pub(super) watches: Vec<Watch>,
    /// Where the levels of each breaker begin among all levels; last the number of all.
    pub(super) levels: Vec<usize>,
    /// What leaves the window of a site at the beginning of each year.
    pub(super) leaving: Vec<Vec<(u32, u32)>>,
    /// What matures at each site at the end of each year.
    pub(super) maturing: Vec<Vec<(u32, i64)>>,
    /// Whether a site reads another ratio by time alone.
    pub(super) drifts: Vec<bool>,
    pub(super) cash: Vec<i64>,
    pub(super) paid_in: Vec<i64>,
    pub(super) order: PayOrder,
    pub(super) settlement: Settlement,
    pub(super) recovery: RecoveryRules,
    /// Recovery rate and costs of each year's defaults, exact.
    pub(super) recoveries: Vec<(Ratio, Ratio)>,
}

/// A loan in numbers.
pub(super) struct Planned {
    pub(super) compartment: u32,
    pub(super) principal: i64,
    pub(super) share: Share,
    /// The pool's share of the principal.
    pub(super) cover: i64,
    /// The year at whose end it is repaid, from 0.
    pub(super) matures: u32,
    pub(super) members: Range<u32>,
    pub(super) capped: Range<u32>,
}

impl Plan {
    /// Makes the plan, or tells everything that stands against it at once.
    pub fn new(
        terms: &UsableTerms,
        book: &Book,
        opening: &Opening,
        scenario: &Scenario,
        years: usize,
    ) -> Result<Self, Problems> {
        let compartments = compartments(terms, book, opening, years)?;
        let mut plan = Self {
            scenario: scenario.clone(),
            years,
            cells: Cells::new(book, scenario, years),
            hazards: Hazard::new(),
            loans: Vec::with_capacity(book.loans.len()),
            members: Vec::new(),
            capped: Vec::new(),
            sites: Vec::new(),
            watches: terms.breakers.iter().map(Watch::new).collect(),
            levels: vec![0],
            leaving: vec![Vec::new(); years],
            maturing: vec![Vec::new(); years],
            drifts: Vec::new(),
            cash: opening
                .compartments
                .iter()
                .map(|of| of.cash.fen())
                .collect(),
            paid_in: opening
                .compartments
                .iter()
                .map(|of| of.paid_in.fen())
                .collect(),
            order: terms.claim.pay_order,
            settlement: terms.claim.settlement,
            recovery: terms.recovery.clone(),
            recoveries: exact(scenario, years),
        };
        for breaker in &terms.breakers {
            let before = plan.levels.last().copied().unwrap_or(0);
            plan.levels.push(before + breaker.levels.len());
        }
        let mut sites = HashMap::new();
        for loan in &book.loans {
            let at = compartments[&loan.district];
            plan.add(terms, loan, at, &mut sites);
        }
        caps::add(&mut plan, terms, book, opening)?;
        plan.drifts = plan
            .sites
            .iter()
            .map(|site| site.breaker.is_some_and(|of| drifts(&terms.breakers[of])))
            .collect();
        Ok(plan)
    }

    fn add(
        &mut self,
        terms: &UsableTerms,
        loan: &Loan,
        compartment: u32,
        sites: &mut HashMap<(usize, [Option<String>; 3]), u32>,
    ) {
        let place = u32::try_from(self.loans.len()).expect("fewer loans than 32 bits hold");
        let share = Share::new(loan.share).expect("the shares of a book were checked");
        let cover = share.of(loan.principal).fen();
        let from = u32::try_from(self.members.len()).expect("fewer than 32 bits");
        for (number, breaker) in terms.breakers.iter().enumerate() {
            let (key, by_books) = site_of(breaker, loan, compartment);
            let next = u32::try_from(self.sites.len()).expect("fewer sites than 32 bits hold");
            let site = *sites.entry((number, key)).or_insert(next);
            if site == next {
                self.sites.push(Site {
                    breaker: Some(number),
                    compartment: by_books,
                    opening: Sums::default(),
                });
            }
            let years = within(&breaker.window, loan.age);
            self.members.push(Member { site, years });
            if years > 0 {
                let sums = &mut self.sites[site as usize].opening;
                sums[Sum::Outstanding as usize] += loan.principal.fen();
                sums[Sum::Drawn as usize] += loan.principal.fen();
                sums[Sum::DrawnShare as usize] += cover;
                sums[Sum::Loans as usize] += 1;
            }
            if let Some(leaving) = self.leaving.get_mut(years as usize).filter(|_| years > 0) {
                leaving.push((site, place));
            }
        }
        let to = u32::try_from(self.members.len()).expect("fewer than 32 bits");
        let matures = loan.months.max(1).div_ceil(12) - 1;
        if let Some(maturing) = self.maturing.get_mut(matures as usize) {
            for member in &self.members[from as usize..] {
                if drifts(&terms.breakers[self.sites[member.site as usize].breaker.unwrap_or(0)]) {
                    maturing.push((member.site, loan.principal.fen()));
                }
            }
        }
        self.loans.push(Planned {
            compartment,
            principal: loan.principal.fen(),
            share,
            cover,
            matures,
            members: from..to,
            capped: 0..0,
        });
    }

    /// The pool's share of all principal.
    pub fn cover(&self) -> i64 {
        self.loans.iter().map(|loan| loan.cover).sum()
    }

    /// The principal that defaults in the first year on average, in fen: what paths are held against.
    pub fn first_year(&self) -> f64 {
        let of = |obligor: &super::cells::Obligor| {
            let principal: i64 = obligor
                .loans
                .iter()
                .map(|at| self.loans[*at as usize].principal)
                .sum();
            principal as f64 * obligor.pds[0]
        };
        self.cells.obligors.iter().map(of).sum()
    }
}

/// The number of each district, where nothing stands against the plan.
fn compartments(
    terms: &UsableTerms,
    book: &Book,
    opening: &Opening,
    years: usize,
) -> Result<HashMap<District, u32>, Problems> {
    let mut problems = refused(terms, book, years);
    let mut compartments = HashMap::new();
    for of in &opening.compartments {
        numbered(&mut compartments, &of.district);
    }
    for (row, loan) in (2..).zip(&book.loans) {
        if let Err(why) = opening.has(&loan.district) {
            problems.push(Some(row), "district", "district.unknown", why);
        }
    }
    problems.or(compartments)
}

/// Tells a number of years over which no path is walked.
pub fn judge_years(years: usize, problems: &mut Problems) {
    if !(1..=MOST_YEARS).contains(&years) {
        let why = format!("{years} years were asked for; 1 to {MOST_YEARS} would pass");
        problems.add("years", "years.range", why);
    }
}

/// What stands against a plan, beside the districts of its loans.
fn refused(terms: &UsableTerms, book: &Book, years: usize) -> Problems {
    let mut problems = Problems::default();
    if book.loans.is_empty() {
        problems.add(
            "book",
            "book.empty",
            "the book has no loan; one or more would pass",
        );
    }
    judge_years(years, &mut problems);
    judge_terms(terms, &mut problems);
    problems
}

/// Tells terms of which no path can be walked.
pub fn judge_terms(terms: &UsableTerms, problems: &mut Problems) {
    if matches!(terms.funding, Funding::Budget { .. }) {
        let why = "these terms have a yearly budget and no pool, so that no money of it can run short; terms with a pool would pass";
        problems.add("terms", "terms.budget", why);
    }
    for breaker in &terms.breakers {
        let moving = [
            Measure::Outstanding,
            Measure::NonPerforming,
            Measure::Overdue,
        ];
        let read = breaker.numerator.iter().chain([&breaker.denominator]);
        if breaker.window != Window::Ever && read.into_iter().any(|of| moving.contains(of)) {
            let why = format!(
                "the breaker `{}` measures what is outstanding over a window; without a window it would pass",
                breaker.id
            );
            problems.add("terms", "terms.window", why);
        }
    }
}

/// Which site of a breaker a loan belongs to, and by the books of which compartment it is measured.
fn site_of(breaker: &Breaker, loan: &Loan, at: u32) -> ([Option<String>; 3], Option<u32>) {
    let (district, bank, product) = match breaker.scope {
        BreakerScope::Pool => (false, false, false),
        BreakerScope::Compartment => (true, false, false),
        BreakerScope::Bank => (false, true, false),
        BreakerScope::BankDistrict => (true, true, false),
        BreakerScope::Product => (false, false, true),
    };
    let key = [
        district.then(|| loan.district.to_string()),
        bank.then(|| loan.bank.to_string()),
        product.then(|| loan.product.to_string()),
    ];
    (key, district.then_some(at))
}

/// For how many years of the simulation a loan of so many months counts in a window: claims come in the last month of a year.
fn within(window: &Window, age: u32) -> u32 {
    match window {
        Window::Ever => u32::MAX,
        // Years of the simulation are those of the calendar; what is older was enrolled in an earlier one.
        Window::Year => u32::from(age == 0),
        Window::Months { months } => months.get().saturating_sub(age) / 12,
    }
}

/// Whether a breaker may read another ratio with nothing claimed or recovered: loans mature, or leave its window.
fn drifts(breaker: &Breaker) -> bool {
    let reads = breaker.numerator.iter().chain([&breaker.denominator]);
    breaker.window != Window::Ever || reads.into_iter().any(|of| *of == Measure::Outstanding)
}

fn exact(scenario: &Scenario, years: usize) -> Vec<(Ratio, Ratio)> {
    // Shares to the millionth: exact money needs exact shares, and no recovery rate is known better.
    let share = |value: f64| {
        let millionths = (value * 1e6).round() as i128;
        Ratio::new(millionths, 1_000_000).expect("the denominator is above nought")
    };
    let of = |year| {
        let year = scenario.year(year);
        (share(year.recovery_rate), share(year.recovery_costs))
    };
    (0..years).map(of).collect()
}

/// The channel by which loans of a book are taken to have come, where nothing says more: the first that is open.
pub(super) fn channel(terms: &UsableTerms) -> Channel {
    terms.channels.first().copied().unwrap_or(Channel::Credit)
}
