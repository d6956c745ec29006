//! A line of an export read straight into what is hashed, without building the event.

mod plain;

use super::canonical::{Canonical, MAX_DEPTH};
use super::event::EventTexts;
use super::record::hash_of;
use super::strict;
use crate::units::Digest;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What verification needs of a record, borrowed from its line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line<'a> {
    pub(super) sequence: u64,
    #[serde(borrow)]
    pub(super) algorithm: Cow<'a, str>,
    pub(super) previous: Digest,
    pub(super) hash: Digest,
    #[serde(borrow)]
    pub(super) event: EventLine<'a>,
}

/// What verification needs of an event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventLine<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "strict::date_text")]
    effective_on: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "strict::date_text")]
    booked_on: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "strict::moment_text")]
    recorded_at: Cow<'a, str>,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    key: KeyLine<'a>,
    body: Body,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyLine<'a> {
    #[serde(borrow)]
    client: Cow<'a, str>,
    #[serde(borrow)]
    operation: Cow<'a, str>,
    #[serde(borrow)]
    key: Cow<'a, str>,
}

impl<'a> Line<'a> {
    /// Reads a line.
    pub(super) fn read(line: &'a str) -> Result<Self, serde_json::Error> {
        plain::read(line).map_or_else(|| serde_json::from_str(line), Ok)
    }

    /// Whether the body is gone and only its digest stands there.
    pub(super) fn is_redacted(&self) -> bool {
        self.event.body.redacted().is_some()
    }

    /// The hash that the other fields call for.
    pub(super) fn computed_hash(&self) -> Digest {
        let event = &self.event;
        let body = event.body.redacted();
        let body = body.unwrap_or_else(|| Digest::of(event.body.0.bytes()));
        let texts = EventTexts {
            kind: &event.kind,
            subject: &event.subject,
            effective_on: &event.effective_on,
            booked_on: &event.booked_on,
            recorded_at: &event.recorded_at,
            actor: &event.actor,
            client: &event.key.client,
            operation: &event.key.operation,
            key: &event.key.key,
        };
        hash_of(&self.algorithm, self.sequence, &self.previous, |out| {
            texts.write(&body, out);
        })
    }
}

/// The canonical bytes of a body.
struct Body(Canonical);

impl Body {
    /// The digest of the body that is gone, if this only stands in its place.
    fn redacted(&self) -> Option<Digest> {
        let text = self.0.bytes().strip_prefix(b"m1:s8:redacteds71:")?;
        Digest::parse(std::str::from_utf8(text).ok()?).ok()
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut out = Canonical::after(b"");
        let (part, depth) = (&mut out, 0);
        Part { out: part, depth }.deserialize(deserializer)?;
        Ok(Self(out))
    }
}

/// A value being read into its canonical bytes. As [`strict::value`] it refuses a key that stands
/// twice and every number that is not a 64-bit integer, which it has no way to visit.
struct Part<'o> {
    out: &'o mut Canonical,
    depth: usize,
}

