//! When the facts of a row could be known: as the row or the mapping says, or by an assumed lag.

use super::cells::{BoundCell, CellText, told};
use crate::evidence::{Availability, Fact};
use crate::units::{Date, DateStyle, Problems, parse_date};
use csv::StringRecord;

/// A rule of availability bound to columns.
#[derive(Debug, Clone)]
pub(super) enum BoundAvailable {
    /// The lag of the kind of fact, marked assumed.
    Lag,
    /// A column states the day; where it says nothing, the lag of the kind.
    Column(usize, DateStyle),
    /// On one day.
    On(Date),
    /// So long after a date of the row, marked assumed.
    After {
        cell: Box<BoundCell>,
        months: i64,
        days: i64,
        policy: String,
    },
}

/// The availability by the lag of the kind of fact.
pub(super) fn by_lag(fact: &Fact) -> Availability {
    let lag = fact.lag();
    Availability {
        on: lag.after(fact.happened_on()),
        assumed: lag.policy.map(str::to_owned),
    }
}

/// The availability on a stated day, which cannot be before the fact happened.
pub(super) fn stated(fact: &Fact, on: Date, problems: &mut Problems) -> Option<Availability> {
    let happened = fact.happened_on();
    if on < happened {
        let message = format!("{on} is before the day it happened, {happened}");
        problems.add("available_on", "available.before", message);
        return None;
    }
    Some(Availability { on, assumed: None })
}

impl BoundAvailable {
    /// The availability of a fact of a row.
    pub(super) fn of(
        &self,
        fact: &Fact,
        record: &StringRecord,
        missing: &[String],
        problems: &mut Problems,
    ) -> Option<Availability> {
        match self {
            Self::Lag => Some(by_lag(fact)),
            Self::On(on) => stated(fact, *on, problems),
            Self::Column(at, dates) => match told(record, *at, missing) {
                None => Some(by_lag(fact)),
                Some(text) => match parse_date(&text, *dates) {
                    Ok(on) => stated(fact, on, problems),
                    Err(error) => {
                        problems.add("available_on", "date", error.to_string());
                        None
                    }
                },
            },
            Self::After {
                cell,
                months,
                days,
                policy,
            } => {
                let from = match cell.text(record, missing) {
                    CellText::Text(text) => parse_date(&text, cell.dates).ok(),
                    _ => None,
                };
                let from = from.unwrap_or_else(|| fact.happened_on());
                let lag = jiff::Span::new().months(*months).days(*days);
                Some(Availability {
                    on: from.saturating_add(lag).max(fact.happened_on()),
                    assumed: Some(policy.clone()),
                })
            }
        }
    }
}
