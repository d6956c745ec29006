//! Ids of other schemes than China's: legal entity identifiers, CIK, D-U-N-S, samples.

use super::id_error::IdError;
use super::text::normalise;
use super::written::written;
use std::fmt;

/// An id within a scheme, written `lei:5493001KJTIIGC8Y1R12`. The scheme is one to twelve lower-case
/// letters; the value one to 64 letters, digits, dots, hyphens and underscores. `lei`, `cik` and
/// `duns` are held to their own rules, and `x` is for samples.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ForeignId {
    scheme: Box<str>,
    value: Box<str>,
}

/// Schemes that have a type of their own.
const TAKEN: [&str; 3] = ["uscc", "reg", "org"];

const WHAT: &str =
    "an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:";
const WHAT_LEI: &str = "a legal entity identifier (LEI, ISO 17442)";
const WHAT_CIK: &str = "a CIK of one to ten digits";
const WHAT_DUNS: &str = "a D-U-N-S number of nine digits";

impl ForeignId {
    /// Checks a value by the rules of its scheme, and gives it its one written form: capitals for
    /// `lei`, no leading noughts for `cik`, no hyphens for `duns`.
    pub fn new(scheme: &str, value: &str) -> Result<Self, IdError> {
        let value = normalise(value);
        let named = (1..=12).contains(&scheme.len())
            && scheme.bytes().all(|byte| byte.is_ascii_lowercase())
            && !TAKEN.contains(&scheme);
        let valued = (1..=64).contains(&value.len())
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !named || !valued {
            return Err(IdError::shape(&format!("{scheme}:{value}"), WHAT));
        }
        let value = match scheme {
            "lei" => lei(&value)?,
            "cik" => digits(value.trim_start_matches('0'), 1..=10, &value, WHAT_CIK)?,
            "duns" => digits(&value.replace('-', ""), 9..=9, &value, WHAT_DUNS)?,
            _ => value.into(),
        };
        Ok(Self {
            scheme: scheme.into(),
            value,
        })
    }

    /// Reads `scheme:value`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let given = normalise(text);
        let (scheme, value) = given
            .split_once(':')
            .ok_or_else(|| IdError::shape(&given, WHAT))?;
        Self::new(scheme, value)
    }

    /// The scheme, without its colon.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The id within the scheme.
    pub fn value(&self) -> &str {
        &self.value
    }
}

fn digits(
    plain: &str,
    length: std::ops::RangeInclusive<usize>,
    given: &str,
    what: &'static str,
) -> Result<Box<str>, IdError> {
    let right = length.contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    right
        .then(|| plain.into())
        .ok_or_else(|| IdError::shape(given, what))
}

/// With its letters as numbers from 10, an identifier leaves 1 modulo 97; the last two digits see to
/// that, so what they should be can be told from the rest.
fn lei(given: &str) -> Result<Box<str>, IdError> {
    let upper = given.to_ascii_uppercase();
    if upper.len() != 20 {
        return Err(IdError::length(given, WHAT_LEI, "20"));
    }
    let mut rest = 0;
    for (at, found) in upper.chars().enumerate() {
        let value = found.to_digit(36).filter(|&value| at < 18 || value < 10);
        let value = value.ok_or_else(|| IdError::character(given, WHAT_LEI, at + 1, found))?;
        if at < 18 {
            rest = (rest * if value < 10 { 10 } else { 100 } + value) % 97;
        }
    }
    let expected = format!("{:02}", 98 - rest * 100 % 97);
    let wrong = (19..).zip(expected.chars().zip(upper[18..].chars()));
    match wrong
        .into_iter()
        .find(|(_, (expected, found))| expected != found)
    {
        Some((position, (expected, found))) => {
            Err(IdError::check(given, position, expected, found))
        }
        None => Ok(upper.into()),
    }
}

impl fmt::Display for ForeignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

written!(ForeignId, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_take_their_one_written_form() {
        for (text, written) in [
            ("lei:5493001KJTIIGC8Y1R12", "lei:5493001KJTIIGC8Y1R12"),
            ("lei:hwupkr0mpou8fgxbt394", "lei:HWUPKR0MPOU8FGXBT394"),
            ("lei:7ZW8QJWVPR4P1J1KQY45", "lei:7ZW8QJWVPR4P1J1KQY45"),
            ("cik:0000320193", "cik:320193"),
            ("duns:15-048-3782", "duns:150483782"),
            ("x:firm_7.a-b", "x:firm_7.a-b"),
            ("kvk:01234567", "kvk:01234567"),
        ] {
            assert_eq!(ForeignId::parse(text).unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = [
            "lei:5493001KJTIIGC8Y1R13",
            "lei:5493001KJTIIGC8Y1R22",
            "lei:5493001KJTIIGC8Y1R1",
            "lei:5493001KJTIIGC8Y_R12",
            "cik:00",
            "duns:12345678",
            "x:a b",
            "X:a",
            "org:192203821",
            "firm 7",
        ]
        .map(|text| ForeignId::parse(text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(said, @r"
        `5493001KJTIIGC8Y1R13`: character 20 should be `2` for the rest to be right, and is `3`
        `5493001KJTIIGC8Y1R22`: character 19 should be `1` for the rest to be right, and is `2`
        `5493001KJTIIGC8Y1R1` has 19 characters; a legal entity identifier (LEI, ISO 17442) has 20
        `5493001KJTIIGC8Y_R12`: character 17 is `_`, which a legal entity identifier (LEI, ISO 17442) never has there
        `00` is not a CIK of one to ten digits
        `12345678` is not a D-U-N-S number of nine digits
        `x:a b` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        `X:a` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        `org:192203821` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        `firm 7` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        ");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_letter_of_an_identifier_never_passes(at in 0..20_usize, with in "[0-9A-Z]") {
            let mut wrong = "5493001KJTIIGC8Y1R12".to_owned();
            let (was, is) = (wrong.as_bytes()[at], with.as_bytes()[0]);
            if was == is || was.is_ascii_digit() != is.is_ascii_digit() { return Ok(()); }
            wrong.replace_range(at..=at, &with);
            prop_assert!(ForeignId::new("lei", &wrong).is_err());
        }

        #[test]
        fn the_written_form_reads_back(scheme in "[a-z]{1,3}", value in "[A-Za-z0-9._-]{1,64}") {
            let id = ForeignId::new(&scheme, &value);
            prop_assume!(id.is_ok());
            prop_assert_eq!(ForeignId::parse(&id.clone().unwrap().to_string()), id);
        }
    }
}
