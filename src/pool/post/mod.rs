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
    match what {
        Happened::Corrected { original, .. } => {
            let mut out = Postings::new(true);
            write(original, &mut out);
            out.done()
        }
        what => {
            let mut out = Postings::new(false);
            write(what, &mut out);
            out.done()
        }
    }
}

fn write<'e>(what: &'e Happened, out: &mut Postings<'e>) {
    funding::funding(what, out);
    loans::loans(what, out);
    claims::claims(what, out);
    claims::undecided(what, out);
    claims::appealed(what, out);
    payments::payments(what, out);
    recoveries::recoveries(what, out);
    recoveries::clawbacks(what, out);
    treasury::treasury(what, out);
    treasury::others(what, out);
}
