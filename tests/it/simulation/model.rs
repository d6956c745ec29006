//! The naive model: plain lists, totals added up anew, and every command's events foretold from the command
//! and the model's own books.

use super::books::{Books, Entry, Posting, Split};
use std::collections::BTreeMap;
use zhixin::journal::IdempotencyKey;
use zhixin::pool::{Action, Command, CompartmentId, Role};
use zhixin::units::{Amount, Date, Digest};

/// The rules for which it may be refused; none when it is accepted.
pub(super) type Verdict = Result<(), Vec<&'static str>>;

/// A pool.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    pub(super) name: String,
    /// Under the strict terms, else under the plain ones.
    pub(super) strict: bool,
    pub(super) closed: Option<Date>,
}

/// A compartment.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) id: CompartmentId,
    pub(super) pool: usize,
    pub(super) interest: i128,
    pub(super) fees: i128,
    pub(super) incentives: i128,
    pub(super) lines: Vec<(String, i128)>,
}

/// A loan.
#[derive(Debug, Clone)]
pub(super) struct Loan {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) bank: String,
    pub(super) enterprise: String,
    pub(super) limit: i128,
    pub(super) undrawn: i128,
    pub(super) outstanding: i128,
    pub(super) revolving: bool,
    pub(super) approved_on: Date,
    pub(super) enrolled_on: Date,
    pub(super) matures_on: Date,
    pub(super) draw_by: Date,
    pub(super) renewals: u32,
    pub(super) accelerated: bool,
    pub(super) overdue: Option<Date>,
    pub(super) class: u8,
    pub(super) lost: bool,
    pub(super) open: Option<usize>,
    pub(super) events: Vec<usize>,
}

/// How far a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Filed,
    Checked,
    Approved,
    InTransit,
    Paid,
    Refused,
    Gone,
}

/// A claim.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) name: String,
    pub(super) loan: usize,
    pub(super) stage: Stage,
    pub(super) filed_on: Date,
    pub(super) paid_on: Option<Date>,
    pub(super) decide_by: Date,
    pub(super) pay_by: Option<Date>,
    pub(super) appeal_by: Option<Date>,
    pub(super) missed: (bool, bool),
    pub(super) unpaid: i128,
    pub(super) basis: (i128, i128),
    pub(super) amount: i128,
    pub(super) paid: i128,
    pub(super) gross: i128,
    pub(super) costs: i128,
    pub(super) recovered: i128,
    /// Everything ever called back, and everything ever given to pool, bank and costs.
    pub(super) clawed: i128,
    pub(super) written_off: bool,
    pub(super) appealed: bool,
    pub(super) kept_cover: bool,
    pub(super) filer: String,
    pub(super) maker: Option<String>,
    pub(super) refuser: Option<String>,
    pub(super) checkers: Vec<String>,
    pub(super) endorsed: Option<i128>,
    pub(super) events: Vec<usize>,
}

/// A payment: its name, its claim, its amount, and how far it is.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) name: String,
    pub(super) claim: usize,
    pub(super) amount: i128,
    pub(super) open: bool,
}

/// A recovery.
#[derive(Debug, Clone)]
pub(super) struct Recovery {
    pub(super) name: String,
    pub(super) claim: usize,
    pub(super) gross: i128,
    pub(super) costs: i128,
    pub(super) reversed: bool,
}

/// Whom an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    Loan(usize),
    Claim(usize),
    Place(usize),
    Other(String),
}

/// An event, as foretold.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) kind: &'static str,
    pub(super) about: About,
    pub(super) amount: i128,
    pub(super) postings: Vec<Posting>,
    pub(super) gone: bool,
}

/// The model.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) keys: BTreeMap<IdempotencyKey, Digest>,
    pub(super) day: Option<Date>,
    pub(super) pools: Vec<Pool>,
    pub(super) places: Vec<Place>,
    pub(super) loans: Vec<Loan>,
    pub(super) claims: Vec<Claim>,
    pub(super) payments: Vec<Payment>,
    pub(super) recoveries: Vec<Recovery>,
    pub(super) lines: Vec<String>,
    pub(super) books: Books,
    pub(super) past: Vec<Past>,
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
        if let (Action::Enrol { enrolment }, Role::Bank(bank)) =
            (&command.action, &command.actor.role)
        {
            why.unless(*bank == enrolment.bank, "bank.other");
        }
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
            amount,
            postings: entry.list,
            gone: false,
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

    pub(super) fn split(&self, at: usize) -> Split {
        if self.strict(at) {
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
