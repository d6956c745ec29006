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

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role, self.person)
    }
}
