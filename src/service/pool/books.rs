//! The books open: the ledger as the journal gives it, and commands decided and kept one after another.

use super::fill;
use super::request::{Asked, Fields, Who, command};
use super::rules::rules;
use crate::journal::Head;
use crate::pool::{Command, Ledger, PoolEvent, Refusal, Rules, State};
use crate::service::Error;
use crate::store::{Conflict, Store, StoreError};
use crate::units::{Moment, Problems};

/// How many records are read at a time.
const PAGE: u32 = 2_000;

/// How often a request is decided anew because another writer went first.
const TIMES: usize = 5;

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It was done; the events, the first of which is the command's own.
    Done(Vec<PoolEvent>),
    /// It had been done before, as this event of the books.
    Before(u64),
    /// It was refused by the ledger.
    Refused(Box<Refusal>),
    /// It could not be read.
    Unread(Problems),
    /// The records do not have what it rests on.
    Missing(String),
}

impl Answer {
    /// Whether it stands in the books.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Before(_))
    }
}

/// One line of a batch and what became of it.
#[derive(Debug)]
pub struct Line {
    /// Its line in the file.
    pub line: u64,
    /// What became of it.
    pub answer: Answer,
}

/// The books of an installation.
#[derive(Debug)]
pub struct Books<'s> {
    pub(super) store: &'s Store,
    ledger: Ledger,
    events: Vec<PoolEvent>,
    /// The records of the journal in which the events stand.
    sequences: Vec<u64>,
    /// Where the journal ended when it was read or written last: on that rests what is decided.
    head: Head,
    /// Events decided and not yet kept.
    pending: Vec<PoolEvent>,
    /// Whether the ledger has more than the journal, which must be read again before anything else is decided.
    ahead: bool,
}

impl<'s> Books<'s> {
    /// Opens the books: every event of the journal applied in its order.
    pub async fn open(store: &'s Store) -> Result<Self, Error> {
        let mut events = Vec::new();
        let mut sequences = Vec::new();
        let mut head = Head::genesis();
        loop {
            let page = store.records(head.sequence, PAGE).await?;
            let Some(last) = page.last() else { break };
            head = Head {
                sequence: last.sequence,
                hash: last.hash,
            };
            let of_pools = page
                .iter()
                .filter(|record| record.event.kind.as_str().starts_with("pool."));
            for record in of_pools {
                let event = PoolEvent::from_journal(&record.event);
                sequences.push(record.sequence);
                events.push(event.map_err(|error| Error::Usage(error.to_string()))?);
            }
        }
        let ledger = Ledger::replay(rules(store).await?, &events);
        Ok(Self {
            store,
            ledger,
            events,
            sequences,
            head,
            pending: Vec::new(),
            ahead: false,
        })
    }

    /// What the ledger decides by.
    pub fn rules(&self) -> &Rules {
        &self.ledger.rules
    }

    /// The state.
    pub fn state(&self) -> &State {
        self.ledger.state()
    }

    /// Every event, in the order of the books: the first is number 1.
    pub fn events(&self) -> &[PoolEvent] {
        &self.events
    }

    /// Every event that is kept, with its record in the journal.
    pub fn recorded(&self) -> impl Iterator<Item = (u64, &PoolEvent)> {
        self.sequences.iter().copied().zip(&self.events)
    }

    /// The head of the journal, or as it was at an earlier record.
    pub async fn head(&self, at: Option<u64>) -> Result<Head, Error> {
        let head = self.store.journal_head().await?;
        let Some(at) = at.filter(|at| *at != head.sequence) else {
            return Ok(head);
        };
        let record = match at.checked_sub(1) {
            Some(before) => self.store.records(before, 1).await?.pop(),
            None => None,
        };
        let record =
            record.ok_or_else(|| Error::Usage(format!("the journal has no record {at}")))?;
        Ok(Head {
            sequence: record.sequence,
            hash: record.hash,
        })
    }

    /// Decides one request and keeps what it makes. When another writer went first, it is decided anew on what
    /// that one wrote.
    pub async fn ask(&mut self, fields: &Fields, who: &Who, now: Moment) -> Result<Answer, Error> {
        for _ in 0..TIMES {
            self.follow().await?;
            let answer = self.decide(fields, who).await;
            if self.keep(now).await? {
                return Ok(answer);
            }
        }
        Err(StoreError::from(Conflict::Writer).into())
    }

