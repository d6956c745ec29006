//! Where a breaker stands and how it moved: the parts of the events of breakers.

use super::terms::Effect;
use crate::units::Amount;
use crate::units::names::{BankId, District, ItemId, PoolId, ProductId, TermsId};
use serde::{Deserialize, Serialize};

/// One breaker over one part of a pool: the fields that its scope calls for are there, the others absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakerSite {
    /// The pool.
    pub pool: PoolId,
    /// The breaker.
    pub breaker: ItemId,
    /// The district, if over a compartment or a bank in a district.
    pub district: Option<District>,
    /// The bank, if over a bank.
    pub bank: Option<BankId>,
    /// The product, if over a product.
    pub product: Option<ProductId>,
}

/// A breaker that moved, with all from which it can be reckoned again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakerMove {
    /// Where.
    pub site: BreakerSite,
    /// The version of the terms by which it was judged.
    pub terms: TermsId,
    /// What stood above the line.
    pub numerator: Amount,
    /// What stood below the line.
    pub denominator: Amount,
    /// The effects now in force; none when it is clear.
    pub effects: Vec<Effect>,
    /// The most of compensation payments in a calendar year, with `cap-payments`.
    pub payments_cap: Option<Amount>,
}
