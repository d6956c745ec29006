//! The naive limits: what is passed, added up from all loans and claims.

use super::model::{Loan, Model, Stage, Why};
use std::collections::BTreeSet;

/// A pool, a limit, over what, what stands and the most: in fen.
pub(super) type Passed = (String, String, String, i128, i128);

impl Model {
    /// Every limit that is passed in a year.
    pub(super) fn passed(&self, year: i16) -> BTreeSet<Passed> {
        let mut all = BTreeSet::new();
        for at in (0..self.places.len()).filter(|at| !self.budget(*at)) {
            let loans = self.loans.iter().filter(|loan| loan.at == at && !loan.lost);
            let principal: i128 = loans.map(open).sum();
            let (name, stands, most) = if self.strict(at) {
                let most = 5 * self.books.all(at, 3010);
                ("leverage 5", self.books.all(at, 9020), most)
            } else {
                let most = 10 * self.books.net_assets(at).max(0);
                ("leverage 10", principal, most)
            };
            let place = &self.places[at].id;
            self.exceed(&mut all, at, name, place.district.as_str(), (stands, most));
        }
        for (number, loan) in self.loans.iter().enumerate() {
            if self.strict(loan.at) {
                self.capped(&mut all, number, loan, year);
            }
        }
        all
    }

    fn capped(&self, all: &mut BTreeSet<Passed>, number: usize, loan: &Loan, year: i16) {
        let pool = self.places[loan.at].pool;
        let in_pool = |of: &&Loan| self.places[of.at].pool == pool;
        let own = self.loans.iter().filter(in_pool);
        let own = own.filter(|of| of.enterprise == loan.enterprise && !of.lost);
        let principal: i128 = own.map(open).sum();
        let at = loan.at;
        self.exceed(
            all,
            at,
            "enterprise",
            &loan.enterprise,
            (principal, 30_000_000),
        );
        if loan.young && !loan.lost && open(loan) > 0 {
            self.exceed(all, at, "young", &loan.enterprise, (principal, 20_000_000));
        }
        let of_bank = self.loans.iter().filter(in_pool);
        let of_bank = of_bank.filter(|of| of.bank == loan.bank);
        let cover: i128 = of_bank
            .map(|of| self.books.of(of.at, 9010, &of.name) + self.books.of(of.at, 9020, &of.name))
            .sum();
        let subscribed = self.subscribed(at);
        self.exceed(all, at, "bank", &loan.bank, (cover, subscribed));
        let claims = self.claims.iter();
        let standing = claims.filter(|of| !matches!(of.stage, Stage::Refused | Stage::Gone));
        let of_loan = standing.clone().filter(|of| of.loan == number);
        let of_loan: i128 = of_loan.map(|of| of.amount).sum();
        self.exceed(all, at, "claims-of-loan", &loan.name, (of_loan, 15_000_000));
        let of_bank = standing.filter(|of| {
            let on = &self.loans[of.loan];
            of.year == year && on.bank == loan.bank && in_pool(&on)
        });
        let of_bank: i128 = of_bank.map(|of| of.amount).sum();
        self.exceed(all, at, "claims-of-bank", &loan.bank, (of_bank, 40_000_000));
    }

    /// All that was subscribed to the pool of a compartment, paid or not.
    pub(super) fn subscribed(&self, at: usize) -> i128 {
        let pool = self.places[at].pool;
        let places = (0..self.places.len()).filter(|place| self.places[*place].pool == pool);
        places
            .map(|place| self.books.all(place, 3010) + self.books.all(place, 9060))
            .sum()
    }

    /// Caps on compensation: what is filed, approved and paid, by loan and by bank and year.
    pub(super) fn compensated(&self, loan: usize, amount: i128, year: i16, why: &mut Why) {
        let of = &self.loans[loan];
        if !self.strict(of.at) {
            return;
        }
        let pool = self.places[of.at].pool;
        let standing = self
            .claims
            .iter()
            .filter(|claim| !matches!(claim.stage, Stage::Refused | Stage::Gone));
        let own = standing.clone().filter(|claim| claim.loan == loan);
        let own: i128 = own.map(|claim| claim.amount).sum();
        why.unless(own + amount <= 15_000_000, "cap");
        let of_bank = standing.filter(|claim| {
            let on = &self.loans[claim.loan];
            claim.year == year && on.bank == of.bank && self.places[on.at].pool == pool
        });
        let of_bank: i128 = of_bank.map(|claim| claim.amount).sum();
        why.unless(of_bank + amount <= 40_000_000, "cap");
    }

    fn exceed(
        &self,
        all: &mut BTreeSet<Passed>,
        at: usize,
        limit: &str,
        over: &str,
        (stands, most): (i128, i128),
    ) {
        if stands > most {
            let pool = self.places[at].id.pool.to_string();
            all.insert((pool, limit.to_owned(), over.to_owned(), stands, most));
        }
    }
}

fn open(loan: &Loan) -> i128 {
    loan.outstanding + loan.undrawn
}
