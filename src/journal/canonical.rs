//! Canonical bytes: the one spelling of a value that is hashed, whatever its JSON text looked like.

use crate::units::Digest;
use serde_json::{Map, Number, Value};

/// The deepest nesting of lists and maps that a value may have: well inside what JSON readers take.
pub const MAX_DEPTH: usize = 64;

/// Why a value has no canonical bytes. `at` is a JSON pointer to the part at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// A number with a fraction or an exponent, or an integer beyond 64 bits.
    #[error("`{at}`: {number} is not a 64-bit integer; write decimals and longer numbers as text")]
    NotAnInteger {
        /// JSON pointer to the number; empty for the value itself.
        at: String,
        /// The number as it was read.
        number: String,
    },
    /// Lists and maps nest deeper than [`MAX_DEPTH`].
    #[error("`{at}`: lists and maps nest deeper than {MAX_DEPTH}")]
    TooDeep {
        /// JSON pointer to the list or map that is one too deep.
        at: String,
    },
}

impl CanonicalError {
    /// The same error seen from one level further out.
    fn under(mut self, step: &str) -> Self {
        let (Self::NotAnInteger { at, .. } | Self::TooDeep { at }) = &mut self;
        *at = format!("/{}{at}", step.replace('~', "~0").replace('/', "~1"));
        self
    }
}

/// The canonical bytes 规范字节 of `value`; `docs/journal.md` defines them.
///
/// Two values have the same bytes exactly when they are equal, the order of keys aside.
pub fn canonical_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut bytes = Canonical::after(b"");
    bytes.value(value, 0)?;
    Ok(bytes.0)
}

/// The SHA-256 of the canonical bytes of `value`.
pub fn canonical_digest(value: &Value) -> Result<Digest, CanonicalError> {
    canonical_bytes(value).map(|bytes| Digest::of(&bytes))
}

/// The digest of a map of which one value stands there as its canonical bytes already, so that what many maps share is
/// written once. `pairs` has no such `key`.
pub fn canonical_digest_with(
    pairs: &Map<String, Value>,
    key: &str,
    shared: &[u8],
) -> Result<Digest, CanonicalError> {
    let mut all: Vec<(&str, Option<&Value>)> = Vec::with_capacity(pairs.len() + 1);
    all.extend(pairs.iter().map(|(key, item)| (key.as_str(), Some(item))));
    all.push((key, None));
    all.sort_unstable_by_key(|(key, _)| key.as_bytes());
    let mut bytes = Canonical::after(b"");
    bytes.0.reserve(shared.len());
    bytes.map(all.len());
    for (key, item) in all {
        bytes.text(key);
        match item {
            Some(item) => bytes.value(item, 1).map_err(|error| error.under(key))?,
            None => bytes.raw(shared),
        }
    }
    Ok(Digest::of(bytes.bytes()))
}

/// Canonical bytes being written, token by token.
#[derive(Debug, Default)]
pub(crate) struct Canonical(Vec<u8>);

impl Canonical {
    /// Starts after `prefix`, which names what the bytes are for.
    pub(crate) fn after(prefix: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(640);
        bytes.extend_from_slice(prefix);
        Self(bytes)
    }

