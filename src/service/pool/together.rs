//! Requests of many askers together: decided one after another, kept in one transaction, each answered by itself.

use super::answer::Answer;
use super::books::{Books, TIMES};
use super::request::Asked;
use super::{differing, fill};
use crate::identity::Role;
use crate::journal::IdempotencyKey;
use crate::pool::{ClaimId, Command, Done, LoanId, Refusal, State};
use crate::service::Error;
use crate::service::sight::Sight;
use crate::store::{Conflict, KeptEvent, StoreError};
use crate::units::{Date, Moment};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What became of one of several requests.
#[derive(Debug, Clone)]
pub enum Told {
    /// It stands in the journal.
    Kept {
        /// The events, the first of which is the command's own.
        events: Vec<KeptEvent>,
        /// Whether it had been done before.
        before: bool,
    },
    /// It does not.
    Not(Answer),
    /// Its key stands for another command; the first field that differs, and what stood there then.
    Reused {
        /// The number of the event that the other command made.
        number: u64,
        /// The field, as requests have it.
        field: &'static str,
        /// What stood there.
        then: String,
    },
    /// What it was to change has changed since the asker looked; the number of its last event now.
    Stale(u64),
    /// What it names is not there for the asker.
    Unseen {
        /// What it would be.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The ledger broke off over it; nothing of it stands.
    Broke,
}

/// A thing that a request changes, and the event that the asker saw last of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What.
    pub thing: Thing,
    /// The number of its last event when the asker looked.
    pub event: u64,
}

/// A loan or a claim, which has a history of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A loan.
    Loan(LoanId),
    /// A claim.
    Claim(ClaimId),
}

/// A request among those of many askers.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The request.
    pub asked: Asked,
    /// What must not have changed since.
    pub expected: Option<Expected>,
    /// What it is about that must be there for the asker: another's is told as one that is not there.
    pub about: Option<About>,
}

/// Things that a request names, and the role that must see them.
#[derive(Debug, Clone)]
pub struct About {
    /// The role.
    pub role: Role,
    /// Each by what it is (`loan`, `claim`, `payment`, `recovery`) and its name.
    pub named: Vec<(&'static str, String)>,
}

impl About {
    /// The first that the role does not see.
    fn unseen(&self, state: &State) -> Option<&(&'static str, String)> {
        let sight = Sight(&self.role);
        self.named
            .iter()
            .find(|(what, name)| !sight.named(state, what, name))
    }
}

/// How many events are read at a time where one command may have made more.
const FOLLOWING: u32 = 16;

/// Whether an event is a consequence of the command of a key.
fn follows(key: &IdempotencyKey, of: &IdempotencyKey) -> bool {
    let rest = key.operation.strip_prefix(of.operation.as_str());
    key.client == of.client && key.key == of.key && rest.is_some_and(|rest| rest.starts_with('/'))
}

impl Books {
    /// Decides the requests of many askers one after another, and keeps what they make in one transaction. One over
    /// which the ledger breaks off is answered so, and nothing of it stands; the others are decided as if it
    /// had never come.
    pub async fn ask_each(&mut self, asking: &[Asking], now: Moment) -> Result<Vec<Told>, Error> {
        let mut told = Vec::with_capacity(asking.len());
        let mut conflicts = 0;
        while told.len() < asking.len() {
            self.follow().await?;
            let rest = &asking[told.len()..];
            let keys: Vec<&IdempotencyKey> =
                rest.iter().map(|one| &one.asked.command.key).collect();
            let earlier = self.store.done(keys).await?;
            let decided = self.decide_each(rest, &earlier, now.business_day()).await;
            if self.keep(now).await? {
                told.extend(self.told(decided).await?);
            } else if conflicts == TIMES {
                return Err(StoreError::from(Conflict::Writer).into());
            } else {
                conflicts += 1;
            }
        }
        self.follow().await?;
        Ok(told)
    }

