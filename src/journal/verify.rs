//! Verification: walks records from genesis or from a trusted head and names the first that is wrong.

use super::canonical::CanonicalError;
use super::chain::{Head, Receipt};
use super::checkpoint::Checkpoint;
use super::kind::{EventKind, KindName};
use super::line::Line;
use super::merkle::Tree;
use super::reason::{Broken, Reason};
use super::record::{ALGORITHM, Record};
use super::redaction::Redaction;
use crate::units::Digest;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

/// How many lines are worth handing to another processor.
const TOGETHER: usize = 16;

/// A walk along a journal, one record at a time, in memory that grows only with the bodies that are
/// gone and not yet accounted for.
#[derive(Debug, Clone)]
pub struct Verifier {
    start: Head,
    head: Head,
    receipt: Option<Receipt>,
    found: bool,
    checkpoint: Option<Checkpoint>,
    /// Over all records so far, where a checkpoint is looked for and the walk began at genesis.
    tree: Option<Tree>,
    /// The records whose body is gone, until a later event says why.
    gone: BTreeMap<u64, Digest>,
    redacted: u64,
}

/// What the walk needs to know of one record, however it was read.
struct Link<'a> {
    sequence: u64,
    algorithm: Cow<'a, str>,
    previous: Digest,
    hash: Digest,
    kind: Cow<'a, str>,
    is_redacted: bool,
    computed: Result<Digest, CanonicalError>,
    redaction: Option<Redaction>,
}

impl<'a> Link<'a> {
    /// What a line of an export says, or why it is no record.
    fn of_line(line: &'a [u8]) -> Result<Self, String> {
        // Looked at once as a whole, instead of text by text.
        let line = std::str::from_utf8(line).map_err(|error| error.to_string())?;
        let read = Line::read(line).map_err(|error| error.to_string())?;
        let redaction = (read.event.kind == EventKind::BodyRedacted.name())
            .then(|| Record::from_line(line).ok())
            .flatten()
            .and_then(|record| Redaction::told_by(&record.event));
        Ok(Self {
            sequence: read.sequence,
            previous: read.previous,
            hash: read.hash,
            is_redacted: read.is_redacted(),
            computed: Ok(read.computed_hash()),
            redaction,
            algorithm: read.algorithm,
            kind: read.event.kind,
        })
    }
}

impl Verifier {
    /// Starts after `head`, which the caller trusts; [`Head::genesis`] for a whole journal.
    pub fn after(head: Head) -> Self {
        Self {
            start: head,
            head,
            receipt: None,
            found: false,
            checkpoint: None,
            tree: None,
            gone: BTreeMap::new(),
            redacted: 0,
        }
    }

    /// Also looks for the record that `receipt` was given for.
    pub fn expecting(mut self, receipt: Receipt) -> Self {
        self.found = receipt.sequence == self.head.sequence && receipt.hash == self.head.hash;
        self.receipt = Some(receipt);
        self
    }

    /// Also looks for what `checkpoint` says, whose signature the caller has checked: for its hash,
    /// and on a walk from genesis for the root of the tree.
    pub fn containing(mut self, checkpoint: Checkpoint) -> Self {
        self.tree = (self.head == Head::genesis()).then(Tree::default);
        self.checkpoint = Some(checkpoint);
        self
    }

    /// The last place that was found right.
    pub fn head(&self) -> Head {
        self.head
    }

    /// How many records so far have lost their body by a redaction that a later event tells of.
    pub fn redacted(&self) -> u64 {
        self.redacted
    }

    /// Checks the next record; after an error the walk stands where it stood.
    pub fn read(&mut self, record: &Record) -> Result<(), Broken> {
        self.take(Link {
            sequence: record.sequence,
            algorithm: Cow::Borrowed(&record.algorithm),
            previous: record.previous,
            hash: record.hash,
            kind: Cow::Borrowed(record.event.kind.as_str()),
            is_redacted: record.event.is_redacted(),
            computed: record.computed_hash(),
            redaction: Redaction::told_by(&record.event),
        })
    }

    /// Checks the next line of an export, which need not be a record at all.
    pub fn read_line(&mut self, line: &[u8]) -> Result<(), Broken> {
        self.take_line(Link::of_line(line))
    }

    /// Checks the next lines of an export. They are read and hashed on all processors, and joined to the walk one after
    /// the other: what is found wrong, and where, is the same as line by line.
    pub fn read_lines(&mut self, lines: &[&[u8]]) -> Result<(), Broken> {
        let read = lines.par_iter().with_min_len(TOGETHER);
        let links: Vec<_> = read.map(|line| Link::of_line(line)).collect();
        links.into_iter().try_for_each(|link| self.take_line(link))
    }

