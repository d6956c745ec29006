//! The table of one policy: what it approved and lent, what came of it, what it cost, and whom it reached.

use super::application::Application;
use super::choice::{Choice, Verdict};
use super::course::Course;
use super::definition::Definition;
use super::lent::{Lent, lent, watched_until};
use super::outcome::{DefaultRate, Horizon};
use super::parts::Parts;
use super::pool_figures::PoolFigures;
use crate::units::{Amount, Date, EnterpriseId};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashSet};

/// Months from the drawing within which a default counts for the rate of a year.
pub const YEAR: u32 = 12;

/// The figures of one policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Applications.
    pub applications: u64,
    /// How many had each verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// How many were approved.
    pub approved: u64,
    /// Their share of the applications 通过率.
    pub approval_rate: Option<f64>,
    /// The principal asked for.
    pub asked: Amount,
    /// The principal approved.
    pub approved_amount: Amount,
    /// Of the approvals, those whose outcome anybody can know, since a loan was made then.
    pub outcome_known: Share,
    /// Approved, and not let under cover by the terms: the code of the refusal, and how often.
    pub not_covered: BTreeMap<&'static str, u64>,
    /// Everything that the ledger refused.
    pub refusals: Vec<Refused>,
    /// Loans lent under cover.
    pub loans: u64,
    /// Their principal.
    pub lent: Amount,
    /// Enterprises that were lent to.
    pub borrowers: u64,
    /// Of them, those for which a loan was the first 首贷户.
    pub first_time: u64,
    /// Loans lent of which nobody says whether they were the first.
    pub first_time_unknown: u64,
    /// Defaults within a year of the drawing.
    pub within_year: DefaultRate,
    /// Defaults until the end of loans that came to one. Bad loans end earlier than good ones: where many are censored
    /// this rate is too high, and the vintage curves are to be read.
    pub over_life: DefaultRate,
    /// What came to the pool.
    pub cost: Cost,
    /// By bank, district, grade, industry and year.
    pub parts: Parts,
    /// The pool.
    pub pool: PoolFigures,
}

/// A share of approvals, by number and by principal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub approvals: u64,
    /// Their share of all; none where nothing was approved.
    pub of_approvals: Option<f64>,
    /// Their principal.
    pub amount: Amount,
    /// Its share of all.
    pub of_amount: Option<f64>,
}

/// A command that the ledger refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The command.
    pub command: &'static str,
    /// The code of the refusal.
    pub code: &'static str,
    /// How often.
    pub count: u64,
}

/// What a policy cost the pool.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Principal claimed.
    pub claimed: Amount,
    /// Compensation paid 代偿.
    pub paid: Amount,
    /// What of it was recovered for the pool 追偿.
    pub recovered: Amount,
    /// Paid less recovered.
    pub net: Amount,
    /// The same for each yuan lent; none where nothing was lent.
    pub per_yuan: Option<f64>,
    /// What incentives came to, by their ids; none where a figure that one needs is not known.
    pub incentives: BTreeMap<SmolStr, Option<Amount>>,
    /// All of them together; none where one is not known.
    pub of_incentives: Option<Amount>,
    /// Net compensation and incentives for each yuan lent; none where either is not known.
    pub per_yuan_with_incentives: Option<f64>,
}

