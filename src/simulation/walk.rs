//! One path: year after year borrowers default, claims are paid as the terms and the cash allow, and recoveries come in.

use super::breaker_watch::Held;
use super::claims::Claim;
use super::draws::{Factors, defaults};
use super::plan::{MOST_YEARS, Plan};
use super::sites::{Sum, Sums};
use crate::pool::terms::Settlement;
use crate::validation::stream::Stream;

/// No year: a level that was never reached.
pub(super) const NEVER: u32 = u32::MAX;

/// What a path comes to, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Principal that defaulted, by year.
    pub defaulted: [i64; MOST_YEARS],
    /// Compensation paid, by year.
    pub paid: [i64; MOST_YEARS],
    /// What the pool had of recoveries.
    pub recovered: i64,
    /// The pool's share of what defaulted for which no claim was taken: a breaker or a cap stood against it.
    pub stopped: i64,
    /// Paid less recovered.
    pub loss: i64,
    /// The most money that was needed at the end of a year, were it where it was needed.
    pub need: i64,
    /// What the compartments would have needed beyond their cash.
    pub lacking: i64,
    /// The most that cash left unpaid at the end of a year.
    pub short: i64,
}

/// Where a path stands.
pub struct Walk<'p> {
    pub(super) plan: &'p Plan,
    pub(super) year: u32,
    pub(super) sums: Vec<Sums>,
    pub(super) held: Vec<Held>,
    /// The first year in which each level of each breaker was reached anywhere.
    pub(super) tripped: Vec<u32>,
    pub(super) net_assets: Vec<i64>,
    pub(super) cash: Vec<i64>,
    /// Claims less recoveries of each compartment, were everything paid at once.
    pub(super) claimed: Vec<i64>,
    need: Vec<i64>,
    /// Compartments that could not pay at the end of some year.
    pub(super) ruined: Vec<bool>,
    pub(super) claims: Vec<Claim>,
    pub(super) waiting: Vec<Vec<u32>>,
    pub(super) outcome: Outcome,
    /// Paid less recovered of each loan, over all paths walked since it was last asked.
    pub(super) by_loan: Vec<i64>,
    /// What no claim was taken of in the year: loan, principal and the pool's share.
    pub(super) kept_out: Vec<(u32, i64, i64)>,
    gone: Vec<bool>,
    fallen: Vec<u32>,
    /// Loans that defaulted, by the year in which they would have matured.
    unmatured: Vec<Vec<u32>>,
    factors: Factors,
}

