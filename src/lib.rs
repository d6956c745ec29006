//! Knowledge-value credit.

pub mod units;