impl Part<'_> {
    fn within(&mut self) -> Part<'_> {
        let (out, depth) = (&mut *self.out, self.depth + 1);
        Part { out, depth }
    }

    fn check_depth<E: Error>(&self) -> Result<(), E> {
        if self.depth < MAX_DEPTH {
            return Ok(());
        }
        let text = format!("lists and maps nest deeper than {MAX_DEPTH}");
        Err(E::custom(text))
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(strict::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.out.flag(None);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.out.flag(Some(value));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.out.integer(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.out.integer(value);
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.out.text(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.check_depth()?;
        let (from, mut count) = (self.out.len(), 0);
        while items.next_element_seed(self.within())?.is_some() {
            count += 1;
        }
        self.out.enclose(from, b'l', count);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut pairs: A) -> Result<(), A::Error> {
        self.check_depth()?;
        let mut written = Pairs::after(self.out);
        loop {
            let start = self.out.len();
            if pairs.next_key_seed(self.within())?.is_none() {
                break;
            }
            let key = written.key(self.out, start);
            pairs.next_value_seed(self.within())?;
            written.end(self.out, key);
        }
        written.enclose(self.out).map_err(A::Error::custom)
    }
}

/// The pairs of a map that are written one after the other, and put in the order of their keys at the end.
struct Pairs {
    from: usize,
    places: Vec<Place>,
    ordered: bool,
}

impl Pairs {
    /// None yet, after what is written.
    fn after(out: &Canonical) -> Self {
        Self {
            from: out.len(),
            places: Vec::with_capacity(8),
            ordered: true,
        }
    }

    /// Whether there was one.
    fn any(&self) -> bool {
        !self.places.is_empty()
    }

    /// Notes the key that was written from a place on.
    fn key(&mut self, out: &mut Canonical, start: usize) -> Place {
        let (start, end) = (start - self.from, out.len() - self.from);
        let written = out.tail(self.from);
        let colon = written[start..].iter().position(|byte| *byte == b':');
        let colon = colon.expect("a text has a colon after its length");
        let name = start + colon + 1..end;
        let before = self
            .places
            .last()
            .map(|before| &written[before.name.clone()]);
        self.ordered &= before.is_none_or(|before| *before < written[name.clone()]);
        Place { start, name, end }
    }

    /// Notes that the value of a key was written.
    fn end(&mut self, out: &Canonical, key: Place) {
        let end = out.len() - self.from;
        self.places.push(Place { end, ..key });
    }

    /// Ends the map; refused where a key stands twice.
    fn enclose(mut self, out: &mut Canonical) -> Result<(), String> {
        if !self.ordered {
            sort(out.tail(self.from), &mut self.places)?;
        }
        out.enclose(self.from, b'm', self.places.len());
        Ok(())
    }
}

/// Where a pair of a map was written.
struct Place {
    start: usize,
    /// Where the key stands, after its tag and length.
    name: Range<usize>,
    end: usize,
}

/// Puts pairs in the order of their keys.
fn sort(written: &mut [u8], places: &mut [Place]) -> Result<(), String> {
    let before = written.to_vec();
    places.sort_unstable_by(|a, b| before[a.name.clone()].cmp(&before[b.name.clone()]));
    let mut names = places.iter().map(|place| &before[place.name.clone()]);
    let mut last = names.next();
    for name in names {
        if last == Some(name) {
            let key = String::from_utf8_lossy(name);
            return Err(format!("the key `{key}` stands twice"));
        }
        last = Some(name);
    }
    let mut at = 0;
    for place in places {
        let pair = &before[place.start..place.end];
        written[at..at + pair.len()].copy_from_slice(pair);
        at += pair.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Record;
    use crate::journal::canonical::canonical_bytes;
    use crate::journal::samples::{escaped_backwards, json_tree, record};
    use proptest::prelude::*;

    fn bytes(text: &str) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::from_str::<Body>(text).map(|body| body.0.bytes().to_vec())
    }

    #[test]
    fn what_has_no_canonical_bytes_is_refused() {
        let deep = |n| "[".repeat(n) + &"]".repeat(n);
        assert!(bytes(&deep(64)).is_ok() && bytes(&deep(65)).is_err());
        for bad in [
            "0.5",
            "-0",
            "1e2",
            "18446744073709551616",
            "{\"a\":1,\"b\":2,\"a\":3}",
        ] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_bytes_are_those_of_the_value_in_any_spelling(value in json_tree()) {
            let whole = canonical_bytes(&value).unwrap();
            prop_assert_eq!(&bytes(&value.to_string()).unwrap(), &whole);
            prop_assert_eq!(&bytes(&escaped_backwards(&value)).unwrap(), &whole);
        }

        #[test]
        fn the_hash_is_that_of_the_record(record in record()) {
            let line = record.to_line().unwrap();
            let read: Line<'_> = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(read.computed_hash(), record.hash);
        }

        #[test]
        fn a_damaged_line_is_refused_by_both_readers(record in record(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut line = record.to_line().unwrap().into_bytes();
            let at = at.index(line.len());
            line[at] = byte;
            let read = serde_json::from_slice::<Line<'_>>(&line).ok().map(|line| line.computed_hash());
            let whole = std::str::from_utf8(&line).ok().and_then(|line| Record::from_line(line).ok());
            prop_assert_eq!(read, whole.map(|record| record.computed_hash().unwrap()));
        }
    }
}
