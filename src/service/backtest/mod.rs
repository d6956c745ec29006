//! Backtests 回测: files or records read, models asked as of each day, policies replayed through the pool, and the report.

mod models;
mod refit;
mod rules;
pub mod shipped;
mod standings;

pub use refit::Schedule;
