//! The value of an indicator: known and exact, or one of three ways of not being known.

use crate::units::Ratio;
use serde::{Deserialize, Serialize};

/// The value of an indicator 指标值. The three ways of not being known each have a band of their own
/// in every table, since they mean different things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An exact number: a count, fen, days, or a ratio.
    Number(#[serde(with = "raw_ratio")] Ratio),
    /// A word, such as a stage or a field.
    Word(String),
    /// The evidence does not tell 未知; never taken for zero.
    Unknown,
    /// The question does not arise 不适用.
    NotApplicable,
    /// The formula has no value here, as growth from a negative base 不可计算.
    NotComputable,
}

impl Value {
    /// A count.
    pub fn count(number: usize) -> Self {
        Self::Number(Ratio::from_int(
            i128::try_from(number).expect("a count fits 127 bits"),
        ))
    }

    /// A whole number.
    pub fn whole(number: i128) -> Self {
        Self::Number(Ratio::from_int(number))
    }

    /// Yes as 1, no as 0.
    pub fn flag(yes: bool) -> Self {
        Self::Number(Ratio::from_int(i128::from(yes)))
    }

    /// A number that may be absent.
    pub fn from_option(number: Option<Ratio>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }

    /// The number, if it is known.
    pub fn number(&self) -> Option<Ratio> {
        if let Self::Number(number) = self {
            Some(*number)
        } else {
            None
        }
    }

    /// Whether it is known.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Word(_))
    }
}

/// Numerator and denominator as they are, for they carry the terms of the enterprise.
mod raw_ratio {
    use crate::units::Ratio;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(ratio: &Ratio, s: S) -> Result<S::Ok, S::Error> {
        if ratio.den() == 1 {
            s.collect_str(&ratio.num())
        } else {
            s.collect_str(&format_args!("{}/{}", ratio.num(), ratio.den()))
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Ratio, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        let (num, den) = text.split_once('/').unwrap_or((&text, "1"));
        num.parse()
            .ok()
            .zip(den.parse().ok())
            .and_then(|(num, den)| Ratio::new(num, den))
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not a ratio")))
    }
}
