//! The chain: where the journal ends, and how the next event is joined to it.

use super::canonical::{CanonicalError, canonical_digest};
use super::event::Event;
use super::record::{ALGORITHM, Record, hash_of};
use crate::units::{Digest, Moment};
use serde::{Deserialize, Serialize};

/// The text whose SHA-256 stands before the first record.
const GENESIS: &[u8] = b"zhixin/journal/genesis/1\n";

/// The end of a journal 链头: the last sequence and its hash. An empty journal ends at genesis, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The sequence of the last record, 0 before the first.
    pub sequence: u64,
    /// The hash of the last record, or the genesis digest.
    pub hash: Digest,
}

impl Head {
    /// The head of an empty journal.
    pub fn genesis() -> Self {
        Self {
            sequence: 0,
            hash: Digest::of(GENESIS),
        }
    }
}

/// What was handed out for one record 回执: the journal must contain it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The sequence of the record.
    pub sequence: u64,
    /// The hash of the record.
    pub hash: Digest,
}

/// Why an event cannot join the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The body has no canonical bytes.
    #[error("the body of the event: {0}")]
    Body(#[from] CanonicalError),
    /// The body looks like the digest that is left of an erased one.
    #[error("a body of this form stands for one that was erased")]
    Redacted,
    /// The moment of recording lies outside the years that its text can say.
    #[error("recorded_at: {0} microseconds is outside the years 1 to 9998")]
    Moment(i64),
    /// No sequence is left.
    #[error("the journal is full")]
    Full,
}

/// A journal seen from its end: it turns events into records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    head: Head,
}

impl Default for Chain {
    fn default() -> Self {
        Self::resume(Head::genesis())
    }
}

impl Chain {
    /// Goes on after `head`.
    pub fn resume(head: Head) -> Self {
        Self { head }
    }

    /// The end of the journal.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Joins `event` to the chain; on an error the chain stays as it was.
    pub fn append(&mut self, event: Event) -> Result<Record, ChainError> {
        let digest = canonical_digest(&event.body)?;
        let previous = self.head.hash;
        let head = self.join(&event, &digest)?;
        Ok(Record {
            sequence: head.sequence,
            algorithm: ALGORITHM.to_owned(),
            previous,
            hash: head.hash,
            event,
        })
    }

    /// Joins an event whose body has this digest, and says where the chain ends with it; on an error the chain stays
    /// as it was. The body may stand elsewhere, as it was written.
    pub fn join(&mut self, event: &Event, body: &Digest) -> Result<Head, ChainError> {
        let sequence = self.head.sequence.checked_add(1).ok_or(ChainError::Full)?;
        if event.is_redacted() {
            return Err(ChainError::Redacted);
        }
        if Moment::parse(&event.recorded_at.to_string()) != Ok(event.recorded_at) {
            return Err(ChainError::Moment(event.recorded_at.micros()));
        }
        let hash = hash_of(ALGORITHM, sequence, &self.head.hash, |out| {
            event.write_with(body, out);
        });
        self.head = Head { sequence, hash };
        Ok(self.head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::event;
    use serde_json::json;

    #[test]
    fn genesis_never_changes() {
        insta::assert_snapshot!(Head::genesis().hash, @"sha256:9611117a50e2f53d792df7a125ee1afe44e15f56d022bae95717a6fff51c0ef5");
    }

    #[test]
    fn records_link_to_the_one_before() {
        let mut chain = Chain::default();
        let first = chain.append(event(1)).unwrap();
        let second = Chain::resume(chain.head()).append(event(2)).unwrap();
        assert_eq!((first.sequence, first.previous), (1, Head::genesis().hash));
        assert_eq!((second.sequence, second.previous), (2, first.hash));
    }

    #[test]
    fn a_refused_event_leaves_the_chain_as_it_was() {
        let mut chain = Chain::default();
        let mut bad = event(1);
        bad.body = json!({"rate": 0.05});
        assert!(matches!(chain.append(bad), Err(ChainError::Body(_))));
        let mut late = event(1);
        late.recorded_at = Moment::from_micros(i64::MAX);
        assert_eq!(chain.append(late), Err(ChainError::Moment(i64::MAX)));
        assert_eq!(chain.head(), Head::genesis());
        let mut gone = event(1);
        gone.body = crate::journal::redacted(&Digest::of(b"body"));
        assert_eq!(chain.append(gone), Err(ChainError::Redacted));
        let mut full = Chain::resume(Head {
            sequence: u64::MAX,
            hash: Head::genesis().hash,
        });
        assert_eq!(full.append(event(1)), Err(ChainError::Full));
    }
}
