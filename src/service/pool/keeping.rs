//! What was decided kept in the journal, and the books read again where they may differ from it.

use super::books::Books;
use super::opening::PAGE;
use super::rules::rules;
use crate::journal::Head;
use crate::pool::{PoolEvent, State};
use crate::service::Error;
use crate::store::{Conflict, KeptEvent, Snapshot, StoreError};
use crate::units::{Digest, Moment};

/// Of large books the snapshot takes longer to write, and is taken once they grew by this part of themselves.
const PART: u64 = 200;

impl Books {
    /// Appends what was decided to the journal with its postings, in one transaction: false when another writer
    /// went first, and it must be decided anew. Now and again it takes a snapshot.
    pub(super) async fn keep(&mut self, now: Moment) -> Result<bool, Error> {
        let pending = std::mem::take(&mut self.pending);
        self.records.clear();
        if pending.is_empty() {
            return Ok(true);
        }
        let kept = self
            .store
            .append_pool_events(self.head, &pending, now)
            .await;
        match kept {
            Ok(records) => {
                self.head = records.last().copied().unwrap_or(self.head);
                self.records = records;
            }
            Err(error) => return self.told_by_the_journal(&pending, error).await,
        }
        self.ahead = false;
        let last = self.last();
        if !self.broken && last - self.snapshot >= self.every.max(last / PART) {
            // The events are kept, and a snapshot only saves time: where there is no room for it, the next try
            // comes when the books have grown as much again.
            self.snapshot = last;
            let _ = self.take_snapshot().await;
        }
        Ok(true)
    }

    /// After an error nobody knows whether the append took place: what was decided is dropped, and the journal
    /// read again. Either all of it stands there, or nothing.
    async fn told_by_the_journal(
        &mut self,
        pending: &[PoolEvent],
        error: StoreError,
    ) -> Result<bool, Error> {
        self.follow().await?;
        let first = &pending[0];
        let done = self.store.done([&first.key]).await?;
        let event = match done.get(&first.key) {
            Some(done) => self.event(done.number).await?,
            None => None,
        };
        match error {
            _ if event.as_ref() == Some(first) => {
                let number = done.get(&first.key).map_or(0, |done| done.number);
                self.records = self.records_from(number, pending.len()).await?;
                Ok(true)
            }
            StoreError::Conflict(Conflict::Writer) => Ok(false),
            error => Err(error.into()),
        }
    }

    /// Writes the state down beside the journal, so that the books open from there.
    pub async fn take_snapshot(&mut self) -> Result<(), Error> {
        let number = self.last();
        let Some(kept) = self.store.pool_event(number).await? else {
            return Ok(());
        };
        let bytes = self.state().to_bytes();
        let snapshot = Snapshot {
            number,
            sequence: kept.sequence,
            hash: kept.hash.to_string(),
            form: State::form(),
            digest: Digest::of(&bytes).to_string(),
        };
        self.store.put_snapshot(&snapshot, &bytes).await?;
        self.snapshot = number;
        self.ledger.forget_keys();
        Ok(())
    }

    /// Goes on after records that are no events of the books, where it had read all before them.
    pub fn pass(&mut self, from: Head, to: Head) -> bool {
        let follows = !self.ahead && !self.broken && self.head == from;
        if follows {
            self.head = to;
        }
        follows
    }

    /// Reads what others wrote since, where the books have nothing that the journal has not.
    pub async fn catch_up(&mut self) -> Result<(), Error> {
        self.follow().await?;
        let head = self.store.journal_head().await?;
        while head != self.head {
            let page = self.store.pool_events(self.last(), PAGE).await?;
            if page.is_empty() {
                self.head = head;
                // Scores and look-ups move the journal all the time, and rules hardly ever.
                let ruled = self.store.last_of_rules().await?;
                if !self.by_given && ruled != self.ruled {
                    self.ledger.rules = rules(&self.store).await?;
                    self.ruled = ruled;
                }
            }
            page.iter().for_each(|kept| self.ledger.apply(&kept.event));
        }
        Ok(())
    }

    /// The records of so many events from a number on.
    async fn records_from(&self, number: u64, count: usize) -> Result<Vec<Head>, Error> {
        let limit = u32::try_from(count).unwrap_or(u32::MAX);
        let kept = self
            .store
            .pool_events(number.saturating_sub(1), limit)
            .await?;
        let record = |kept: &KeptEvent| Head {
            sequence: kept.sequence,
            hash: kept.hash,
        };
        Ok(kept.iter().map(record).collect())
    }

    /// Opens the books again from the records if the ledger is ahead of them. While that fails nothing is decided.
    pub(super) async fn follow(&mut self) -> Result<(), Error> {
        if self.ahead || self.broken {
            let again = if self.by_given {
                Self::open_by(&self.store, self.ledger.rules.clone()).await?
            } else {
                Self::open(&self.store).await?
            };
            let (takes_stated, needs_decisions) = (self.takes_stated, self.needs_decisions);
            *self = Self {
                takes_stated,
                needs_decisions,
                ..again.with_snapshots_every(self.every)
            };
        }
        Ok(())
    }
}
