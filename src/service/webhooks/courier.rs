//! The courier: a round for every endpoint that is to be told, begun as they are registered.

use super::round::Round;
use super::sending::Sender;
use super::targets::Targets;
use crate::service::Error;
use crate::service::identity::Access;
use crate::service::writer::Writer;
use crate::store::Store;
use crate::units::Moment;
use crate::units::names::WebhookId;
use crate::webhooks::{Pace, Standing};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// How often the end of the journal is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// What a courier works with.
#[derive(Debug, Clone)]
pub struct CourierParts {
    /// The records.
    pub store: Store,
    /// The one writer, whose books tell what a client sees.
    pub writer: Writer,
    /// The clients.
    pub access: Access,
    /// Which addresses may be called.
    pub targets: Arc<Targets>,
    /// Authorities that certificates of receivers may rest on besides the public ones.
    pub authorities: Option<PathBuf>,
    /// How long to wait before another try.
    pub pace: Pace,
    /// The clock.
    pub now: fn() -> Moment,
}

/// A courier at work.
#[derive(Debug)]
pub struct Courier {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Courier {
    /// Begins.
    pub fn begin(parts: CourierParts) -> Result<Self, Error> {
        let sender = Sender::new(Arc::clone(&parts.targets), parts.authorities.as_deref())?;
        let stop = CancellationToken::new();
        let task = tokio::spawn(work(parts, sender, stop.clone()));
        Ok(Self { stop, task })
    }

    /// Sends no more, and waits for what is under way; after a while it is left, and sent again another day.
    pub async fn stop(self, within: Duration) {
        self.stop.cancel();
        let mut task = self.task;
        if tokio::time::timeout(within, &mut task).await.is_err() {
            task.abort();
        }
    }
}

async fn work(parts: CourierParts, sender: Sender, stop: CancellationToken) {
    let (heads, _) = watch::channel(0);
    let mut rounds: JoinSet<()> = JoinSet::new();
    let mut running: HashMap<WebhookId, tokio::task::AbortHandle> = HashMap::new();
    let mut look = true;
    while !stop.is_cancelled() {
        let head = parts.writer.books().await.end().sequence;
        if *heads.borrow() != head {
            heads.send_replace(head);
            look = true;
        }
        while rounds.try_join_next().is_some() {
            look = true;
        }
        if look {
            running.retain(|_, round| !round.is_finished());
            match parts.store.webhooks(None).await {
                Ok(all) => {
                    look = false;
                    for kept in all {
                        let id = kept.endpoint.id;
                        let enabled = kept.endpoint.standing == Standing::Enabled;
                        if enabled && !running.contains_key(&id) {
                            let round = Round {
                                id: id.clone(),
                                parts: parts.clone(),
                                sender: sender.clone(),
                                heads: heads.subscribe(),
                                stop: stop.clone(),
                            };
                            running.insert(id, rounds.spawn(round.run()));
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "the endpoints could not be read"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
    // Each ends by itself after what it is sending.
    while rounds.join_next().await.is_some() {}
}
