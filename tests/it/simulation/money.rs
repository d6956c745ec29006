//! Naive payments: instructed in their order, confirmed by a line, or returned.

use super::books::Entry;
use super::model::{About, Claim, Model, Payment, Stage, Verdict, Why, find};
use zhixin::pool::Command;

impl Model {
    pub(super) fn instruct(
        &mut self,
        c: &Command,
        payment: &str,
        name: &str,
        asked: Option<i128>,
    ) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let (of, at) = (&self.claims[claim], self.loans[loan].at);
        let mut why = Why::default();
        why.unless(self.payments.iter().all(|of| of.name != payment), "exists");
        let who = &c.actor.person;
        let other =
            of.filer != *who && of.maker.as_ref() != Some(who) && !of.checkers.contains(who);
        why.unless(other, "person.same");
        why.unless(of.waits(), "state");
        why.unless(c.effective_on >= of.filed_on, "day");
        why.unless(asked.unwrap_or(0) <= of.payable(), "above");
        let ripe = |of: &Claim| of.settles.is_none_or(|from| from <= c.effective_on);
        why.unless(!of.waits() || ripe(of), "pay.settlement");
        let due: Vec<usize> = (0..self.claims.len())
            .filter(|at_claim| {
                let of = &self.claims[*at_claim];
                of.waits() && self.loans[of.loan].at == at && ripe(of)
            })
            .collect();
        let amount = if self.yearly(at) {
            self.in_parts(claim, &due, asked, &mut why)
        } else {
            self.in_turn(claim, &due, asked, &mut why)
        };
        why.done()?;
        let of = &mut self.claims[claim];
        of.way += amount;
        of.stage = Stage::InTransit;
        let (name_of, open) = (payment.to_owned(), true);
        self.payments.push(Payment {
            name: name_of,
            claim,
            amount,
            open,
        });
        let entry = Entry::new(at)
            .debit(2020, name, amount)
            .credit(2030, payment, amount);
        self.happen(
            "pool.payment.instructed",
            About::Claim(claim),
            amount,
            entry,
        );
        Ok(())
    }

    /// One after another, each in whole.
    fn in_turn(&self, claim: usize, due: &[usize], asked: Option<i128>, why: &mut Why) -> i128 {
        let of = &self.claims[claim];
        let at = self.loans[of.loan].at;
        let free = self.books.free(at);
        let all: i128 = due.iter().map(|of| self.claims[*of].payable()).sum();
        if all > free {
            let strict = self.strict(at);
            let order = |of: &usize| {
                let claim = &self.claims[*of];
                if strict {
                    (None, claim.amount, *of)
                } else {
                    (Some(claim.filed_on), 0, *of)
                }
            };
            let first = due.iter().copied().min_by_key(order);
            why.unless(first.is_none_or(|first| first == claim), "pay.order");
        }
        let whole = of.payable();
        why.unless(asked.is_none_or(|asked| asked == whole), "pay.whole");
        why.unless(whole <= free, "pay.cash");
        whole
    }

    /// Each in proportion to all that was approved of it: the lowest are raised until the cash is gone. The claims
    /// of an older year are provided for first.
    fn in_parts(&self, claim: usize, due: &[usize], asked: Option<i128>, why: &mut Why) -> i128 {
        let own = &self.claims[claim];
        let at = self.loans[own.loan].at;
        let of_year = |older: bool| {
            let all = due.iter().map(|of| &self.claims[*of]);
            all.filter(move |of| {
                if older {
                    of.settles < own.settles
                } else {
                    of.settles == own.settles
                }
            })
        };
        let before: i128 = of_year(true).map(Claim::payable).sum();
        let cash = self.books.free(at) - before;
        why.unless(before == 0 || cash > 0, "pay.order");
        // What each has had, and all of it; the lowest part first.
        let mut claims: Vec<(i128, i128)> = of_year(false)
            .map(|of| (of.amount - of.payable(), of.amount))
            .collect();
        claims.sort_by(|(had, all), (other, whole)| (had * whole).cmp(&(other * all)));
        let (mut sum, mut whole, mut level) = (cash.max(0), 0, (0, 1));
        for (at, (had, all)) in claims.iter().enumerate() {
            sum += had;
            whole += all;
            level = (sum.min(whole), whole.max(1));
            // Up to where the next one stands.
            let next = claims.get(at + 1);
            if next.is_some_and(|(had, all)| level.0 * all < had * level.1) {
                break;
            }
        }
        let had = own.amount - own.payable();
        let most = (own.amount * level.0 / level.1 - had).max(0);
        if most < own.payable() {
            why.unless(most > 0, "pay.cash");
            why.unless(
                most == 0 || asked.is_none_or(|asked| asked <= most),
                "pay.part",
            );
        }
        asked.unwrap_or(most)
    }

    fn payment(&self, c: &Command, name: &str) -> Result<(usize, usize, usize), Vec<&'static str>> {
        let at = find(&self.payments, |of| of.name == name)?;
        let claim = self.payments[at].claim;
        let place = self.loans[self.claims[claim].loan].at;
        self.open(self.places[place].pool, c.booked_on)?;
        if !self.payments[at].open {
            return Err(vec!["state"]);
        }
        if c.effective_on < self.claims[claim].filed_on {
            return Err(vec!["day", "state"]);
        }
        Ok((at, claim, place))
    }

    pub(super) fn confirm(&mut self, c: &Command, name: &str, line: &str) -> Verdict {
        let (payment, claim, at) = self.payment(c, name)?;
        let amount = self.payments[payment].amount;
        let mut why = Why::default();
        // Neither matched already nor still waiting to be explained.
        let mut lines = self.places.iter().flat_map(|place| &place.lines);
        let waits = lines.any(|(held, ..)| held == line);
        why.unless(!self.lines.iter().any(|used| used == line), "pay.line");
        why.unless(!waits, "state");
        why.unless(amount <= self.books.of(at, 1010, ""), "pay.cash");
        why.done()?;
        self.payments[payment].open = false;
        self.places[at].paid_out.push((c.booked_on, amount));
        self.lines.push(line.to_owned());
        let of = &mut self.claims[claim];
        of.way -= amount;
        of.paid += amount;
        let first = of.paid_on.unwrap_or(c.effective_on);
        of.paid_on = Some(first.min(c.effective_on));
        of.held.push((c.effective_on, amount));
        of.stage = of.on();
        let of = &self.claims[claim];
        if of.stage == Stage::Paid {
            self.loans[of.loan].open = None;
        }
        // With more paid, more of what was recovered so far is the pool's.
        let (pool, ..) = self.given(at, of.bears(), of.unpaid, (of.gross, of.costs));
        let entry = Entry::new(at)
            .debit(2030, name, amount)
            .credit(1010, "", amount)
            .memo(9040, &of.name, amount);
        let entry = self.raised(entry, claim, pool);
        let of = &mut self.claims[claim];
        of.recovered = of.recovered.max(pool);
        self.happen("pool.payment.confirmed", About::Claim(claim), amount, entry);
        Ok(())
    }

    pub(super) fn come_back(&mut self, c: &Command, name: &str) -> Verdict {
        let (payment, claim, at) = self.payment(c, name)?;
        let amount = self.payments[payment].amount;
        self.payments[payment].open = false;
        let of = &mut self.claims[claim];
        of.way -= amount;
        of.stage = if of.way > 0 {
            Stage::InTransit
        } else {
            Stage::Approved
        };
        let to = &self.claims[claim].name;
        let entry = Entry::new(at)
            .debit(2030, name, amount)
            .credit(2020, to, amount);
        self.happen("pool.payment.returned", About::Claim(claim), amount, entry);
        Ok(())
    }

    /// The postings by which the pool has more of what was recovered so far.
    pub(super) fn raised(&self, entry: Entry, claim: usize, pool: i128) -> Entry {
        let of = &self.claims[claim];
        let more = (pool - of.recovered).max(0);
        let split = self.split(self.loans[of.loan].at);
        entry
            .debit(1120, &of.name, more)
            .parts(4010, &split, of.recovered, of.recovered + more)
            .memo(9040, &of.name, -more)
    }
}
