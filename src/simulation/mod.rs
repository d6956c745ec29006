//! Simulation: what a book of loans would do to a pool, path by path, under the pool's own terms. Pure: a path follows from
//! its number and the seed, so the same question has the same bits at any number of threads.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "fen and counts are far below 2⁵³ where they become fractions, and what becomes whole again is within its list"
)]
#![allow(clippy::float_cmp, reason = "exact results are tested as such")]

pub mod backtest;
pub mod book;
mod breaker_watch;
mod caps;
mod cells;
mod claims;
pub mod closed_forms;
pub mod concentration;
pub mod dependence;
mod draws;
mod hazard;
pub mod loss;
pub mod manifest;
pub mod opening;
mod parse_scenario;
pub mod plan;
pub mod read_book;
pub mod scenario;
mod sites;
pub mod stress;
mod tail;
pub mod walk;

pub use book::{Book, Loan};
pub use manifest::Manifest;
pub use opening::Opening;
pub use plan::Plan;
pub use scenario::Scenario;
pub use stress::{Settings, Stress};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_of_books;
#[cfg(test)]
mod tests_of_bad_input;
#[cfg(test)]
mod tests_of_closed_forms;
#[cfg(test)]
mod tests_of_draws;
#[cfg(test)]
mod tests_of_ledger;
