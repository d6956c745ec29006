//! The pool under a policy: its money at the end and at its worst, and how long breakers stood tripped.

use super::calendar::days_between;
use super::course::{Course, Episode, Month};
use crate::units::{Amount, Date, Ratio};
use serde::Serialize;

/// The pool under a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoolFigures {
    /// At the end of each month.
    pub months: Vec<Month>,
    /// Leverage 放大倍数 at the end.
    pub leverage: Leverage,
    /// The least cash at the end of any month, and when first.
    pub least_cash: Option<Worst<Amount>>,
    /// The least net assets.
    pub least_net_assets: Option<Worst<Amount>>,
    /// The highest leverage.
    pub highest_leverage: Option<Worst<Leverage>>,
    /// Breakers that tripped.
    pub breakers: Vec<Episode>,
    /// Days on which any breaker stood tripped, each counted once.
    pub tripped_days: i64,
    /// The first day on which a payment had to wait for money.
    pub short_on: Option<Date>,
    /// Approved compensation that waits for money at the end.
    pub waiting: Amount,
}

/// A figure at its worst.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Worst<T> {
    /// The end of the month.
    pub on: Date,
    /// The figure.
    pub value: T,
}

/// Cover over net assets 放大倍数, worse as it is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leverage {
    /// So many times.
    Times(Ratio),
    /// There is cover, and no net assets stand behind it.
    Bare,
}

impl Leverage {
    /// The leverage of a pool at the end of a month; nought without cover.
    pub fn of(month: &Month) -> Self {
        if month.cover <= 0 {
            return Self::Times(Ratio::ZERO);
        }
        let (cover, net) = (i128::from(month.cover), i128::from(month.net_assets));
        let times = Ratio::new(cover, net).filter(|_| net > 0);
        times.map_or(Self::Bare, Self::Times)
    }
}

impl PoolFigures {
    /// The pool of a course that ended on a day.
    pub fn of(course: &Course, to: Date) -> Self {
        let months = &course.months;
        let nothing = Leverage::Times(Ratio::ZERO);
        Self {
            leverage: months.last().map_or(nothing, Leverage::of),
            least_cash: least(months, |month| Amount::from_fen(month.cash)),
            least_net_assets: least(months, |month| Amount::from_fen(month.net_assets)),
            highest_leverage: least(months, |month| std::cmp::Reverse(Leverage::of(month))).map(
                |worst| Worst {
                    on: worst.on,
                    value: worst.value.0,
                },
            ),
            months: months.clone(),
            breakers: course.breakers.clone(),
            tripped_days: tripped_days(&course.breakers, to),
            short_on: course.short_on,
            waiting: course.waiting,
        }
    }
}

/// The first of the months that has the least.
fn least<T: Ord + Copy>(months: &[Month], of: impl Fn(&Month) -> T) -> Option<Worst<T>> {
    let found = months.iter().min_by_key(|month| of(month))?;
    Some(Worst {
        on: found.on,
        value: of(found),
    })
}

/// Days on which any of them stood tripped, until the end where one still does; the day of clearing is free.
fn tripped_days(episodes: &[Episode], to: Date) -> i64 {
    let after = to.saturating_add(jiff::Span::new().days(1));
    let spans = episodes
        .iter()
        .map(|episode| (episode.from, episode.until.unwrap_or(after)));
    let mut spans: Vec<(Date, Date)> = spans.collect();
    spans.sort_unstable();
    let (mut days, mut counted_to) = (0, Date::MIN);
    for (from, until) in spans {
        let from = from.max(counted_to);
        if until > from {
            days += days_between(from, until);
            counted_to = until;
        }
    }
    days
}
