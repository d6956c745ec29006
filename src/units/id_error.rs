//! Why a text is not the identifier it should be, naming position and expected character.

/// Why an identifier will not do. Positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The length is wrong.
    #[error("`{text}` has {found} characters; {what} has {expected}")]
    Length {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The right length.
        expected: &'static str,
    },
    /// A character that this kind of identifier never has.
    #[error("`{text}`: character {position} is `{found}`, which {what} never has there")]
    Character {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// The check character does not agree with the rest.
    #[error(
        "`{text}`: character {position} should be `{expected}` for the rest to be right, and is `{found}`"
    )]
    Check {
        /// The text.
        text: String,
        /// Where.
        position: usize,
        /// What it should be.
        expected: char,
        /// What stands there.
        found: char,
    },
    /// A spreadsheet turned it into a number and lost digits.
    #[error(
        "`{0}` was turned into a number by a spreadsheet and has lost digits; export the column as text"
    )]
    Spreadsheet(String),
    /// Another shape altogether.
    #[error("`{text}` is not {what}")]
    Shape {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
    },
}

/// Whether a spreadsheet has written the text as a number with an exponent.
pub(super) fn is_scientific(text: &str) -> bool {
    text.split_once(['e', 'E'])
        .is_some_and(|(mantissa, exponent)| {
            exponent.starts_with('+')
                && mantissa.starts_with(|c: char| c.is_ascii_digit())
                && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

/// Serialisation of an identifier as its canonical text.
macro_rules! id_serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(super) use id_serde;
