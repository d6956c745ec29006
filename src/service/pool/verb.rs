//! A verb: one thing that can be asked of the books, with its fields.

use super::field::Field;

/// One verb 操作.
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    /// Its name, a command of `zhixin pool` and the `action` of a line.
    pub name: &'static str,
    /// The action of the ledger that it becomes.
    pub action: &'static str,
    /// Who usually asks: `bank`, `maker`, `checker`, `payer`, `supervisor` or `operator`.
    pub by: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

impl Verb {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
