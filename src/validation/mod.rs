//! Validation: whether a model tells who defaults, whether its probabilities are true, and whether it still does.
//!
//! Statistics over plain columns, whatever made the scores. Every one is worked in `f64` in a fixed order, or in whole
//! numbers, so the same rows give the same bits at any number of threads. `docs/validation.md` has the formulae.

#![expect(
    clippy::float_cmp,
    reason = "scores are tied when they are the same number, and exact results are tested as such"
)]

pub mod auc;
pub mod bins;
pub mod bootstrap;
pub mod brier;
pub mod calibration_tests;
pub mod compare;
pub mod concentration;
pub mod contest;
pub mod curves;
pub mod document;
pub mod grade_tests;
pub mod h_measure;
pub mod holm;
pub mod migration;
pub mod psi;
pub mod ranked;
pub mod rating_process;
pub mod recalibration;
pub mod sample;
mod sorted;
pub mod splits;
pub mod stream;
pub mod subgroups;

pub use auc::Auc;
pub use compare::Comparison;
pub use contest::Contest;
pub use document::Validation;
pub use ranked::Ranked;
pub use sample::Sample;

#[cfg(test)]
mod tests_of_bad_input;
#[cfg(test)]
mod tests_of_oracle;
#[cfg(test)]
mod tests_of_properties;
