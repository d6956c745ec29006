//! A record: an event in its place in the chain, and the line that it makes in an export.

use super::canonical::{Canonical, CanonicalError};
use super::chain::Receipt;
use super::event::Event;
use crate::units::Digest;
use serde::{Deserialize, Serialize};

/// The algorithm that every record of this release names.
pub const ALGORITHM: &str = "sha256";

/// What the bytes of a record's hash begin with; no canonical value begins so.
const RECORD_PREFIX: &[u8] = b"zhixin/journal/record/1\n";

/// One event in the chain 账链记录.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The place in the journal, from 1, without gaps.
    pub sequence: u64,
    /// The hash algorithm, [`ALGORITHM`].
    pub algorithm: String,
    /// The hash of the record before, or the genesis digest.
    pub previous: Digest,
    /// The hash of this record.
    pub hash: Digest,
    /// The event.
    pub event: Event,
}

/// A line of an export is no record.
#[derive(Debug, thiserror::Error)]
#[error("not a record of a journal: {0}")]
pub struct LineError(#[from] serde_json::Error);

impl Record {
    /// The hash that the other fields call for.
    pub fn computed_hash(&self) -> Result<Digest, CanonicalError> {
        hash(&self.algorithm, self.sequence, &self.previous, &self.event)
    }

    /// What the writer hands back for this record: proof, later, that it is still there.
    pub fn receipt(&self) -> Receipt {
        Receipt {
            sequence: self.sequence,
            hash: self.hash,
        }
    }

    /// The record as one line of JSON, without the line feed.
    pub fn to_line(&self) -> Result<String, LineError> {
        Ok(serde_json::to_string(self)?)
    }

    /// Reads one line of an export; unknown fields, repeated keys and odd dates are refused.
    pub fn from_line(line: &str) -> Result<Self, LineError> {
        Ok(serde_json::from_str(line)?)
    }
}

fn hash(
    algorithm: &str,
    sequence: u64,
    previous: &Digest,
    event: &Event,
) -> Result<Digest, CanonicalError> {
    let mut written = Ok(());
    let hash = hash_of(algorithm, sequence, previous, |out| {
        written = event.write(out);
    });
    written.map(|()| hash)
}

/// The hash of a record whose event `write` writes.
pub(super) fn hash_of(
    algorithm: &str,
    sequence: u64,
    previous: &Digest,
    write: impl FnOnce(&mut Canonical),
) -> Digest {
    let mut out = Canonical::after(RECORD_PREFIX);
    out.list(4);
    out.text(algorithm);
    out.integer(sequence);
    out.digest(previous);
    write(&mut out);
    Digest::of(out.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{escaped_backwards, journal, record};
    use proptest::prelude::*;

    #[test]
    fn a_line_reads_back_and_names_its_algorithm() {
        for record in journal(3) {
            let line = record.to_line().unwrap();
            assert!(
                line.contains(r#""algorithm":"sha256""#) && !line.contains('\n'),
                "{line}"
            );
            assert_eq!(Record::from_line(&line).unwrap(), record);
            assert_eq!(record.computed_hash().unwrap(), record.hash);
        }
    }

    #[test]
    fn fields_that_the_hash_would_not_cover_are_refused() {
        let line = journal(1)[0].to_line().unwrap();
        let line = line.replacen('{', r#"{"note":"unhashed","#, 1);
        assert!(
            Record::from_line(&line)
                .unwrap_err()
                .to_string()
                .contains("note")
        );
    }

    #[test]
    fn the_hash_of_a_known_record_never_changes() {
        let hash = journal(2)[1].hash;
        insta::assert_snapshot!(hash, @"sha256:11fa81b7eabbbf030b353bf6bed3e9d67c843378da64a40a393b133e5986209d");
    }

    proptest! {
        #[test]
        fn any_record_survives_any_spelling_of_its_line(record in record()) {
            let line = record.to_line().unwrap();
            prop_assert_eq!(&Record::from_line(&line).unwrap(), &record);
            let other = escaped_backwards(&serde_json::to_value(&record).unwrap());
            let read = Record::from_line(&other).unwrap();
            prop_assert_eq!(read.computed_hash().unwrap(), record.hash);
            prop_assert_eq!(read, record);
        }
    }
}
