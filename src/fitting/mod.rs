//! Fitting 建模: what is learned from rows with a known outcome becomes a model file like any other.

pub mod boosting;
pub mod calibration;
pub mod counts;
pub mod cut;
pub mod divergence;
pub mod layout;
pub mod low_default;
pub mod reject;
pub mod sample;
pub mod trend;
pub mod variable;

pub use counts::Counts;
pub use divergence::Objective;
pub use layout::{Layout, Places};
pub use sample::Sample;
pub use trend::Trend;
pub use variable::Variable;
