//! Signing where the journal ends, once all of it was verified.

use super::walk;
use crate::journal::{Checkpoint, Head, SigningKey, Tree, Verifier};
use crate::service::Error;
use crate::store::Store;
use crate::units::Moment;

/// Verifies the whole journal and signs its head and the root of the tree over its records.
pub async fn checkpoint(
    store: &Store,
    key: &SigningKey,
    signed_at: Moment,
) -> Result<Checkpoint, Error> {
    let mut verifier = Verifier::after(Head::genesis());
    let mut tree = Tree::default();
    walk(store, |record| {
        verifier.read(record)?;
        tree.push(&record.hash);
        Ok(())
    })
    .await?;
    let head = verifier.finish()?;
    Ok(Checkpoint::sign(head, tree.root(), signed_at, key))
}
