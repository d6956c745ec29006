//! The digest of the meaning of terms.

use super::Terms;
use crate::units::Digest;

/// Over the checked terms, field by field in a fixed order; layout, the way a number is written and
/// comments do not matter.
pub(super) fn of(terms: &Terms) -> Digest {
    let text = serde_json::to_string(terms).expect("terms have text keys and no floats");
    Digest::of(format!("zhixin/terms/1\n{text}").as_bytes())
}
