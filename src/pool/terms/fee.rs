//! The guarantee fee 担保费: what the pool is paid for its cover, by size of loan, once or by the year.

use super::figure::Figure;
use super::funding::ExposureBase;
use crate::pool::portion::portion;
use crate::units::words::words;
use crate::units::{Amount, Ratio};
use serde::Serialize;

words! {
    /// For how long a guarantee fee is paid 计费方式.
    FeePer {
        /// Once, at enrolment.
        Loan = "loan", "一次性";
        /// For each year until maturity, by the day.
        Year = "year", "按年";
    }
}

/// Days of a year, by which a yearly fee is reckoned [ours].
const YEAR: i128 = 365;

/// The guarantee fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuaranteeFee {
    /// Of the principal that may be drawn, or of the pool's share of it.
    pub base: ExposureBase,
    /// Once, or by the year.
    pub per: FeePer,
    /// Rates that rise or fall by the size of the loan: the first tier that reaches it; the last has no end.
    pub tiers: Vec<FeeTier>,
}

/// The rate for loans of some size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeTier {
    /// Loans up to this amount; absent is without end.
    pub amount_up_to: Option<Figure<Amount>>,
    /// The rate, of the base.
    pub rate: Figure<Ratio>,
}

impl GuaranteeFee {
    /// The fee of a loan of a size, on a base, for some days, rounded down to the fen. `None` where an amount
    /// cannot hold it.
    pub fn due(&self, size: Amount, base: Amount, days: u32) -> Option<Amount> {
        let reaches = |tier: &&FeeTier| {
            let end = tier.amount_up_to.as_ref().map(Figure::get);
            end.is_none_or(|end| size <= end)
        };
        let Some(tier) = self.tiers.iter().find(reaches) else {
            return Some(Amount::ZERO);
        };
        let time = match self.per {
            FeePer::Loan => Ratio::ONE,
            FeePer::Year => Ratio::new(i128::from(days), YEAR)?,
        };
        portion(tier.rate.get().checked_mul(time)?, base)
    }
}
