//! Working days: weekends, public holidays and swapped weekends, from a dated file for each year.

use crate::units::{Date, Digest, Origin};
use serde::Serialize;
use std::collections::BTreeMap;

/// One year of the calendar 年度工作日历.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarYear {
    /// The year.
    pub year: i16,
    /// Where it comes from.
    pub origin: Origin,
    /// The last day for which it is settled; later days of the year are refused.
    pub settled_to: Date,
    /// Days on which nobody works though it may be a weekday.
    pub days_off: Vec<Date>,
    /// Saturdays and Sundays on which people work 调休上班.
    pub working_weekends: Vec<Date>,
}

/// The calendar 工作日历 of the years at hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Calendar {
    pub(super) years: BTreeMap<i16, CalendarYear>,
}

/// A day of which the calendar says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// There is no file for the year.
    #[error("whether {day} is a working day is not known: there is no calendar for {}", .day.year())]
    NoYear {
        /// The day.
        day: Date,
    },
    /// The year's file is settled only up to a day before.
    #[error("whether {day} is a working day is not known: the calendar is settled to {settled_to}")]
    Incomplete {
        /// The day.
        day: Date,
        /// The last day that is settled.
        settled_to: Date,
    },
    /// Two files speak of one year.
    #[error("there are two calendars for {0}")]
    Twice(i16),
    /// The day is past the end of time.
    #[error("no day comes after {0}")]
    EndOfTime(Date),
}

impl CalendarYear {
    /// Whether people work on a day of the year, if it is settled.
    pub(super) fn works(&self, day: Date) -> Option<bool> {
        (day <= self.settled_to).then(|| {
            if is_weekend(day) {
                self.working_weekends.contains(&day)
            } else {
                !self.days_off.contains(&day)
            }
        })
    }
}

impl Calendar {
    /// Joins years.
    pub fn new(years: impl IntoIterator<Item = CalendarYear>) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        for year in years {
            let number = year.year;
            if calendar.years.insert(number, year).is_some() {
                return Err(CalendarError::Twice(number));
            }
        }
        Ok(calendar)
    }

    /// Whether people work on a day; refused when the calendar does not say.
    pub fn is_working_day(&self, day: Date) -> Result<bool, CalendarError> {
        let year = self
            .years
            .get(&day.year())
            .ok_or(CalendarError::NoYear { day })?;
        let settled_to = year.settled_to;
        year.works(day)
            .ok_or(CalendarError::Incomplete { day, settled_to })
    }

    /// The `days`-th working day after a day, which does not itself count. With nought, the day itself if
    /// people work on it, else the next on which they do.
    pub fn add_working_days(&self, day: Date, days: u32) -> Result<Date, CalendarError> {
        let mut at = day;
        if days == 0 {
            while !self.is_working_day(at)? {
                at = next(at)?;
            }
            return Ok(at);
        }
        let mut left = days;
        while left > 0 {
            at = next(at)?;
            left -= u32::from(self.is_working_day(at)?);
        }
        Ok(at)
    }

    /// How many working days lie after `from`, up to and with `to`.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, CalendarError> {
        let mut count = 0;
        let mut at = from;
        while at < to {
            at = next(at)?;
            count += u32::from(self.is_working_day(at)?);
        }
        Ok(count)
    }

    /// The years, earliest first.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let text = serde_json::to_string(self).expect("a calendar has plain keys");
        Digest::of(format!("zhixin/calendar/1\n{text}").as_bytes())
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(super) fn is_weekend(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() >= 5
}

