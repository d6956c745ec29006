//! Patent publication numbers: the document, which is not the identity of the invention.

use super::id_error::{IdError, id_serde};
use super::{PatentKind, text};
use std::fmt;

/// A publication number 公开(公告)号: country, number and kind code, written `CN110364031B`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicationNumber {
    country: Box<str>,
    number: Box<str>,
    kind: Box<str>,
}

impl PublicationNumber {
    /// Reads `CN-110364031-B`, `CN 104521936 A` or `US9836047B2`.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let given = text::normalise(given);
        let plain: String = given
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let shape = || IdError::Shape {
            text: given.to_string(),
            what: "a publication number (公开号) such as CN110364031B",
        };
        let (country, rest) = plain.split_at_checked(2).ok_or_else(shape)?;
        let kind_at = rest
            .char_indices()
            .skip(1)
            .find(|(at, c)| {
                c.is_ascii_uppercase()
                    && rest[at + 1..].bytes().all(|c| c.is_ascii_digit())
                    && rest.len() - at <= 2
            })
            .map_or(rest.len(), |(at, _)| at);
        let (number, kind) = rest.split_at(kind_at);
        let valid = country.bytes().all(|c| c.is_ascii_uppercase())
            && (1..=16).contains(&number.len())
            && number.bytes().all(|c| c.is_ascii_alphanumeric())
            && number.bytes().any(|c| c.is_ascii_digit());
        if !valid {
            return Err(shape());
        }
        Ok(Self {
            country: country.into(),
            number: number.into(),
            kind: kind.into(),
        })
    }

    /// The country or office.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The kind code, such as A, B or U; may be empty.
    pub fn kind_code(&self) -> &str {
        &self.kind
    }

    /// Whether a Chinese document is of a granted right: B, C, U, Y, S or D.
    pub fn is_grant(&self) -> bool {
        match &*self.country {
            "CN" => self.kind.starts_with(['B', 'C', 'U', 'Y', 'S', 'D']),
            _ => self.kind.starts_with(['B', 'C', 'U', 'S', 'E']),
        }
    }

    /// The kind of right that a Chinese kind code tells.
    pub fn patent_kind(&self) -> Option<PatentKind> {
        if &*self.country != "CN" {
            return None;
        }
        match self.kind.chars().next()? {
            'A' | 'B' | 'C' => Some(PatentKind::Invention),
            'U' | 'Y' => Some(PatentKind::UtilityModel),
            'S' | 'D' => Some(PatentKind::Design),
            _ => None,
        }
    }
}

impl fmt::Display for PublicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.country, self.number, self.kind)
    }
}

id_serde!(PublicationNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_read_as_vendors_write_them() {
        for (text, canonical, grant) in [
            ("CN-110364031-B", "CN110364031B", true),
            ("CN 104521936 A", "CN104521936A", false),
            ("US-9836047-B2", "US9836047B2", true),
            ("CN 204304334 U", "CN204304334U", true),
            ("WO2017123456A1", "WO2017123456A1", false),
        ] {
            let number = PublicationNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), canonical);
            assert_eq!(number.is_grant(), grant, "{text}");
            assert_eq!(PublicationNumber::parse(canonical), Ok(number));
        }
        assert!(PublicationNumber::parse("未知").is_err());
    }
}
