//! Additive boosting 可加提升: a model that is a sum of tables of one variable, and of selected pairs, each grown by
//! small Newton steps.
//!
//! Lou, Caruana and Gehrke 2012 and Lou, Caruana, Gehrke and Hooker 2013 (GA²M) for the form, Nori et al. 2019 for
//! boosting it round by round over binned columns. Here curvatures are held while slopes are carried to first order
//! through a round, a variable with a trend is projected onto it after each step, and pairs are chosen by a score test.

mod additive;
mod certificate;
mod column;
mod course;
mod fit;
mod holdout;
mod machine;
mod pair;
mod pair_step;
mod points;
mod rows;
mod settings;
mod step;
#[cfg(test)]
mod tests_of_boosting;

pub use additive::Additive;
pub use certificate::{Breach, Certificate};
pub use column::Column;
pub use fit::{Boosting, Unfit};
pub use holdout::Holdout;
pub(crate) use holdout::lot;
pub use pair::Pair;
pub use points::{PairPoints, Points};
pub use rows::Rows;
pub use settings::Settings;
