//! Grants of incentives: for which periods something was granted, so that it is granted once.

use crate::units::names::{BankId, ItemId};
use crate::units::{Date, EnterpriseId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is granted once: an incentive for a period, to one beneficiary for loans of one bank in one compartment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::pool) struct Grant {
    pub(in crate::pool) compartment: u32,
    pub(in crate::pool) bank: BankId,
    pub(in crate::pool) enterprise: Option<EnterpriseId>,
    pub(in crate::pool) incentive: ItemId,
    /// The last day of its period.
    #[serde(with = "super::day")]
    pub(in crate::pool) through: Date,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            bank,
            incentive,
            through,
            ..
        } = self;
        match &self.enterprise {
            Some(enterprise) => {
                write!(
                    f,
                    "`{incentive}` to {enterprise} for loans of {bank} through {through}"
                )
            }
            None => write!(f, "`{incentive}` to {bank} through {through}"),
        }
    }
}
