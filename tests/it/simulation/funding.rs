//! The naive money of contributors: pools and compartments opened, paid in, given back, and advances.

use super::books::Entry;
use super::model::{About, Model, Place, Pool, Verdict, Why, find};
use zhixin::pool::{Command, CompartmentId};

impl Model {
    pub(super) fn open_pool(&mut self, pool: &str, scheme: &str) -> Verdict {
        let mut why = Why::default();
        why.unless(
            matches!(scheme, "plain" | "strict" | "yearly" | "budget"),
            "unknown",
        );
        why.unless(self.pools.iter().all(|of| of.name != pool), "exists");
        why.done()?;
        self.pools.push(Pool {
            name: pool.to_owned(),
            strict: scheme == "strict",
            yearly: scheme == "yearly",
            budget: scheme == "budget",
            closed: None,
        });
        let about = About::Other(pool.to_owned());
        self.happen("pool.opened", about, 0, Entry::new(0));
        Ok(())
    }

    pub(super) fn open_place(&mut self, c: &Command, id: &CompartmentId) -> Verdict {
        let pool = find(&self.pools, |pool| pool.name == id.pool.as_str())?;
        self.open(pool, c.booked_on)?;
        if self.places.iter().any(|place| place.id == *id) {
            return Err(vec!["exists"]);
        }
        let (id, lines) = (id.clone(), Vec::new());
        let (calls, paid_out) = (Vec::new(), Vec::new());
        let (interest, fees, incentives) = (vec![], vec![], vec![]);
        self.places.push(Place {
            granted: Vec::new(),
            guarantee_fees: Vec::new(),
            id,
            pool,
            interest,
            fees,
            incentives,
            lines,
            calls,
            paid_out,
        });
        let about = About::Place(self.places.len() - 1);
        self.happen("pool.compartment.opened", about, 0, Entry::new(0));
        Ok(())
    }

    pub(super) fn contributor(&self, at: usize, who: &str) -> Verdict {
        let known = self.split(at).iter().any(|(of, _)| *of == who);
        if known { Ok(()) } else { Err(vec!["unknown"]) }
    }

    pub(super) fn fund(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        who: &str,
        amount: i128,
        paid: bool,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        self.contributor(at, who)?;
        if !paid && self.budget(at) {
            return Err(vec!["terms.unfit"]);
        }
        let (kind, entry) = if paid {
            self.pays(at, who, amount);
            let promised = self.books.of(at, 9060, who).min(amount);
            let entry = Entry::new(at)
                .debit(1010, "", amount)
                .credit(3010, who, amount);
            ("pool.contribution.paid", entry.memo(9060, who, -promised))
        } else {
            (
                "pool.contribution.subscribed",
                Entry::new(at).memo(9060, who, amount),
            )
        };
        self.happen(kind, About::Place(at), amount, entry);
        Ok(())
    }

    pub(super) fn give_back(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        who: &str,
        (paid_in, result): (i128, i128),
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        self.contributor(at, who)?;
        let mut why = Why::default();
        let books = &self.books;
        why.unless(paid_in <= books.of(at, 3010, who), "above");
        why.unless(result <= books.of(at, 3020, who).max(0), "above");
        let (all, net) = (paid_in + result, books.net_assets(at));
        why.unless(all <= net.max(0), "above");
        let (stands, most) = if self.strict(at) {
            (
                books.all(at, 9020),
                5 * (books.all(at, 3010) - paid_in).max(0),
            )
        } else {
            let here = self.loans.iter().filter(|loan| loan.at == at && !loan.lost);
            let principal = here.map(|loan| loan.outstanding + loan.undrawn).sum();
            (principal, 10 * (net - all).max(0))
        };
        let carried = self.budget(at) || stands == 0 || stands <= most;
        why.unless(carried, "above");
        if self.strict(at) && paid_in > 0 {
            // Cover of each bank stands within what was subscribed.
            let left = self.subscribed(at) - paid_in;
            let pool = self.places[at].pool;
            for bank in self.loans.iter().map(|loan| &loan.bank) {
                let own = self.loans.iter().filter(|loan| loan.bank == *bank);
                let own = own.filter(|loan| self.places[loan.at].pool == pool);
                let cover: i128 = own
                    .map(|loan| {
                        books.of(loan.at, 9010, &loan.name) + books.of(loan.at, 9020, &loan.name)
                    })
                    .sum();
                why.unless(cover == 0 || cover <= left, "above");
            }
        }
        why.done()?;
        let entry = Entry::new(at)
            .debit(3010, who, paid_in)
            .debit(3020, who, result);
        let entry = entry.credit(2040, who, all);
        self.happen("pool.contribution.returned", About::Place(at), all, entry);
        Ok(())
    }

    pub(super) fn pay(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        (code, who): (u16, &str),
        amount: i128,
        kind: &'static str,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        let mut why = Why::default();
        why.unless(amount <= self.books.of(at, code, who), "above");
        why.unless(amount <= self.books.free(at), "pay.cash");
        why.done()?;
        let entry = Entry::new(at)
            .debit(code, who, amount)
            .credit(1010, "", amount);
        self.happen(kind, About::Place(at), amount, entry);
        Ok(())
    }

    pub(super) fn pair(
        &self,
        c: &Command,
        from: &CompartmentId,
        to: &CompartmentId,
    ) -> Result<(usize, usize), Vec<&'static str>> {
        let (from, to) = (self.place(from, c.booked_on)?, self.place(to, c.booked_on)?);
        if from == to || self.places[from].pool != self.places[to].pool {
            return Err(vec!["terms.unfit"]);
        }
        Ok((from, to))
    }

    pub(super) fn advanced(
        &mut self,
        kind: &'static str,
        (from, to): (usize, usize),
        amount: i128,
    ) {
        let (giver, taker) = (
            self.places[from].id.district.to_string(),
            self.places[to].id.district.to_string(),
        );
        let entry = Entry::new(from)
            .debit(1150, &taker, amount)
            .credit(1010, "", amount);
        let entry = entry
            .elsewhere(to)
            .debit(1010, "", amount)
            .credit(2050, &giver, amount);
        self.happen(kind, About::Place(from), amount.abs(), entry);
    }

    pub(super) fn advance(
        &mut self,
        c: &Command,
        from: &CompartmentId,
        to: &CompartmentId,
        amount: i128,
    ) -> Verdict {
        let pair = self.pair(c, from, to)?;
        if self.budget(pair.0) {
            return Err(vec!["terms.unfit"]);
        }
        // The terms let all of its own cash be advanced, and no more: none that was advanced to it.
        let all = |code| self.books.all(pair.0, code);
        if amount > all(1010) - all(2050) {
            return Err(vec!["above"]);
        }
        if amount > self.books.free(pair.0) {
            return Err(vec!["pay.cash"]);
        }
        self.advanced("pool.advance.made", pair, amount);
        Ok(())
    }

    pub(super) fn repay_advance(
        &mut self,
        c: &Command,
        from: &CompartmentId,
        to: &CompartmentId,
        amount: i128,
    ) -> Verdict {
        let pair = self.pair(c, from, to)?;
        let mut why = Why::default();
        let taker = self.places[pair.1].id.district.to_string();
        why.unless(amount <= self.books.of(pair.0, 1150, &taker), "above");
        why.unless(amount <= self.books.free(pair.1), "pay.cash");
        why.done()?;
        self.advanced("pool.advance.repaid", pair, -amount);
        Ok(())
    }
}
