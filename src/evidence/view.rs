//! The view of the evidence that a reader takes: as of a date, on a stated basis.

use super::{RecordedFact, Visibility};
use crate::units::{Date, Moment};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// On what a view stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// What the world could know by the date, whenever it was loaded: the basis of backtests.
    Available,
    /// What the engine had recorded by a moment: the basis of audits.
    Recorded(Moment),
}

/// A basis reads `available` or `recorded@` and a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the basis is `available` or `recorded@2020-06-30T08:00:00Z`, not `{0}`")]
pub struct BasisError(String);

impl Basis {
    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, BasisError> {
        if text == "available" {
            return Ok(Self::Available);
        }
        text.strip_prefix("recorded@")
            .and_then(|moment| Moment::parse(moment).ok())
            .map(Self::Recorded)
            .ok_or_else(|| BasisError(text.to_owned()))
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Available => f.write_str("available"),
            Self::Recorded(moment) => write!(f, "recorded@{moment}"),
        }
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// As of a date, on a basis, for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The date 截至日.
    pub as_of: Date,
    /// The basis.
    pub basis: Basis,
    /// The bank that reads, which also sees its own private evidence.
    pub reader: Option<String>,
}

impl View {
    /// The shared view of what could be known by a date.
    pub fn available(as_of: Date) -> Self {
        Self {
            as_of,
            basis: Basis::Available,
            reader: None,
        }
    }

    /// Whether this view holds a fact: it happened and could be known by the date, was recorded in
    /// time where the basis asks it, and the reader may see it.
    pub fn holds(&self, fact: &RecordedFact) -> bool {
        fact.available.on <= self.as_of
            && fact.happened_on <= self.as_of
            && match self.basis {
                Basis::Available => true,
                Basis::Recorded(moment) => fact.recorded_at <= moment,
            }
            && match &fact.source.visibility {
                Visibility::Shared => true,
                Visibility::PrivateTo(bank) => self.reader.as_ref() == Some(bank),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_reads_back_as_written() {
        for text in ["available", "recorded@2020-06-30T08:00:00Z"] {
            assert_eq!(Basis::parse(text).unwrap().to_string(), text);
        }
        insta::assert_snapshot!(
            Basis::parse("yesterday").unwrap_err(),
            @"the basis is `available` or `recorded@2020-06-30T08:00:00Z`, not `yesterday`"
        );
    }
}
