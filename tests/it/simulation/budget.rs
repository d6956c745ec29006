//! The naive budget of a year: what is approved in it, less what of that is lowered or called back in the same
//! year; added up anew from all claims.

use super::model::{About, Claim, Model, Past, Why};
use std::collections::BTreeMap;

/// The budget of the simulation, in fen.
const YEARLY: i128 = 4_000_000;

impl Model {
    /// Whether the budget of the year of the command allows so much more, where there is one.
    pub(super) fn affords(&self, at: usize, amount: i128) -> bool {
        let year = self.booking.unwrap().year();
        let pool = self.places[at].pool;
        let own = self.claims.iter();
        let own = own.filter(|of| self.places[self.loans[of.loan].at].pool == pool);
        let counts: i128 = own.filter_map(|of| of.years.get(&year)).sum();
        !self.budget(at) || counts + amount <= YEARLY
    }

    /// So much of a claim is not approved any more: it is free in this year as far as it counts in this year.
    pub(super) fn frees(&mut self, claim: usize, amount: i128) {
        let year = self.booking.unwrap().year();
        if let Some(counts) = self.claims[claim].years.get_mut(&year) {
            *counts -= amount.min(*counts);
        }
    }

    /// What a clawback freed must be there again when it is taken back.
    pub(super) fn counts_again(&self, past: &Past, why: &mut Why) {
        if let (About::Claim(claim), Some(before)) = (&past.about, &past.before) {
            let at = self.loans[before.loan].at;
            let freed = all(&before.years) - all(&self.claims[*claim].years);
            why.unless(freed <= 0 || self.affords(at, freed), "budget");
        }
    }

    /// The years of a claim once a clawback is taken back: what that freed counts in the year of the command.
    pub(super) fn years_again(&self, claim: usize, before: &Claim) -> BTreeMap<i16, i128> {
        let mut years = self.claims[claim].years.clone();
        let freed = all(&before.years) - all(&years);
        *years.entry(self.booking.unwrap().year()).or_default() += freed;
        years
    }
}

fn all(years: &BTreeMap<i16, i128>) -> i128 {
    years.values().sum()
}
