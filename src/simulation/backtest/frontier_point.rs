//! One point of the frontier of inclusion against cost 普惠与成本边界: what one variant of policy and terms came to.

use crate::units::Amount;
use serde::{Serialize, Serializer};

/// What one variant came to, by a full replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// What was varied, such as `share=80, cut_off=C`.
    pub label: String,
    /// Principal drawn under cover, in fen; written in yuan.
    #[serde(serialize_with = "in_yuan")]
    pub lent: i64,
    /// Enterprises that were lent to.
    pub borrowers: u64,
    /// Compensation paid less recoveries, in fen; written in yuan.
    #[serde(serialize_with = "in_yuan")]
    pub net_cost: i64,
    /// The default rate by number among known outcomes; not a number where none is known, and then written as null.
    pub default_rate: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn in_yuan<S: Serializer>(fen: &i64, to: S) -> Result<S::Ok, S::Error> {
    Amount::from_fen(*fen).serialize(to)
}
