//! The postings of each event, from the event alone.

mod claims;
mod funding;
mod loans;
mod payments;
mod recoveries;
mod treasury;

use super::happened::Happened;
use super::posting::{Posting, Postings};

/// The postings of what happened: none, or as much debit as credit in each compartment's real and in its
/// memorandum books.
pub fn post(what: &Happened) -> Vec<Posting<'_>> {
    let mut all = Vec::with_capacity(6);
    each(what, &mut |posting| all.push(posting));
    all
}

/// The same, each handed on as it comes.
pub(super) fn each<'e>(what: &'e Happened, on: &mut dyn FnMut(Posting<'e>)) {
    match what {
        Happened::Corrected { original, .. } => write(original, &mut Postings::new(true, on)),
        what => write(what, &mut Postings::new(false, on)),
    }
}

fn write<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    loans::loans(what, out);
    if what.claim().is_some() {
        claims::claims(what, out);
        claims::undecided(what, out);
        claims::appealed(what, out);
        payments::payments(what, out);
        recoveries::recoveries(what, out);
        recoveries::clawbacks(what, out);
    } else if what.loan().is_none() {
        funding::funding(what, out);
        treasury::treasury(what, out);
        treasury::others(what, out);
    }
}