    fn take_line(&mut self, link: Result<Link<'_>, String>) -> Result<(), Broken> {
        let link = link.map_err(|reason| Broken {
            sequence: self.head.sequence.saturating_add(1),
            reason: Reason::Unreadable(reason),
        })?;
        self.take(link)
    }

    fn take(&mut self, link: Link<'_>) -> Result<(), Broken> {
        self.check_start()?;
        let sequence = self.head.sequence.saturating_add(1);
        let broken = |reason| Broken { sequence, reason };
        let (hash, is_redacted) = (link.hash, link.is_redacted);
        let redaction = self.check(link).map_err(broken)?;
        self.found |= self.receipt == Some(Receipt { sequence, hash });
        self.head = Head { sequence, hash };
        if let Some(tree) = &mut self.tree {
            tree.push(&hash);
        }
        if is_redacted {
            self.gone.insert(sequence, hash);
        }
        if let Some(told) = redaction
            && self.gone.get(&told.sequence) == Some(&told.hash)
        {
            self.gone.remove(&told.sequence);
            self.redacted += 1;
        }
        Ok(())
    }

    /// Checks a checkpoint of the very place where the walk begins.
    fn check_start(&self) -> Result<(), Broken> {
        let Head { sequence, hash } = self.start;
        if self.head != self.start {
            return Ok(());
        }
        self.check_checkpoint(sequence, hash)
            .map_err(|reason| Broken { sequence, reason })
    }

    /// Checks one record and gives back the redaction that it tells of.
    fn check(&self, link: Link<'_>) -> Result<Option<Redaction>, Reason> {
        let Head { sequence, hash } = self.head;
        if sequence.checked_add(1) != Some(link.sequence) {
            return Err(Reason::OutOfSequence(link.sequence));
        }
        if link.algorithm != ALGORITHM {
            return Err(Reason::Algorithm(link.algorithm.into_owned()));
        }
        if link.previous != hash {
            return Err(Reason::NotLinked {
                expected: hash,
                found: link.previous,
            });
        }
        if link.is_redacted && !KindName::stored(&*link.kind).is_erasable() {
            return Err(Reason::NotErasable(link.kind.into_owned()));
        }
        let (expected, found) = (link.computed.map_err(Reason::Body)?, link.hash);
        if expected != found {
            return Err(Reason::Changed { expected, found });
        }
        let receipt = self.receipt.filter(|given| given.sequence == link.sequence);
        if let Some(Receipt { hash: expected, .. }) = receipt
            && expected != found
        {
            return Err(Reason::ReceiptDiffers { expected, found });
        }
        self.check_checkpoint(link.sequence, found)?;
        Ok(link.redaction)
    }

    /// Checks what the checkpoint says, if it is about this place.
    fn check_checkpoint(&self, sequence: u64, found: Digest) -> Result<(), Reason> {
        let checkpoint = self.checkpoint.as_ref();
        let Some(said) = checkpoint.filter(|said| said.sequence == sequence) else {
            return Ok(());
        };
        let differs = |what, expected, found| Reason::CheckpointDiffers {
            what,
            expected,
            found,
        };
        if said.hash != found {
            return Err(differs("hash", said.hash, found));
        }
        let Some(tree) = &self.tree else {
            return Ok(());
        };
        let mut tree = tree.clone();
        if sequence > self.start.sequence {
            tree.push(&found);
        }
        if said.root != tree.root() {
            return Err(differs("root", said.root, tree.root()));
        }
        Ok(())
    }

    /// Ends the walk: the head of the journal, if every body that is gone was redacted, and the
    /// receipt's record and the checkpoint's were met.
    pub fn finish(self) -> Result<Head, Broken> {
        let broken = |sequence, reason| Err(Broken { sequence, reason });
        if let Some((sequence, _)) = self.gone.first_key_value() {
            return broken(*sequence, Reason::NotRedacted);
        }
        self.check_start()?;
        let end = self.head.sequence;
        if let Some(receipt) = self.receipt.filter(|_| !self.found) {
            return broken(receipt.sequence, Reason::ReceiptMissing(end));
        }
        if let Some(Checkpoint { sequence, .. }) = self.checkpoint
            && !(self.start.sequence..=end).contains(&sequence)
        {
            return broken(sequence, Reason::CheckpointMissing(end));
        }
        Ok(self.head)
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
