//! Receipts, and proofs that one record is in the journal of a checkpoint.

use super::{LedgerError, record_at};
use crate::journal::{Checkpoint, PathBuilder, Proof, Receipt};
use crate::service::{Error, files};
use crate::store::Store;
use serde::de::DeserializeOwned;
use std::path::Path;

/// How many hashes are read at a time.
const PAGE: u32 = 10_000;

/// The receipt of one record.
pub async fn receipt(store: &Store, sequence: u64) -> Result<Receipt, Error> {
    Ok(record_at(store, sequence).await?.receipt())
}

/// Proves that the record at `sequence` is in the journal of `checkpoint`. A journal that does not
/// lead to the root of the checkpoint gives no proof.
pub async fn prove(store: &Store, sequence: u64, checkpoint: Checkpoint) -> Result<Proof, Error> {
    let record = record_at(store, sequence).await?;
    let size = checkpoint.sequence;
    let not_covered = LedgerError::NotCovered {
        sequence,
        checkpoint: size,
    };
    let mut path = PathBuilder::new(sequence, size).ok_or(not_covered)?;
    let mut read = 0;
    while read < size {
        let page = store.record_hashes(read, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for hash in page {
            path.push(&hash);
            read += 1;
        }
    }
    let path = path.finish().ok_or(LedgerError::NoRecord(size))?;
    let proof = Proof {
        record,
        path,
        checkpoint,
    };
    proof.check_path().map_err(LedgerError::Proof)?;
    Ok(proof)
}

/// Reads a checkpoint from a file.
pub fn read_checkpoint(path: &Path) -> Result<Checkpoint, Error> {
    read(path, "checkpoint")
}

/// Reads a proof from a file.
pub fn read_proof(path: &Path) -> Result<Proof, Error> {
    read(path, "proof")
}

fn read<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<T, Error> {
    let text = files::read_text(path)?;
    let read = serde_json::from_str(&text).map_err(|reason| LedgerError::Document {
        file: path.display().to_string(),
        what,
        reason,
    });
    Ok(read?)
}
