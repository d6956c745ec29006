//! A limit of the terms at one of the places where it adds up.

use crate::units::names::{BankId, District, PoolId};
use serde::{Deserialize, Serialize};

/// A cap, a ceiling of leverage or a budget, and over what it adds up 限额.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSite {
    /// The pool.
    pub pool: PoolId,
    /// The id of the cap, or the leverage, or the year of the budget.
    pub limit: String,
    /// Over what it adds up, in words.
    pub over: String,
    /// The district, where it adds up within one.
    pub district: Option<District>,
    /// The bank, where it adds up what one lent.
    pub bank: Option<BankId>,
}
