//! How a day is written in a snapshot: one number, from which the day is read without any text.

use crate::units::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Years, months and days side by side, of which months take four bits and days five.
fn packed(day: Date) -> i32 {
    i32::from(day.year()) << 9 | i32::from(day.month()) << 5 | i32::from(day.day())
}

fn unpacked(number: i32) -> Option<Date> {
    let year = i16::try_from(number >> 9).ok()?;
    let month = i8::try_from(number >> 5 & 15).ok()?;
    let day = i8::try_from(number & 31).ok()?;
    Date::new(year, month, day).ok()
}

/// Writes a day.
pub(super) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    packed(*day).serialize(serializer)
}

/// Reads a day.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let number = i32::deserialize(deserializer)?;
    unpacked(number).ok_or_else(|| D::Error::custom(format!("{number} is no day")))
}

/// The same for a day that may not be there.
pub(super) mod maybe {
    use super::{Date, Deserialize, Deserializer, Error, Serialize, Serializer, packed, unpacked};

    /// Writes a day or its absence.
    #[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
    pub(in crate::pool::state) fn serialize<S: Serializer>(
        day: &Option<Date>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        day.map(packed).serialize(serializer)
    }

    /// Reads a day or its absence.
    pub(in crate::pool::state) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Date>, D::Error> {
        let number = Option::<i32>::deserialize(deserializer)?;
        let day = |number| {
            unpacked(number).ok_or_else(|| D::Error::custom(format!("{number} is no day")))
        };
        number.map(day).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_packed_and_unpacked_and_what_is_none_is_not() {
        for day in [
            Date::MIN,
            Date::constant(-1, 12, 31),
            Date::constant(2021, 1, 4),
            Date::constant(2024, 2, 29),
            Date::MAX,
        ] {
            assert_eq!(unpacked(packed(day)), Some(day));
        }
        let thirtieth_of_february = packed(Date::constant(2021, 2, 28)) + 2;
        for number in [0, 2021 << 9, thirtieth_of_february, i32::MAX, i32::MIN] {
            assert_eq!(unpacked(number), None, "{number}");
        }
    }
}
