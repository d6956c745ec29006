//! The stress of a pool: many paths of one plan, and what they come to.

use super::book::Book;
use super::concentration::{Concentration, OfLoans};
use super::loss::{AtLevel, Chance, Estimate, Losses, nearest};
use super::opening::Opening;
use super::plan::Plan;
use super::tail::{Walked, walked};
use crate::pool::UsableTerms;
use crate::pool::terms::{BreakerScope, Effect};
use crate::units::{Amount, Bilingual, Problems, Ratio};
use serde::Serialize;

/// The levels of confidence that are told.
pub const LEVELS: [f64; 4] = [0.9, 0.95, 0.99, 0.999];
/// The level whose worst paths are parted by loans.
const WORST: f64 = 0.99;
/// The fewest and the most paths.
pub const PATHS: std::ops::RangeInclusive<u32> = 100..=10_000_000;

/// How a stress is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The seed of all paths.
    pub seed: u64,
    /// How many paths.
    pub paths: u32,
    /// The probability of running short that is aimed at, in parts per million.
    pub target_ppm: u32,
}

impl Settings {
    /// Everything that will not do.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        if !PATHS.contains(&self.paths) {
            let why = format!(
                "{} paths were asked for; {} to {} would pass",
                self.paths,
                PATHS.start(),
                PATHS.end()
            );
            problems.add("paths", "paths.range", why);
        }
        if !(1..1_000_000).contains(&self.target_ppm) {
            let why = "a probability above 0 and below 1 would pass, to the millionth";
            problems.add("target", "target.range", why);
        }
        problems
    }
}

/// What the paths come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stress {
    /// Principal of the book.
    pub principal: Amount,
    /// The pool's share of it.
    pub cover: Amount,
    /// The pool's cash.
    pub cash: Amount,
    /// Cover as a multiple of cash.
    pub leverage: Option<f64>,
    /// Paid less recovered, over all years: its mean 预期损失.
    pub expected_loss: Estimate,
    /// Its standard deviation.
    pub deviation: Amount,
    /// Its quantiles and shortfalls.
    pub levels: Vec<AtLevel>,
    /// The greatest.
    pub most: Amount,
    /// Paths by loss, in equal parts from nought to the greatest.
    pub histogram: Vec<u64>,
    /// The years, on average.
    pub years: Vec<OfYear>,
    /// What the pool had of recoveries on average.
    pub recovered: Amount,
    /// The pool's share of defaults for which a breaker or a cap let no claim through, on average.
    pub stopped: Amount,
    /// That the cash of some compartment could not pay what was due 资金不足概率.
    pub ruin: Chance,
    /// The same for each compartment.
    pub ruin_by_district: Vec<(String, Chance)>,
    /// Breakers and their levels.
    pub breakers: Vec<OfLevel>,
    /// What a probability of running short asks for.
    pub target: Target,
    /// Who makes it up.
    pub concentration: Concentration,
    /// The paths held against what is known without them.
    pub check: Check,
}

/// One year, on average over the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OfYear {
    /// Its number, from 1.
    pub year: u32,
    /// Principal that defaulted.
    pub defaulted: Amount,
    /// Compensation paid.
    pub paid: Amount,
}

/// A level of a breaker.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfLevel {
    /// The breaker's id.
    pub breaker: String,
    /// What it is called.
    pub name: Bilingual,
    /// Over what it is measured.
    pub scope: BreakerScope,
    /// The ratio.
    pub at: Ratio,
    /// What it does.
    pub effect: Effect,
    /// That it is reached at one site or more, by the end of each year.
    pub by_year: Vec<Chance>,
}

/// What a probability of running short asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// The probability aimed at.
    pub probability: f64,
    /// The most money needed at the end of a year with that probability, were it where it is needed.
    pub money: Estimate,
    /// What is to be contributed beyond the cash there is, to be placed where it lacks 需补充出资.
    pub contribution: Estimate,
    /// The multiple of such money that the pool's cover would be 可承受放大倍数; none where no money is needed.
    pub leverage: Option<f64>,
    /// The lower and the upper end of it.
    pub leverage_interval: Option<[f64; 2]>,
    /// The ceilings of the terms.
    pub ceilings: Vec<f64>,
}

/// The paths against what is known without them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Check {
    /// Principal that defaults in the first year: Σ principal × PD, exact.
    pub exact: Amount,
    /// The mean over the paths.
    pub paths: Amount,
    /// How many of its standard errors the mean is away.
    pub errors: f64,
}

