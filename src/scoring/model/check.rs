//! The checks of meaning.
use super::{Model, parse::Lines};
use crate::units::form::Form;
pub(super) fn meaning(_m: &Model, _l: &Lines, _f: &Form<'_>) {}
pub(super) fn unknown_figures(_m: &Model) -> Vec<String> {
    Vec::new()
}
