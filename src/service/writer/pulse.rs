//! What the writer does, counted for those who watch over it.

use crate::journal::Head;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One batch of the books that was kept, or was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// How many requests it answered.
    pub requests: usize,
    /// How long deciding and keeping took.
    pub took: Duration,
    /// Whether it was kept.
    pub kept: bool,
}

/// Told of every batch.
type Watch = Box<dyn Fn(&Stroke) + Send + Sync>;

/// Counters of the writer.
#[derive(Default)]
pub struct Pulse {
    queued: AtomicU64,
    batches: AtomicU64,
    requests: AtomicU64,
    refused_full: AtomicU64,
    broken: AtomicU64,
    head: Mutex<Option<Head>>,
    watch: Mutex<Option<Watch>>,
}

impl Pulse {
    /// How many batches there were.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    /// How many requests they answered.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many requests found the queue full.
    pub fn refused_full(&self) -> u64 {
        self.refused_full.load(Ordering::Relaxed)
    }

    /// Over how many requests the ledger broke off.
    pub fn broken(&self) -> u64 {
        self.broken.load(Ordering::Relaxed)
    }

    /// How many requests wait.
    pub fn waiting(&self) -> u64 {
        self.queued.load(Ordering::Relaxed)
    }

    /// Where the journal ended when the writer last looked.
    pub fn head(&self) -> Option<Head> {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `watch` is told of every batch.
    pub fn watch(&self, watch: impl Fn(&Stroke) + Send + Sync + 'static) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(watch));
    }

    pub(super) fn queue(&self) {
        self.queued.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn unqueue(&self) {
        self.queued.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn full(&self) {
        self.refused_full.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn broke(&self) {
        self.broken.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn stroke(&self, stroke: Stroke, head: Head) {
        self.batches.fetch_add(1, Ordering::Relaxed);
        let requests = u64::try_from(stroke.requests).unwrap_or(u64::MAX);
        self.requests.fetch_add(requests, Ordering::Relaxed);
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(watch) = watch.as_ref() {
            watch(&stroke);
        }
    }
}

impl std::fmt::Debug for Pulse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (batches, waiting) = (self.batches(), self.waiting());
        write!(f, "Pulse {{ batches: {batches}, waiting: {waiting} }}")
    }
}
