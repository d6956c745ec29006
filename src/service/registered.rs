//! What the register says of an enterprise as of a day, for people who read lists and for scopes by district.

use crate::evidence::Dossier;
use crate::evidence::facts::Enterprise;

/// What the registry says of an enterprise, for people who read lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    /// Its name.
    pub name: Option<String>,
    /// Its district 区县.
    pub district: Option<String>,
}

impl Registered {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let newest = |read: fn(&Enterprise) -> Option<&String>| {
            let mut held = dossier.registry().iter().rev();
            held.find_map(|held| read(&held.value).cloned())
        };
        Self {
            name: newest(|enterprise| enterprise.name.as_ref()),
            district: newest(|enterprise| enterprise.district.as_ref()),
        }
    }
}
