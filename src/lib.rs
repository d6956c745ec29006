//! Knowledge-value credit.

pub mod journal;
pub mod units;