fn next(day: Date) -> Result<Date, CalendarError> {
    day.tomorrow().map_err(|_| CalendarError::EndOfTime(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(years: &[&str]) -> Calendar {
        let years = years.iter().map(|text| CalendarYear::parse(text).unwrap());
        Calendar::new(years).unwrap()
    }

    fn shipped() -> Calendar {
        calendar(&[
            include_str!("../../models/calendar/cn-2017.toml"),
            include_str!("../../models/calendar/cn-2018.toml"),
            include_str!("../../models/calendar/cn-2019.toml"),
            include_str!("../../models/calendar/cn-2020.toml"),
            include_str!("../../models/calendar/cn-2021.toml"),
            include_str!("../../models/calendar/cn-2022.toml"),
            include_str!("../../models/calendar/cn-2023.toml"),
            include_str!("../../models/calendar/cn-2024.toml"),
            include_str!("../../models/calendar/cn-2025.toml"),
            include_str!("../../models/calendar/cn-2026.toml"),
        ])
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn golden_days_of_the_notices() {
        let calendar = shipped();
        for (text, works) in [
            ("2021-02-07", true),  // Sunday, worked for the Spring Festival
            ("2021-02-10", true),  // the eve of the eve
            ("2021-02-11", false), // New Year's Eve, a Thursday
            ("2021-02-17", false), // the last day off, a Wednesday
            ("2021-02-18", true),
            ("2021-02-20", true),  // Saturday, worked
            ("2021-02-21", false), // Sunday
            ("2018-12-29", true),  // Saturday, worked for the New Year of 2019
            ("2018-12-31", false),
            ("2019-05-05", true), // Sunday, worked after the change of April 2019
            ("2020-01-31", false), // by the extension of January 2020
            ("2020-02-01", false), // Saturday that was to be worked before the extension
            ("2020-02-03", true),
            ("2024-02-09", true), // New Year's Eve was no day off in 2024
            ("2025-10-08", false),
            ("2026-02-28", true), // Saturday, worked
        ] {
            assert_eq!(calendar.is_working_day(day(text)), Ok(works), "{text}");
        }
    }

    #[test]
    fn years_have_as_many_working_days_as_the_law_leaves() {
        // New Year's Day is a day off, so counting after it loses nothing.
        let calendar = shipped();
        let count = |year| {
            let eve = Date::constant(year, 1, 1);
            let to = Date::constant(year, 12, 31);
            calendar.working_days_between(eve, to).unwrap()
        };
        let counts: Vec<u32> = (2017..=2025).map(count).collect();
        insta::assert_compact_debug_snapshot!(counts, @"[249, 250, 250, 249, 250, 249, 249, 251, 248]");
    }

    #[test]
    fn working_days_are_counted_over_swaps() {
        let calendar = shipped();
        let add = |text, days| {
            calendar
                .add_working_days(day(text), days)
                .unwrap()
                .to_string()
        };
        assert_eq!(add("2021-02-05", 1), "2021-02-07");
        assert_eq!(add("2021-02-05", 10), "2021-02-24");
        assert_eq!(add("2021-02-11", 0), "2021-02-18");
        assert_eq!(add("2021-02-10", 0), "2021-02-10");
        let between = calendar.working_days_between(day("2021-02-05"), day("2021-02-24"));
        assert_eq!(between, Ok(10));
    }

    #[test]
    fn what_the_calendar_does_not_say_is_refused() {
        let calendar = shipped();
        let said = [
            calendar.is_working_day(day("2016-12-30")).unwrap_err(),
            calendar.is_working_day(day("2026-12-28")).unwrap_err(),
            calendar
                .add_working_days(day("2026-12-24"), 10)
                .unwrap_err(),
        ]
        .map(|error| error.to_string())
        .join("\n");
        insta::assert_snapshot!(said, @"
        whether 2016-12-30 is a working day is not known: there is no calendar for 2016
        whether 2026-12-28 is a working day is not known: the calendar is settled to 2026-12-25
        whether 2026-12-26 is a working day is not known: the calendar is settled to 2026-12-25
        ");
        let text = include_str!("../../models/calendar/cn-2021.toml");
        let twice = [text, text].map(|text| CalendarYear::parse(text).unwrap());
        assert_eq!(Calendar::new(twice), Err(CalendarError::Twice(2021)));
    }
}