impl Stress {
    /// Walks the paths.
    pub fn of(
        plan: &Plan,
        terms: &UsableTerms,
        book: &Book,
        opening: &Opening,
        settings: Settings,
    ) -> Result<Self, Problems> {
        settings.problems().or(())?;
        let numbers: Vec<u64> = (0..u64::from(settings.paths)).collect();
        let all = walked(plan, settings.seed, &numbers);
        let column = |at: usize| all.paths.iter().map(|of| of[at]).collect::<Vec<i64>>();
        let losses = Losses::new(column(0));
        let worst = worst(&all, losses.beyond(WORST));
        let tail = walked(plan, settings.seed, &worst);
        let paths = u64::from(settings.paths);
        let chance = |count| Chance::of(count, paths);
        let ruined = all.paths.iter().filter(|of| of[3] > 0).count() as u64;
        let of_loans = OfLoans {
            book,
            covers: plan.loans.iter().map(|loan| loan.cover).collect(),
            all: (&all.by_loan, paths),
            worst: (&tail.by_loan, worst.len() as u64),
        };
        let mean = |sum: i128| Amount::from_fen(nearest(sum, paths.into()));
        let cover = plan.cover();
        let districts = opening.compartments.iter().zip(&all.ruined);
        Ok(Self {
            principal: Amount::from_fen(book.principal()),
            cover: Amount::from_fen(cover),
            cash: Amount::from_fen(opening.cash()),
            leverage: times(cover, opening.cash()),
            expected_loss: losses.mean(),
            deviation: Amount::from_fen(losses.deviation().round() as i64),
            levels: LEVELS.iter().map(|level| losses.at(*level)).collect(),
            most: losses.most(),
            histogram: losses.histogram(40),
            years: (0..plan.years)
                .map(|year| OfYear {
                    year: year as u32 + 1,
                    defaulted: mean(all.defaulted[year]),
                    paid: mean(all.paid[year]),
                })
                .collect(),
            recovered: mean(all.recovered),
            stopped: mean(all.stopped),
            ruin: chance(ruined),
            ruin_by_district: districts
                .map(|(of, count)| (of.district.to_string(), chance(*count)))
                .collect(),
            breakers: breakers(terms, plan, &all, paths),
            target: target(terms, cover, settings, (column(1), column(2))),
            concentration: of_loans.concentration(),
            check: check(plan, &all),
        })
    }
}

/// The worst paths, a tie broken by their numbers.
fn worst(all: &Walked, count: usize) -> Vec<u64> {
    let mut order: Vec<(i64, u64)> = all.paths.iter().map(|of| of[0]).zip(0..).collect();
    order.sort_unstable_by_key(|(loss, number)| (std::cmp::Reverse(*loss), *number));
    let mut numbers: Vec<u64> = order
        .into_iter()
        .take(count)
        .map(|(_, number)| number)
        .collect();
    numbers.sort_unstable();
    numbers
}

fn times(cover: i64, money: i64) -> Option<f64> {
    (money > 0).then(|| cover as f64 / money as f64)
}

fn breakers(terms: &UsableTerms, plan: &Plan, all: &Walked, paths: u64) -> Vec<OfLevel> {
    let mut told = Vec::new();
    let mut counts = all.tripped.iter();
    for breaker in &terms.breakers {
        for level in &breaker.levels {
            let counts = counts.next().expect("each level has its counts");
            let mut sum = 0;
            // What yearly settlement brings after the last year counts in it.
            let by_year = (0..plan.years).map(|year| {
                sum += counts[year];
                if year + 1 == plan.years {
                    sum += counts.get(year + 1).copied().unwrap_or(0);
                }
                Chance::of(sum, paths)
            });
            told.push(OfLevel {
                breaker: breaker.id.to_string(),
                name: breaker.name.clone(),
                scope: breaker.scope,
                at: level.at.get(),
                effect: level.effect,
                by_year: by_year.collect(),
            });
        }
    }
    told
}

fn target(
    terms: &UsableTerms,
    cover: i64,
    settings: Settings,
    (need, lacking): (Vec<i64>, Vec<i64>),
) -> Target {
    let level = 1.0 - f64::from(settings.target_ppm) / 1e6;
    let money = Losses::new(need).quantile(level);
    let interval = times(cover, money.high.fen()).zip(times(cover, money.low.fen()));
    Target {
        probability: f64::from(settings.target_ppm) / 1e6,
        money,
        contribution: Losses::new(lacking).quantile(level),
        leverage: times(cover, money.value.fen()),
        leverage_interval: interval.map(|(low, high)| [low, high]),
        ceilings: terms
            .leverage
            .iter()
            .filter(|rule| rule.bound == crate::pool::terms::Bound::Ceiling)
            .map(|rule| rule.times.get().to_f64())
            .collect(),
    }
}

fn check(plan: &Plan, all: &Walked) -> Check {
    let exact = plan.first_year();
    let drawn = Losses::new(all.first_year.clone());
    let mean = drawn.mean().value;
    let error = drawn.deviation() / (all.first_year.len() as f64).sqrt();
    Check {
        exact: Amount::from_fen(exact.round() as i64),
        paths: mean,
        errors: if error > 0.0 {
            (mean.fen() as f64 - exact) / error
        } else {
            0.0
        },
    }
}
