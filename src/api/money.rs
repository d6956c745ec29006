//! Amounts as the API writes them: a decimal text with its currency.

use crate::service::wire::CURRENCY;
use crate::units::Amount;
use serde::Serialize;
use utoipa::ToSchema;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Money {
    /// Yuan with two places, such as `1000000.00`.
    #[schema(example = "1000000.00", pattern = r"^-?\d{1,17}(\.\d{1,2})?$")]
    pub(super) amount: String,
    /// Always `CNY`.
    #[schema(example = "CNY")]
    pub(super) currency: &'static str,
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self {
            amount: amount.to_string(),
            currency: CURRENCY,
        }
    }
}
