//! Vintage curves 账龄曲线: how many loans of each time of drawing, and of each grade, had defaulted by each month on book.
//! `incidence` says how loans that are watched for less long, and loans paid up, are dealt with.

use super::calendar::{STEPS, month_number, on_book};
use super::definition::Definition;
use super::incidence::{Exit, Watched, incidence};
use super::lent::Lent;
use crate::units::{Amount, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// Walks from so many months on are cut by years, shorter ones by quarters.
const BY_YEARS_FROM: i32 = 8 * 12;

/// The curve of some loans.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// `all`, a year, a quarter such as `2021-Q3`, or a grade; empty for loans without one.
    pub name: String,
    /// How many loans.
    pub loans: u64,
    /// Their principal.
    pub principal: Amount,
    /// How many were seen to default.
    pub defaulted: u64,
    /// How many were paid up before that: no longer at risk, and sound for ever.
    pub paid_up: u64,
    /// How many were watched no longer, and are of unknown outcome 删失.
    pub censored: u64,
    /// For how many whole months every one of them could be watched: from the last drawing to the end of what could be
    /// seen. Behind it the curve rests on the earlier ones alone.
    pub seen: u32,
    /// Month by month from the first, as long as any was watched.
    pub points: Vec<CurvePoint>,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Months on book 账龄.
    pub month: u32,
    /// Loans still at risk at its end.
    pub at_risk: u64,
    /// The share that defaulted by then, by number.
    pub rate: f64,
    /// Its interval of 95%; none where none defaulted, or all.
    pub interval: Option<[f64; 2]>,
    /// The share by principal.
    pub rate_of_principal: f64,
}

/// Curves of all loans, and then of the loans of each quarter or year of drawing.
pub fn by_drawing(
    loans: &[Lent<'_>],
    definition: &Definition,
    [from, to]: [Date; 2],
    watched: Date,
) -> Vec<Curve> {
    let years = month_number(to) + 1 - month_number(from) >= BY_YEARS_FROM;
    let all = std::iter::once(curve("all".to_owned(), loans, definition, watched));
    let parted = parted(loans, |loan| {
        let on = loan.life.drawn_on;
        if years {
            format!("{}", on.year())
        } else {
            format!("{}-Q{}", on.year(), (on.month() + 2) / 3)
        }
    });
    let parts = parted
        .into_iter()
        .map(|(name, loans)| curve(name, &loans, definition, watched));
    all.filter(|all| all.loans > 0).chain(parts).collect()
}

/// Curves of the loans of each grade.
pub fn by_grade(loans: &[Lent<'_>], definition: &Definition, watched: Date) -> Vec<Curve> {
    let parted = parted(loans, |loan| {
        loan.grade.map(ToString::to_string).unwrap_or_default()
    });
    let parts = parted.into_iter();
    parts
        .map(|(name, loans)| curve(name, &loans, definition, watched))
        .collect()
}

fn parted<'a>(
    loans: &[Lent<'a>],
    name: impl Fn(&Lent<'a>) -> String,
) -> BTreeMap<String, Vec<Lent<'a>>> {
    let mut parts: BTreeMap<String, Vec<Lent<'a>>> = BTreeMap::new();
    for loan in loans {
        parts.entry(name(loan)).or_default().push(*loan);
    }
    parts
}

fn curve(name: String, loans: &[Lent<'_>], definition: &Definition, watched: Date) -> Curve {
    let left: Vec<Watched> = loans
        .iter()
        .map(|loan| exit(loan, definition, watched))
        .collect();
    let count = |exit: Exit| left.iter().filter(|loan| loan.exit == exit).count() as u64;
    let [defaulted, paid_up, censored] = [Exit::Defaulted, Exit::PaidUp, Exit::Censored].map(count);
    // A month that nobody was watched to the end of is not shown.
    let months = left.iter().map(|loan| match loan.exit {
        Exit::Censored => loan.time / STEPS,
        Exit::Defaulted | Exit::PaidUp => loan.time.div_ceil(STEPS).max(1),
    });
    let months = 1..=months.max().unwrap_or(0);
    let last = loans.iter().map(|loan| loan.life.drawn_on).max();
    let last = last.filter(|last| *last <= watched);
    let principal = loans.iter().map(|loan| loan.fate.lent).sum();
    let found = incidence(left, months.clone().map(|month| month * STEPS));
    let points = months.zip(found).map(|(month, at)| CurvePoint {
        month,
        at_risk: at.at_risk,
        rate: at.rate,
        interval: at.interval,
        rate_of_principal: at.of_principal,
    });
    Curve {
        name,
        loans: loans.len() as u64,
        principal: Amount::from_fen(principal),
        defaulted,
        paid_up,
        censored,
        seen: last.map_or(0, |last| on_book(last, watched) / STEPS),
        points: points.collect(),
    }
}

fn exit(loan: &Lent<'_>, definition: &Definition, watched: Date) -> Watched {
    let until = watched.min(loan.life.known_until);
    let paid = loan.life.paid_up_on().filter(|paid| *paid <= until);
    let (exit, day) = match (definition.defaulted_on(loan.life, until), paid) {
        (Some(day), _) => (Exit::Defaulted, day),
        (None, Some(day)) => (Exit::PaidUp, day),
        (None, None) => (Exit::Censored, until),
    };
    Watched {
        time: on_book(loan.life.drawn_on, day),
        exit,
        principal: loan.fate.lent,
    }
}
