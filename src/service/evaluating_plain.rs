//! The body of an evaluation read in one go, as most are written. Whatever is not plainly right is read slowly
//! ([`super::evaluating`]), which tells everything that is wrong with it.

use super::evaluating::{GivenFigures, LONGEST, ratio};
use super::governance::body::read_day;
use crate::scoring::indicators;
use crate::scoring::{Reading, Value};
use crate::units::{Date, EnterpriseId};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use std::fmt;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain<'b> {
    model: &'b str,
    as_of: Option<&'b str>,
    enterprise: Option<&'b str>,
    segment: Option<&'b str>,
    #[serde(borrow)]
    vector: PlainVector<'b>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainVector<'b> {
    #[serde(borrow)]
    readings: Vec<PlainReading<'b>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainReading<'b> {
    indicator: &'b str,
    #[serde(borrow)]
    value: PlainValue<'b>,
}

/// A value: the name of what it is, and its text where it has one.
struct PlainValue<'b>(&'b str, Option<&'b str>);

impl<'de: 'b, 'b> Deserialize<'de> for PlainValue<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> Visitor<'de> for Named {
            type Value = PlainValue<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(PlainValue(name, None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let pair = map.next_entry::<&str, &str>()?;
                let (name, text) = pair.ok_or_else(|| A::Error::custom("nothing"))?;
                match map.next_key::<&str>()? {
                    None => Ok(PlainValue(name, Some(text))),
                    Some(_) => Err(A::Error::custom("too much")),
                }
            }
        }
        deserializer.deserialize_any(Named)
    }
}

impl PlainValue<'_> {
    fn value(&self) -> Option<Value> {
        match (self.0, self.1) {
            ("number", Some(text)) => ratio(text).map(Value::Number),
            ("word", Some(text)) => {
                (text.len() <= LONGEST && plain(text)).then(|| Value::Word(text.to_owned()))
            }
            ("unknown", None) => Some(Value::Unknown),
            ("not_applicable", None) => Some(Value::NotApplicable),
            ("not_computable", None) => Some(Value::NotComputable),
            _ => None,
        }
    }
}

/// A text of one line that says something, no longer than any field may be.
fn plain(text: &str) -> bool {
    text.len() <= 2_000 && !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Reads a body that is plainly right; none where it must be read slowly.
pub(super) fn read(body: &[u8]) -> Option<GivenFigures> {
    let given: Plain<'_> = serde_json::from_slice(body).ok()?;
    let list = given.vector.readings;
    if list.len() > indicators::catalog().len() {
        return None;
    }
    let evidence = Arc::default();
    let mut readings: Vec<Reading> = Vec::with_capacity(list.len());
    for item in list {
        let known = &indicators::find_named(item.indicator)?.definition.id;
        if readings.iter().any(|reading| reading.indicator == *known) {
            return None;
        }
        readings.push(Reading {
            indicator: known.clone(),
            value: item.value.value()?,
            evidence: Arc::clone(&evidence),
        });
    }
    let enterprise = given
        .enterprise
        .map(|text| plain(text).then(|| EnterpriseId::parse(text).ok())?);
    let as_of: Option<Option<Date>> = given
        .as_of
        .map(|text| plain(text).then(|| read_day(text).ok())?);
    let fits = plain(given.model) && given.segment.is_none_or(plain);
    let enterprise = enterprise.map_or(Some(None), |read| read.map(Some))?;
    let as_of = as_of.map_or(Some(None), |read| read.map(Some))?;
    fits.then(|| GivenFigures {
        model: given.model.to_owned(),
        enterprise,
        as_of,
        segment: given.segment.map(ToOwned::to_owned),
        readings,
    })
}