impl<'p> Walk<'p> {
    /// A walker of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let compartments = plan.cash.len();
        Self {
            plan,
            year: 0,
            sums: vec![Sums::default(); plan.sites.len()],
            held: vec![Held::default(); plan.sites.len()],
            tripped: vec![NEVER; plan.levels.last().copied().unwrap_or(0)],
            net_assets: vec![0; compartments],
            cash: vec![0; compartments],
            claimed: vec![0; compartments],
            need: vec![0; compartments],
            ruined: vec![false; compartments],
            claims: Vec::new(),
            waiting: vec![Vec::new(); compartments],
            outcome: Outcome::default(),
            by_loan: vec![0; plan.loans.len()],
            kept_out: Vec::new(),
            gone: vec![false; plan.cells.obligors.len()],
            fallen: Vec::new(),
            unmatured: vec![Vec::new(); plan.years],
            factors: Factors::new(&plan.cells),
        }
    }

    /// Walks the path of a number under a seed.
    pub fn path(&mut self, seed: u64, number: u64) -> &Outcome {
        let plan = self.plan;
        let mut stream = Stream::new(seed, number);
        self.begin();
        for year in 0..plan.years {
            self.factors
                .draw(&plan.scenario.dependence, &mut stream, year == 0);
            let mut fallen = std::mem::take(&mut self.fallen);
            fallen.clear();
            let gone = &mut self.gone;
            defaults(
                &plan.cells,
                &plan.hazards,
                &plan.scenario.dependence,
                &self.factors,
                &mut stream,
                year,
                |obligor| {
                    if !std::mem::replace(&mut gone[obligor as usize], true) {
                        let loans = plan.cells.obligors[obligor as usize].loans.iter().copied();
                        let before = year as u32;
                        fallen
                            .extend(loans.filter(|at| plan.loans[*at as usize].matures >= before));
                    }
                },
            );
            fallen.sort_unstable();
            self.year(year, &fallen);
            self.fallen = fallen;
        }
        self.end();
        &self.outcome
    }

    /// Walks the path on which in each year the loans at these places of the book default.
    pub fn follow(&mut self, years: &[Vec<u32>]) -> &Outcome {
        self.begin();
        for year in 0..self.plan.years {
            let none = Vec::new();
            self.year(year, years.get(year).unwrap_or(&none));
        }
        self.end();
        &self.outcome
    }

    /// Cash and net assets of a compartment as the path left them, in fen.
    pub fn money(&self, compartment: usize) -> (i64, i64) {
        (self.cash[compartment], self.net_assets[compartment])
    }

    pub(super) fn last(&self) -> u32 {
        u32::try_from(self.plan.years).expect("few years") - 1
    }

    fn begin(&mut self) {
        let plan = self.plan;
        self.year = 0;
        for (sums, site) in self.sums.iter_mut().zip(&plan.sites) {
            *sums = site.opening;
        }
        self.held.fill(Held::default());
        self.tripped.fill(NEVER);
        self.cash.copy_from_slice(&plan.cash);
        self.net_assets.copy_from_slice(&plan.cash);
        self.claimed.fill(0);
        self.need.fill(0);
        self.ruined.fill(false);
        self.claims.clear();
        self.waiting.iter_mut().for_each(Vec::clear);
        self.outcome = Outcome::default();
        self.kept_out.clear();
        self.gone.fill(false);
        self.unmatured.iter_mut().for_each(Vec::clear);
    }

    /// One year: what is recovered and what waits first, then the year's defaults in the order of the book.
    fn year(&mut self, year: usize, fallen: &[u32]) {
        self.year = u32::try_from(year).expect("few years");
        if year > 0 {
            self.turn(year);
        }
        for at in fallen {
            let loan = &self.plan.loans[*at as usize];
            let (principal, cover) = (loan.principal, loan.cover);
            self.outcome.defaulted[year] += principal;
            if let Some(list) = self.unmatured.get_mut(loan.matures as usize) {
                list.push(*at);
            }
            self.post(
                *at,
                [(Sum::Overdue, cover), (Sum::NonPerforming, principal)],
            );
        }
        for at in fallen {
            self.judge(*at, true);
        }
        for at in fallen {
            self.claim(*at);
        }
        self.matured(year);
        self.judged(false);
        self.expired();
        self.judged(true);
        self.counted();
    }

    /// The new year: sums of the year begin anew, old loans leave their windows, recoveries come in, what waited is paid.
    fn turn(&mut self, year: usize) {
        for sums in &mut self.sums {
            sums[Sum::Year as usize] = 0;
            sums[Sum::PaidInYear as usize] = 0;
        }
        for (site, loan) in &self.plan.leaving[year] {
            let loan = &self.plan.loans[*loan as usize];
            let sums = &mut self.sums[*site as usize];
            sums[Sum::Drawn as usize] -= loan.principal;
            sums[Sum::DrawnShare as usize] -= loan.cover;
            sums[Sum::Loans as usize] -= 1;
        }
        if !self.plan.leaving[year].is_empty() {
            self.leave();
        }
        for number in 0..self.claims.len() {
            let claim = &self.claims[number];
            let delay = self.plan.scenario.year(claim.year as usize).recovery_delay;
            if claim.year + delay == self.year {
                self.recover(u32::try_from(number).expect("no more claims than loans"));
            }
        }
        for compartment in 0..self.waiting.len() {
            self.pay(compartment);
        }
    }

    /// The claims of loans that leave a window with this year.
    fn leave(&mut self) {
        for claim in &self.claims {
            let own = &self.plan.loans[claim.loan as usize].members;
            for member in &self.plan.members[own.start as usize..own.end as usize] {
                if member.years == self.year {
                    let sums = &mut self.sums[member.site as usize];
                    sums[Sum::Approved as usize] -= claim.amount - claim.paid;
                    sums[Sum::Paid as usize] -= claim.paid;
                    sums[Sum::Recovered as usize] -= claim.recovered;
                }
            }
        }
    }

    /// Loans that did not default are repaid when they mature.
    fn matured(&mut self, year: usize) {
        for (site, principal) in &self.plan.maturing[year] {
            self.sums[*site as usize][Sum::Outstanding as usize] -= principal;
        }
        let unmatured = std::mem::take(&mut self.unmatured[year]);
        for at in &unmatured {
            let principal = self.plan.loans[*at as usize].principal;
            self.post(*at, [(Sum::Outstanding, principal)]);
        }
        self.unmatured[year] = unmatured;
    }

    /// What no claim was taken of in time is covered no more.
    fn expired(&mut self) {
        let kept_out = std::mem::take(&mut self.kept_out);
        for (loan, principal, cover) in &kept_out {
            self.post(
                *loan,
                [
                    (Sum::Overdue, -cover),
                    (Sum::NonPerforming, -principal),
                    (Sum::Outstanding, -principal),
                ],
            );
        }
        self.kept_out = kept_out;
        self.kept_out.clear();
    }

    /// Sites that act, or drift by themselves, are judged.
    fn judged(&mut self, rested: bool) {
        for at in 0..self.held.len() {
            if self.held[at].levels > 0 || self.plan.drifts[at] {
                self.judge_site(
                    u32::try_from(at).expect("fewer sites than 32 bits hold"),
                    rested,
                );
            }
        }
    }

    /// The money at the end of a year.
    fn counted(&mut self) {
        let mut short = 0;
        for compartment in 0..self.waiting.len() {
            self.need[compartment] = self.need[compartment].max(self.claimed[compartment]);
            let unpaid: i64 = self.waiting[compartment]
                .iter()
                .map(|at| self.for_want_of_cash(*at))
                .sum();
            self.ruined[compartment] |= unpaid > 0;
            short += unpaid;
        }
        self.outcome.short = self.outcome.short.max(short);
    }

    /// What is left of a claim that may be paid, and that no breaker keeps from being paid.
    fn for_want_of_cash(&self, number: u32) -> i64 {
        let claim = &self.claims[number as usize];
        let left = claim.amount - claim.paid;
        if self.settles(claim) && left <= self.year_room(claim.loan) {
            left
        } else {
            0
        }
    }

    /// Claims that are settled by the year are paid on the first day after the last year.
    fn end(&mut self) {
        if self.plan.settlement == Settlement::Yearly {
            self.year += 1;
            for sums in &mut self.sums {
                sums[Sum::PaidInYear as usize] = 0;
            }
            for compartment in 0..self.waiting.len() {
                self.pay(compartment);
            }
            self.counted();
        }
        let outcome = &mut self.outcome;
        outcome.loss = outcome.paid.iter().sum::<i64>() - outcome.recovered;
        outcome.need = self.need.iter().sum();
        let lacks = self.need.iter().zip(&self.plan.cash);
        outcome.lacking = lacks.map(|(need, cash)| (need - cash).max(0)).sum();
    }

    pub(super) fn lost(&mut self, loan: u32, amount: i64) {
        self.by_loan[loan as usize] += amount;
    }
}
