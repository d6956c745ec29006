//! The books open: the ledger as the journal gives it, and commands decided and kept one after another.

use super::answer::{Answer, Line};
use super::fill;
use super::opening::{self, Opened, PAGE};
use super::request::{Asked, Fields, Who, command, not_to_come};
use super::rules::rules;
use crate::journal::{Head, IdempotencyKey};
use crate::pool::{Command, Done, Known, Ledger, PoolEvent, Refusal, Rules, State};
use crate::service::Error;
use crate::store::{Conflict, KeptEvent, Store, StoreError};
use crate::units::{Date, Moment, Problems};
use std::collections::HashMap;

/// A snapshot is taken once so many events came after the last: they are read again in a few tenths of a second.
const EVERY: u64 = 20_000;

/// How often a request is decided anew because another writer went first.
pub(super) const TIMES: usize = 5;

/// Shows every event of the books that is kept, in their order, a page at a time.
pub(super) async fn walk<E: From<Error>>(
    store: &Store,
    mut see: impl FnMut(&KeptEvent) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = 0;
    loop {
        let page = store.pool_events(after, PAGE).await;
        let page = page.map_err(Error::from)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.number;
        page.iter().try_for_each(&mut see)?;
    }
}

/// A request as it was read, or everything wrong with it.
type Read = Result<Asked, Problems>;

/// The books of an installation.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells of something else"
)]
pub struct Books {
    pub(super) store: Store,
    pub(super) ledger: Ledger,
    pub(super) opened: Opened,
    /// The last event of the newest snapshot.
    pub(super) snapshot: u64,
    /// After how many events another is taken, at the least.
    pub(super) every: u64,
    /// Where the journal ended when it was read or written last: on that rests what is decided.
    pub(super) head: Head,
    /// Events decided and not yet kept.
    pub(super) pending: Vec<PoolEvent>,
    /// The records that the events kept last became.
    pub(super) records: Vec<Head>,
    /// Whether the ledger has more than the journal, which must be read again before anything else is decided.
    pub(super) ahead: bool,
    /// Whether the ledger broke off, so that even once all is kept it must be read again.
    pub(super) broken: bool,
    /// Whether the rules were given, and are not those of the records.
    pub(super) by_given: bool,
    /// The last record that put rules there, of those that were read.
    pub(super) ruled: u64,
    /// Whether scores and consents of elsewhere may be stated.
    pub(super) takes_stated: bool,
    /// Whether a loan on a score of the records names the bank's decision on it.
    pub(super) needs_decisions: bool,
}

impl Books {
    /// Opens the books by the shipped rules and the terms on record.
    pub async fn open(store: &Store) -> Result<Self, Error> {
        // The head is read first: of what is written meanwhile the books may know, and decide nothing on the rest.
        let head = store.journal_head().await?;
        let ruled = store.last_of_rules().await?;
        let books = Self::open_at(store, head, rules(store).await?).await?;
        Ok(Self { ruled, ..books })
    }

    /// The same by rules that are given.
    pub async fn open_by(store: &Store, rules: Rules) -> Result<Self, Error> {
        let head = store.journal_head().await?;
        let books = Self::open_at(store, head, rules).await?;
        Ok(Self {
            by_given: true,
            ..books
        })
    }

    /// Opens the books: the newest snapshot that will do, and every later event of the journal in its order.
    async fn open_at(store: &Store, head: Head, rules: Rules) -> Result<Self, Error> {
        let (ledger, opened) = opening::open(store, rules).await?;
        Ok(Self {
            store: store.clone(),
            ledger,
            snapshot: opened.snapshot,
            every: EVERY,
            opened,
            head,
            pending: Vec::new(),
            records: Vec::new(),
            ahead: false,
            broken: false,
            by_given: false,
            ruled: 0,
            takes_stated: true,
            needs_decisions: false,
        })
    }

    /// The same books, of which a snapshot is taken after so many events, or more where they are large.
    pub fn with_snapshots_every(self, events: u64) -> Self {
        Self {
            every: events,
            ..self
        }
    }

    /// The same books, which take scores and consents of the records alone.
    pub fn of_records_alone(self) -> Self {
        Self {
            takes_stated: false,
            ..self
        }
    }

    /// The same books, in which a loan on a score of the records names the bank's decision on it.
    pub fn with_decisions(self) -> Self {
        Self {
            needs_decisions: true,
            ..self
        }
    }

    pub(super) fn needs_decisions(&self) -> bool {
        self.needs_decisions
    }

    pub(super) fn takes_stated(&self) -> bool {
        self.takes_stated
    }

    /// How they were opened.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// What the ledger decides by.
    pub fn rules(&self) -> &Rules {
        &self.ledger.rules
    }

    /// The state.
    pub fn state(&self) -> &State {
        self.ledger.state()
    }

    /// How many events the books have: the number of the last.
    pub fn last(&self) -> u64 {
        self.state().sequence()
    }

