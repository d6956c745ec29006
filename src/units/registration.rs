//! The registration number 工商注册号 that enterprises had before the unified code.

use super::id_error::IdError;
use super::text::{is_scientific, normalise};
use super::written::written;
use std::fmt;

/// 15 digits, the last of which checks the rest (GB/T 17710, ISO 7064 mod 11,10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistrationNumber(u64);

const WHAT: &str = "a registration number (工商注册号)";

impl RegistrationNumber {
    /// Reads the 15 digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let given = normalise(text);
        let given = given.as_ref();
        if is_scientific(given) {
            return Err(IdError::Spreadsheet(given.to_owned()));
        }
        if given.chars().count() != 15 {
            return Err(IdError::length(given, WHAT, "15"));
        }
        let mut number = 0;
        let mut product = 10;
        for (at, found) in given.chars().enumerate() {
            let digit = found.to_digit(10);
            let digit = digit.ok_or_else(|| IdError::character(given, WHAT, at + 1, found))?;
            if at == 14 {
                let expected = char::from(b'0' + (11 - product) % 10);
                if expected != found {
                    return Err(IdError::check(given, 15, expected, found));
                }
            }
            product = next_product(product, digit);
            number = number * 10 + u64::from(digit);
        }
        Ok(Self(number))
    }
}

/// One step of mod 11,10: add the digit modulo 10 with ten for nought, double modulo 11.
fn next_product(product: u8, digit: u32) -> u8 {
    let sum = (u32::from(product) + digit) % 10;
    let doubled = if sum == 0 { 20 } else { sum * 2 } % 11;
    u8::try_from(doubled).expect("a rest of eleven is small")
}

impl fmt::Display for RegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:015}", self.0)
    }
}

written!(RegistrationNumber, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_numbers_are_right() {
        for text in ["110108000000016", "440301103448669"] {
            assert_eq!(RegistrationNumber::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = [
            "110108000000017",
            "11010800000001",
            "1101080000000l6",
            "1.10108E+14",
        ]
        .map(|text| RegistrationNumber::parse(text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(said, @r"
        `110108000000017`: character 15 should be `6` for the rest to be right, and is `7`
        `11010800000001` has 14 characters; a registration number (工商注册号) has 15
        `1101080000000l6`: character 14 is `l`, which a registration number (工商注册号) never has there
        `1.10108E+14` was turned into a number by a spreadsheet and has lost digits; export the column as text
        ");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(body in "[0-9]{14}", at in 0..15_usize, with in "[0-9]") {
            let right = (0..10).find_map(|last| RegistrationNumber::parse(&format!("{body}{last}")).ok());
            let mut wrong = right.unwrap().to_string();
            if wrong[at..=at] == with { return Ok(()); }
            wrong.replace_range(at..=at, &with);
            prop_assert!(RegistrationNumber::parse(&wrong).is_err());
        }
    }
}
