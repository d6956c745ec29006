//! Verification: walks records from genesis or from a trusted head and names the first that is wrong.

use super::canonical::CanonicalError;
use super::chain::{Head, Receipt};
use super::record::{ALGORITHM, Record};
use crate::units::Digest;
use std::borrow::Borrow;

/// The journal is broken, first at the place `sequence`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the journal is broken at sequence {sequence}: {reason}")]
pub struct Broken {
    /// The place at which the right record was expected.
    pub sequence: u64,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a journal at one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Another record stands there: one was removed, inserted, repeated or moved.
    #[error("record {0} stands there")]
    OutOfSequence(u64),
    /// The record names an algorithm other than [`ALGORITHM`].
    #[error("the algorithm is `{0}`, not `{ALGORITHM}`")]
    Algorithm(String),
    /// The record does not continue the one before it, or does not begin at genesis.
    #[error("it continues {found}, but the record before it is {expected}")]
    NotLinked {
        /// The hash of the record before, or the genesis digest.
        expected: Digest,
        /// The hash that the record names.
        found: Digest,
    },
    /// The record was changed after it was written.
    #[error("its hash is {found}, but its content calls for {expected}")]
    Changed {
        /// The hash that the content calls for.
        expected: Digest,
        /// The hash that the record states.
        found: Digest,
    },
    /// The record cannot be hashed at all.
    #[error("its body cannot be hashed: {0}")]
    Body(CanonicalError),
    /// The journal holds another record than the one the receipt was given for.
    #[error("the receipt says {expected}, the journal says {found}")]
    ReceiptDiffers {
        /// The hash on the receipt.
        expected: Digest,
        /// The hash in the journal.
        found: Digest,
    },
    /// The records that were read do not reach the receipt, or began after it.
    #[error("the receipt's record is not among those read, which end at {0}")]
    ReceiptMissing(u64),
}

/// A walk along a journal, one record at a time, in constant memory.
#[derive(Debug, Clone)]
pub struct Verifier {
    head: Head,
    receipt: Option<Receipt>,
    found: bool,
}

impl Verifier {
    /// Starts after `head`, which the caller trusts; [`Head::genesis`] for a whole journal.
    pub fn after(head: Head) -> Self {
        Self {
            head,
            receipt: None,
            found: false,
        }
    }

    /// Also looks for the record that `receipt` was given for.
    pub fn expecting(mut self, receipt: Receipt) -> Self {
        self.found = receipt.sequence == self.head.sequence && receipt.hash == self.head.hash;
        self.receipt = Some(receipt);
        self
    }

    /// The last place that was found right.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Checks the next record; after an error the walk stands where it stood.
    pub fn read(&mut self, record: &Record) -> Result<(), Broken> {
        let sequence = self.head.sequence.saturating_add(1);
        self.check(record)
            .map_err(|reason| Broken { sequence, reason })?;
        self.found |= self.receipt == Some(record.receipt());
        self.head = Head {
            sequence: record.sequence,
            hash: record.hash,
        };
        Ok(())
    }

    fn check(&self, record: &Record) -> Result<(), Reason> {
        let Head { sequence, hash } = self.head;
        if sequence.checked_add(1) != Some(record.sequence) {
            return Err(Reason::OutOfSequence(record.sequence));
        }
        if record.algorithm != ALGORITHM {
            return Err(Reason::Algorithm(record.algorithm.clone()));
        }
        if record.previous != hash {
            return Err(Reason::NotLinked {
                expected: hash,
                found: record.previous,
            });
        }
        let (expected, found) = (record.computed_hash().map_err(Reason::Body)?, record.hash);
        if expected != found {
            return Err(Reason::Changed { expected, found });
        }
        match self.receipt {
            Some(receipt) if receipt.sequence == record.sequence && receipt.hash != found => {
                Err(Reason::ReceiptDiffers {
                    expected: receipt.hash,
                    found,
                })
            }
            _ => Ok(()),
        }
    }

    /// Ends the walk: the head of the journal, if the receipt's record was met.
    pub fn finish(self) -> Result<Head, Broken> {
        match self.receipt {
            Some(Receipt { sequence, .. }) if !self.found => Err(Broken {
                sequence,
                reason: Reason::ReceiptMissing(self.head.sequence),
            }),
            _ => Ok(self.head),
        }
    }
}

/// Verifies a whole journal from genesis 验链 and returns its head.
///
/// Records cut off at the end leave no trace in the rest: compare the head with one that was
/// printed or handed out, or ask [`verify_receipt`].
pub fn verify<R: Borrow<Record>>(records: impl IntoIterator<Item = R>) -> Result<Head, Broken> {
    verify_from(Head::genesis(), records)
}

