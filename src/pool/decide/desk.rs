//! The desk at which a command is decided: the rules, the state, the command, and look-ups that refuse.

use crate::pool::account::CompartmentId;
use crate::pool::actor::Role;
use crate::pool::command::Command;
use crate::pool::known::Known;
use crate::pool::refusal::Refusal;
use crate::pool::rules::Rules;
use crate::pool::share::{Portion, Split};
use crate::pool::state::State;
use crate::pool::state::claim::Claim;
use crate::pool::state::compartment::{Compartment, Pool};
use crate::pool::state::loan::Loan;
pub(super) use crate::pool::sums::{minus, plus};
use crate::pool::terms::UsableTerms;
use crate::units::names::{ClaimId, ContributorId, LoanId, PoolId, TermsId};
use crate::units::person::same_person;
use crate::units::{Amount, Date};

/// What a check gives.
pub(super) type Checked<T> = Result<T, Box<Refusal>>;

/// What a decision is made of.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) rules: &'a Rules,
    pub(super) state: &'a State,
    pub(super) command: &'a Command,
    /// What the records know of the command.
    pub(super) known: &'a Known,
}

/// Refuses unless something holds.
pub(super) fn ensure(holds: bool, refusal: impl FnOnce() -> Refusal) -> Checked<()> {
    if holds {
        Ok(())
    } else {
        Err(Box::new(refusal()))
    }
}

/// That nothing of the name is there yet.
pub(super) fn unused(number: Option<u32>, what: &'static str, name: &str) -> Checked<()> {
    ensure(number.is_none(), || Refusal::Exists {
        what,
        name: name.to_owned(),
    })
}

/// No more than the most there is of something.
pub(super) fn at_most(amount: Amount, most: Amount, of: &'static str) -> Checked<()> {
    ensure(amount <= most, || Refusal::Above { of, most })
}

fn known<T>(found: Option<T>, what: &'static str, name: &impl ToString) -> Checked<T> {
    found.ok_or_else(|| {
        Box::new(Refusal::Unknown {
            what,
            name: name.to_string(),
        })
    })
}

impl<'a> Desk<'a> {
    pub(super) fn pool(&self, id: &PoolId) -> Checked<(u32, &'a Pool)> {
        let (number, pool) = known(self.state.pools.named(id), "pool", id)?;
        self.open_period(pool)?;
        Ok((number, pool))
    }

    /// The compartment, in whose pool the accounting day must be open.
    pub(super) fn compartment(&self, id: &CompartmentId) -> Checked<(u32, &'a Compartment)> {
        let (number, compartment) = known(self.state.compartments.named(id), "compartment", id)?;
        self.open_period(self.state.pools.at(compartment.pool))?;
        Ok((number, compartment))
    }

    /// The loan, which a bank must own.
    pub(super) fn loan(&self, id: &LoanId) -> Checked<(u32, &'a Loan)> {
        let (number, loan) = known(self.state.loans.named(id), "loan", id)?;
        self.owned(loan, "loan", id.as_str())?;
        Ok((number, loan))
    }

    /// The claim and its loan, which a bank must own.
    pub(super) fn claim(&self, id: &ClaimId) -> Checked<(&'a Claim, &'a Loan)> {
        let (_, claim) = known(self.state.claims.named(id), "claim", id)?;
        let loan = self.state.loan_of(claim);
        self.owned(loan, "claim", id.as_str())?;
        Ok((claim, loan))
    }

    fn owned(&self, loan: &Loan, what: &'static str, name: &str) -> Checked<()> {
        let compartment = self.state.compartments.at(loan.compartment);
        self.open_period(self.state.pools.at(compartment.pool))?;
        let Role::Bank(bank) = &self.command.actor.role else {
            return Ok(());
        };
        ensure(self.state.banks.name(loan.bank) == bank, || {
            Refusal::OtherBank {
                what,
                name: name.to_owned(),
            }
        })
    }

    fn open_period(&self, pool: &Pool) -> Checked<()> {
        match pool.closed_through {
            Some(through) if self.command.booked_on <= through => {
                Err(Refusal::PeriodClosed { through }.into())
            }
            _ => Ok(()),
        }
    }

    /// The terms that a loan was enrolled under.
    pub(super) fn terms(&self, loan: &Loan) -> Checked<&'a UsableTerms> {
        let pool = self.state.compartments.at(loan.compartment).pool;
        let scheme = &self.state.pools.at(pool).scheme;
        let terms: &TermsId = self.state.terms.name(loan.terms);
        self.rules.version(scheme, terms).ok_or_else(|| {
            Box::new(Refusal::NoTerms {
                why: format!("the terms `{terms}` of the loan are not at hand"),
            })
        })
    }

    /// The version of a pool's terms that is in force on a day.
    pub(super) fn terms_on(&self, pool: &Pool, on: Date) -> Checked<&'a UsableTerms> {
        let terms = self.rules.latest(&pool.scheme, on);
        terms.map_err(|why| Box::new(Refusal::NoTerms { why }))
    }

    pub(super) fn compartment_of(&self, loan: &Loan) -> (&'a CompartmentId, &'a Compartment) {
        let at = loan.compartment;
        (
            self.state.compartments.name(at),
            self.state.compartments.at(at),
        )
    }

    pub(super) fn split_of(&self, loan: &Loan) -> &'a Split {
        &self.compartment_of(loan).1.splits[loan.split as usize]
    }

    /// What each contributor bears when a claim's cost goes from one total to another.
    pub(super) fn bear(&self, loan: &Loan, before: Amount, after: Amount) -> Vec<Portion> {
        self.split_of(loan).delta(before, after)
    }

    /// A contributor of the compartment.
    pub(super) fn contributor(of: &Compartment, contributor: &ContributorId) -> Checked<()> {
        // A later version of the terms may have brought another, who paid nothing in yet.
        let mut named = of.splits.iter().flat_map(Split::contributors);
        let found = of.stake(contributor).is_some() || named.any(|of| of == contributor);
        known(found.then_some(()), "contributor", contributor)
    }

    /// Whether a person of this name asks.
    pub(super) fn is_by(&self, person: &str) -> bool {
        same_person(person, &self.command.actor.person)
    }

    /// Somebody other than one who acted before.
    pub(super) fn other_than(&self, person: Option<&str>, was: &'static str) -> Checked<()> {
        let same = person.is_some_and(|person| self.is_by(person));
        ensure(!same, || Refusal::SamePerson {
            person: self.command.actor.person.to_string(),
            was,
        })
    }

    /// The day so many working days after the accounting day.
    pub(super) fn working_days(&self, days: u32) -> Checked<Date> {
        let from = self.command.effective_on;
        self.rules
            .calendar
            .add_working_days(from, days)
            .map_err(|error| {
                Box::new(Refusal::Data {
                    why: error.to_string(),
                })
            })
    }

    /// Whether a line of a custodian waits to be explained, in whichever compartment.
    pub(super) fn waits(&self, line: &str) -> bool {
        let all = self.state.compartments.all();
        let mut lines = all.flat_map(|(_, _, of)| &of.lines);
        lines.any(|held| held.line == line)
    }

    /// Cash that may leave a compartment.
    pub(super) fn cash(compartment: &Compartment, amount: Amount) -> Checked<()> {
        let free = compartment.free_cash();
        ensure(amount <= free, || Refusal::Cash {
            short: minus(amount, free),
        })
    }
}
