//! An instant of recording, in microseconds of UTC: when the engine learned something.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(i64);

/// The text is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a moment; write 2020-06-30T08:00:00Z, or a date for its last microsecond")]
pub struct MomentError(String);

impl Moment {
    /// From microseconds of UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds of UTC.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, or a bare date, which means the last microsecond of that day in UTC.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        if let Ok(stamp) = text.parse::<Timestamp>() {
            return Ok(Self(stamp.as_microsecond()));
        }
        let end = format!("{text}T23:59:59.999999Z");
        end.parse::<Timestamp>()
            .map(|stamp| Self(stamp.as_microsecond()))
            .map_err(|_| MomentError(text.to_owned()))
    }

    /// The calendar day in UTC.
    pub fn utc_date(self) -> jiff::civil::Date {
        self.stamp().to_zoned_date()
    }

    /// The calendar day in Asia/Shanghai, which is UTC+8 all year.
    pub fn business_day(self) -> jiff::civil::Date {
        const EIGHT_HOURS: i64 = 8 * 3600 * 1_000_000;
        Self(self.0.saturating_add(EIGHT_HOURS)).utc_date()
    }

    fn stamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0.clamp(MIN_MICROS, MAX_MICROS))
            .expect("clamped to the years that a timestamp can hold")
    }
}

/// The years 0001 to 9998, well inside what a timestamp holds.
const MIN_MICROS: i64 = -62_135_596_800_000_000;
const MAX_MICROS: i64 = 253_370_764_800_000_000;

trait UtcDate {
    fn to_zoned_date(self) -> jiff::civil::Date;
}

impl UtcDate for Timestamp {
    fn to_zoned_date(self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self).date()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.stamp(), f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_means_its_last_microsecond() {
        let end = Moment::parse("2020-06-30").unwrap();
        assert_eq!(end.to_string(), "2020-06-30T23:59:59.999999Z");
        assert!(Moment::parse("2020-06-30T23:59:59Z").unwrap() < end);
        assert!(Moment::parse("30 June").is_err());
    }
}
