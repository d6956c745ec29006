//! What many askers are to be shown, issued and logged in one transaction.

use crate::journal::Head;
use crate::service::Error;
use crate::store::{Conflict, Showing, Store, StoreError, ToShow};
use std::sync::Arc;
use tokio::sync::oneshot::Sender;

/// The way back to an asker.
type Reply = Sender<Result<Showing, Error>>;

/// How often a batch is written anew because another writer went first.
const TIMES: usize = 5;

/// Where the journal ended before a batch and after it.
pub(super) type Moved = (Head, Head);

/// Issues, logs, and answers: nothing is shown of which the log does not tell. Says where the journal ended before and after,
/// where it moved, or that another service took the lease.
pub(super) async fn show(store: &Store, batch: Vec<(ToShow, Reply)>) -> Result<Vec<Moved>, Error> {
    let (all, replies): (Vec<ToShow>, Vec<Reply>) = batch.into_iter().unzip();
    let mut moves = Vec::new();
    let shown = match together(store, &all).await {
        Ok((shown, moved)) => {
            moves.extend(moved);
            shown.into_iter().map(Ok).collect()
        }
        // One of them is in the way of all: each is written by itself.
        Err(StoreError::Conflict(conflict)) if all.len() > 1 && !is_fenced(&conflict) => {
            let mut each = Vec::with_capacity(all.len());
            for one in &all {
                let shown = together(store, std::slice::from_ref(one)).await;
                each.push(shown.map_err(Error::from).map(|(shown, moved)| {
                    moves.extend(moved);
                    shown[0]
                }));
            }
            each
        }
        Err(error) => {
            let fenced = matches!(&error, StoreError::Conflict(conflict) if is_fenced(conflict));
            let told = Arc::new(Error::from(error));
            for reply in replies {
                let _ = reply.send(Err(Error::Shared(Arc::clone(&told))));
            }
            return if fenced {
                Err(Error::Shared(told))
            } else {
                Ok(moves)
            };
        }
    };
    // Whoever asked may have gone; what was issued stands, and its key tells.
    let shown: Vec<Result<Showing, Error>> = shown;
    for (reply, shown) in replies.into_iter().zip(shown) {
        let _ = reply.send(shown);
    }
    Ok(moves)
}

fn is_fenced(conflict: &Conflict) -> bool {
    matches!(conflict, Conflict::Fenced(_))
}

/// What is shown rests on no head of the journal: when another writer went first, it goes after.
async fn together(
    store: &Store,
    all: &[ToShow],
) -> Result<(Vec<Showing>, Option<Moved>), StoreError> {
    let mut times = 0;
    loop {
        match store.show(all).await {
            Err(StoreError::Conflict(Conflict::Writer)) if times < TIMES => times += 1,
            shown => return shown,
        }
    }
}
