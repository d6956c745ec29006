//! The books open: the ledger as the journal gives it, and commands decided and kept one after another.

use super::fill;
use super::request::{Asked, Fields, Who, command};
use super::rules::rules;
use crate::journal::Head;
use crate::pool::{Ledger, PoolEvent, Refusal, Rules, State};
use crate::service::Error;
use crate::store::Store;
use crate::units::{Moment, Problems};

/// How many records are read at a time.
const PAGE: u32 = 2_000;

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
    /// The records of the journal in which the events stood when the books were opened.
    sequences: Vec<u64>,
    /// Events decided and not yet kept.
    pending: Vec<PoolEvent>,
}

impl<'s> Books<'s> {
    /// Opens the books: every event of the journal applied in its order.
    pub async fn open(store: &'s Store) -> Result<Self, Error> {
        let mut events = Vec::new();
        let mut sequences = Vec::new();
        let mut after = 0;
        loop {
            let page = store.records(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.sequence;
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
            pending: Vec::new(),
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

    /// Every event that was kept when the books were opened, with its record in the journal.
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

    /// Decides one request and keeps what it makes.
    pub async fn ask(&mut self, fields: &Fields, who: &Who, now: Moment) -> Result<Answer, Error> {
        let answer = self.decide(fields, who).await;
        self.keep(now).await?;
        Ok(answer)
    }

    /// Decides the lines of a batch one after another. `atomic`: all of them stand, or none.
    pub async fn ask_all(
        &mut self,
        lines: &[(u64, Fields)],
        who: impl Fn(u64) -> Who,
        atomic: bool,
        now: Moment,
    ) -> Result<Vec<Line>, Error> {
        let before = (self.ledger.clone(), self.events.len());
        let mut told = Vec::new();
        for (line, fields) in lines {
            let answer = self.decide(fields, &who(*line)).await;
            let stands = answer.stands();
            told.push(Line {
                line: *line,
                answer,
            });
            if atomic && !stands {
                self.ledger = before.0;
                self.events.truncate(before.1);
                self.pending.clear();
                return Ok(told);
            }
        }
        self.keep(now).await?;
        Ok(told)
    }

    async fn decide(&mut self, fields: &Fields, who: &Who) -> Answer {
        let mut asked: Asked = match command(fields, who) {
            Ok(asked) => asked,
            Err(problems) => return Answer::Unread(problems),
        };
        if let Err(error) = fill::fill(self.store, &self.events, &mut asked).await {
            return Answer::Missing(error.to_string());
        }
        match self.ledger.run(&asked.command) {
            Ok(events) => {
                self.events.extend(events.iter().cloned());
                self.pending.extend(events.iter().cloned());
                Answer::Done(events)
            }
            Err(refusal) => match *refusal {
                Refusal::AlreadyDone { sequence } => Answer::Before(sequence),
                _ => Answer::Refused(refusal),
            },
        }
    }

    /// Appends what was decided to the journal with its postings, in one transaction.
    async fn keep(&mut self, now: Moment) -> Result<(), Error> {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.store.append_pool_events(&pending, now).await?;
        }
        Ok(())
    }
}
