//! The digest of a model's meaning.
use super::Model;
use crate::units::Digest;
/// Over the checked model, field by field in a fixed order; layout and comments do not matter.
pub(super) fn of(model: &Model) -> Digest {
    let text = serde_json::to_string(model).expect("a model has text keys and no floats");
    Digest::of(format!("zhixin/model/1\n{text}").as_bytes())
}
