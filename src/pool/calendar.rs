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
    years: BTreeMap<i16, CalendarYear>,
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
        if day > year.settled_to {
            let settled_to = year.settled_to;
            return Err(CalendarError::Incomplete { day, settled_to });
        }
        Ok(if is_weekend(day) {
            year.working_weekends.contains(&day)
        } else {
            !year.days_off.contains(&day)
        })
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
