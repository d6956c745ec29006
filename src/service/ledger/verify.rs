//! Verifying the journal, from the records or from an export without any.

use super::{LedgerError, PAGE};
use crate::journal::{Checkpoint, EventKind, Head, PublicKey, Receipt, Record, Verifier};
use crate::service::{Error, files};
use crate::store::{ScorePage, Store};
use serde_json::json;
use std::collections::HashMap;
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

/// Verifies the whole chain of the records, that it contains what is expected, and that every score that it issued is there
/// with its document.
pub async fn verify(store: &Store, expected: Expected) -> Result<Verified, Error> {
    let mut verifier = expected.begin()?;
    let mut after = 0;
    loop {
        let page = store.records(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        page.iter()
            .try_for_each(|record| verifier.read(record).map_err(Error::from))?;
        scores(store, after, &page).await?;
        after = last.sequence;
    }
    let verified = end(verifier)?;
    let (stored, head) = (store.journal_head().await?, verified.head);
    if stored != head {
        return Err(Error::HeadDiffers(stored.sequence, head.sequence));
    }
    Ok(verified)
}

/// Holds what is kept of scores against the records after a place that issued them. Each document was unpacked and held
/// against the digest beside it where it was read.
async fn scores(store: &Store, after: u64, records: &[Record]) -> Result<(), Error> {
    let issued = records
        .iter()
        .filter(|record| record.event.kind == EventKind::ScoreIssued);
    let issued: Vec<&Record> = issued.collect();
    if issued.is_empty() {
        return Ok(());
    }
    let page = ScorePage {
        after,
        limit: u32::try_from(issued.len()).expect("a page has few records"),
        enterprise: None,
    };
    let kept = store.scores(&page).await?;
    let kept: HashMap<u64, _> = kept.iter().map(|of| (of.sequence, &of.score)).collect();
    for record in issued {
        let (sequence, body) = (record.sequence, &record.event.body);
        let wrong = |reason| Err(LedgerError::Score { sequence, reason }.into());
        let Some(score) = kept.get(&sequence) else {
            return wrong("which is gone");
        };
        if body["score"] != score.id.as_str() {
            return wrong("and another one is kept with it");
        }
        if body["assessment_digest"] != json!(score.assessment_digest) {
            return wrong("and another document is kept with it");
        }
    }
    Ok(())
}

/// Verifies an export in a file, or on standard input where the path is `-`.
pub fn verify_export(path: &Path, expected: Expected) -> Result<Verified, Error> {
    let mut verifier = expected.begin()?;
    let mut lines = files::read_lines(path)?;
    loop {
        let (text, ends, read) = some_lines(&mut lines);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let part = starts.zip(&ends).map(|(start, end)| &text[start..*end]);
        let part: Vec<&[u8]> = part
            .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
            .collect();
        verifier.read_lines(&part)?;
        // What was read before a fault is told first.
        read.map_err(|source| Error::file(path, source))?;
        if part.is_empty() {
            return end(verifier);
        }
    }
}

/// The next lines, as many as are verified at once, each with its line feed, and where each ends; none at the end.
fn some_lines(lines: &mut impl BufRead) -> (Vec<u8>, Vec<usize>, std::io::Result<()>) {
    let (mut text, mut ends) = (Vec::new(), Vec::new());
    while text.len() < AT_ONCE {
        // A line is read up to a length that no record has, so that no file fills the memory.
        match lines.by_ref().take(LONGEST).read_until(b'\n', &mut text) {
            Ok(0) => break,
            Ok(_) => ends.push(text.len()),
            Err(fault) => return (text, ends, Err(fault)),
        }
    }
    (text, ends, Ok(()))
}

/// So many bytes are read before they are verified.
const AT_ONCE: usize = 1 << 20;

/// No line is longer than this.
const LONGEST: u64 = 256 << 20;