    /// Shows every event that is kept, in the order of the books, a page at a time.
    pub async fn walk<E: From<Error>>(
        &self,
        see: impl FnMut(&KeptEvent) -> Result<(), E>,
    ) -> Result<(), E> {
        walk(&self.store, see).await
    }

    /// The records.
    pub fn store(&self) -> &Store {
        &self.store
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
        let read = [command(fields, who)];
        let mut answers = self.ask_read(&read, false, now).await?;
        Ok(answers.pop().expect("one request has one answer"))
    }

    /// Decides the lines of a batch one after another. `atomic`: all of them stand, or none.
    pub async fn ask_all(
        &mut self,
        lines: &[(u64, Fields)],
        who: impl Fn(u64) -> Who,
        atomic: bool,
        now: Moment,
    ) -> Result<Vec<Line>, Error> {
        let read = lines
            .iter()
            .map(|(line, fields)| command(fields, &who(*line)));
        let read: Vec<Read> = read.collect();
        let answers = self.ask_read(&read, atomic, now).await?;
        let told = lines.iter().zip(answers).map(|((line, _), answer)| Line {
            line: *line,
            answer,
        });
        Ok(told.collect())
    }

    async fn ask_read(
        &mut self,
        read: &[Read],
        atomic: bool,
        now: Moment,
    ) -> Result<Vec<Answer>, Error> {
        for _ in 0..TIMES {
            self.follow().await?;
            let keys = read.iter().flatten().map(|asked| &asked.command.key);
            let earlier = self.store.done(keys).await?;
            let known = (&earlier, now.business_day());
            let answers = self.decide_all(read, known, atomic).await;
            if self.keep(now).await? {
                // Of all or none it was none, and what had been decided is dropped.
                self.follow().await?;
                return Ok(answers);
            }
        }
        Err(StoreError::from(Conflict::Writer).into())
    }

    /// Decides requests. Where all or none are to stand, the answers end with the first that does not.
    async fn decide_all(
        &mut self,
        read: &[Read],
        (earlier, today): (&HashMap<IdempotencyKey, Done>, Date),
        atomic: bool,
    ) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(read.len());
        for asked in read {
            let answer = match asked {
                Ok(asked) => self.decide(asked.clone(), earlier, today).await,
                Err(problems) => Answer::Unread(problems.clone()),
            };
            let stands = answer.stands();
            answers.push(answer);
            if atomic && !stands {
                self.pending.clear();
                break;
            }
        }
        answers
    }

    async fn decide(
        &mut self,
        mut asked: Asked,
        earlier: &HashMap<IdempotencyKey, Done>,
        today: Date,
    ) -> Answer {
        let earlier = earlier.get(&asked.command.key).copied();
        // What was done before was filled then, from records that may say something else by now.
        if earlier.is_none()
            && let Err(error) = fill::fill(self, &mut asked).await
        {
            return Answer::Missing(error.to_string());
        }
        self.decided(&asked.command, &asked.known(earlier), today)
    }

    /// Where the journal ends that the books have read.
    pub fn end(&self) -> Head {
        self.head
    }

    /// Decides a command that no verb says, made from the books as they then are, and keeps what it makes.
    pub(super) async fn command(
        &mut self,
        make: impl AsyncFn(&Self) -> Result<Command, Error>,
        now: Moment,
    ) -> Result<Answer, Error> {
        for _ in 0..TIMES {
            self.follow().await?;
            let command = make(self).await?;
            let earlier = self.store.done([&command.key]).await?;
            let earlier = earlier.get(&command.key).copied();
            let answer = self.decided(&command, &Known::from(earlier), now.business_day());
            if self.keep(now).await? {
                return Ok(answer);
            }
        }
        Err(StoreError::from(Conflict::Writer).into())
    }

    pub(super) fn decided(&mut self, command: &Command, known: &Known, today: Date) -> Answer {
        // The ledger knows no clock, and a day that is closed too early is closed for good.
        if let (None, Err(problems)) = (known.earlier, not_to_come(command.booked_on, today)) {
            return Answer::Unread(problems);
        }
        // Until it is kept; and should the ledger break off in the middle, nothing is decided on what is left of it.
        let ahead = std::mem::replace(&mut self.ahead, true);
        let ran = self.ledger.run_knowing(command, known);
        #[cfg(test)]
        assert_ne!(command.key.key, "breaks off", "in tests, half-way");
        match ran {
            Ok(events) => {
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

    /// The event of a number, kept or only decided.
    pub(super) async fn event(&self, number: u64) -> Result<Option<PoolEvent>, Error> {
        let kept = self.kept();
        if let Some(at) = number.checked_sub(kept + 1) {
            let at = usize::try_from(at).ok();
            return Ok(at.and_then(|at| self.pending.get(at)).cloned());
        }
        let found = self.store.pool_event(number).await?;
        Ok(found.map(|kept| kept.event))
    }

    /// The number of the last event that is kept.
    fn kept(&self) -> u64 {
        self.last() - self.pending.len() as u64
    }
}
