//! The replay 重放: approved applications go through the pool's own ledger, day by day, as their lives have it.

use super::agenda::{Agenda, Task};
use super::application::{Application, Life};
use super::choice::{Choice, Verdict};
use super::course::{Course, Episode, Fate, Month};
use super::lending::Loan;
use super::policy::{Close, Policy};
use super::standing::Standing;
use super::teller::Teller;
use crate::pool::incentives::Reckoned;
use crate::pool::terms::Funding;
use crate::pool::{
    Action, CompartmentId, ContributorId, District, PoolId, ProductId, Role, Rules, Split,
    TermsHistory,
};
use crate::units::{Amount, Date, Ratio};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// What a replay is made from.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The terms, with working days and rates.
    pub rules: &'a Rules,
    /// The versions of the programme's terms.
    pub history: &'a TermsHistory,
    /// The first day of decisions.
    pub from: Date,
    /// The last day of the walk: what comes later is not counted.
    pub to: Date,
    /// How claims, closes and money go.
    pub policy: &'a Policy,
    /// The applications.
    pub applications: &'a [Application],
    /// What a model said of each, in their order.
    pub standings: &'a [Standing],
}

/// A replay under way.
pub(super) struct Replay<'a> {
    pub(super) of: &'a Setting<'a>,
    pub(super) choices: &'a [Choice],
    pub(super) teller: Teller,
    pub(super) agenda: Agenda,
    pub(super) pool: PoolId,
    pub(super) compartments: BTreeMap<District, CompartmentId>,
    paid_in: Vec<(CompartmentId, ContributorId, Amount)>,
    /// In the order of the applications.
    pub(super) loans: Vec<Loan>,
    pub(super) fates: Vec<Fate>,
    pub(super) totals: Month,
    pub(super) months: Vec<Month>,
    pub(super) breakers: Vec<Episode>,
    /// Loans whose claim waits for its filing or its decision, to be tried again at the next close.
    pub(super) again: BTreeSet<Task>,
    /// Claims that wait for money.
    pub(super) waiting: BTreeSet<u32>,
    pub(super) short_on: Option<Date>,
    pub(super) incentives: BTreeMap<SmolStr, Option<Amount>>,
    /// Incentives of the year that is over, which the pool itself pays.
    pub(super) due: Vec<(Reckoned, Amount)>,
}

/// Walks the choices of a policy through the ledger.
pub fn replay(of: &Setting<'_>, choices: &[Choice]) -> Course {
    let mut replay = Replay::new(of, choices);
    replay.open();
    while let Some((on, task)) = replay.agenda.next() {
        replay.teller.today = on;
        replay.step(task);
    }
    replay.end()
}

impl<'a> Replay<'a> {
    fn new(of: &'a Setting<'a>, choices: &'a [Choice]) -> Self {
        let keeps = of.history.versions().any(|of| !of.incentives.is_empty());
        let pool = PoolId::parse("backtest").expect("a plain word is an id");
        let districts = of.applications.iter().map(|of| &of.district);
        let paid_in = of.policy.contributions.iter().map(|of| &of.district);
        let compartments = districts.chain(paid_in).map(|district| {
            let id = CompartmentId {
                pool: pool.clone(),
                district: district.clone(),
            };
            (district.clone(), id)
        });
        Self {
            of,
            choices,
            teller: Teller::new(of.rules.clone(), of.from, keeps),
            agenda: Agenda::until(of.to),
            compartments: compartments.collect(),
            pool,
            paid_in: Vec::new(),
            loans: of.applications.iter().map(|_| Loan::default()).collect(),
            fates: of.applications.iter().map(|_| Fate::default()).collect(),
            totals: Month::default(),
            months: Vec::new(),
            breakers: Vec::new(),
            again: BTreeSet::new(),
            waiting: BTreeSet::new(),
            short_on: None,
            incentives: BTreeMap::new(),
            due: Vec::new(),
        }
    }

    /// Opens the books, and puts everything that has a day of its own on the agenda.
    fn open(&mut self) {
        let scheme = self.of.history.scheme().clone();
        let pool = self.pool.clone();
        let tiers = Vec::new();
        let opened = Action::OpenPool {
            pool,
            scheme,
            tiers,
        };
        let _ = self.teller.tell("open", Role::Maker, opened);
        for compartment in self.compartments.values().cloned().collect::<Vec<_>>() {
            let opened = Action::OpenCompartment { compartment };
            let _ = self.teller.tell("open", Role::Maker, opened);
        }
        let contributions = self.contributions();
        for (place, (on, ..)) in (0..).zip(&contributions) {
            self.agenda.add(*on, Task::PayIn(place));
        }
        let parts = contributions.into_iter();
        self.paid_in = parts.map(|(_, at, by, amount)| (at, by, amount)).collect();
        for (place, (choice, application)) in
            (0..).zip(self.choices.iter().zip(self.of.applications))
        {
            if choice.verdict == Verdict::Approved && self.life(place).is_some() {
                self.agenda.add(application.decided_on, Task::Decide(place));
            }
        }
        let first = self.close_after(self.of.from);
        self.agenda.add(first, Task::Close);
    }

