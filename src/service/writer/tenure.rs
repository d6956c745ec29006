//! Whose turn it is to write: the lease held, kept alive, watched while it is another's, and taken over once that one is
//! gone.

use crate::service::stopwatch;
use crate::store::{Conflict, Lease, Store, StoreError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the holder shows that it lives, and the others look.
pub(super) const BEAT: Duration = Duration::from_millis(500);

/// A holder that has not moved for so long is gone.
const GONE: Duration = Duration::from_secs(3);

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Turn {
    /// Ours, by the lease of this epoch.
    Ours(i64),
    /// That of a service of this name.
    Theirs(String),
}

/// The lease as this service sees it.
#[derive(Debug)]
pub(super) struct Tenure {
    name: String,
    turn: Mutex<Turn>,
    /// The lease of another as it was seen last, and since when it has not moved.
    seen: Mutex<Option<(Lease, Instant)>>,
}

impl Tenure {
    /// Takes the lease if it is free.
    pub(super) async fn begin(store: &Store, name: &str) -> Result<Self, StoreError> {
        let tenure = Self {
            name: name.to_owned(),
            turn: Mutex::new(Turn::Theirs(String::new())),
            seen: Mutex::default(),
        };
        tenure.take(store, None).await?;
        Ok(tenure)
    }

    /// Who writes, where it is not this service.
    pub(super) fn other(&self) -> Option<String> {
        match self.turn() {
            Turn::Ours(_) => None,
            Turn::Theirs(holder) => Some(holder),
        }
    }

    fn turn(&self) -> Turn {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        turn.clone()
    }

    fn set(&self, turn: Turn) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = turn;
    }

    async fn take(&self, store: &Store, dead: Option<&Lease>) -> Result<(), StoreError> {
        match store.take_lease(&self.name, dead).await? {
            Ok(epoch) => {
                tracing::info!(epoch, "the lease of writing is ours");
                self.set(Turn::Ours(epoch));
            }
            Err(lease) => {
                self.set(Turn::Theirs(lease.holder.clone()));
                self.look(lease);
            }
        }
        Ok(())
    }

    /// Notes another's lease: the moment counts from which it does not move.
    fn look(&self, lease: Lease) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.as_ref().is_none_or(|(before, _)| *before != lease) {
            *seen = Some((lease, stopwatch::begin()));
        }
    }

    /// Another's lease that has not moved for too long.
    fn dead(&self) -> Option<Lease> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = seen.as_ref().filter(|(_, since)| since.elapsed() >= GONE);
        gone.map(|(lease, _)| lease.clone())
    }

    /// Shows that this service lives, or looks whether the other one does.
    pub(super) async fn tend(&self, store: &Store) -> Result<(), StoreError> {
        if let Turn::Ours(epoch) = self.turn() {
            if !store.beat(epoch).await? {
                self.lost(store).await;
            }
            return Ok(());
        }
        let dead = self.dead();
        self.take(store, dead.as_ref()).await
    }

    /// After a write that was fenced, or a beat that found another: the turn is theirs.
    pub(super) async fn lost(&self, store: &Store) {
        let holder = match store.lease().await {
            Ok(Some(lease)) => {
                let holder = lease.holder.clone();
                self.look(lease);
                holder
            }
            _ => String::new(),
        };
        tracing::warn!(holder, "another service took the lease of writing");
        self.set(Turn::Theirs(holder));
    }

    /// Gives the lease back.
    pub(super) async fn end(&self, store: &Store) {
        if let Turn::Ours(epoch) = self.turn() {
            // Where it cannot be given back, the next service waits until it sees that nobody moves it.
            let _ = store.give_lease_back(epoch).await;
            self.set(Turn::Theirs(String::new()));
        }
    }
}

/// Whether a write was refused because the lease is another's.
pub(super) fn is_fenced(error: &crate::service::Error) -> bool {
    matches!(
        error,
        crate::service::Error::Store(StoreError::Conflict(Conflict::Fenced(_)))
    )
}
