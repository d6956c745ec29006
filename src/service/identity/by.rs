//! Who decides about clients: a person in a role.

use crate::identity::{Caller, Role};
use crate::service::Error;
use std::fmt;

/// A person in a role, as the journal names whoever decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    role: Role,
    person: String,
}

impl By {
    /// Reads `operator:NAME` or `maker:NAME`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` does not read operator:NAME or maker:NAME");
        let (role, person) = text.split_once(':').ok_or_else(wrong)?;
        let role = Role::parse(role).map_err(|_| wrong())?;
        let person = person.trim().to_owned();
        if Caller::may_be_named(&person) {
            Ok(Self { role, person })
        } else {
            Err(wrong())
        }
    }

    /// That it is the operator, who alone decides about clients.
    pub(super) fn operates(&self) -> Result<(), Error> {
        self.is(
            &Role::Operator,
            "decide about clients and their credentials",
        )
    }

    /// That it is a maker, who hands codes over.
    pub(super) fn makes(&self) -> Result<(), Error> {
        self.is(&Role::Maker, "hand over one-time codes")
    }

    fn is(&self, role: &Role, what: &str) -> Result<(), Error> {
        if self.role == *role {
            return Ok(());
        }
        let (is, can) = (self.role.word(), role.word());
        Err(Error::Usage(format!("{is} cannot {what}; {can} can")))
    }
}

impl From<&Caller> for By {
    fn from(caller: &Caller) -> Self {
        Self {
            role: caller.role.clone(),
            person: caller.person.clone(),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role, self.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_decides_is_read_and_held_to_the_role() {
        let operator = By::parse("operator: 李").unwrap();
        assert_eq!(operator.to_string(), "operator:李");
        assert!(operator.operates().is_ok());
        let told = operator.makes().unwrap_err().to_string();
        assert_eq!(told, "operator cannot hand over one-time codes; maker can");
        for bad in ["", "operator", "operator:", "king:li", "operator:a:b"] {
            assert!(By::parse(bad).is_err(), "{bad}");
        }
    }
}
