//! Fitting 建模: what is learned from rows with a known outcome becomes a model file like any other.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "counts of rows are exact in `f64`, and values are tied when they are the same number"
)]

pub mod additive_model;
pub mod additive_report;
pub mod binning;
pub mod boosting;
pub mod calibration;
pub mod calibration_rules;
pub mod chunk;
pub mod collinearity;
pub mod column_sketch;
pub mod counts;
pub mod cut;
pub mod divergence;
pub mod export;
pub mod fit_facts;
pub mod gathering;
pub mod grading;
mod heavy_sketch;
pub mod held_out;
pub mod labels;
pub mod layout;
mod likelihood;
pub mod linear;
pub mod logistic;
pub mod low_default;
pub mod optimum;
pub mod pair_table;
mod parse_additive;
mod parse_calibration;
mod parse_reject;
mod parse_spec;
mod parse_variable;
mod placed;
pub mod prebins;
pub mod probabilities;
pub mod profile;
pub mod quantiles;
pub mod refused;
pub mod regressors;
pub mod reject;
pub mod report;
pub mod roles;
pub mod sample;
pub mod scorecard;
pub mod selection;
pub mod slotting;
pub mod spec;
pub mod trees;
pub mod trend;
pub mod variable;

pub use additive_model::AdditiveModel;
pub use binning::{Bin, Binning, NoBins};
pub use chunk::{Cells, Chunk, Reading, Texts, Worded};
pub use counts::Counts;
pub use divergence::Objective;
pub use gathering::{Gathering, Placing};
pub use layout::{Layout, Places};
pub use logistic::Logistic;
pub use optimum::{Limits, Optimum, optimum};
pub use profile::Profile;
pub use quantiles::Sketch;
pub use refused::Refused;
pub use roles::Roles;
pub use sample::Sample;
pub use scorecard::Scorecard;
pub use slotting::Slotting;
pub use spec::Spec;
pub use trend::Trend;
pub use variable::Variable;

#[cfg(test)]
mod tests_of_additive;
#[cfg(test)]
mod tests_of_export;
#[cfg(test)]
mod tests_of_logistic;
#[cfg(test)]
mod tests_of_oracle;
#[cfg(test)]
mod tests_of_probabilities;
#[cfg(test)]
mod text_rows;
