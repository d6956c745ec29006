//! What an event changes in the state. Balances move by the event's postings and by nothing else; the rest
//! follows from the event, and nothing is decided here.

mod budget;
mod calls;
mod claims;
mod loans;
mod payments;
mod pools;

use super::account::{Class, Code, Holder};
use super::closing::ended_year;
use super::event::PoolEvent;
use super::happened::Happened;
use super::post::each;
use super::state::State;
use super::state::compartment::{Compartment, of};
use super::state::keys::Done;
use super::state::tally::Measures;

/// Applies an event that `decide` made on this state, or that the journal gives back in its order.
pub fn apply(state: &mut State, event: &PoolEvent) {
    state.sequence += 1;
    let sequence = state.sequence;
    let done = Done {
        number: sequence,
        request: event.request,
    };
    state.keys.note(&event.key, done);
    let (what, sign) = match &event.what {
        Happened::Corrected {
            original, sequence, ..
        } => {
            state.corrected.push(*sequence);
            (&**original, -1)
        }
        what => (what, 1),
    };
    state.turnover += turnover(what);
    if let Happened::LoanEnrolled { enrolled } = what {
        loans::enrolled(state, event, enrolled);
    }
    let claim = what.claim().and_then(|claim| state.claims.number(claim));
    let loan = match claim {
        Some(claim) => Some(state.claims.at(claim).loan),
        None => loan_of(state, what),
    };
    let before = loan.map(|loan| Counted::of(state, loan));
    // What postings are on must be there before them.
    let claim = claims::begin(state, event, what, claim);
    books(state, event, (what, loan, claim));
    pools::changed(state, event, what, sign);
    calls::changed(state, event, what, sign);
    match (claim, loan) {
        (Some(claim), _) => claims::changed(state, event, what, (claim, sign)),
        (None, Some(loan)) => loans::changed(state, what, loan, sign),
        (None, None) => {}
    }
    if let (Some(loan), Some(before)) = (loan, before) {
        tally(state, loan, &before);
        note(&mut state.loans.at_mut(loan).history, &event.what, sequence);
    }
    if let Some(claim) = claim {
        note(
            &mut state.claims.at_mut(claim).history,
            &event.what,
            sequence,
        );
    } else if let Some(compartment) = compartment_mut(state, what) {
        note(&mut compartment.history, &event.what, sequence);
    }
}

/// The amount that an event added to all that was ever named.
fn turnover(what: &Happened) -> i64 {
    let amount = match what {
        Happened::Subscribed { amount, .. }
        | Happened::Contributed { amount, .. }
        | Happened::InterestAccrued { amount, .. }
        | Happened::FeeCharged { amount, .. }
        | Happened::GuaranteeFeeCharged { amount, .. }
        | Happened::DepositPlaced { amount, .. }
        | Happened::IncentiveAccrued { amount, .. }
        | Happened::LineSuspended { amount, .. }
        | Happened::Advanced { amount, .. }
        | Happened::ClawedBack {
            interest: amount, ..
        } => *amount,
        Happened::ContributionCalled { parts, .. } => {
            return parts.iter().map(|part| part.amount.fen()).sum();
        }
        Happened::LoanEnrolled { enrolled } => enrolled.stated.limit,
        Happened::LoanDrawn { principal, .. } => *principal,
        Happened::RecoveryReported { gross, costs, .. } => {
            return gross.fen() + costs.fen();
        }
        _ => return 0,
    };
    amount.fen().abs()
}

/// The loan whose tallies an event may move that is about no claim on the books.
fn loan_of(state: &State, what: &Happened) -> Option<u32> {
    let loan = match what {
        Happened::ClaimFiled { filed } => Some(&filed.stated.loan),
        what => what.loan(),
    };
    loan.and_then(|loan| state.loans.number(loan))
}

/// The year to whose result the income and cost of an event belong: that of its accounting day, and for the end
/// of a period the last year that has ended by it.
fn year_of(event: &PoolEvent) -> i16 {
    match &event.what {
        Happened::PeriodClosed { through, .. } => ended_year(*through),
        _ => event.booked_on.year(),
    }
}

/// The number of what was looked up last: the postings of an event are mostly on one thing.
struct Last<'e, K>(Option<(&'e K, u32)>);

impl<'e, K> Last<'e, K> {
    fn number(&mut self, id: &'e K, find: impl FnOnce() -> Option<u32>, why: &str) -> u32 {
        match self.0 {
            Some((last, number)) if std::ptr::eq(last, id) => number,
            _ => {
                let number = find().expect(why);
                self.0 = Some((id, number));
                number
            }
        }
    }
}

