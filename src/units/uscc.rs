//! The unified social credit code 统一社会信用代码 of GB 32100-2015.

use super::id_error::IdError;
use super::text::{ascii, is_scientific, normalise};
use super::written::written;
use std::fmt;

/// A checked code of 18 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uscc([u8; 18]);

/// The 31 characters of the standard; I, O, S, V and Z are left out.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WHAT: &str = "a unified social credit code (统一社会信用代码)";

impl Uscc {
    /// Reads a code; lower case is raised, and full-width forms are made plain.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let given = normalise(text);
        let given = given.as_ref();
        if is_scientific(given) {
            return Err(IdError::Spreadsheet(given.to_owned()));
        }
        if given.chars().count() != 18 {
            return Err(IdError::length(given, WHAT, "18"));
        }
        let mut code = [0; 18];
        for (at, (place, found)) in code.iter_mut().zip(given.chars()).enumerate() {
            let upper = found.to_ascii_uppercase();
            let digits_only = (2..8).contains(&at);
            *place = u8::try_from(upper)
                .ok()
                .filter(|&byte| value(byte).is_some_and(|value| value < 10 || !digits_only))
                .ok_or_else(|| IdError::character(given, WHAT, at + 1, found))?;
        }
        let expected = check(&code[..17]);
        if expected == code[17] {
            return Ok(Self(code));
        }
        if code.iter().all(u8::is_ascii_digit) && code.ends_with(b"000") {
            return Err(IdError::Spreadsheet(given.to_owned()));
        }
        Err(IdError::check(given, 18, expected.into(), code[17].into()))
    }

    /// Completes 17 characters of the standard's alphabet with their check character; `None` when
    /// they are not.
    pub fn complete(body: &str) -> Option<Self> {
        let upper = body.to_ascii_uppercase();
        let valid = upper.len() == 17 && upper.bytes().all(|c| value(c).is_some());
        valid
            .then(|| format!("{upper}{}", char::from(check(upper.as_bytes()))))
            .and_then(|code| Self::parse(&code).ok())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// The six digits of the registration district 登记管理机关行政区划码.
    pub fn district_code(&self) -> &str {
        &self.as_str()[2..8]
    }
}

fn value(c: u8) -> Option<usize> {
    ALPHABET.iter().position(|letter| *letter == c)
}

/// Σ value × 3^(position − 1), taken from 31, modulo 31.
fn check(body: &[u8]) -> u8 {
    let (sum, _) = body.iter().fold((0, 1), |(sum, weight), c| {
        (sum + value(*c).unwrap_or(0) * weight, weight * 3 % 31)
    });
    ALPHABET[(31 - sum % 31) % 31]
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

written!(Uscc, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_well_known_firms_are_right() {
        // Published codes, of Tencent, Huawei, Alibaba (China) and Baidu among others.
        for code in [
            "91440300708461136T",
            "9144030071526726XG",
            "914403001922038216",
            "91330100799655058B",
            "91110000802100433B",
            "91350100M000100Y43",
        ] {
            assert_eq!(
                Uscc::parse(code).map(|c| c.to_string()),
                Ok(code.to_owned())
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said: Vec<String> = [
            "914403001922038217",
            "91440300192203821",
            "91440300192203821O",
            "914A03001922038216",
            "91440300192203821中",
            "9.144E+17",
            "914403001922038000",
        ]
        .iter()
        .map(|text| Uscc::parse(text).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `914403001922038217`: character 18 should be `6` for the rest to be right, and is `7`
        `91440300192203821` has 17 characters; a unified social credit code (统一社会信用代码) has 18
        `91440300192203821O`: character 18 is `O`, which a unified social credit code (统一社会信用代码) never has there
        `914A03001922038216`: character 4 is `A`, which a unified social credit code (统一社会信用代码) never has there
        `91440300192203821中`: character 18 is `中`, which a unified social credit code (统一社会信用代码) never has there
        `9.144E+17` was turned into a number by a spreadsheet and has lost digits; export the column as text
        `914403001922038000` was turned into a number by a spreadsheet and has lost digits; export the column as text
        ");
    }

    proptest! {
        #[test]
        fn one_wrong_character_never_passes(
            body in "91[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{9}", at in 0..17_usize, with in "[0-9A-HJ-NP-RTUW-Y]",
        ) {
            let code = Uscc::complete(&body).unwrap().to_string();
            if code[at..=at] == with { return Ok(()); }
            let mut wrong = code.clone();
            wrong.replace_range(at..=at, &with);
            prop_assert!(Uscc::parse(&wrong).is_err());
            let read = Uscc::parse(&code.to_ascii_lowercase()).unwrap();
            prop_assert_eq!(read.to_string(), code.as_str());
            let json = serde_json::to_string(&read).unwrap();
            prop_assert_eq!(serde_json::from_str::<Uscc>(&json).unwrap(), read);
        }
    }
}
