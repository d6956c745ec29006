//! Challengers 挑战模型: trees that somebody else's code grows on the rows of a fit, to hold the fitted model against.

pub mod challengers;
mod draw;
mod numbers;
pub mod rematch;
pub mod rules;
mod tree;

pub use challengers::{Challengers, Told};
pub use rematch::{Rematch, all_told};
pub use rules::ChallengerRules;

#[cfg(test)]
mod tests_of_trees;
