//! Patent publication numbers: the document, which is not the identity of the invention.

use super::PatentKind;
use super::id_error::IdError;
use super::text::{is_scientific, normalise};
use super::written::written;
use std::fmt;

/// A publication number 公开(公告)号: country, number and kind code, written `CN110364031B`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicationNumber {
    country: Box<str>,
    number: Box<str>,
    kind: Box<str>,
}

const WHAT: &str = "a publication number (公开号) such as CN110364031B";

impl PublicationNumber {
    /// Reads `CN-110364031-B`, `CN 104521936 A`, `US9836047B2` or `US 2016/0232121 A1`. The nought
    /// that some exports drop from American applications is put back.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let given = normalise(given);
        if is_scientific(&given) {
            return Err(IdError::Spreadsheet(given.into_owned()));
        }
        let plain: String = without_date(&given)
            .chars()
            .filter(|found| !" -/,.".contains(*found))
            .collect();
        let plain = plain.to_ascii_uppercase();
        let shape = || IdError::shape(&given, WHAT);
        let (country, rest) = plain.split_at_checked(2).ok_or_else(shape)?;
        let (number, kind) = split_kind(rest);
        let valid = country.bytes().all(|byte| byte.is_ascii_uppercase())
            && (1..=16).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && checked_stem(number).ends_with(|last: char| last.is_ascii_digit());
        if !valid {
            return Err(shape());
        }
        let number = match (country, kind.bytes().next(), number.split_at_checked(4)) {
            ("US", Some(b'A'), Some((year, serial)))
                if serial.len() == 6 && matches!(&year[..2], "19" | "20") =>
            {
                format!("{year}0{serial}").into()
            }
            _ => number.into(),
        };
        Ok(Self {
            country: country.into(),
            number,
            kind: kind.into(),
        })
    }

    /// The country or office.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The number within the country.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The kind code, such as A, B or U; may be empty.
    pub fn kind_code(&self) -> &str {
        &self.kind
    }

    /// Whether the document is of a granted right: in China B, C, U, Y, S or D; elsewhere B, C, U, S
    /// or E, and a plain A of the United States, whose applications were not published before 2001.
    pub fn is_grant(&self) -> bool {
        match &*self.country {
            "CN" => self.kind.starts_with(['B', 'C', 'U', 'Y', 'S', 'D']),
            "US" if &*self.kind == "A" => self.number.len() < 9,
            _ => self.kind.starts_with(['B', 'C', 'U', 'S', 'E']),
        }
    }

    /// The kind of right that a Chinese kind code tells.
    pub fn patent_kind(&self) -> Option<PatentKind> {
        if &*self.country != "CN" {
            return None;
        }
        PatentKind::from_kind_code(&self.kind)
    }
}

/// The number without the date that some exports write behind the kind: `RU 2670905 C9 20181212`.
fn without_date(given: &str) -> &str {
    let is_date = |word: &str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit());
    match given.rsplit_once(' ') {
        Some((number, last)) if is_date(last) && number.contains(' ') => number,
        _ => given,
    }
}

/// The number without a check letter, as Singapore gives one: `SG 11201705557V A`.
fn checked_stem(number: &str) -> &str {
    let stem = number.strip_suffix(|last: char| last.is_ascii_uppercase());
    stem.unwrap_or(number)
}

/// A kind code is a letter behind the digits, with at most one digit behind it.
fn split_kind(rest: &str) -> (&str, &str) {
    let kind_at = match rest.as_bytes() {
        [.., before, letter, digit]
            if before.is_ascii_digit() && letter.is_ascii_uppercase() && digit.is_ascii_digit() =>
        {
            rest.len() - 2
        }
        [.., letter] if letter.is_ascii_uppercase() => rest.len() - 1,
        _ => rest.len(),
    };
    rest.split_at(kind_at)
}

impl fmt::Display for PublicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.country, self.number, self.kind)
    }
}

written!(PublicationNumber, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn documents_read_as_vendors_write_them() {
        for (text, canonical, grant) in [
            ("CN-110364031-B", "CN110364031B", true),
            ("CN 104521936 A", "CN104521936A", false),
            ("US-9836047-B2", "US9836047B2", true),
            ("CN 204304334 U", "CN204304334U", true),
            ("CN110364031B", "CN110364031B", true),
            ("CN301234567S", "CN301234567S", true),
            ("cn2345678y", "CN2345678Y", true),
            ("CN 1234567 C", "CN1234567C", true),
            ("CN110364031", "CN110364031", false),
            ("US-2016232121-A1", "US20160232121A1", false),
            ("US 2017-0071586 A1", "US20170071586A1", false),
            ("US 5123456 A", "US5123456A", true),
            ("USD812345S1", "USD812345S1", true),
            ("WO2017123456A1", "WO2017123456A1", false),
        ] {
            let number = PublicationNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), canonical);
            assert_eq!(number.is_grant(), grant, "{text}");
            assert_eq!(PublicationNumber::parse(canonical), Ok(number));
        }
    }

    #[test]
    fn a_number_tells_its_parts() {
        let number = PublicationNumber::parse("CN-204304334-U").unwrap();
        assert_eq!((number.country(), number.number()), ("CN", "204304334"));
        assert_eq!(
            (number.kind_code(), number.patent_kind()),
            ("U", Some(PatentKind::UtilityModel))
        );
        let number = PublicationNumber::parse("US9836047B2").unwrap();
        assert_eq!((number.kind_code(), number.patent_kind()), ("B2", None));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = ["未知", "110364031", "CNB", "CN12345678901234567A", "1.1E+8"]
            .map(|text| PublicationNumber::parse(text).unwrap_err().to_string())
            .join("\n");
        insta::assert_snapshot!(said, @r"
        `未知` is not a publication number (公开号) such as CN110364031B
        `110364031` is not a publication number (公开号) such as CN110364031B
        `CNB` is not a publication number (公开号) such as CN110364031B
        `CN12345678901234567A` is not a publication number (公开号) such as CN110364031B
        `1.1E+8` was turned into a number by a spreadsheet and has lost digits; export the column as text
        ");
    }

    proptest! {
        #[test]
        fn every_number_reads_back(text in "(CN|US)?[ A-Z0-9/中-]{0,14}") {
            if let Ok(number) = PublicationNumber::parse(&text) {
                prop_assert_eq!(PublicationNumber::parse(&number.to_string()), Ok(number));
            }
        }
    }
}
