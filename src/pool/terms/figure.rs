//! A figure of a terms file: its value or `unknown`, how far it may be relied on, and its source.

use crate::units::Origin;
use serde::{Serialize, Serializer};

/// A figure 数字 with its mark and source. Terms with an unknown figure can be read, shown and checked,
/// and refuse to be used: [`UsableTerms`](super::UsableTerms) has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "T: Serialize"))]
pub struct Figure<T> {
    #[serde(serialize_with = "value")]
    value: Option<T>,
    #[serde(flatten)]
    origin: Origin,
}

/// What stands for a figure that nobody knows.
pub const UNKNOWN: &str = "unknown";

#[expect(clippy::ref_option, reason = "serde hands the field by reference")]
fn value<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => UNKNOWN.serialize(serializer),
    }
}

impl<T: Copy> Figure<T> {
    /// A figure that is known.
    pub fn known(value: T, origin: Origin) -> Self {
        Self {
            value: Some(value),
            origin,
        }
    }

    /// A figure that is not known, and never guessed.
    pub fn unknown(origin: Origin) -> Self {
        Self {
            value: None,
            origin,
        }
    }

    /// The value, unless it is unknown.
    pub fn value(&self) -> Option<T> {
        self.value
    }

    /// The value. For figures of terms in use, of which none is unknown.
    pub fn get(&self) -> T {
        self.value
            .expect("terms with an unknown figure refuse to be used")
    }

    /// How far it may be relied on, and where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}
