//! The scope of a statement 对账范围: a pool, a compartment, or what is one contributor's or one bank's of it.

use crate::pool::account::{Code, CompartmentId};
use crate::units::names::{BankId, ContributorId, District, PoolId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Of what a statement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Scope {
    /// A pool, all its compartments together 资金池.
    Pool {
        /// The pool.
        pool: PoolId,
    },
    /// One compartment 分账.
    Compartment {
        /// The pool.
        pool: PoolId,
        /// The district.
        district: District,
    },
    /// What is one contributor's 出资方.
    Contributor {
        /// The pool.
        pool: PoolId,
        /// In one compartment only.
        district: Option<District>,
        /// The contributor.
        contributor: ContributorId,
    },
    /// What stands between the pool and one bank 银行.
    Bank {
        /// The pool.
        pool: PoolId,
        /// In one compartment only.
        district: Option<District>,
        /// The bank.
        bank: BankId,
    },
}

impl Scope {
    /// One compartment.
    pub fn compartment(of: &CompartmentId) -> Self {
        Self::Compartment {
            pool: of.pool.clone(),
            district: of.district.clone(),
        }
    }

    /// The pool.
    pub fn pool(&self) -> &PoolId {
        match self {
            Self::Pool { pool }
            | Self::Compartment { pool, .. }
            | Self::Contributor { pool, .. }
            | Self::Bank { pool, .. } => pool,
        }
    }

    /// The district, where the scope is within one.
    pub fn district(&self) -> Option<&District> {
        match self {
            Self::Pool { .. } => None,
            Self::Compartment { district, .. } => Some(district),
            Self::Contributor { district, .. } | Self::Bank { district, .. } => district.as_ref(),
        }
    }

    /// Whether a compartment lies within it.
    pub fn covers(&self, compartment: &CompartmentId) -> bool {
        compartment.pool == *self.pool()
            && self
                .district()
                .is_none_or(|district| compartment.district == *district)
    }

    /// Whether all postings of its compartments are in it, so that debits and credits agree.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Pool { .. } | Self::Compartment { .. })
    }

    /// Whether claims stand in it.
    pub(super) fn has_claims(&self) -> bool {
        !matches!(self, Self::Contributor { .. })
    }

    /// The accounts of its list, each of which has a row even where nothing ever stood on it.
    pub fn codes(&self) -> Vec<Code> {
        let on_list = |code: Code| match self {
            Self::Pool { .. } | Self::Compartment { .. } => true,
            Self::Contributor { .. } => matches!(
                code,
                Code::DueToOthers
                    | Code::PaidIn
                    | Code::Result
                    | Code::Recoveries
                    | Code::Interest
                    | Code::GuaranteeFees
                    | Code::CompensationCost
                    | Code::Fees
                    | Code::Incentives
                    | Code::Unpaid
            ),
            Self::Bank { .. } => matches!(
                code,
                Code::RecoveriesDue
                    | Code::ClawbacksDue
                    | Code::GuaranteeFeesDue
                    | Code::ClaimsUnderReview
                    | Code::CompensationPayable
                    | Code::InTransit
                    | Code::DueToOthers
                    | Code::IncentivesPayable
                    | Code::Undrawn
                    | Code::InForce
                    | Code::UnderClaim
                    | Code::Rights
                    | Code::WrittenOff
            ),
        };
        Code::ALL
            .iter()
            .copied()
            .filter(|code| on_list(*code))
            .collect()
    }

    /// As a heading in Chinese.
    pub fn zh(&self) -> String {
        let place = match self.district() {
            Some(district) => format!("{}/{district}", self.pool()),
            None => self.pool().to_string(),
        };
        match self {
            Self::Pool { .. } => format!("资金池 {place}"),
            Self::Compartment { .. } => format!("分账 {place}"),
            Self::Contributor { contributor, .. } => format!("出资方 {contributor}（{place}）"),
            Self::Bank { bank, .. } => format!("银行 {bank}（{place}）"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool { .. } => write!(f, "pool ")?,
            Self::Compartment { .. } => write!(f, "compartment ")?,
            Self::Contributor { contributor, .. } => write!(f, "contributor {contributor} of ")?,
            Self::Bank { bank, .. } => write!(f, "bank {bank} of ")?,
        }
        match self.district() {
            Some(district) => write!(f, "{}/{district}", self.pool()),
            None => write!(f, "{}", self.pool()),
        }
    }
}
