//! A value together with the text it was read from, for those who must show both.

use serde::{Deserialize, Serialize};

/// A value and its original text 原文.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Given<T> {
    /// What the text was read as.
    pub value: T,
    /// The text as it was given, untouched.
    pub original: String,
}

impl<T> Given<T> {
    /// Reads `original` with `parse`, and keeps it beside what comes of it.
    pub fn read<E>(original: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Self, E> {
        let value = parse(original)?;
        Ok(Self {
            value,
            original: original.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Amount;

    #[test]
    fn the_text_stays_beside_the_value() {
        let given = Given::read("1.2万", Amount::parse).unwrap();
        assert_eq!(
            (given.value.fen(), given.original.as_str()),
            (1_200_000, "1.2万")
        );
        assert!(Given::read("-", Amount::parse).is_err());
        let json = serde_json::to_string(&given).unwrap();
        assert_eq!(json, r#"{"value":"12000.00","original":"1.2万"}"#);
    }
}
