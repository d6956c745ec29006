//! Patent application numbers: the identity of an invention, Chinese (ZA 0006-2003) and foreign.

use super::PatentKind;
use super::id_error::IdError;
use super::text::{ascii, is_scientific, normalise};
use super::written::written;
use std::fmt;

/// An application number 申请号. Chinese numbers are written `CN201910023456.7` with their check
/// character; foreign ones as the country and the number. Where a source gives documents only, the
/// identity is `pub:` with the document's country and number, without its kind: `pub:CN110364031`
/// stands for the application behind CN110364031A and CN110364031B. Held in place, so that it is
/// cheap to copy, hash and compare; ordered as its text is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationNumber {
    text: [u8; LONGEST],
    length: u8,
}

/// The most bytes that a number has, its country included.
const LONGEST: usize = 27;

/// How the identity begins where only a document is known.
const DOCUMENT: &str = "pub:";
const WHAT: &str = "a patent application number (申请号)";
const LENGTHS: &str = "12 digits and a check (8 and a check before October 2003)";

impl ApplicationNumber {
    /// Reads a number as registers and vendors write it. A Chinese number without its check
    /// character, as some exports have it, is completed; a kind letter behind a number is dropped.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let given = normalise(given);
        let given = given.as_ref();
        if is_scientific(given) {
            return Err(IdError::Spreadsheet(given.to_owned()));
        }
        let plain = given.replace(' ', "").to_ascii_uppercase();
        if let Some(document) = plain.strip_prefix("PUB:") {
            return Self::of_document(document, given);
        }
        let chinese = plain
            .strip_prefix("CN")
            .or_else(|| plain.strip_prefix("ZL"));
        let digits = chinese.unwrap_or(&plain);
        if chinese.is_some() && digits.ends_with('W') && digits.len() == 11 {
            return Self::international(&format!("CN{}", &digits[..10]), given);
        }
        if let Some(international) = plain.strip_prefix("PCT/") {
            return Self::international(&international.replace('/', ""), given);
        }
        if chinese.is_some() || digits.starts_with(|first: char| first.is_ascii_digit()) {
            return Self::chinese(digits, given);
        }
        Self::foreign(&plain, given)
    }

    /// 12 digits since October 2003, 8 digits before, and behind them nothing, a check character, a
    /// kind letter, or the one and then the other.
    fn chinese(body: &str, given: &str) -> Result<Self, IdError> {
        let count = body.bytes().take_while(u8::is_ascii_digit).count();
        let stem = match count {
            8 | 12 => count,
            9 | 13 => count - 1,
            _ => return Err(Self::odd(body, given)),
        };
        let (digits, tail) = body.split_at(stem);
        let tail = tail.strip_prefix('.').unwrap_or(tail);
        let mut behind = tail.chars();
        let check = match behind.clone().next() {
            Some(first) if first.is_ascii_digit() || first == 'X' => behind.next(),
            _ => None,
        };
        match (behind.next(), behind.next()) {
            (None, None) => {}
            (Some(kind), None) if kind.is_ascii_uppercase() => {}
            _ => return Err(IdError::shape(given, WHAT)),
        }
        let (year_length, year) = if stem == 12 {
            (4, 2003..=2100)
        } else {
            (2, 1985..=2003)
        };
        let filed = filing_year(digits).filter(|filed| year.contains(filed));
        if filed.is_none() {
            return Err(IdError::shape(
                given,
                "of a year in which such numbers were given out",
            ));
        }
        let kind = digits.as_bytes()[year_length];
        if PatentKind::from_digit(kind).is_none() {
            return Err(IdError::character(
                given,
                WHAT,
                year_length + 1,
                kind.into(),
            ));
        }
        let expected = check_character(digits);
        match check {
            Some(found) if found != expected => {
                Err(IdError::check(given, stem + 1, expected, found))
            }
            _ => Self::held(&format!("CN{digits}.{expected}"), given),
        }
    }

    /// Why digits of the wrong number are refused.
    fn odd(body: &str, given: &str) -> IdError {
        let digits = body.split('.').next().unwrap_or(body);
        match digits
            .char_indices()
            .find(|(_, found)| !found.is_ascii_digit())
        {
            Some((at, found)) if matches!(digits.chars().count(), 8 | 9 | 12 | 13) => {
                IdError::character(given, WHAT, at + 1, found)
            }
            _ => IdError::length(given, WHAT, LENGTHS),
        }
    }

    /// An international application, `PCT/CN2019/123456` or `CN 2019123456 W`.
    fn international(body: &str, given: &str) -> Result<Self, IdError> {
        Self::foreign(&format!("WO{body}"), given)
    }

    /// Country, number, and perhaps a check digit behind a point or a kind letter: neither is kept,
    /// since the same application comes with and without them.
    fn foreign(plain: &str, given: &str) -> Result<Self, IdError> {
        let shape = || IdError::shape(given, WHAT);
        let (country, number) = plain.split_at_checked(2).ok_or_else(shape)?;
        let number = number.trim_end_matches(|last: char| last.is_ascii_uppercase());
        let number = match number.rsplit_once('.') {
            Some((number, check)) if check.len() == 1 => number,
            _ => number,
        };
        let number: String = number
            .chars()
            .filter(|found| !"/.,-".contains(*found))
            .collect();
        let valid = country.bytes().all(|byte| byte.is_ascii_uppercase())
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            && number.ends_with(|last: char| last.is_ascii_digit());
        if !valid {
            return Err(shape());
        }
        Self::held(&format!("{country}{number}"), given)
    }

    /// Country and number of a document that stands for its application.
    fn of_document(document: &str, given: &str) -> Result<Self, IdError> {
        let what = "the number of a document without its kind, such as pub:CN110364031";
        let (country, number) = document.split_at_checked(2).unwrap_or(("", ""));
        let valid = country.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if !valid {
            return Err(IdError::shape(given, what));
        }
        Self::held(&format!("{DOCUMENT}{document}"), given)
    }

    fn held(canonical: &str, given: &str) -> Result<Self, IdError> {
        let mut text = [0; LONGEST];
        let place = text
            .get_mut(..canonical.len())
            .ok_or_else(|| IdError::shape(given, WHAT))?;
        place.copy_from_slice(canonical.as_bytes());
        let length = u8::try_from(canonical.len()).expect("shorter than the longest");
        Ok(Self { text, length })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        ascii(&self.text[..self.length.into()])
    }

    fn place_and_number(&self) -> &str {
        let text = self.as_str();
        text.strip_prefix(DOCUMENT).unwrap_or(text)
    }

    /// The country or office.
    pub fn country(&self) -> &str {
        &self.place_and_number()[..2]
    }

    /// The number within the country: for China the digits and their check character.
    pub fn number(&self) -> &str {
        &self.place_and_number()[2..]
    }

    /// The kind that a Chinese number tells: 1 and 8 invention, 2 and 9 utility model, 3 design.
    pub fn kind(&self) -> Option<PatentKind> {
        let digits = self.chinese_digits()?;
        let at = if digits.len() == 12 { 4 } else { 2 };
        digits
            .as_bytes()
            .get(at)
            .copied()
            .and_then(PatentKind::from_digit)
    }

    /// The year of filing 申请年 that a Chinese number tells.
    pub fn filing_year(&self) -> Option<i16> {
        self.chinese_digits().and_then(filing_year)
    }

    fn chinese_digits(&self) -> Option<&str> {
        let number = self.as_str().strip_prefix("CN")?;
        number.split_once('.').map(|(digits, _)| digits)
    }
}