    /// Money by day: that of the policy, or as much as is asked for in each district.
    fn contributions(&self) -> Vec<(Date, CompartmentId, ContributorId, Amount)> {
        let at = |district: &District| self.compartments[district].clone();
        let given = &self.of.policy.contributions;
        if !given.is_empty() {
            let given = given.iter();
            let parts =
                given.map(|of| (of.on, at(&of.district), of.contributor.clone(), of.amount));
            return parts.collect();
        }
        let Some(split) = self.split() else {
            return Vec::new();
        };
        let mut asked: BTreeMap<&District, i64> = BTreeMap::new();
        for application in self.of.applications {
            *asked.entry(&application.district).or_default() += application.requested.fen();
        }
        let mut all = Vec::new();
        for (district, fen) in asked {
            for part in split.delta(Amount::ZERO, Amount::from_fen(fen)) {
                all.push((self.of.from, at(district), part.contributor, part.amount));
            }
        }
        all.retain(|(.., amount)| *amount > Amount::ZERO);
        all
    }

    /// The ratios of contributors; none where a budget pays.
    fn split(&self) -> Option<Split> {
        let terms = self.of.history.on(self.of.from).ok()?;
        let Funding::Pool(funding) = &terms.funding else {
            return None;
        };
        let ratios = funding.contributors.iter();
        Split::new(ratios.map(|of| (of.id.clone(), of.ratio.get())))
    }

    /// The next day that is closed, from a day on.
    pub(super) fn close_after(&self, day: Date) -> Date {
        match self.of.policy.close {
            Close::Day => day,
            Close::Month => day.last_of_month(),
        }
        .min(self.of.to)
    }

    fn step(&mut self, task: Task) {
        match task {
            Task::PayIn(place) => self.pay_in(place),
            Task::Decide(place) => self.decide(place),
            Task::Draw(place) => self.draw(place),
            Task::Live(place) => self.live(place),
            Task::File(place) => self.file(place),
            Task::Settle(place) => self.settle(place),
            Task::Pay(place) => self.pay(place),
            Task::Grant => self.grant(),
            Task::Close => self.close(),
        }
    }

    fn pay_in(&mut self, place: u32) {
        let (compartment, contributor, amount) = self.paid_in[place as usize].clone();
        let action = Action::Contribute {
            compartment,
            contributor,
            amount,
        };
        let _ = self.teller.tell("contribute", Role::Maker, action);
    }

    pub(super) fn application(&self, place: u32) -> &'a Application {
        &self.of.applications[place as usize]
    }

    /// The life of a loan, where anybody knows it.
    pub(super) fn life(&self, place: u32) -> Option<&'a Life> {
        self.application(place).life.as_ref()
    }

    /// The product that a loan goes under.
    pub(super) fn product(&self, application: &Application) -> Option<ProductId> {
        let terms = self.of.history.on(application.decided_on).ok()?;
        let first = terms.products.first().map(|of| of.id.clone());
        application.product.clone().or(first)
    }

    /// What so much of what was asked for comes to at the principal that was approved.
    pub(super) fn scaled(&self, place: u32, amount: Amount) -> Amount {
        let (asked, approved) = (
            self.application(place).requested,
            self.choices[place as usize].amount,
        );
        if asked == approved {
            return amount;
        }
        let part = Ratio::of(approved, asked).and_then(|part| {
            part.checked_mul(Ratio::from_int(amount.fen().into()))
                .and_then(|fen| i64::try_from(fen.floor()).ok())
        });
        part.map_or(amount, Amount::from_fen)
    }

    fn end(self) -> Course {
        let waiting = self.waiting.iter().map(|place| {
            let claim = super::claiming::claim_id(*place);
            let claim = self.teller.ledger.state().claim(&claim);
            claim.map_or(0, |claim| claim.payable.fen())
        });
        Course {
            waiting: Amount::from_fen(waiting.sum()),
            fates: self.fates,
            months: self.months,
            breakers: self.breakers,
            refusals: self.teller.refusals,
            wanting: self.teller.wanting,
            short_on: self.short_on,
            incentives: self.incentives,
        }
    }
}