    /// What became of each, with the records of what was kept.
    async fn told(&self, decided: Vec<Result<Answer, Told>>) -> Result<Vec<Told>, Error> {
        let made = |answer: &Result<Answer, Told>| match answer {
            Ok(Answer::Done(events)) => events.len() as u64,
            _ => 0,
        };
        let mut number = self.last() + 1 - decided.iter().map(made).sum::<u64>();
        let mut records = self.records.iter();
        let mut told = Vec::with_capacity(decided.len());
        for answer in decided {
            told.push(match answer {
                Ok(Answer::Done(events)) => {
                    let kept = events.into_iter().zip(records.by_ref()).zip(number..);
                    let events: Vec<KeptEvent> = kept
                        .map(|((event, record), number)| KeptEvent {
                            number,
                            sequence: record.sequence,
                            hash: record.hash,
                            event,
                        })
                        .collect();
                    number += events.len() as u64;
                    Told::Kept {
                        events,
                        before: false,
                    }
                }
                Ok(Answer::Before(number)) => Told::Kept {
                    events: self.made_by(number).await?,
                    before: true,
                },
                Ok(answer) => Told::Not(answer),
                Err(told) => told,
            });
        }
        Ok(told)
    }

    /// The events that one command made: its own, of which the number is given, and those that followed from it.
    async fn made_by(&self, number: u64) -> Result<Vec<KeptEvent>, Error> {
        let mut made: Vec<KeptEvent> = Vec::new();
        loop {
            let after = made
                .last()
                .map_or(number.saturating_sub(1), |kept| kept.number);
            let page = self.store.pool_events(after, FOLLOWING).await?;
            let read = page.len();
            for kept in page {
                let own = made
                    .first()
                    .is_none_or(|first| follows(&kept.event.key, &first.event.key));
                if !own {
                    return Ok(made);
                }
                made.push(kept);
            }
            if read < FOLLOWING as usize {
                return Ok(made);
            }
        }
    }

    /// Decides until the end, or until the ledger breaks off: then what was decided before is whole, and is to be
    /// kept, and the ledger read again. What is no answer of the books is told at once.
    async fn decide_each(
        &mut self,
        asking: &[Asking],
        earlier: &HashMap<IdempotencyKey, Done>,
        today: Date,
    ) -> Vec<Result<Answer, Told>> {
        let mut answers = Vec::with_capacity(asking.len());
        for one in asking {
            let about = one.about.as_ref();
            if let Some((what, name)) = about.and_then(|about| about.unseen(self.state())) {
                let (what, name) = (*what, name.clone());
                answers.push(Err(Told::Unseen { what, name }));
                continue;
            }
            let mut asked = one.asked.clone();
            let done = earlier.get(&asked.command.key).copied();
            if done.is_none()
                && let Err(error) = fill::fill(self, &mut asked).await
            {
                answers.push(Ok(Answer::Missing(error.to_string())));
                continue;
            }
            let decided = catch_unwind(AssertUnwindSafe(|| {
                match self.stale(one.expected.as_ref(), &asked.command, done) {
                    Some(now) => Err(Told::Stale(now)),
                    None => Ok(self.decided(&asked.command, &asked.known(done), today)),
                }
            }));
            let Ok(decided) = decided else {
                self.broken = true;
                answers.push(Err(Told::Broke));
                break;
            };
            answers.push(match decided {
                Ok(answer) => self.differing(&asked, answer).await,
                told => told,
            });
        }
        answers
    }

    /// Where the key stands for another command, what differs. Where the records cannot tell, the refusal stays.
    async fn differing(&self, asked: &Asked, answer: Answer) -> Result<Answer, Told> {
        let Answer::Refused(refusal) = &answer else {
            return Ok(answer);
        };
        let Refusal::KeyReused { sequence } = **refusal else {
            return Ok(answer);
        };
        let Ok(Some(event)) = self.event(sequence).await else {
            return Ok(answer);
        };
        let (field, then) = differing::first(asked, &event);
        let number = sequence;
        Err(Told::Reused {
            number,
            field,
            then,
        })
    }

    /// The last event of what a request is to change, where it is another than was expected. What was done before
    /// is answered as it was then.
    fn stale(
        &self,
        expected: Option<&Expected>,
        command: &Command,
        done: Option<Done>,
    ) -> Option<u64> {
        let expected = expected?;
        if done.is_some() || self.state().done(&command.key).is_some() {
            return None;
        }
        let last = match &expected.thing {
            Thing::Loan(loan) => self.state().last_of_loan(loan),
            Thing::Claim(claim) => self.state().last_of_claim(claim),
        };
        last.filter(|last| *last != expected.event)
    }
}
