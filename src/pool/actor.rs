//! Who acts: a person in a role, as the journal names them.

use super::account::CompartmentId;
use crate::units::names::{BankId, ContributorId};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// In which role somebody acts 角色.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// For a bank, which sees and moves only what is its own 银行.
    Bank(BankId),
    /// Prepares 经办.
    Maker,
    /// Decides on what a maker prepared 复核.
    Checker,
    /// Pays what was decided 付款.
    Payer,
    /// Supervises, resets breakers and closes periods 监督.
    Supervisor,
    /// Runs the installation: days, the custodian's lines 运行.
    Operator,
    /// For a contributor, which signs what is issued of its compartment 出资方.
    Contributor {
        /// The compartment.
        compartment: CompartmentId,
        /// The contributor.
        contributor: ContributorId,
    },
}

impl Role {
    /// The word, as a refusal says it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bank(_) => "bank",
            Self::Maker => "maker",
            Self::Checker => "checker",
            Self::Payer => "payer",
            Self::Supervisor => "supervisor",
            Self::Operator => "operator",
            Self::Contributor { .. } => "contributor",
        }
    }
}

/// A person in a role 操作人.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person, the same in every role.
    pub person: SmolStr,
    /// The role.
    pub role: Role,
}

impl Actor {
    /// A person in a role.
    pub fn new(role: Role, person: impl Into<SmolStr>) -> Self {
        Self {
            person: person.into(),
            role,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.role {
            Role::Bank(bank) => write!(f, "bank:{bank}:{}", self.person),
            Role::Contributor {
                compartment: CompartmentId { pool, district },
                contributor,
            } => {
                let person = &self.person;
                write!(f, "contributor:{pool}:{district}:{contributor}:{person}")
            }
            role => write!(f, "{}:{}", role.word(), self.person),
        }
    }
}
