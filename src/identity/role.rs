//! In which role somebody calls, and what that role is narrowed to.

use crate::units::EnterpriseId;
use crate::units::names::{BankId, ContributorId, District, PoolId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The compartment that a contributor sees and signs for, and no other 出资方席位.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The pool.
    pub pool: PoolId,
    /// The district.
    pub district: District,
    /// The contributor.
    pub contributor: ContributorId,
}

/// A role 角色.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A bank: sees and moves only what is its own 银行.
    Bank(BankId),
    /// An enterprise: its own evidence, scores, consents, look-ups and objections 企业.
    Enterprise(EnterpriseId),
    /// Of the commission: prepares 经办.
    Maker,
    /// Of the commission: decides on what a maker prepared 复核.
    Checker,
    /// Of the commission: pays what was decided 付款.
    Payer,
    /// Of the commission: resets breakers and closes periods 监督.
    Supervisor,
    /// A contributor: one compartment 出资方.
    Contributor(Seat),
    /// Fits and tests models 分析.
    Analyst,
    /// Reads everything, changes nothing 审计.
    Auditor,
    /// Runs the installation: clients, days, the custodian's lines 运行.
    Operator,
}

impl Role {
    /// The word of the role.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bank(_) => "bank",
            Self::Enterprise(_) => "enterprise",
            Self::Maker => "maker",
            Self::Checker => "checker",
            Self::Payer => "payer",
            Self::Supervisor => "supervisor",
            Self::Contributor(_) => "contributor",
            Self::Analyst => "analyst",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }

    /// The bank, where it is one's.
    pub fn bank(&self) -> Option<&BankId> {
        match self {
            Self::Bank(bank) => Some(bank),
            _ => None,
        }
    }

    /// Whether it is one of the commission's four 科技主管部门.
    pub fn is_commission(&self) -> bool {
        matches!(
            self,
            Self::Maker | Self::Checker | Self::Payer | Self::Supervisor
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank(bank) => write!(f, "bank:{bank}"),
            Self::Enterprise(enterprise) => write!(f, "enterprise:{enterprise}"),
            Self::Contributor(seat) => write!(
                f,
                "contributor:{}:{}:{}",
                seat.pool, seat.district, seat.contributor
            ),
            role => f.write_str(role.word()),
        }
    }
}
