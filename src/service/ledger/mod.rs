//! The journal as a whole: writing it out, verifying it, signing it, proving and redacting a record.

mod checkpoint;
mod error;
mod keys;
mod prove;
mod redact;
mod verify;

pub use checkpoint::checkpoint;
pub use error::LedgerError;
pub use keys::{new_key, read_public_key, read_signing_key};
pub use prove::{prove, read_checkpoint, read_proof, receipt};
pub use redact::{Request as RedactionRequest, redact};
pub use verify::{Expected, Verified, verify, verify_export};

use super::Error;
use crate::journal::Record;
use crate::store::Store;
use std::io::Write;

/// How many records are read at a time.
const PAGE: u32 = 1_000;

/// Walks every record through `see`.
async fn walk(
    store: &Store,
    mut see: impl FnMut(&Record) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let page = store.records(after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.sequence;
        page.iter().try_for_each(&mut see)?;
    }
}

/// The record at a place.
async fn record_at(store: &Store, sequence: u64) -> Result<Record, Error> {
    let before = sequence.checked_sub(1);
    let found = match before {
        Some(before) => store.records(before, 1).await?.pop(),
        None => None,
    };
    let found = found.filter(|record| record.sequence == sequence);
    Ok(found.ok_or(LedgerError::NoRecord(sequence))?)
}

/// Writes every record as a line of JSON.
pub async fn export(store: &Store, out: &mut impl Write) -> Result<u64, Error> {
    let mut count = 0;
    walk(store, |record| {
        let line = record
            .to_line()
            .expect("a record that was stored can be written");
        count += 1;
        writeln!(out, "{line}").map_err(|source| Error::file("the export", source))
    })
    .await?;
    Ok(count)
}