/// Moves every balance by the event's postings, what it is about being known by its numbers.
fn books<'e>(
    state: &mut State,
    event: &'e PoolEvent,
    (what, loan, claim): (&'e Happened, Option<u32>, Option<u32>),
) {
    let year = year_of(event);
    let of_loan = loan.map(|loan| state.loans.at(loan).compartment);
    let mut compartments = Last(None);
    let mut loans = Last(what.loan().zip(loan));
    let mut claims = Last(what.claim().zip(claim));
    each(&event.what, &mut |posting| {
        let signed = posting.signed();
        let code = posting.account.code;
        let id = posting.compartment;
        let at = compartments.number(
            id,
            || {
                let own = of_loan.filter(|own| state.compartments.name(*own) == id);
                own.or_else(|| state.compartments.number(id))
            },
            "postings are on compartments that were opened",
        );
        let compartment = state.compartments.at_mut(at);
        compartment.balances.add(code, signed);
        match posting.account.holder {
            Holder::None => {}
            Holder::Contributor(id) => {
                of(&mut compartment.stakes, id).add(code, signed);
                if matches!(code.class(), Class::Income | Class::Cost) {
                    of(&mut compartment.earned, &(year, id.clone())).add(code, signed);
                }
            }
            Holder::Bank(id) => of(&mut compartment.banks, id).add(code, signed),
            Holder::District(id) => of(&mut compartment.others, id).add(code, signed),
            Holder::Enterprise(id) => {
                let number = compartment.owed.intern(id);
                *compartment.owed.at_mut(number) -= signed;
            }
            Holder::Loan(id) => {
                let loan = loans.number(
                    id,
                    || state.loans.number(id),
                    "cover is of a loan that was enrolled",
                );
                let loan = state.loans.at_mut(loan);
                if code == Code::Undrawn {
                    loan.cover_undrawn += signed;
                } else {
                    loan.cover_in_force += signed;
                }
            }
            Holder::Claim(id) => {
                let claim = claims.number(
                    id,
                    || state.claims.number(id),
                    "balances are of a claim that was filed",
                );
                state.claims.at_mut(claim).balances.add(code, signed);
            }
            Holder::Payment(id) => {
                let payment = state
                    .payments
                    .number(id)
                    .expect("what is in transit was instructed");
                state.payments.at_mut(payment).balance += signed;
            }
        }
    });
}

/// What one loan with its claims adds to the tallies in which it counts.
struct Counted {
    measures: Measures,
    /// Compensation by the year of filing: of one claim, as nearly all have at the most, and of the rest.
    year: Option<(i16, i64)>,
    years: Vec<(i16, i64)>,
}

impl Counted {
    fn of(state: &State, loan: u32) -> Self {
        let mut years = state.compensation_by_year(loan);
        Self {
            measures: state.measures(loan),
            year: years.next(),
            years: years.collect(),
        }
    }

    fn years(&self) -> impl Iterator<Item = (i16, i64)> {
        self.year.iter().chain(&self.years).copied()
    }
}

/// Moves the tallies by what the loan adds to them now and did not before.
fn tally(state: &mut State, loan: u32, before: &Counted) {
    let after = Counted::of(state, loan);
    let mut change = after.measures;
    for (after, before) in change.iter_mut().zip(&before.measures) {
        *after -= before;
    }
    let same_years = after.years().eq(before.years());
    if same_years && change == Measures::default() {
        return;
    }
    for place in state.loans.at(loan).places {
        let tally = state.tallies.at_mut(place);
        tally.add(&change);
        if !same_years {
            let gone = before.years().map(|(year, sum)| (year, -sum));
            gone.chain(after.years())
                .for_each(|(year, sum)| tally.add_year(year, sum));
        }
    }
}

/// Puts an event on a history; a correction takes the corrected one off and leaves nothing to rest on.
fn note(history: &mut Vec<u64>, event: &Happened, sequence: u64) {
    match event {
        Happened::Corrected { sequence: gone, .. } => history.retain(|at| at != gone),
        _ => history.push(sequence),
    }
}

/// The compartment whose treasury an event moves.
fn compartment_mut<'s>(state: &'s mut State, what: &Happened) -> Option<&'s mut Compartment> {
    let number = state.compartments.number(what.compartment()?)?;
    Some(state.compartments.at_mut(number))
}
