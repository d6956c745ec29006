//! The keys of commands that were done, so that each is done once.

use super::table::Table;
use crate::journal::IdempotencyKey;
use crate::units::Digest;
use smol_str::SmolStr;

/// Keys, each with the event that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::pool) struct Keys {
    /// Clients with the operations that they ask for: a few, of whom each key needs only the number.
    askers: Table<(SmolStr, SmolStr), ()>,
    /// The one whose key was noted last, as he is named and numbered: the next is mostly his too.
    last: Option<(SmolStr, SmolStr, u32)>,
    done: Table<(u32, SmolStr), Done>,
}

/// What the books know of a key: the event that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The number of the event among those of pools, from 1.
    pub number: u64,
    /// The digest of the command as it was received.
    pub request: Digest,
}

impl Keys {
    /// The event that a key stands for.
    pub(in crate::pool) fn done(&self, key: &IdempotencyKey) -> Option<&Done> {
        let asker = match self.again(key) {
            Some(asker) => asker,
            None => self.askers.number(&asker(key))?,
        };
        let own = (asker, key.key.clone());
        self.done.named(&own).map(|(_, done)| done)
    }

    /// Remembers the event of a key; the first that it stands for is the one that counts.
    pub(in crate::pool) fn note(&mut self, key: &IdempotencyKey, done: Done) {
        let asker = match self.again(key) {
            Some(asker) => asker,
            None => {
                let named = asker(key);
                let asker = self.askers.intern(&named);
                self.last = Some((named.0, named.1, asker));
                asker
            }
        };
        self.done.first((asker, key.key.clone()), done);
    }

    /// The asker of the key noted last, if it asks again.
    fn again(&self, key: &IdempotencyKey) -> Option<u32> {
        let (client, operation, asker) = self.last.as_ref()?;
        (*client == key.client && *operation == key.operation).then_some(*asker)
    }
}

fn asker(key: &IdempotencyKey) -> (SmolStr, SmolStr) {
    (key.client.clone(), key.operation.clone())
}
