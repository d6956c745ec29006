//! Knowledge-value credit.
