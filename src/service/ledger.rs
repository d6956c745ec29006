//! The journal as a whole: verifying it, and writing it out for others to verify.

use super::Error;
use crate::journal::{Head, Receipt, Record, Verifier};
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

/// Verifies the whole chain, and a receipt where one is given; gives the head.
pub async fn verify(store: &Store, receipt: Option<Receipt>) -> Result<Head, Error> {
    let mut verifier = Verifier::after(Head::genesis());
    if let Some(receipt) = receipt {
        verifier = verifier.expecting(receipt);
    }
    walk(store, |record| Ok(verifier.read(record)?)).await?;
    let head = verifier.finish()?;
    let stored = store.journal_head().await?;
    if stored != head {
        return Err(Error::HeadDiffers(stored.sequence, head.sequence));
    }
    Ok(head)
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
