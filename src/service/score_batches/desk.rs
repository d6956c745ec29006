//! Where batches are handed over to be worked on, and what is counted of them.

use crate::units::Digest;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// The desk of batches: it is told of a new one, and counts.
#[derive(Debug, Default)]
pub struct BatchDesk {
    wake: Notify,
    open: AtomicU64,
    waiting: AtomicU64,
    scored: AtomicU64,
    refused: AtomicU64,
    /// The models that this service found on record, or put there.
    models: Mutex<BTreeSet<Digest>>,
}

impl BatchDesk {
    /// Tells that there is a batch to work on.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Batches that have not ended, as they were last looked at.
    pub fn open(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    /// Lines of them that wait.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Lines that were scored since the service began.
    pub fn scored(&self) -> u64 {
        self.scored.load(Ordering::Relaxed)
    }

    /// Lines that were refused since then.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    pub(super) fn has_recorded(&self, model: &Digest) -> bool {
        let models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.contains(model)
    }

    pub(super) fn recorded(&self, model: Digest) {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.insert(model);
    }

    pub(super) fn looked_at(&self, open: u64, waiting: u64) {
        self.open.store(open, Ordering::Relaxed);
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    pub(super) fn did(&self, scored: u64, refused: u64) {
        self.scored.fetch_add(scored, Ordering::Relaxed);
        self.refused.fetch_add(refused, Ordering::Relaxed);
    }
}
