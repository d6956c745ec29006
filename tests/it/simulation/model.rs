//! The naive model: plain lists, totals added up anew, and every command's events foretold from the command
//! and the model's own books.

use super::books::{Books, Entry, Split};
pub(super) use super::held::*;
use super::limits::Passed;
use std::collections::{BTreeMap, BTreeSet};
use zhixin::journal::IdempotencyKey;
use zhixin::pool::statement::Scope;
use zhixin::pool::{Command, CompartmentId, Role};
use zhixin::units::{Amount, Date, Digest};

/// The rules for which it may be refused; none when it is accepted.
pub(super) type Verdict = Result<(), Vec<&'static str>>;

/// The model.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) keys: BTreeMap<IdempotencyKey, Digest>,
    pub(super) day: Option<Date>,
    /// The accounting day of the command that is being looked at.
    pub(super) booking: Option<Date>,
    pub(super) pools: Vec<Pool>,
    pub(super) places: Vec<Place>,
    pub(super) loans: Vec<Loan>,
    pub(super) claims: Vec<Claim>,
    pub(super) payments: Vec<Payment>,
    pub(super) recoveries: Vec<Recovery>,
    pub(super) lines: Vec<String>,
    pub(super) books: Books,
    pub(super) past: Vec<Past>,
    /// Limits that are passed, as a day's end told them last.
    pub(super) told: BTreeSet<Passed>,
    /// Issued statements: of what, from when to when, and who signed.
    pub(super) issued: Vec<(Scope, Date, Date, Vec<String>)>,
}

/// Collects the rules that a command breaks.
#[derive(Debug, Default)]
pub(super) struct Why(Vec<&'static str>);

impl Why {
    pub(super) fn unless(&mut self, holds: bool, code: &'static str) {
        if !holds {
            self.0.push(code);
        }
    }

    pub(super) fn done(self) -> Verdict {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}

pub(super) fn fen(amount: Amount) -> i128 {
    amount.fen().into()
}

/// The place of a named thing, or the refusal that there is none.
pub(super) fn find<T>(list: &[T], is: impl FnMut(&T) -> bool) -> Result<usize, Vec<&'static str>> {
    list.iter().position(is).ok_or_else(|| vec!["unknown"])
}

impl Model {
    /// Foretells what becomes of a command: the events that it makes are new at the end of `past`.
    pub(super) fn take(&mut self, command: &Command) -> Verdict {
        self.admit(command)?;
        self.booking = Some(command.booked_on);
        self.act(command)?;
        let (key, request) = (command.key.clone(), command.request);
        self.keys.insert(key, request);
        Ok(())
    }

    fn admit(&self, command: &Command) -> Verdict {
        match self.keys.get(&command.key) {
            Some(request) if *request == command.request => return Err(vec!["key.done"]),
            Some(_) => return Err(vec!["key.reused"]),
            None => {}
        }
        let mut why = Why::default();
        let needs = super::roles::needed(&command.action);
        why.unless(command.actor.role.word() == needs, "role");
        for (amount, may_be_nought) in super::roles::amounts(&command.action) {
            why.unless(
                amount > 0 || (amount == 0 && may_be_nought),
                "amount.nought",
            );
            why.unless(amount <= 1_000_000_000_000_000, "amount.large");
        }
        why.unless(command.effective_on <= command.booked_on, "date.effective");
        why.unless(
            self.day.is_none_or(|day| command.booked_on > day),
            "date.day",
        );
        why.done()
    }

    /// Books an event.
    pub(super) fn happen(&mut self, kind: &'static str, about: About, amount: i128, entry: Entry) {
        let number = self.past.len() + 1;
        match &about {
            About::Loan(loan) => self.loans[*loan].events.push(number),
            About::Claim(claim) => {
                self.claims[*claim].events.push(number);
                let loan = self.claims[*claim].loan;
                self.loans[loan].events.push(number);
            }
            _ => {}
        }
        entry
            .list
            .iter()
            .for_each(|posting| self.books.post(posting));
        self.past.push(Past {
            kind,
            about,
            booked_on: self.booking.unwrap(),
            amount,
            postings: entry.list,
            gone: false,
            before: None,
        });
    }

    /// The text of whom an event is about.
    pub(super) fn subject(&self, about: &About) -> String {
        match about {
            About::Loan(loan) => self.loans[*loan].name.clone(),
            About::Claim(claim) => self.claims[*claim].name.clone(),
            About::Place(place) => self.places[*place].id.to_string(),
            About::Other(text) => text.clone(),
        }
    }

    /// A compartment, in whose pool the day must be open.
    pub(super) fn place(
        &self,
        id: &CompartmentId,
        booked_on: Date,
    ) -> Result<usize, Vec<&'static str>> {
        let at = find(&self.places, |place| place.id == *id)?;
        self.open(self.places[at].pool, booked_on)?;
        Ok(at)
    }

    pub(super) fn open(&self, pool: usize, booked_on: Date) -> Verdict {
        match self.pools[pool].closed {
            Some(closed) if booked_on <= closed => Err(vec!["date.period"]),
            _ => Ok(()),
        }
    }

    /// A loan that the actor may touch.
    pub(super) fn loan(&self, command: &Command, name: &str) -> Result<usize, Vec<&'static str>> {
        let at = find(&self.loans, |loan| loan.name == name)?;
        let loan = &self.loans[at];
        self.open(self.places[loan.at].pool, command.booked_on)?;
        match &command.actor.role {
            Role::Bank(bank) if bank.as_str() != loan.bank => Err(vec!["bank.other"]),
            _ => Ok(at),
        }
    }

    /// A claim that the actor may touch, and its loan.
    pub(super) fn claim(
        &self,
        command: &Command,
        name: &str,
    ) -> Result<(usize, usize), Vec<&'static str>> {
        let at = find(&self.claims, |claim| claim.name == name)?;
        let loan = self.claims[at].loan;
        self.loan(command, &self.loans[loan].name)?;
        Ok((at, loan))
    }

    pub(super) fn strict(&self, at: usize) -> bool {
        self.pools[self.places[at].pool].strict
    }

    pub(super) fn yearly(&self, at: usize) -> bool {
        self.pools[self.places[at].pool].yearly
    }

    pub(super) fn budget(&self, at: usize) -> bool {
        self.pools[self.places[at].pool].budget
    }

    pub(super) fn split(&self, at: usize) -> Split {
        if self.budget(at) {
            vec![("budget", 100)]
        } else if self.strict(at) {
            vec![("city", 35), ("district", 30), ("zone", 35)]
        } else {
            vec![("city", 40), ("district", 60)]
        }
    }

    /// The pool's share of a total, rounded down.
    pub(super) fn share(&self, at: usize, total: i128) -> i128 {
        let tenths = if self.strict(at) { 7 } else { 8 };
        (total * tenths).div_euclid(10)
    }
}
