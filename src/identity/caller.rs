//! A caller: a client that proved itself, the person behind it, and its role.

use super::role::Role;
use crate::units::names::ClientId;
use std::fmt;

/// Who calls 调用方. A bank's program calls as itself; people of the commission each have a client of
/// their own, so that maker, checker and payer are three persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The client that proved itself; idempotency keys are its own.
    pub client: ClientId,
    /// The person or program behind it, the same in every role.
    pub person: String,
    /// The role.
    pub role: Role,
}

impl Caller {
    /// Whether a text will do as the name of a person: 1 to 64 characters, none of them invisible, and no colon,
    /// which stands between role and name.
    pub fn may_be_named(name: &str) -> bool {
        let unseen = |sign: char| {
            sign.is_control() || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        };
        (1..=64).contains(&name.chars().count())
            && name.trim() == name
            && !name.contains([':', '：'])
            && !name.contains(unseen)
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role, self.person)
    }
}