    /// Decides the lines of a batch one after another. `atomic`: all of them stand, or none.
    pub async fn ask_all(
        &mut self,
        lines: &[(u64, Fields)],
        who: impl Fn(u64) -> Who,
        atomic: bool,
        now: Moment,
    ) -> Result<Vec<Line>, Error> {
        for _ in 0..TIMES {
            self.follow().await?;
            let told = self.decide_all(lines, &who, atomic).await;
            if self.keep(now).await? {
                return Ok(told);
            }
        }
        Err(StoreError::from(Conflict::Writer).into())
    }

    async fn decide_all(
        &mut self,
        lines: &[(u64, Fields)],
        who: &impl Fn(u64) -> Who,
        atomic: bool,
    ) -> Vec<Line> {
        let before = atomic.then(|| (self.ledger.clone(), self.events.len()));
        let mut told = Vec::new();
        for (line, fields) in lines {
            let answer = self.decide(fields, &who(*line)).await;
            let stands = answer.stands();
            told.push(Line {
                line: *line,
                answer,
            });
            if let (false, Some((ledger, events))) = (stands, &before) {
                self.ledger.clone_from(ledger);
                self.events.truncate(*events);
                self.pending.clear();
                self.ahead = false;
                break;
            }
        }
        told
    }

    async fn decide(&mut self, fields: &Fields, who: &Who) -> Answer {
        let mut asked: Asked = match command(fields, who) {
            Ok(asked) => asked,
            Err(problems) => return Answer::Unread(problems),
        };
        if let Err(error) = fill::fill(self.store, &self.events, &mut asked).await {
            return Answer::Missing(error.to_string());
        }
        self.decided(&asked.command)
    }

    /// Where the journal ends that the books have read.
    pub(in crate::service) fn end(&self) -> Head {
        self.head
    }

    /// Decides a command that no verb says, made from the books as they then are, and keeps what it makes.
    pub(super) async fn command(
        &mut self,
        make: impl Fn(&Self) -> Result<Command, Error>,
        now: Moment,
    ) -> Result<Answer, Error> {
        for _ in 0..TIMES {
            self.follow().await?;
            let command = make(self)?;
            let answer = self.decided(&command);
            if self.keep(now).await? {
                return Ok(answer);
            }
        }
        Err(StoreError::from(Conflict::Writer).into())
    }

    fn decided(&mut self, command: &Command) -> Answer {
        // Until it is kept; and should the ledger break off in the middle, nothing is decided on what is left of it.
        let ahead = std::mem::replace(&mut self.ahead, true);
        match self.ledger.run(command) {
            Ok(events) => {
                self.events.extend(events.iter().cloned());
                self.pending.extend(events.iter().cloned());
                Answer::Done(events)
            }
            Err(refusal) => {
                self.ahead = ahead;
                match *refusal {
                    Refusal::AlreadyDone { sequence } => Answer::Before(sequence),
                    _ => Answer::Refused(refusal),
                }
            }
        }
    }

    /// Appends what was decided to the journal with its postings, in one transaction: false when another writer
    /// went first, and it must be decided anew.
    async fn keep(&mut self, now: Moment) -> Result<bool, Error> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(true);
        }
        self.ahead = true;
        match self
            .store
            .append_pool_events(self.head, &pending, now)
            .await
        {
            Ok(head) => {
                self.sequences
                    .extend(self.head.sequence + 1..=head.sequence);
                self.head = head;
                self.ahead = false;
                Ok(true)
            }
            Err(error) => self.told_by_the_journal(&pending, error).await,
        }
    }

    /// After an error nobody knows whether the append took place: what was decided is dropped, and the journal
    /// read again. Either all of it stands there, or nothing.
    async fn told_by_the_journal(
        &mut self,
        pending: &[PoolEvent],
        error: StoreError,
    ) -> Result<bool, Error> {
        self.ledger = Ledger::new(self.ledger.rules.clone());
        self.events.clear();
        self.sequences.clear();
        self.follow().await?;
        let at = self
            .events
            .iter()
            .rposition(|event| event.key == pending[0].key);
        let stands = at.is_some_and(|at| self.events[at..].starts_with(pending));
        match error {
            _ if stands => Ok(true),
            StoreError::Conflict(Conflict::Writer) => Ok(false),
            error => Err(error.into()),
        }
    }

    /// Reads the journal again if the ledger is ahead of it. While that fails nothing is decided.
    async fn follow(&mut self) -> Result<(), Error> {
        if self.ahead {
            *self = Self::open(self.store).await?;
        }
        Ok(())
    }
}
