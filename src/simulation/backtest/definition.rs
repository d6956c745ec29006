//! The definition of default 违约定义: a named object with a version, so that nobody compares rates of different things.

use super::application::{Flow, Life};
use crate::units::{Bilingual, Date, Origin};
use serde::Serialize;

/// When a loan counts as defaulted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// Its id, such as `overdue-90`.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
    /// In default after so many days overdue without a break, where that counts.
    pub days_overdue: Option<u32>,
    /// Whether principal given up as lost counts, on the day it was.
    pub charge_off: bool,
}

impl Definition {
    /// The first day on which a loan was in default, by what was known of it until a day.
    pub fn defaulted_on(&self, life: &Life, until: Date) -> Option<Date> {
        let until = until.min(life.known_until);
        let paid_up = life.paid_up_on();
        let mut since: Option<Date> = None;
        let mut found: Option<Date> = None;
        let mut meet = |since: Option<Date>, before: Date| {
            let day = since
                .zip(self.days_overdue)
                .map(|(since, days)| since.saturating_add(jiff::Span::new().days(i64::from(days))));
            let day = day.filter(|day| *day <= before && paid_up.is_none_or(|paid| *day < paid));
            found = found.or(day);
        };
        for (day, flow) in life.flows.iter().filter(|(day, _)| *day <= until) {
            match flow {
                Flow::Overdue => since = since.or(Some(*day)),
                Flow::Cured => {
                    // On the day of the cure it is no longer overdue.
                    meet(since, day.saturating_sub(jiff::Span::new().days(1)));
                    since = None;
                }
                Flow::ChargedOff(_) if self.charge_off => {
                    meet(since, *day);
                    return Some(found.map_or(*day, |found| found.min(*day)));
                }
                _ => {}
            }
        }
        meet(since, until);
        found
    }
}
