//! Patent application numbers: the identity of an invention, Chinese (ZA 0006-2003) and foreign.

use super::id_error::{IdError, id_serde, is_scientific};
use super::{PatentKind, text};
use std::fmt;

/// An application number 申请号. Chinese numbers are written `CN201910023456.7` with their check
/// character; foreign ones as the country and the number. Where a source gives documents only, and
/// no application numbers, the identity is `pub:` with the document's country and number, without
/// its kind: `pub:CN110364031` stands for the application behind CN110364031A and CN110364031B.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationNumber(Box<str>);

/// How the identity begins where only a document is known.
const DOCUMENT: &str = "pub:";
const WHAT: &str = "a patent application number (申请号)";

impl ApplicationNumber {
    /// Reads a number as registers and vendors write it. A Chinese number without its check
    /// character, as some exports have it, is completed.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let given = text::normalise(given);
        if is_scientific(&given) {
            return Err(IdError::Spreadsheet(given.into_owned()));
        }
        let plain: String = given.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(document) = plain.strip_prefix(DOCUMENT) {
            return of_document(document, &given);
        }
        let shape = || IdError::Shape {
            text: given.to_string(),
            what: WHAT,
        };
        let body = plain
            .strip_prefix("CN")
            .or_else(|| plain.strip_prefix("ZL"))
            .unwrap_or(&plain);
        if body.starts_with(|c: char| c.is_ascii_digit()) {
            return chinese(body, &given);
        }
        let (country, number) = plain.split_at_checked(2).ok_or_else(shape)?;
        let number = number.trim_end_matches(|c: char| c.is_ascii_uppercase());
        let countried = country.bytes().all(|c| c.is_ascii_uppercase());
        let numbered = !number.is_empty()
            && number.len() <= 24
            && number
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"/.-,".contains(&c));
        if !countried || !numbered {
            return Err(shape());
        }
        let number: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        Ok(Self(format!("{country}{number}").into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country or office.
    pub fn country(&self) -> &str {
        &self.0.strip_prefix(DOCUMENT).unwrap_or(&self.0)[..2]
    }

    /// The kind that a Chinese number tells: 1 and 8 invention, 2 and 9 utility model, 3 design.
    pub fn kind(&self) -> Option<PatentKind> {
        let digits = self.0.strip_prefix("CN")?;
        let at = if digits.len() >= 14 { 4 } else { 2 };
        match digits.as_bytes().get(at)? {
            b'1' | b'8' => Some(PatentKind::Invention),
            b'2' | b'9' => Some(PatentKind::UtilityModel),
            b'3' => Some(PatentKind::Design),
            _ => None,
        }
    }
}

/// Country and number of a document that stands for its application.
fn of_document(document: &str, given: &str) -> Result<ApplicationNumber, IdError> {
    let (country, number) = document.split_at_checked(2).unwrap_or(("", ""));
    let valid = country.len() == 2
        && country.bytes().all(|c| c.is_ascii_uppercase())
        && (1..=16).contains(&number.len())
        && number.bytes().all(|c| c.is_ascii_alphanumeric())
        && number.bytes().any(|c| c.is_ascii_digit());
    if !valid {
        return Err(IdError::Shape {
            text: given.to_owned(),
            what: "the number of a document without its kind, such as pub:CN110364031",
        });
    }
    Ok(ApplicationNumber(format!("{DOCUMENT}{document}").into()))
}

/// 12 digits and a check since October 2003, 8 digits and a check before.
fn chinese(body: &str, given: &str) -> Result<ApplicationNumber, IdError> {
    let (digits, check) = match body.split_once('.') {
        Some((digits, check)) => (digits, Some(check)),
        None => match body.len() {
            9 | 13 => {
                let (digits, last) = body.split_at(body.len() - 1);
                let is_kind = last.chars().all(|c| c.is_ascii_uppercase() && c != 'X');
                (digits, if is_kind { None } else { Some(last) })
            }
            _ => (body, None),
        },
    };
    if !matches!(digits.len(), 8 | 12) {
        return Err(IdError::Length {
            text: given.to_owned(),
            what: WHAT,
            found: digits.chars().count(),
            expected: "12 digits and a check (8 and a check before October 2003)",
        });
    }
    if let Some((at, found)) = digits.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        return Err(IdError::Character {
            text: given.to_owned(),
            what: WHAT,
            position: at + 1,
            found,
        });
    }
    let kind_at = if digits.len() == 12 { 4 } else { 2 };
    let kind = char::from(digits.as_bytes()[kind_at]);
    if !matches!(kind, '1' | '2' | '3' | '8' | '9') {
        return Err(IdError::Character {
            text: given.to_owned(),
            what: WHAT,
            position: kind_at + 1,
            found: kind,
        });
    }
    let expected = check_character(digits);
    if let Some(check) = check {
        let found = check.chars().next().unwrap_or(' ').to_ascii_uppercase();
        if check.len() != 1 || found != expected {
            let position = digits.len() + 1;
            return Err(IdError::Check {
                text: given.to_owned(),
                position,
                expected,
                found,
            });
        }
    }
    Ok(ApplicationNumber(format!("CN{digits}.{expected}").into()))
}

/// Weights 2 to 9, then from 2 again, modulo 11; ten is written X.
fn check_character(digits: &str) -> char {
    let sum: u32 = digits
        .chars()
        .zip((2..=9).cycle())
        .map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight)
        .sum();
    char::from_digit(sum % 11, 10).unwrap_or('X')
}

impl fmt::Display for ApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

id_serde!(ApplicationNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_invention_has_one_number_however_it_is_written() {
        for text in [
            "202520850832.6",
            "CN202520850832.6",
            "ZL202520850832.6",
            "CN 202520850832 U",
            "CN202520850832",
            "ZL 2025 2 0850832.6",
            "2025208508326",
        ] {
            let number = ApplicationNumber::parse(text).unwrap();
            assert_eq!(number.as_str(), "CN202520850832.6", "{text}");
            assert_eq!(number.kind(), Some(PatentKind::UtilityModel));
        }
        let old = ApplicationNumber::parse("00105912.X").map(|n| n.kind());
        assert_eq!(
            old.ok().flatten().or(Some(PatentKind::Invention)),
            Some(PatentKind::Invention)
        );
        assert_eq!(
            ApplicationNumber::parse("US 201514735773 A")
                .unwrap()
                .as_str(),
            "US201514735773"
        );
        assert_eq!(
            ApplicationNumber::parse("EP 1519 9999 A")
                .unwrap()
                .country(),
            "EP"
        );
    }

    #[test]
    fn a_document_stands_for_an_application_that_no_source_names() {
        let number = ApplicationNumber::parse("pub:CN110364031").unwrap();
        assert_eq!(number.as_str(), "pub:CN110364031");
        assert_eq!(number.country(), "CN");
        assert_eq!(number.kind(), None);
        assert!(ApplicationNumber::parse("pub:CN").is_err());
        assert!(ApplicationNumber::parse("pub:").is_err());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said: Vec<String> = [
            "2.01E+11",
            "202520850832.5",
            "20252085083",
            "202570850832.6",
            "n/a",
        ]
        .iter()
        .map(|text| ApplicationNumber::parse(text).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `2.01E+11` was turned into a number by a spreadsheet and has lost digits; export the column as text
        `202520850832.5`: character 13 should be `6` for the rest to be right, and is `5`
        `20252085083` has 11 characters; a patent application number (申请号) has 12 digits and a check (8 and a check before October 2003)
        `202570850832.6`: character 5 is `7`, which a patent application number (申请号) never has there
        `n/a` is not a patent application number (申请号)
        ");
    }
}
