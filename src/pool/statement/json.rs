//! A statement as JSON: every field under its own name, amounts as decimal strings in yuan.

use super::Statement;
use crate::units::Digest;

/// The statement as JSON, two spaces deep, with a line feed at its end.
pub fn json(statement: &Statement) -> String {
    let mut text =
        serde_json::to_string_pretty(statement).expect("a statement has text keys and no floats");
    text.push('\n');
    text
}

/// The digest of that text: equal statements have equal digests.
pub fn digest(statement: &Statement) -> Digest {
    Digest::of(json(statement).as_bytes())
}
