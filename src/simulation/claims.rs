//! Claims of a path: filed under the caps, approved at once, paid in the order of the terms while cash lasts, recovered later.

use super::breaker_watch::books;
use super::plan::Plan;
use super::sites::{Member, Sum};
use super::walk::Walk;
use crate::pool::terms::{Effect, PartPaid, PayOrder, Settlement, in_proportion};
use crate::units::{Amount, Ratio};

/// A claim that was approved.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub(super) loan: u32,
    /// The year in which it was filed.
    pub(super) year: u32,
    pub(super) amount: i64,
    /// Unpaid principal.
    pub(super) unpaid: i64,
    pub(super) paid: i64,
    pub(super) gross: i64,
    pub(super) costs: i64,
    pub(super) recovered: i64,
}

impl Claim {
    /// What the pool has of its recoveries, when it bears so much.
    fn returned(&self, plan: &Plan, bears: i64) -> i64 {
        let amount = Amount::from_fen;
        let bears = (amount(bears), amount(self.unpaid));
        let total = (amount(self.gross), amount(self.costs));
        plan.recovery.to_pool(bears, total).fen()
    }
}

impl Walk<'_> {
    fn members(&self, loan: u32) -> &[Member] {
        let own = &self.plan.loans[loan as usize].members;
        &self.plan.members[own.start as usize..own.end as usize]
    }

    /// Adds to the sums of all sites of a loan.
    pub(super) fn post<const N: usize>(&mut self, loan: u32, changes: [(Sum, i64); N]) {
        let own = &self.plan.loans[loan as usize].members;
        for member in &self.plan.members[own.start as usize..own.end as usize] {
            let sums = &mut self.sums[member.site as usize];
            for (sum, change) in changes {
                if self.year < member.years || sum == Sum::PaidInYear {
                    sums[sum as usize] += change;
                }
            }
        }
    }

    /// Judges the breakers over a loan.
    pub(super) fn judge(&mut self, loan: u32, all: bool) {
        let own = &self.plan.loans[loan as usize].members;
        for at in own.start..own.end {
            let site = self.plan.members[at as usize].site;
            let breaker = self.plan.sites[site as usize].breaker;
            if breaker.is_some_and(|of| all || self.plan.watches[of].steps) {
                self.judge_site(site, false);
            }
        }
    }

    /// Judges one site, and remembers the first year in which each level was reached.
    pub(super) fn judge_site(&mut self, number: u32, rested: bool) {
        let site = &self.plan.sites[number as usize];
        let Some(breaker) = site.breaker else { return };
        let books = books(site, &self.net_assets, &self.plan.paid_in);
        let held = &mut self.held[number as usize];
        let reached =
            self.plan.watches[breaker].judge(held, &self.sums[number as usize], books, rested);
        let first = self.plan.levels[breaker];
        for level in &mut self.tripped[first..first + usize::from(reached)] {
            *level = (*level).min(self.year);
        }
    }

    fn stopped(&self, loan: u32) -> bool {
        self.members(loan).iter().any(|member| {
            let breaker = self.plan.sites[member.site as usize].breaker;
            breaker.is_some_and(|of| {
                self.plan.watches[of].stops(self.held[member.site as usize], Effect::StopClaims)
            })
        })
    }

    /// What the caps over a loan leave of compensation.
    fn room(&self, loan: u32) -> i64 {
        let own = &self.plan.loans[loan as usize].capped;
        let over = &self.plan.capped[own.start as usize..own.end as usize];
        let rooms = over.iter().map(|cap| {
            let sums = &self.sums[cap.site as usize];
            let of = |sum: Sum| sums[sum as usize];
            let stands = match cap.counts {
                [0, 0] => of(Sum::Year),
                [all, back] => {
                    all * (of(Sum::Filed) + of(Sum::Approved) + of(Sum::Paid))
                        + back * of(Sum::Recovered)
                }
            };
            (cap.most - stands).max(0)
        });
        rooms.min().unwrap_or(i64::MAX)
    }

    /// Files, approves and pays what is claimed on a loan that defaulted.
    pub(super) fn claim(&mut self, at: u32) {
        let loan = &self.plan.loans[at as usize];
        let (cover, compartment) = (loan.cover, loan.compartment as usize);
        let room = self.room(at);
        if self.stopped(at) || room == 0 || cover == 0 {
            self.outcome.stopped += cover;
            self.kept_out.push((at, loan.principal, cover));
            return;
        }
        // Above a cap so much principal is claimed as it has room for; the rest stays the bank's.
        let (stays, amount) = if cover <= room {
            (0, cover)
        } else {
            let stays = loan.share.whole_for(Amount::from_fen(cover - room)).fen();
            (stays, cover - loan.share.of(Amount::from_fen(stays)).fen())
        };
        let unpaid = loan.principal - stays;
        if amount < cover {
            self.outcome.stopped += cover - amount;
            self.kept_out.push((at, stays, cover - amount));
        }
        if amount == 0 {
            return;
        }
        self.post(
            at,
            [
                (Sum::Overdue, -amount),
                (Sum::NonPerforming, -unpaid),
                (Sum::Outstanding, -unpaid),
                (Sum::Filed, amount),
                (Sum::Year, amount),
            ],
        );
        self.net_assets[compartment] -= amount;
        self.claimed[compartment] += amount;
        self.judge(at, true);
        self.post(at, [(Sum::Filed, -amount), (Sum::Approved, amount)]);
        self.judge(at, false);
        let number = u32::try_from(self.claims.len()).expect("no more claims than loans");
        self.claims.push(Claim {
            loan: at,
            year: self.year,
            amount,
            unpaid,
            paid: 0,
            gross: 0,
            costs: 0,
            recovered: 0,
        });
        self.waiting[compartment].push(number);
        self.pay(compartment);
    }

    /// Whether a claim may be paid in the year, by its settlement.
    pub(super) fn settles(&self, claim: &Claim) -> bool {
        self.plan.settlement == Settlement::EachClaim || claim.year < self.year
    }

    /// What caps on the year's payments leave over a loan.
    pub(super) fn year_room(&self, loan: u32) -> i64 {
        let rooms = self.members(loan).iter().filter_map(|member| {
            let cap = self.held[member.site as usize].cap?;
            Some(cap - self.sums[member.site as usize][Sum::PaidInYear as usize])
        });
        rooms.min().unwrap_or(i64::MAX)
    }

    /// Pays what waits in a compartment, as far as its cash and the order of the terms go.
    pub(super) fn pay(&mut self, compartment: usize) {
        let mut waiting = std::mem::take(&mut self.waiting[compartment]);
        if self.plan.order == PayOrder::SmallestFirst {
            waiting.sort_by_key(|at| {
                let claim = &self.claims[*at as usize];
                (self.plan.settlement == Settlement::Yearly)
                    .then_some(claim.year)
                    .map_or((0, claim.amount, *at), |year| (year, claim.amount, *at))
            });
        }
        if self.plan.order == PayOrder::Proportional {
            self.pay_in_proportion(compartment, &waiting);
        } else {
            self.pay_whole(compartment, &waiting);
        }
        waiting.retain(|at| {
            let claim = &self.claims[*at as usize];
            claim.paid < claim.amount
        });
        self.waiting[compartment] = waiting;
    }

    fn pay_whole(&mut self, compartment: usize, waiting: &[u32]) {
        let mut due: i64 = 0;
        for at in waiting {
            let claim = &self.claims[*at as usize];
            due += if self.settles(claim) { claim.amount } else { 0 };
        }
        for at in waiting {
            let claim = self.claims[*at as usize];
            if !self.settles(&claim) {
                continue;
            }
            if claim.amount > self.year_room(claim.loan) {
                // Nobody passes the first in the order while cash is short.
                if due > self.cash[compartment] {
                    break;
                }
                continue;
            }
            if claim.amount > self.cash[compartment] {
                break;
            }
            due -= claim.amount;
            self.paid(*at, claim.amount);
        }
    }

    /// Year by year, the older first; within a year each has the same part of its whole.
    fn pay_in_proportion(&mut self, compartment: usize, waiting: &[u32]) {
        let mut from = 0;
        while from < waiting.len() {
            let year = |at: &u32| match self.plan.settlement {
                Settlement::EachClaim => 0,
                Settlement::Yearly => self.claims[*at as usize].year,
            };
            let same = waiting[from..]
                .iter()
                .take_while(|at| year(at) == year(&waiting[from]))
                .count();
            let all = &waiting[from..from + same];
            from += same;
            let owed: Vec<PartPaid> = all
                .iter()
                .map(|at| {
                    let claim = &self.claims[*at as usize];
                    PartPaid {
                        whole: Amount::from_fen(claim.amount),
                        had: Amount::from_fen(claim.paid),
                    }
                })
                .collect();
            if !all
                .first()
                .is_some_and(|at| self.settles(&self.claims[*at as usize]))
            {
                continue;
            }
            let parts = in_proportion(Amount::from_fen(self.cash[compartment]), &owed);
            for (at, part) in all.iter().zip(parts) {
                let loan = self.claims[*at as usize].loan;
                let part = part.fen();
                if part > 0 && part <= self.year_room(loan) {
                    self.paid(*at, part);
                }
            }
        }
    }

    /// A payment is confirmed; what was recovered already may then be the pool's in part.
    fn paid(&mut self, number: u32, amount: i64) {
        let plan = self.plan;
        let claim = &mut self.claims[number as usize];
        claim.paid += amount;
        let raised = claim.returned(plan, claim.paid) - claim.recovered;
        let (loan, raised) = (claim.loan, raised.max(0));
        claim.recovered += raised;
        let compartment = plan.loans[loan as usize].compartment as usize;
        self.cash[compartment] += raised - amount;
        self.outcome.paid[self.year.min(self.last()) as usize] += amount;
        self.outcome.recovered += raised;
        self.lost(loan, amount - raised);
        self.post(
            loan,
            [
                (Sum::Approved, -amount),
                (Sum::Paid, amount),
                (Sum::PaidInYear, amount),
            ],
        );
        self.judge(loan, false);
        if raised > 0 {
            self.net_assets[compartment] += raised;
            self.post(loan, [(Sum::Recovered, raised)]);
            self.judge(loan, true);
        }
    }

    /// What comes in of a claim in the year, from the borrower. Of a claim that nothing was paid of it waits.
    pub(super) fn recover(&mut self, number: u32) {
        let plan = self.plan;
        let claim = &mut self.claims[number as usize];
        let (rate, costs) = plan.recoveries[claim.year as usize];
        let gross = share_of(rate, claim.unpaid);
        (claim.gross, claim.costs) = (gross, share_of(costs, gross));
        let (loan, full) = (claim.loan, claim.returned(plan, claim.amount));
        let raised = (claim.returned(plan, claim.paid) - claim.recovered).max(0);
        claim.recovered += raised;
        let compartment = plan.loans[loan as usize].compartment as usize;
        self.claimed[compartment] -= full;
        self.cash[compartment] += raised;
        self.net_assets[compartment] += raised;
        self.outcome.recovered += raised;
        self.lost(loan, -raised);
        self.post(loan, [(Sum::Recovered, raised)]);
        self.judge(loan, raised > 0);
    }
}

/// A share of so many fen, rounded down.
fn share_of(share: Ratio, fen: i64) -> i64 {
    let exact = share.num() * i128::from(fen) / share.den();
    i64::try_from(exact).expect("no share is above one")
}
