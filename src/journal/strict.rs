//! Strict reading of exported events: one spelling of each date, no key twice, no fractions.

use crate::units::{Date, Moment};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What a body may hold.
pub(super) const EXPECTED: &str = "text, a 64-bit integer, true, false, null, a list or a map";

/// A text, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads a date, in the spelling that [`Date`] writes only.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = date_text(deserializer)?;
    text.parse().map_err(D::Error::custom)
}

/// Reads a moment, in the spelling that [`Moment`] writes only.
pub(super) fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let text = moment_text(deserializer)?;
    Moment::parse(&text).map_err(D::Error::custom)
}

/// Reads the text of a date, in the spelling that [`Date`] writes only.
pub(super) fn date_text<'de, D>(deserializer: D) -> Result<Cow<'de, str>, D::Error>
where
    D: Deserializer<'de>,
{
    let Text(text) = Text::deserialize(deserializer)?;
    if is_plain_date(text.as_bytes())
        || matches!(text.parse::<Date>(), Ok(date) if date.to_string() == text)
    {
        return Ok(text);
    }
    let wrong = format!("`{text}` is not a date like 2020-06-30");
    Err(D::Error::custom(wrong))
}

/// Reads the text of a moment, in the spelling that [`Moment`] writes only.
pub(super) fn moment_text<'de, D>(deserializer: D) -> Result<Cow<'de, str>, D::Error>
where
    D: Deserializer<'de>,
{
    let Text(text) = Text::deserialize(deserializer)?;
    if is_plain_moment(text.as_bytes())
        || matches!(Moment::parse(&text), Ok(moment) if moment.to_string() == text)
    {
        return Ok(text);
    }
    let wrong = format!("`{text}` is not a moment like 2020-06-30T08:00:00Z");
    Err(D::Error::custom(wrong))
}

/// Whether the text is surely as [`Date`] writes it: most are, and need no parsing to tell.
pub(super) fn is_plain_date(text: &[u8]) -> bool {
    let [b'1' | b'2', y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return false;
    };
    let years = [y1, y2, y3].iter().all(|digit| digit.is_ascii_digit());
    let days = match (m0, m1) {
        (b'0', b'1' | b'3' | b'5' | b'7' | b'8') | (b'1', b'0' | b'2') => 31,
        (b'0', b'4' | b'6' | b'9') | (b'1', b'1') => 30,
        (b'0', b'2') => 28,
        _ => return false,
    };
    years && below(*d0, *d1, 1..days + 1)
}

/// Whether the text is surely as [`Moment`] writes it.
pub(super) fn is_plain_moment(text: &[u8]) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else {
        return false;
    };
    let [
        b'T',
        h0,
        h1,
        b':',
        m0,
        m1,
        b':',
        s0,
        s1,
        fraction @ ..,
        b'Z',
    ] = time
    else {
        return false;
    };
    let fraction = match fraction {
        [] => true,
        [b'.', digits @ .., last] => {
            digits.len() < 6 && digits.iter().all(u8::is_ascii_digit) && matches!(last, b'1'..=b'9')
        }
        _ => false,
    };
    let time = below(*h0, *h1, 0..24) && below(*m0, *m1, 0..60) && below(*s0, *s1, 0..60);
    is_plain_date(date) && time && fraction
}

/// Whether two digits make a number in `range`.
fn below(tens: u8, ones: u8, range: Range<u8>) -> bool {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits && range.contains(&((tens - b'0') * 10 + (ones - b'0')))
}

/// Reads a whole text as such a value: what a request says, of which nothing may be read in two ways.
pub fn read(text: &[u8]) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Reads any value without fractions in whose maps no key stands twice.
pub(super) fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    Strict.deserialize(deserializer)
}

/// A reader of values that refuses a repeated key, of which others would keep either, and, having
/// no way to visit one, any number that is not a 64-bit integer.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = pairs.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            let item = pairs.next_value_seed(Self)?;
            map.insert(key, item);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_surely_is_as_written_is_so(micros in -62_000_000_000_000_000..250_000_000_000_000_000i64, zeros in 0u32..7) {
            let unit = 10i64.pow(zeros);
            let moment = Moment::from_micros(micros.div_euclid(unit) * unit);
            let (text, day) = (moment.to_string(), moment.utc_date());
            let plain = (1000..3000).contains(&day.year()) && (day.month(), day.day()) != (2, 29);
            prop_assert_eq!(is_plain_moment(text.as_bytes()), plain);
            prop_assert_eq!(is_plain_date(day.to_string().as_bytes()), plain);
        }

        #[test]
        fn what_is_not_as_written_is_not_surely_so(text in "[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,7})?Z") {
            let as_written = Moment::parse(&text).is_ok_and(|moment| moment.to_string() == text);
            prop_assert!(as_written || !is_plain_moment(text.as_bytes()));
        }
    }
}