impl Figures {
    /// The table of a policy: its choices and the fates of the course are in the order of the applications, and the walk
    /// ended on `to`.
    pub fn of(
        applications: &[Application],
        choices: &[Choice],
        course: &Course,
        definition: &Definition,
        to: Date,
    ) -> Self {
        let watched = watched_until(applications, to);
        let loans = lent(applications, choices, &course.fates);
        let mut verdicts = BTreeMap::new();
        for choice in choices {
            *verdicts.entry(choice.verdict).or_insert(0) += 1;
        }
        let mut not_covered = BTreeMap::new();
        for code in course.fates.iter().filter_map(|fate| fate.refused) {
            *not_covered.entry(code).or_insert(0) += 1;
        }
        let count = applications.len() as u64;
        let approved = verdicts.get(&Verdict::Approved).copied().unwrap_or(0);
        let lent = total(loans.iter().map(|loan| loan.fate.lent));
        let (borrowers, first_time) = reached(&loans);
        let rate = |horizon| DefaultRate::of(&loans, horizon, definition, watched);
        Self {
            applications: count,
            verdicts,
            approved,
            approval_rate: share(approved, count),
            asked: total(applications.iter().map(|one| one.requested.fen())),
            approved_amount: total(choices.iter().map(|choice| choice.amount.fen())),
            outcome_known: known(applications, choices),
            not_covered,
            refusals: refusals(course),
            loans: loans.len() as u64,
            lent,
            borrowers,
            first_time,
            first_time_unknown: silent(&loans),
            within_year: rate(Horizon::Months(YEAR)),
            over_life: rate(Horizon::Life),
            cost: Cost::of(course, lent),
            parts: Parts::of(applications, choices, &course.fates, definition, watched),
            pool: PoolFigures::of(course, to),
        }
    }
}

impl Cost {
    fn of(course: &Course, lent: Amount) -> Self {
        let fates = || course.fates.iter();
        let paid = total(fates().map(|fate| fate.paid));
        let recovered = total(fates().map(|fate| fate.recovered));
        let net = Amount::from_fen(paid.fen() - recovered.fen());
        let incentives = course.incentives.values();
        let of_incentives: Option<Vec<i64>> =
            incentives.map(|amount| amount.map(Amount::fen)).collect();
        let of_incentives = of_incentives.map(|all| total(all.into_iter()));
        let for_each = |fen: i64| (lent > Amount::ZERO).then(|| fen as f64 / lent.fen() as f64);
        Self {
            claimed: total(fates().map(|fate| fate.claimed)),
            paid,
            recovered,
            net,
            per_yuan: for_each(net.fen()),
            incentives: course.incentives.clone(),
            of_incentives,
            per_yuan_with_incentives: of_incentives
                .and_then(|more| for_each(net.fen().saturating_add(more.fen()))),
        }
    }
}

/// The sum of fen; what a file asks for in all may be more than an amount holds, and then is the most that one does.
fn total(fen: impl Iterator<Item = i64>) -> Amount {
    let sum: i128 = fen.map(i128::from).sum();
    Amount::from_fen(i64::try_from(sum).unwrap_or(i64::MAX))
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn known(applications: &[Application], choices: &[Choice]) -> Share {
    let approved = |choice: &Choice| choice.verdict == Verdict::Approved;
    let all = applications.iter().zip(choices);
    let all: Vec<(bool, i64)> = all
        .filter(|(_, choice)| approved(choice))
        .map(|(application, choice)| (application.life.is_some(), choice.amount.fen()))
        .collect();
    let told = || all.iter().filter(|(known, _)| *known);
    let amount = total(told().map(|(_, fen)| *fen));
    let of = total(all.iter().map(|(_, fen)| *fen));
    let approvals = told().count() as u64;
    Share {
        approvals,
        of_approvals: share(approvals, all.len() as u64),
        amount,
        of_amount: (of > Amount::ZERO).then(|| amount.fen() as f64 / of.fen() as f64),
    }
}

/// Enterprises that were lent to, and of them those that were lent to for the first time.
fn reached(loans: &[Lent<'_>]) -> (u64, u64) {
    let distinct = |first: bool| {
        let those = loans
            .iter()
            .map(|loan| loan.application)
            .filter(|one| !first || one.first_loan == Some(true));
        let enterprises: HashSet<&EnterpriseId> = those.map(|one| &one.enterprise).collect();
        enterprises.len() as u64
    };
    (distinct(false), distinct(true))
}

fn silent(loans: &[Lent<'_>]) -> u64 {
    let silent = |loan: &&Lent<'_>| loan.application.first_loan.is_none();
    loans.iter().filter(silent).count() as u64
}

fn refusals(course: &Course) -> Vec<Refused> {
    let all = course.refusals.iter();
    all.map(|((command, code), count)| Refused {
        command,
        code,
        count: *count,
    })
    .collect()
}
