//! Whom the pool pays what it owes beside compensation.

use super::account::Holder;
use crate::units::EnterpriseId;
use crate::units::names::{BankId, ContributorId};
use serde::{Deserialize, Serialize};

/// To whom the pool owes money on 2040 or 2060.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payee {
    /// A contributor.
    Contributor(ContributorId),
    /// A bank.
    Bank(BankId),
    /// An enterprise, of incentives only.
    Enterprise(EnterpriseId),
}

impl Payee {
    /// As the holder of what is owed to it.
    pub(super) fn holder(&self) -> Holder<'_> {
        match self {
            Self::Contributor(id) => Holder::Contributor(id),
            Self::Bank(id) => Holder::Bank(id),
            Self::Enterprise(id) => Holder::Enterprise(id),
        }
    }
}
