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

impl Seat {
    /// Reads `POOL:DISTRICT:CONTRIBUTOR`; a district may have a colon in it, the others have none.
    fn parse(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once(':')
            .and_then(|(pool, rest)| Some((pool, rest.rsplit_once(':')?)));
        let Some((pool, (district, contributor))) = parts else {
            return Err("a seat reads POOL:DISTRICT:CONTRIBUTOR".to_owned());
        };
        let said = |error: crate::units::names::NameError| error.to_string();
        Ok(Self {
            pool: PoolId::parse(pool).map_err(said)?,
            district: District::parse(district).map_err(said)?,
            contributor: ContributorId::parse(contributor).map_err(said)?,
        })
    }
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

/// A text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleError {
    /// No such word.
    #[error(
        "`{0}` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR"
    )]
    Word(String),
    /// What it is narrowed to does not read.
    #[error("`{role}`: {why}")]
    Narrowed {
        /// The text.
        role: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Role {
    /// Reads the written form, such as `maker` or `bank:bank-a`.
    pub fn parse(text: &str) -> Result<Self, RoleError> {
        let narrowed = |why: String| RoleError::Narrowed {
            role: text.to_owned(),
            why,
        };
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let role = match word {
            "bank" => Self::Bank(BankId::parse(rest).map_err(|why| narrowed(why.to_string()))?),
            "enterprise" => Self::Enterprise(
                EnterpriseId::parse(rest).map_err(|why| narrowed(why.to_string()))?,
            ),
            "contributor" => Self::Contributor(Seat::parse(rest).map_err(narrowed)?),
            "maker" => Self::Maker,
            "checker" => Self::Checker,
            "payer" => Self::Payer,
            "supervisor" => Self::Supervisor,
            "analyst" => Self::Analyst,
            "auditor" => Self::Auditor,
            "operator" => Self::Operator,
            _ => return Err(RoleError::Word(text.to_owned())),
        };
        let plain = role.word() == text;
        let narrow = matches!(
            role,
            Self::Bank(_) | Self::Enterprise(_) | Self::Contributor(_)
        );
        if plain || narrow {
            Ok(role)
        } else {
            Err(narrowed(format!("a {word} is narrowed to nothing")))
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back() {
        for text in [
            "maker",
            "checker",
            "payer",
            "supervisor",
            "analyst",
            "auditor",
            "operator",
            "bank:bank-a",
            "enterprise:x:1",
            "contributor:cq:渝北区:city",
            "contributor:cq:a:b:city",
        ] {
            assert_eq!(Role::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_role_is_told() {
        let said = [
            "Maker",
            "bank",
            "maker:x",
            "bank:A",
            "contributor:cq:city",
            "",
        ]
        .map(|text| Role::parse(text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(said, @"
        `Maker` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR
        `bank`: `` has 0 characters; a bank's id (银行) has 1 to 40
        `maker:x`: a maker is narrowed to nothing
        `bank:A`: `A`: character 1 is `A`; a bank's id (银行) is written in small letters, digits and hyphens, a hyphen not first
        `contributor:cq:city`: a seat reads POOL:DISTRICT:CONTRIBUTOR
        `` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR
        ");
    }
}
