//! Indicators: what may be read from a dossier, each with a version, a unit and texts.

use crate::units::Bilingual;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// An indicator and its version, such as `ip.inventions@1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IndicatorId(SmolStr);

impl IndicatorId {
    /// Reads `name@version`; `None` when it has another shape.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, version) = text.split_once('@')?;
        let named = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c));
        let versioned = version.parse::<u16>().is_ok_and(|number| number > 0);
        (named && versioned).then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IndicatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an indicator's number means, and so how a person reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things, named by the definition's noun.
    Count,
    /// A rate, shown in per cent.
    Percent,
    /// A share of an amount, shown in per cent: the noun in fen over another amount in fen.
    ShareOfMoney,
    /// A share of people, shown in per cent: the noun over all of them.
    ShareOfHeads,
    /// Money, in fen.
    Amount,
    /// Days.
    Days,
    /// Hundredths of a mark between 0 and 100 (0 to 10,000).
    Mark,
    /// Yes (1) or no (0).
    Flag,
    /// A word.
    Word,
    /// A plain number.
    Number,
    /// A number as a row gives it, shown with every digit.
    Given,
}

impl Unit {
    /// What a reference page calls it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Percent => "per cent",
            Self::ShareOfMoney => "per cent, an amount over an amount",
            Self::ShareOfHeads => "per cent, people over people",
            Self::Amount => "amount",
            Self::Days => "days",
            Self::Mark => "mark, hundredths of 0 to 100",
            Self::Flag => "yes or no",
            Self::Word => "word",
            Self::Number => "number",
            Self::Given => "number as it is given",
        }
    }
}

/// One version of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its id.
    pub id: IndicatorId,
    /// What it is called.
    pub name: Bilingual,
    /// How it is worked out, from which facts.
    pub meaning: Bilingual,
    /// What its number means.
    pub unit: Unit,
    /// What is counted, or what the numerator is, for the sentences of improvement.
    pub noun: Bilingual,
}
