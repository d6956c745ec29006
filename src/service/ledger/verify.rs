//! Verifying the journal, from the records or from an export without any.

use super::{LedgerError, walk};
use crate::journal::{Checkpoint, Head, PublicKey, Receipt, Verifier};
use crate::service::{Error, files};
use crate::store::Store;
use std::io::{BufRead, Read};
use std::path::Path;

/// What a journal must still contain.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// A receipt that was handed out.
    pub receipt: Option<Receipt>,
    /// A checkpoint, and the key that it is to be signed with.
    pub checkpoint: Option<(Checkpoint, PublicKey)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Where the journal ends.
    pub head: Head,
    /// How many bodies were erased by a redaction.
    pub redacted: u64,
}

impl Expected {
    fn begin(self) -> Result<Verifier, LedgerError> {
        let mut verifier = Verifier::after(Head::genesis());
        if let Some(receipt) = self.receipt {
            verifier = verifier.expecting(receipt);
        }
        if let Some((checkpoint, key)) = self.checkpoint {
            checkpoint.verify(&key)?;
            verifier = verifier.containing(checkpoint);
        }
        Ok(verifier)
    }
}

fn end(verifier: Verifier) -> Result<Verified, Error> {
    let redacted = verifier.redacted();
    let head = verifier.finish()?;
    Ok(Verified { head, redacted })
}

/// Verifies the whole chain of the records, and that it contains what is expected.
pub async fn verify(store: &Store, expected: Expected) -> Result<Verified, Error> {
    let mut verifier = expected.begin()?;
    walk(store, |record| Ok(verifier.read(record)?)).await?;
    let verified = end(verifier)?;
    let (stored, head) = (store.journal_head().await?, verified.head);
    if stored != head {
        return Err(Error::HeadDiffers(stored.sequence, head.sequence));
    }
    Ok(verified)
}

/// Verifies an export in a file, or on standard input where the path is `-`.
pub fn verify_export(path: &Path, expected: Expected) -> Result<Verified, Error> {
    let mut verifier = expected.begin()?;
    let mut lines = files::read_lines(path)?;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line is read up to a length that no record has, so that no file fills the memory.
        let mut part = lines.by_ref().take(LONGEST);
        let read = part.read_until(b'\n', &mut line);
        if read.map_err(|source| Error::file(path, source))? == 0 {
            return end(verifier);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        verifier.read_line(&line)?;
    }
}

/// No line is longer than this.
const LONGEST: u64 = 256 << 20;
