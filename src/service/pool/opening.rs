//! The books opened: the newest snapshot that stands up to its checks, and the events after it.

use crate::pool::{Ledger, NoState, Rules, State};
use crate::service::Error;
use crate::store::{Snapshot, Store};
use crate::units::Digest;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

/// How many events are read at a time.
pub(super) const PAGE: u32 = 2_000;

/// How many parts of a snapshot wait to be read.
const AHEAD: usize = 2;

/// How the books were opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// The last event of the snapshot from which they were; 0 where they were read from their beginning.
    pub snapshot: u64,
    /// How many events after it were read.
    pub read: u64,
    /// Snapshots that were passed over, each with the reason.
    pub unusable: Vec<String>,
}

/// Opens the books.
pub(super) async fn open(store: &Store, rules: Rules) -> Result<(Ledger, Opened), Error> {
    let mut opened = Opened::default();
    let state = newest(store, &mut opened.unusable).await?;
    let mut ledger = Ledger::resume(rules, state);
    opened.snapshot = ledger.state().sequence();
    loop {
        let after = ledger.state().sequence();
        let page = store.pool_events(after, PAGE).await?;
        let Some(last) = page.last() else {
            opened.read = after - opened.snapshot;
            return Ok((ledger, opened));
        };
        let whole = last.number - after == page.len() as u64;
        if !whole {
            let missing = format!("the events of pools from {} on have gaps", after + 1);
            return Err(Error::BooksDiffer(missing));
        }
        page.iter().for_each(|kept| ledger.apply(&kept.event));
    }
}

/// The state of the newest snapshot that will do, else that of no events.
async fn newest(store: &Store, unusable: &mut Vec<String>) -> Result<State, Error> {
    for snapshot in store.snapshots().await? {
        match usable(store, &snapshot).await? {
            Ok(state) => return Ok(state),
            Err(why) => unusable.push(format!("after event {}: {why}", snapshot.number)),
        }
    }
    Ok(State::default())
}

/// The state of a snapshot, or why it will not do.
async fn usable(store: &Store, of: &Snapshot) -> Result<Result<State, String>, Error> {
    let Some(kept) = store.pool_event(of.number).await? else {
        return Ok(Err("the journal does not go as far".to_owned()));
    };
    if (kept.sequence, kept.hash.to_string()) != (of.sequence, of.hash.clone()) {
        return Ok(Err("the journal has another event there".to_owned()));
    }
    if of.form != State::form() {
        return Ok(Err("another release wrote it".to_owned()));
    }
    let (digest, state) = read(store, of.number).await?;
    Ok(checked(of, digest, state))
}

/// Reads a snapshot and hashes it side by side, a few parts at a time: each takes long, and most snapshots are right.
async fn read(store: &Store, number: u64) -> Result<(Digest, Result<State, NoState>), Error> {
    let (parts, mut come) = mpsc::channel(AHEAD);
    let coming = std::iter::from_fn(move || come.blocking_recv());
    let reading = tokio::task::spawn_blocking(move || State::from_parts(coming));
    let mut digest = Sha256::new();
    for part in 1.. {
        let Some(bytes) = store.snapshot_part(number, part).await? else {
            break;
        };
        digest.update(&bytes);
        // A reader that found something wrong is gone; the digest tells whether it is what was written.
        let _ = parts.send(bytes).await;
    }
    drop(parts);
    let state = reading.await.map_err(|_| {
        Error::BooksDiffer(format!(
            "the snapshot after event {number} broke its reader"
        ))
    })?;
    Ok((Digest::from_bytes(digest.finalize().into()), state))
}

fn checked(of: &Snapshot, digest: Digest, state: Result<State, NoState>) -> Result<State, String> {
    if digest.to_string() != of.digest {
        return Err("its bytes are not those that were written".to_owned());
    }
    let state = state.map_err(|error| error.to_string())?;
    if state.sequence() != of.number {
        return Err(format!("it is of {} events", state.sequence()));
    }
    if let Some(at) = state.compartments().find(|at| state.trial(at) != (0, 0)) {
        return Err(format!("{at} is not in balance"));
    }
    Ok(state)
}
