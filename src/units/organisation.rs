//! The organisation code 组织机构代码, which stands inside today's unified code.

use super::id_error::IdError;
use super::text::{ascii, is_scientific, normalise};
use super::written::written;
use std::fmt;

/// Eight digits or capitals and a check character (GB 11714-1997).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationCode([u8; 9]);

const WHAT: &str = "an organisation code (组织机构代码)";
const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl OrganisationCode {
    /// Reads a code, with or without its hyphen; lower case is raised.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let given = normalise(text);
        let given = given.as_ref();
        if is_scientific(given) {
            return Err(IdError::Spreadsheet(given.to_owned()));
        }
        let plain = || {
            given
                .char_indices()
                .filter(|&place| place != (8, '-'))
                .map(|(_, c)| c)
        };
        if plain().count() != 9 {
            return Err(IdError::length(given, WHAT, "9"));
        }
        let mut code = [0; 9];
        let mut sum = 0;
        for (at, (place, found)) in code.iter_mut().zip(plain()).enumerate() {
            let character = || IdError::character(given, WHAT, at + 1, found);
            let value = found
                .to_digit(36)
                .filter(|&value| at < 8 || value < 10 || value == X);
            sum += value.ok_or_else(character)? * WEIGHTS.get(at).unwrap_or(&0);
            *place = u8::try_from(found.to_ascii_uppercase()).map_err(|_| character())?;
        }
        let expected = check(sum);
        let found = char::from(code[8]);
        if expected == found {
            Ok(Self(code))
        } else {
            Err(IdError::check(given, 9, expected, found))
        }
    }

    /// The nine characters, without a hyphen.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// The weighted sum modulo 11, taken from 11; ten is written X, eleven 0.
fn check(sum: u32) -> char {
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).expect("a number below ten"),
    }
}

/// The value of the letter X among digits to base 36.
const X: u32 = 33;

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

written!(OrganisationCode, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_codes_are_right() {
        // The example of the standard, and codes that stand inside published unified codes.
        for (text, plain) in [
            ("D2143569-X", "D2143569X"),
            ("d2143569x", "D2143569X"),
            ("80210043-3", "802100433"),
            ("192203821", "192203821"),
        ] {
            assert_eq!(OrganisationCode::parse(text).unwrap().as_str(), plain);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = [
            "192203822",
            "1922038",
            "19220中821",
            "D2143569-A",
            "1.92E+8",
            "1922-03821",
        ]
        .map(|text| OrganisationCode::parse(text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(said, @r"
        `192203822`: character 9 should be `1` for the rest to be right, and is `2`
        `1922038` has 7 characters; an organisation code (组织机构代码) has 9
        `19220中821`: character 6 is `中`, which an organisation code (组织机构代码) never has there
        `D2143569-A`: character 9 is `A`, which an organisation code (组织机构代码) never has there
        `1.92E+8` was turned into a number by a spreadsheet and has lost digits; export the column as text
        `1922-03821` has 10 characters; an organisation code (组织机构代码) has 9
        ");
    }

    proptest! {
        #[test]
        fn every_body_has_one_check(body in "[0-9A-Z]{8}") {
            let right: Vec<_> = "0123456789X"
                .chars()
                .filter_map(|last| OrganisationCode::parse(&format!("{body}-{last}")).ok())
                .collect();
            prop_assert_eq!(right.len(), 1);
            prop_assert_eq!(OrganisationCode::parse(right[0].as_str()), Ok(right[0]));
        }
    }
}
