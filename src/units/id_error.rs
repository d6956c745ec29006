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

impl IdError {
    /// The stable name of the rule that was broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Length { .. } => "id.length",
            Self::Character { .. } => "id.character",
            Self::Check { .. } => "id.check",
            Self::Spreadsheet(_) => "id.spreadsheet",
            Self::Shape { .. } => "id.shape",
        }
    }

    /// The check character at `position` is not the one that the rest asks for.
    pub(super) fn check(text: &str, position: usize, expected: char, found: char) -> Self {
        Self::Check {
            text: text.to_owned(),
            position,
            expected,
            found,
        }
    }

    /// The character at `position` is none that `what` may have there.
    pub(super) fn character(text: &str, what: &'static str, position: usize, found: char) -> Self {
        Self::Character {
            text: text.to_owned(),
            what,
            position,
            found,
        }
    }

    /// The text has not the length that `what` has.
    pub(super) fn length(text: &str, what: &'static str, expected: &'static str) -> Self {
        Self::Length {
            text: text.to_owned(),
            what,
            found: text.chars().count(),
            expected,
        }
    }

    /// The text is not `what` at all.
    pub(super) fn shape(text: &str, what: &'static str) -> Self {
        Self::Shape {
            text: text.to_owned(),
            what,
        }
    }
}