/// Verifies the records after a trusted head and returns the new head.
pub fn verify_from<R: Borrow<Record>>(
    head: Head,
    records: impl IntoIterator<Item = R>,
) -> Result<Head, Broken> {
    walk(Verifier::after(head), records)
}

/// Verifies a whole journal and that it still contains the record `receipt` was given for.
pub fn verify_receipt<R: Borrow<Record>>(
    receipt: Receipt,
    records: impl IntoIterator<Item = R>,
) -> Result<Head, Broken> {
    walk(Verifier::after(Head::genesis()).expecting(receipt), records)
}

fn walk<R: Borrow<Record>>(
    mut verifier: Verifier,
    records: impl IntoIterator<Item = R>,
) -> Result<Head, Broken> {
    for record in records {
        verifier.read(record.borrow())?;
    }
    verifier.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{journal, mutations};
    use proptest::prelude::*;

    fn broken_at(records: &[Record]) -> u64 {
        verify(records).unwrap_err().sequence
    }

    #[test]
    fn a_journal_and_its_tail_verify() {
        let records = journal(6);
        let head = Head {
            sequence: 6,
            hash: records[5].hash,
        };
        assert_eq!(verify(&records), Ok(head));
        let middle = verify(&records[..3]).unwrap();
        assert_eq!(verify_from(middle, &records[3..]), Ok(head));
        assert_eq!(verify(Vec::<Record>::new()), Ok(Head::genesis()));
    }

    #[test]
    fn removed_moved_inserted_and_repeated_records_are_found() {
        let mut records = journal(6);
        records.remove(2);
        assert_eq!(broken_at(&records), 3);
        let mut records = journal(6);
        records.swap(1, 3);
        assert_eq!(broken_at(&records), 2);
        let mut records = journal(6);
        records.insert(4, records[4].clone());
        assert_eq!(broken_at(&records), 6);
        assert_eq!(broken_at(&journal(6)[1..]), 1);
    }

    #[test]
    fn another_genesis_is_found() {
        let other = Head {
            sequence: 0,
            hash: Digest::of(b"another"),
        };
        let mut chain = crate::journal::Chain::resume(other);
        let record = chain.append(crate::journal::samples::event(1)).unwrap();
        assert!(matches!(
            verify([record]).unwrap_err().reason,
            Reason::NotLinked { .. }
        ));
    }

    #[test]
    fn a_rewritten_past_contradicts_the_receipt() {
        let receipt = journal(6)[3].receipt();
        assert!(verify_receipt(receipt, journal(6)).is_ok());
        assert_eq!(
            verify_receipt(receipt, &journal(6)[..3]).unwrap_err(),
            Broken {
                sequence: 4,
                reason: Reason::ReceiptMissing(3)
            }
        );
        let mut chain = crate::journal::Chain::default();
        let rewritten: Vec<_> = journal(6)
            .into_iter()
            .map(|mut record| {
                record.event.actor.push('!');
                chain.append(record.event).unwrap()
            })
            .collect();
        assert!(verify(&rewritten).is_ok());
        let broken = verify_receipt(receipt, &rewritten).unwrap_err();
        assert!(matches!(
            broken,
            Broken {
                sequence: 4,
                reason: Reason::ReceiptDiffers { .. }
            }
        ));
    }

    #[test]
    fn a_receipt_of_the_trusted_head_itself_is_met() {
        let records = journal(3);
        let head = verify(&records).unwrap();
        assert_eq!(
            Verifier::after(head)
                .expecting(records[2].receipt())
                .finish(),
            Ok(head)
        );
        let mut wrong = records[2].receipt();
        wrong.hash = Digest::of(b"another");
        assert!(Verifier::after(head).expecting(wrong).finish().is_err());
    }

    #[test]
    fn an_unknown_kind_verifies() {
        let mut event = crate::journal::samples::event(1);
        event.kind = crate::journal::KindName::stored("claim.filed");
        let record = crate::journal::Chain::default().append(event).unwrap();
        assert!(verify([record]).is_ok());
    }

    proptest! {
        #[test]
        fn any_change_of_any_field_is_found(at in 0usize..5, text in "\\PC{1,4}", n in 1u64..) {
            for mutate in mutations() {
                let mut records = journal(5);
                mutate(&mut records[at], &text, n);
                prop_assert_eq!(broken_at(&records), at as u64 + 1);
                // A forger who also mends the record's own hash breaks the next link, or the receipt.
                records[at].hash = records[at].computed_hash().unwrap();
                let unharmed = records == journal(5);
                prop_assert_eq!(verify_receipt(journal(5)[4].receipt(), &records).is_ok(), unharmed);
            }
        }
    }
}
