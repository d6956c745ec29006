//! Scores of many askers issued in one transaction, and everything that is to be shown logged in another.

use crate::governance::LookUp;
use crate::journal::Event;
use crate::service::Error;
use crate::store::{Appended, Conflict, IssuedScore, Store, StoreError};
use std::sync::Arc;
use tokio::sync::oneshot::Sender;

/// A score, what is logged of it, and the way back to its asker.
type ToIssue = (
    (Event, IssuedScore),
    LookUp,
    Sender<Result<Appended, Error>>,
);

/// What one batch issues and shows.
#[derive(Default)]
pub(super) struct Showing {
    pub(super) scores: Vec<ToIssue>,
    pub(super) look_ups: Vec<(LookUp, Sender<Result<(), Error>>)>,
}

impl Showing {
    /// Issues, logs, and answers: nothing is shown of which the log does not tell.
    pub(super) async fn write(self, store: &Store) {
        let mut issues = Vec::with_capacity(self.scores.len());
        let mut askers = Vec::with_capacity(self.scores.len());
        for (issue, look_up, reply) in self.scores {
            issues.push(issue);
            askers.push((look_up, reply));
        }
        let issued = issue_each(store, issues).await;
        let mut rows = Vec::new();
        let mut showing = Vec::new();
        for ((look_up, reply), issued) in askers.into_iter().zip(issued) {
            match issued {
                Ok(appended) => {
                    rows.push(look_up);
                    showing.push((reply, appended));
                }
                Err(error) => {
                    let _ = reply.send(Err(error));
                }
            }
        }
        let (more, replies): (Vec<_>, Vec<_>) = self.look_ups.into_iter().unzip();
        rows.extend(more);
        let logged = if rows.is_empty() {
            Ok(0)
        } else {
            store.append_look_ups(&rows).await.map_err(Error::from)
        };
        // Whoever asked may have gone; what was issued stands, and its key tells.
        match logged {
            Ok(_) => {
                for (reply, appended) in showing {
                    let _ = reply.send(Ok(appended));
                }
                for reply in replies {
                    let _ = reply.send(Ok(()));
                }
            }
            Err(error) => {
                let told = Arc::new(error);
                for (reply, _) in showing {
                    let _ = reply.send(Err(Error::Shared(Arc::clone(&told))));
                }
                for reply in replies {
                    let _ = reply.send(Err(Error::Shared(Arc::clone(&told))));
                }
            }
        }
    }
}

/// Issues scores together. Where one of them is in the way of all, each is issued by itself.
async fn issue_each(
    store: &Store,
    issues: Vec<(Event, IssuedScore)>,
) -> Vec<Result<Appended, Error>> {
    if issues.is_empty() {
        return Vec::new();
    }
    let count = issues.len();
    match store.issue_scores(issues.clone()).await {
        Ok(appended) => appended.into_iter().map(Ok).collect(),
        Err(StoreError::Conflict(conflict)) if count > 1 || conflict == Conflict::Writer => {
            let mut each = Vec::with_capacity(count);
            for issue in issues {
                // A score rests on no head of the journal: when another writer went first, it goes after.
                let issued = store.issue_scores(vec![issue]).await;
                each.push(issued.map_err(Error::from).and_then(|mut one| {
                    let last = one.pop();
                    last.ok_or_else(|| Error::Usage("no score was issued".to_owned()))
                }));
            }
            each
        }
        Err(error) => {
            let told = Arc::new(Error::from(error));
            (0..count)
                .map(|_| Err(Error::Shared(Arc::clone(&told))))
                .collect()
        }
    }
}
