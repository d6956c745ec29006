//! What the end of a year carries of one account of a contributor to its result.

use super::account::Code;
use crate::units::names::{ContributorId, District};
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// One balance of a contributor that a year's end carries to the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The district of the compartment.
    pub district: District,
    /// The contributor.
    pub contributor: ContributorId,
    /// Income or cost, by the number of its code.
    pub code: u16,
    /// The amount on its usual side.
    pub amount: Amount,
}

impl Closing {
    /// The code.
    pub fn account_code(&self) -> Option<Code> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.number() == self.code)
    }
}

/// The last calendar year that has ended by the end of a period.
pub(super) fn ended_year(through: Date) -> i16 {
    if through.month() == 12 && through == through.last_of_month() {
        through.year()
    } else {
        through.year() - 1
    }
}