    /// What was written.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Writes a text: `s`, its length in bytes, `:`, its UTF-8.
    pub(crate) fn text(&mut self, text: &str) {
        self.sized(b's', text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Writes an integer: `i`, the length of its decimal digits with any sign, `:`, the digits.
    pub(crate) fn integer(&mut self, integer: impl Into<i128>) {
        let integer = integer.into();
        let size = u64::try_from(integer.unsigned_abs()).expect("integers are of 64 bits");
        let mut room = [0; 20];
        let digits = decimal(size, &mut room);
        self.sized(b'i', digits.len() + usize::from(integer < 0));
        if integer < 0 {
            self.0.push(b'-');
        }
        self.0.extend_from_slice(digits);
    }

    /// Opens a list of `count` values, which must follow.
    pub(crate) fn list(&mut self, count: usize) {
        self.sized(b'l', count);
    }

    /// Opens a map of `count` pairs, which must follow with their keys in order of bytes.
    pub(crate) fn map(&mut self, count: usize) {
        self.sized(b'm', count);
    }

    /// Writes bytes that are canonical already.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Writes the text of a digest.
    pub(super) fn digest(&mut self, digest: &Digest) {
        self.0.extend_from_slice(b"s71:");
        self.0.extend_from_slice(&digest.written());
    }

    fn sized(&mut self, tag: u8, size: usize) {
        if let Ok(size @ 0..=9) = u8::try_from(size) {
            return self.0.extend_from_slice(&[tag, b'0' + size, b':']);
        }
        if let Ok(size @ 0..=99) = u8::try_from(size) {
            let (tens, ones) = (b'0' + size / 10, b'0' + size % 10);
            return self.0.extend_from_slice(&[tag, tens, ones, b':']);
        }
        let mut room = [0; 20];
        let size = u64::try_from(size).expect("no memory is longer than 64 bits can say");
        self.0.push(tag);
        self.0.extend_from_slice(decimal(size, &mut room));
        self.0.push(b':');
    }

    /// Writes null, true or false.
    pub(super) fn flag(&mut self, flag: Option<bool>) {
        self.0.push(match flag {
            None => b'n',
            Some(true) => b't',
            Some(false) => b'f',
        });
    }

    /// How much was written so far.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was written after `from`, to be put in order.
    pub(super) fn tail(&mut self, from: usize) -> &mut [u8] {
        &mut self.0[from..]
    }

    /// Puts the opening of a list (`l`) or map (`m`) of `count` before what was written after `from`.
    pub(super) fn enclose(&mut self, from: usize, tag: u8, count: usize) {
        let end = self.0.len();
        self.sized(tag, count);
        let opening = self.0.len() - end;
        self.0[from..].rotate_right(opening);
    }

    fn value(&mut self, value: &Value, depth: usize) -> Result<(), CanonicalError> {
        if depth >= MAX_DEPTH && (value.is_array() || value.is_object()) {
            return Err(CanonicalError::TooDeep { at: String::new() });
        }
        match value {
            Value::Null => self.flag(None),
            Value::Bool(flag) => self.flag(Some(*flag)),
            Value::Number(number) => self.number(number)?,
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.list(items.len());
                for (at, item) in items.iter().enumerate() {
                    self.value(item, depth + 1)
                        .map_err(|error| error.under(&at.to_string()))?;
                }
            }
            Value::Object(pairs) => {
                let mut pairs: Vec<_> = pairs.iter().collect();
                if !pairs.is_sorted_by(|a, b| a.0.as_bytes() < b.0.as_bytes()) {
                    pairs.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
                }
                self.map(pairs.len());
                for (key, item) in pairs {
                    self.text(key);
                    self.value(item, depth + 1)
                        .map_err(|error| error.under(key))?;
                }
            }
        }
        Ok(())
    }

    fn number(&mut self, number: &Number) -> Result<(), CanonicalError> {
        if let Some(integer) = number.as_i64() {
            self.integer(integer);
        } else if let Some(integer) = number.as_u64() {
            self.integer(integer);
        } else {
            let number = number.to_string();
            return Err(CanonicalError::NotAnInteger {
                at: String::new(),
                number,
            });
        }
        Ok(())
    }
}

/// The decimal digits of a number. Every text and integer needs them, so none is allocated for.
fn decimal(mut number: u64, room: &mut [u8; 20]) -> &[u8] {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + u8::try_from(number % 10).expect("a decimal digit");
        number /= 10;
        if number == 0 {
            return &room[at..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{escaped_backwards, json_tree};
    use proptest::prelude::*;
    use serde_json::json;

    fn bytes(text: &str) -> String {
        let value = serde_json::from_str(text).unwrap();
        String::from_utf8(canonical_bytes(&value).unwrap()).unwrap()
    }

    #[test]
    fn each_kind_of_value_has_its_tag() {
        assert_eq!(bytes("[null, true, false, -7, \"\"]"), "l5:ntfi2:-7s0:");
        assert_eq!(bytes(r#"{"b": [], "a": {}}"#), "m2:s1:am0:s1:bl0:");
        assert_eq!(bytes("18446744073709551615"), "i20:18446744073709551615");
        assert_eq!(bytes("-9223372036854775808"), "i20:-9223372036854775808");
    }

    #[test]
    fn chinese_text_is_its_utf8_however_json_spelt_it() {
        assert_eq!(bytes("\"知识价值\""), "s12:知识价值");
        assert_eq!(bytes(r#""\u77e5\u8bc6\u4ef7\u503c""#), "s12:知识价值");
        assert_eq!(bytes(r#"{"\u77e5": "\ud842\udfb7"}"#), "m1:s3:知s4:𠮷");
    }

    #[test]
    fn keys_sort_by_bytes_and_not_by_utf16() {
        // U+FF5E comes after U+10000 in UTF-16 and before it in UTF-8.
        assert_eq!(
            bytes("{\"\u{10000}\": 1, \"\u{ff5e}\": 2}"),
            "m2:s3:～i1:2s4:𐀀i1:1"
        );
    }

    #[test]
    fn floats_and_longer_integers_are_refused_with_their_place() {
        for text in [
            "0.5",
            "1.0",
            "1e2",
            "-0",
            "18446744073709551616",
            "-9223372036854775809",
        ] {
            let value: Value = serde_json::from_str(&format!("{{\"a/b\": [1, {text}]}}")).unwrap();
            let error = canonical_bytes(&value).unwrap_err();
            assert!(
                matches!(&error, CanonicalError::NotAnInteger { at, .. } if at == "/a~1b/1"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nest = |depth| (1..depth).fold(json!([]), |inner, _| json!([inner]));
        assert!(canonical_bytes(&nest(MAX_DEPTH)).is_ok());
        let error = canonical_bytes(&nest(MAX_DEPTH + 1)).unwrap_err();
        assert_eq!(
            error,
            CanonicalError::TooDeep {
                at: "/0".repeat(MAX_DEPTH)
            }
        );
    }

    proptest! {
        #[test]
        fn different_values_have_different_bytes(a in json_tree(), b in json_tree()) {
            prop_assert_eq!(a == b, canonical_bytes(&a) == canonical_bytes(&b));
        }

        #[test]
        fn a_map_of_which_a_part_is_written_already_has_the_same_digest(a in json_tree(), b in json_tree(), key in "[a-c]") {
            let mut whole = serde_json::Map::new();
            for name in ["a", "b", "c", "bb"] {
                whole.insert(name.to_owned(), if name == key { b.clone() } else { a.clone() });
            }
            let mut rest = whole.clone();
            rest.remove(&key);
            let shared = canonical_bytes(&b).unwrap();
            prop_assert_eq!(
                canonical_digest_with(&rest, &key, &shared).ok(),
                canonical_digest(&Value::Object(whole)).ok()
            );
        }

        #[test]
        fn no_bytes_begin_another_value(a in json_tree(), b in json_tree()) {
            let (x, y) = (canonical_bytes(&a).unwrap(), canonical_bytes(&b).unwrap());
            prop_assert!(x == y || !x.starts_with(&y));
        }

        #[test]
        fn the_json_text_makes_no_difference(value in json_tree()) {
            let text = escaped_backwards(&value);
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonical_bytes(&again), canonical_bytes(&value));
        }
    }
}