/// Four digits of year in twelve, two in eight; the office opened in 1985.
fn filing_year(digits: &str) -> Option<i16> {
    if digits.len() == 12 {
        return digits[..4].parse().ok();
    }
    let short: i16 = digits.get(..2)?.parse().ok()?;
    Some(if short >= 85 {
        1900 + short
    } else {
        2000 + short
    })
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
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

written!(ApplicationNumber, IdError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> String {
        ApplicationNumber::parse(text).map_or_else(|error| error.to_string(), |n| n.to_string())
    }

    #[test]
    fn one_invention_has_one_number_however_it_is_written() {
        for text in [
            "202520850832.6",
            "CN202520850832.6",
            "ZL202520850832.6",
            "CN 202520850832 U",
            "CN202520850832U",
            "CN202520850832.6U",
            "cn202520850832",
            "ZL 2025 2 0850832.6",
            "２０２５２０８５０８３２．６",
            "2025208508326",
        ] {
            let number = ApplicationNumber::parse(text).unwrap();
            assert_eq!(number.as_str(), "CN202520850832.6", "{text}");
            assert_eq!(number.kind(), Some(PatentKind::UtilityModel));
            assert_eq!(number.filing_year(), Some(2025));
            assert_eq!(
                (number.country(), number.number()),
                ("CN", "202520850832.6")
            );
        }
        assert_eq!(canonical("CN 201510021220 A"), "CN201510021220.7");
        assert_eq!(canonical("ZL201710601862.3"), "CN201710601862.3");
    }

    #[test]
    fn numbers_of_before_october_2003_are_shorter() {
        for (text, written, year) in [
            ("97101765.4", "CN97101765.4", 1997),
            ("ZL95115608.X", "CN95115608.X", 1995),
            ("95115608x", "CN95115608.X", 1995),
            ("85100001", "CN85100001.0", 1985),
            ("CN 03123456 A", "CN03123456.9", 2003),
        ] {
            let number = ApplicationNumber::parse(text).unwrap();
            assert_eq!(
                (number.as_str(), number.filing_year()),
                (written, Some(year))
            );
            assert_eq!(number.kind(), Some(PatentKind::Invention));
        }
        assert_eq!(
            ApplicationNumber::parse("98801234").unwrap().kind(),
            Some(PatentKind::Invention)
        );
    }

    #[test]
    fn foreign_numbers_keep_country_and_number() {
        for (text, written) in [
            ("US 201514735773 A", "US201514735773"),
            ("US 14/735,773", "US14735773"),
            ("EP15166234.5", "EP15166234"),
            ("EP 15166234 A", "EP15166234"),
            ("EP19990203729", "EP19990203729"),
            ("PCT/CN2019/123456", "WOCN2019123456"),
            ("CN 2019123456 W", "WOCN2019123456"),
        ] {
            assert_eq!(canonical(text), written);
            let number = ApplicationNumber::parse(text).unwrap();
            assert_eq!((number.kind(), number.filing_year()), (None, None));
        }
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
        let said = [
            "2.01E+11",
            "202520850832.5",
            "20252085083",
            "202570850832.6",
            "2025A0850832",
            "199920850832",
            "50100001",
            "CN110364031B",
            "202520850832.6AB",
            "US 12345678901234567890123456",
            "n/a",
        ]
        .map(canonical)
        .join("\n");
        insta::assert_snapshot!(said, @r"
        `2.01E+11` was turned into a number by a spreadsheet and has lost digits; export the column as text
        `202520850832.5`: character 13 should be `6` for the rest to be right, and is `5`
        `20252085083` has 11 characters; a patent application number (申请号) has 12 digits and a check (8 and a check before October 2003)
        `202570850832.6`: character 5 is `7`, which a patent application number (申请号) never has there
        `2025A0850832`: character 5 is `A`, which a patent application number (申请号) never has there
        `199920850832` is not of a year in which such numbers were given out
        `50100001` is not of a year in which such numbers were given out
        `CN110364031B` is not of a year in which such numbers were given out
        `202520850832.6AB` is not a patent application number (申请号)
        `US 12345678901234567890123456` is not a patent application number (申请号)
        `n/a` is not a patent application number (申请号)
        ");
    }

    proptest! {
        #[test]
        fn the_written_form_reads_back(year in 2003..=2099, kind in "[12389]", serial in "[0-9]{7}") {
            let number = ApplicationNumber::parse(&format!("{year}{kind}{serial}")).unwrap();
            prop_assert_eq!(ApplicationNumber::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!(ApplicationNumber::parse(&number.number().replace('.', "")), Ok(number.clone()));
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<ApplicationNumber>(&json).unwrap(), number);
        }

        #[test]
        fn one_wrong_digit_never_passes(serial in "[0-9]{7}", at in 0..12_usize, with in "[0-9]") {
            let number = ApplicationNumber::parse(&format!("20191{serial}")).unwrap();
            let mut wrong = number.number().to_owned();
            if wrong[at..=at] == with { return Ok(()); }
            wrong.replace_range(at..=at, &with);
            prop_assert!(ApplicationNumber::parse(&wrong).is_err());
        }

        #[test]
        fn no_text_panics_and_every_number_reads_back(text in "(CN|US|PCT/)?[ A-Z0-9./,中]{0,16}") {
            if let Ok(number) = ApplicationNumber::parse(&text) {
                prop_assert_eq!(ApplicationNumber::parse(number.as_str()), Ok(number));
            }
        }
    }
}
