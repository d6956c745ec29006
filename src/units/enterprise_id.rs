//! The identity of an enterprise: its code, an older number, or an id of another scheme.

use super::id_error::{IdError, id_serde, is_scientific};
use super::{Uscc, text};
use std::fmt;

/// Whom evidence is about 企业标识. Written as the bare code, or with its scheme: `reg:`, `org:`,
/// `lei:`, `x:` for samples, or any other scheme of lower-case letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EnterpriseId {
    /// Unified social credit code 统一社会信用代码.
    Uscc(Uscc),
    /// The 15-digit registration number of before 2015 工商注册号 (check digit of GB/T 17710).
    Registration(Box<str>),
    /// The 9-character organisation code 组织机构代码 (GB 11714).
    Organisation(Box<str>),
    /// An id of another scheme.
    Foreign {
        /// The scheme.
        scheme: Box<str>,
        /// The id within it.
        value: Box<str>,
    },
}

const WHAT_REG: &str = "a 15-digit registration number (工商注册号)";
const WHAT_ORG: &str = "an organisation code (组织机构代码)";
const WHAT_ANY: &str =
    "an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:";

impl EnterpriseId {
    /// Reads an id by its shape.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let id = text::normalise(given);
        let id = id.as_ref();
        if is_scientific(id) {
            return Err(IdError::Spreadsheet(id.to_owned()));
        }
        match id.split_once(':') {
            Some(("uscc", code)) => Uscc::parse(code).map(Self::Uscc),
            Some(("reg", number)) => registration(number),
            Some(("org", code)) => organisation(code),
            Some((scheme, value)) => foreign(scheme, value),
            None => match id.len() {
                15 if id.bytes().all(|c| c.is_ascii_digit()) => registration(id),
                9 => organisation(id),
                10 if id.as_bytes()[8] == b'-' => organisation(id),
                _ => Uscc::parse(id).map(Self::Uscc),
            },
        }
    }

    /// Reads a value of a stated scheme, as a mapping file gives it.
    pub fn in_scheme(scheme: &str, value: &str) -> Result<Self, IdError> {
        Self::parse(&format!("{scheme}:{}", text::normalise(value)))
    }
}

/// ISO 7064 mod 11,10 over the first 14 digits.
fn registration(number: &str) -> Result<EnterpriseId, IdError> {
    let digits = number.as_bytes();
    if digits.len() != 15 {
        return Err(IdError::Length {
            text: number.to_owned(),
            what: WHAT_REG,
            found: number.chars().count(),
            expected: "15",
        });
    }
    if let Some(at) = digits.iter().position(|c| !c.is_ascii_digit()) {
        let found = char::from(digits[at]);
        return Err(IdError::Character {
            text: number.to_owned(),
            what: WHAT_REG,
            position: at + 1,
            found,
        });
    }
    let mut product = 10;
    for digit in &digits[..14] {
        let sum = (product + u32::from(digit - b'0')) % 10;
        product = (if sum == 0 { 10 } else { sum }) * 2 % 11;
    }
    let expected = char::from_digit((11 - product) % 10, 10).expect("a number below ten");
    let found = char::from(digits[14]);
    if expected != found {
        return Err(IdError::Check {
            text: number.to_owned(),
            position: 15,
            expected,
            found,
        });
    }
    Ok(EnterpriseId::Registration(number.into()))
}

/// Weights 3, 7, 9, 10, 5, 8, 4, 2 over the first eight characters, taken from 11.
fn organisation(code: &str) -> Result<EnterpriseId, IdError> {
    let plain = code.replace('-', "").to_ascii_uppercase();
    if plain.len() != 9 {
        let found = code.chars().count();
        return Err(IdError::Length {
            text: code.to_owned(),
            what: WHAT_ORG,
            found,
            expected: "9",
        });
    }
    let mut sum = 0;
    for (at, (c, weight)) in plain.chars().zip([3, 7, 9, 10, 5, 8, 4, 2]).enumerate() {
        let value = c.to_digit(36).ok_or_else(|| IdError::Character {
            text: code.to_owned(),
            what: WHAT_ORG,
            position: at + 1,
            found: c,
        })?;
        sum += value * weight;
    }
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).expect("a number below ten"),
    };
    let found = plain.chars().nth(8).unwrap_or(' ');
    if expected != found {
        return Err(IdError::Check {
            text: code.to_owned(),
            position: 9,
            expected,
            found,
        });
    }
    Ok(EnterpriseId::Organisation(plain.into()))
}

fn foreign(scheme: &str, value: &str) -> Result<EnterpriseId, IdError> {
    let shape = |what| IdError::Shape {
        text: format!("{scheme}:{value}"),
        what,
    };
    let named = (1..=12).contains(&scheme.len()) && scheme.bytes().all(|c| c.is_ascii_lowercase());
    let valued = (1..=64).contains(&value.len())
        && value
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c));
    if !named || !valued {
        return Err(shape(WHAT_ANY));
    }
    if scheme == "lei" && !is_lei(value) {
        return Err(shape(
            "a legal entity identifier of 20 characters with right check digits (ISO 17442)",
        ));
    }
    Ok(EnterpriseId::Foreign {
        scheme: scheme.into(),
        value: value.into(),
    })
}

/// The letters as numbers from 10, read as one number, leave 1 modulo 97.
fn is_lei(value: &str) -> bool {
    let mut rest = 0;
    for c in value.chars() {
        match c.to_digit(36).filter(|_| !c.is_ascii_lowercase()) {
            Some(digit) if digit < 10 => rest = (rest * 10 + digit) % 97,
            Some(letter) => rest = (rest * 100 + letter) % 97,
            None => return false,
        }
    }
    value.len() == 20 && rest == 1
}

impl fmt::Display for EnterpriseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uscc(code) => fmt::Display::fmt(code, f),
            Self::Registration(number) => write!(f, "reg:{number}"),
            Self::Organisation(code) => write!(f, "org:{code}"),
            Self::Foreign { scheme, value } => write!(f, "{scheme}:{value}"),
        }
    }
}

id_serde!(EnterpriseId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_by_their_shape() {
        for (text, canonical) in [
            ("914403001922038216", "914403001922038216"),
            (
                "９１４４０３００１９２２０３８２１６ ",
                "914403001922038216",
            ),
            ("110108000000016", "reg:110108000000016"),
            ("19220382-1", "org:192203821"),
            ("lei:5493001KJTIIGC8Y1R12", "lei:5493001KJTIIGC8Y1R12"),
            ("x:firm-7", "x:firm-7"),
        ] {
            let id = EnterpriseId::parse(text).map(|id| id.to_string());
            assert_eq!(id, Ok(canonical.to_owned()), "{text}");
            assert!(EnterpriseId::parse(canonical).is_ok());
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said: Vec<String> = [
            "110108000000017",
            "192203822",
            "lei:5493001KJTIIGC8Y1R13",
            "x:a b",
            "firm 7",
        ]
        .iter()
        .map(|text| EnterpriseId::parse(text).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `110108000000017`: character 15 should be `6` for the rest to be right, and is `7`
        `192203822`: character 9 should be `1` for the rest to be right, and is `2`
        `lei:5493001KJTIIGC8Y1R13` is not a legal entity identifier of 20 characters with right check digits (ISO 17442)
        `x:a b` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        `firm 7` has 6 characters; a unified social credit code (统一社会信用代码) has 18
        ");
    }
}
