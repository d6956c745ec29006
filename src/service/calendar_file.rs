//! A file of working days or of rates: what it says, the name under which it goes on record, its digest.

use super::{Error, catalog};
use crate::journal::EventKind;
use crate::pool::{Calendar, CalendarYear, LprQuote, LprSeries};
use crate::units::{Digest, Problems};
use std::path::Path;

/// What a file of models/calendar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// The working days of a year.
    Year(CalendarYear),
    /// Publications of the one-year rate.
    Rates(LprSeries),
}

/// A file of models/calendar, or one like it 日历或利率文件.
#[derive(Debug, Clone)]
pub struct CalendarFile {
    /// What it says.
    pub says: Says,
    /// Its text.
    pub text: String,
    /// Where the text stands, for messages.
    pub file: String,
}

impl Says {
    /// The name under which it is on record: no terms have a name with a stroke.
    pub fn id(&self) -> String {
        match self {
            Self::Year(year) => format!("calendar/{}", year.year),
            Self::Rates(rates) => format!("lpr/{}", month(rates.quotes().first())),
        }
    }

    /// What kind of thing it is.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Year(_) => "working days",
            Self::Rates(_) => "rates",
        }
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Year(year) => Calendar::default().joined(year).digest(),
            Self::Rates(rates) => rates.digest(),
        }
    }

    /// The first and last day or publication of which it speaks.
    pub fn span(&self) -> (String, String) {
        match self {
            Self::Year(year) => (format!("{}-01-01", year.year), year.settled_to.to_string()),
            Self::Rates(rates) => {
                let day =
                    |of: Option<&LprQuote>| of.map_or(String::new(), |of| of.published.to_string());
                (day(rates.quotes().first()), day(rates.quotes().last()))
            }
        }
    }

    /// The kind of the event that puts it on record.
    pub(super) fn kind(&self) -> EventKind {
        match self {
            Self::Year(_) => EventKind::CalendarRecorded,
            Self::Rates(_) => EventKind::LprRecorded,
        }
    }

    /// Whether both speak of a day or month, and say otherwise.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Year(one), Self::Year(other)) => !one.differences(other).is_empty(),
            (Self::Rates(one), Self::Rates(other)) => !one.differences(other).is_empty(),
            _ => false,
        }
    }

    fn parse(kind: EventKind, text: &str) -> Result<Self, Problems> {
        if kind == EventKind::CalendarRecorded {
            CalendarYear::parse(text).map(Self::Year)
        } else {
            LprSeries::parse(text).map(Self::Rates)
        }
    }
}

fn month(of: Option<&LprQuote>) -> String {
    of.map_or(String::new(), |of| {
        format!("{}-{:02}", of.published.year(), of.published.month())
    })
}

/// Reads the working days of a year from a path.
pub fn open_year(path: &str) -> Result<CalendarFile, Error> {
    open(EventKind::CalendarRecorded, path)
}

/// Reads publications of the rate from a path.
pub fn open_rates(path: &str) -> Result<CalendarFile, Error> {
    open(EventKind::LprRecorded, path)
}

fn open(kind: EventKind, path: &str) -> Result<CalendarFile, Error> {
    read(kind, catalog::text_of(Path::new(path))?, path.to_owned())
}

/// Reads and checks a text.
pub(super) fn read(kind: EventKind, text: String, file: String) -> Result<CalendarFile, Error> {
    match Says::parse(kind, &text) {
        Ok(says) => Ok(CalendarFile { says, text, file }),
        Err(problems) => Err(Error::Checked { file, problems }),
    }
}
