//! One rule on the tokens of an outside issuer: a claim, and the client or role for which it stands.

use super::role::Role;
use crate::units::names::ClientId;
use serde_json::{Map, Value};

/// A rule 映射规则, written `CLAIM=VALUE => GRANT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The claim that it looks at.
    claim: String,
    /// What must stand there: as a text, or as one of a list.
    value: String,
    /// Whom the token then stands for.
    pub grant: Grant,
}

/// Whom a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A client of the register, in its role: `client:bank-a`.
    Client(ClientId),
    /// A role: `checker`.
    Role(Role),
    /// A bank or an enterprise that a claim names: `enterprise:{uscc}`.
    Narrowed {
        /// The word of the role.
        word: &'static str,
        /// The claim.
        claim: String,
    },
}

/// A text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{rule}` is no rule: {why}")]
pub struct RuleError {
    rule: String,
    why: String,
}

impl Rule {
    /// Reads a rule, such as `groups=checkers => checker`, `sub=svc-a => client:bank-a` or
    /// `kind=firm => enterprise:{uscc}`.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let wrong = |why: String| RuleError {
            rule: text.to_owned(),
            why,
        };
        let shape = || wrong("write CLAIM=VALUE => ROLE, or => client:ID".to_owned());
        let (looks, grant) = text.split_once("=>").ok_or_else(shape)?;
        let (claim, value) = looks.split_once('=').ok_or_else(shape)?;
        let (claim, value, grant) = (claim.trim(), value.trim(), grant.trim());
        if claim.is_empty() || value.is_empty() {
            return Err(shape());
        }
        Ok(Self {
            claim: claim.to_owned(),
            value: value.to_owned(),
            grant: Grant::parse(grant).map_err(wrong)?,
        })
    }

    /// Whether the claims of a token fit.
    pub(super) fn fits(&self, claims: &Map<String, Value>) -> bool {
        match claims.get(&self.claim) {
            Some(Value::String(text)) => *text == self.value,
            Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(&self.value)),
            _ => false,
        }
    }
}

impl Grant {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(id) = text.strip_prefix("client:") {
            let id = ClientId::parse(id).map_err(|why| why.to_string())?;
            return Ok(Self::Client(id));
        }
        for word in ["bank", "enterprise"] {
            let rest = text
                .strip_prefix(word)
                .and_then(|rest| rest.strip_prefix(":{"));
            if let Some(claim) = rest.and_then(|rest| rest.strip_suffix('}')) {
                let claim = claim.to_owned();
                return Ok(Self::Narrowed { word, claim });
            }
        }
        Role::parse(text)
            .map(Self::Role)
            .map_err(|why| why.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_or_say_what_is_wrong() {
        let rule = Rule::parse("kind=firm => enterprise:{uscc}").unwrap();
        let narrowed = Grant::Narrowed {
            word: "enterprise",
            claim: "uscc".to_owned(),
        };
        assert_eq!(rule.grant, narrowed);
        let told = [
            "checkers",
            "a => maker",
            "a= => maker",
            "a=b => king",
            "a=b => client:B",
        ]
        .map(|text| Rule::parse(text).unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(told, @"
        `checkers` is no rule: write CLAIM=VALUE => ROLE, or => client:ID
        `a => maker` is no rule: write CLAIM=VALUE => ROLE, or => client:ID
        `a= => maker` is no rule: write CLAIM=VALUE => ROLE, or => client:ID
        `a=b => king` is no rule: `king` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR
        `a=b => client:B` is no rule: `B`: character 1 is `B`; a client's id (客户端) is written in small letters, digits and hyphens, a hyphen not first
        ");
    }
}
