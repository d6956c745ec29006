//! To whom a consent is given: one bank, or the commission.

use crate::identity::Role;
use crate::units::names::{BankId, NameError};
use crate::units::written::written;
use std::fmt;

/// To whom an enterprise gives leave 被授权人. Written `bank:cq-bank` or `commission`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grantee {
    /// A bank 银行.
    Bank(BankId),
    /// The commission 科技主管部门.
    Commission,
}

/// The text names no grantee.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GranteeError {
    /// Neither of the two.
    #[error("`{0}` is no grantee; write `bank:` and the bank's id, or `commission`")]
    Shape(String),
    /// The bank's id is none.
    #[error(transparent)]
    Bank(#[from] NameError),
}

impl Grantee {
    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, GranteeError> {
        match text.split_once(':') {
            Some(("bank", bank)) => Ok(Self::Bank(BankId::parse(bank)?)),
            None if text == "commission" => Ok(Self::Commission),
            _ => Err(GranteeError::Shape(text.to_owned())),
        }
    }

    /// As whose grantee somebody of a role reads; absent where no consent is given to it.
    pub fn of(role: &Role) -> Option<Self> {
        match role {
            Role::Bank(bank) => Some(Self::Bank(bank.clone())),
            role if role.is_commission() => Some(Self::Commission),
            _ => None,
        }
    }

    /// The bank, where it is one.
    pub fn bank(&self) -> Option<&BankId> {
        match self {
            Self::Bank(bank) => Some(bank),
            Self::Commission => None,
        }
    }
}

impl fmt::Display for Grantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank(bank) => write!(f, "bank:{bank}"),
            Self::Commission => f.write_str("commission"),
        }
    }
}

written!(Grantee, GranteeError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grantees_read_back_and_others_are_told() {
        for text in ["bank:cq-bank", "commission"] {
            assert_eq!(Grantee::parse(text).unwrap().to_string(), text);
        }
        let said = ["bank:", "bank", "district:500112", "commission:x"]
            .map(|text| Grantee::parse(text).unwrap_err().to_string())
            .join("\n");
        insta::assert_snapshot!(said, @"
        `` has 0 characters; a bank's id (银行) has 1 to 40
        `bank` is no grantee; write `bank:` and the bank's id, or `commission`
        `district:500112` is no grantee; write `bank:` and the bank's id, or `commission`
        `commission:x` is no grantee; write `bank:` and the bank's id, or `commission`
        ");
    }
}
