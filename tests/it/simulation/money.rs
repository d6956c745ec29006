//! Naive payments: instructed in their order, confirmed by a line, or returned.

use super::books::Entry;
use super::model::{About, Claim, Model, Payment, Stage, Verdict, Why, find};
use zhixin::pool::Command;

impl Model {
    pub(super) fn instruct(&mut self, c: &Command, payment: &str, name: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let (of, at) = (&self.claims[claim], self.loans[loan].at);
        let mut why = Why::default();
        why.unless(self.payments.iter().all(|of| of.name != payment), "exists");
        let who = &c.actor.person;
        let other =
            of.filer != *who && of.maker.as_ref() != Some(who) && !of.checkers.contains(who);
        why.unless(other, "person.same");
        why.unless(of.stage == Stage::Approved, "state");
        why.unless(c.effective_on >= of.filed_on, "day");
        let ripe = |of: &Claim| of.settles.is_none_or(|from| from <= c.effective_on);
        why.unless(of.stage != Stage::Approved || ripe(of), "pay.settlement");
        let free = self.books.free(at);
        let waits = |at_claim: &usize| {
            let of = &self.claims[*at_claim];
            of.stage == Stage::Approved && self.loans[of.loan].at == at && ripe(of)
        };
        let due = (0..self.claims.len()).filter(waits);
        let due: i128 = due.map(|of| self.claims[of].amount).sum();
        if due > free {
            let strict = self.strict(at);
            let order = |of: &usize| {
                let claim = &self.claims[*of];
                // The year first, then the order of the terms.
                if strict {
                    (claim.settles, None, claim.amount, *of)
                } else {
                    (claim.settles, Some(claim.filed_on), 0, *of)
                }
            };
            let first = (0..self.claims.len()).filter(waits).min_by_key(order);
            why.unless(first.is_none_or(|first| first == claim), "pay.order");
        }
        why.unless(of.amount <= free, "pay.cash");
        why.done()?;
        let amount = of.amount;
        self.claims[claim].stage = Stage::InTransit;
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

    fn payment(&self, c: &Command, name: &str) -> Result<(usize, usize, usize), Vec<&'static str>> {
        let at = find(&self.payments, |of| of.name == name)?;
        let claim = self.payments[at].claim;
        let place = self.loans[self.claims[claim].loan].at;
        if !self.payments[at].open {
            return Err(vec!["state"]);
        }
        self.open(self.places[place].pool, c.booked_on)?;
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
        of.stage = Stage::Paid;
        of.paid = amount;
        of.paid_on = Some(c.effective_on);
        of.held.push((c.effective_on, amount));
        let entry = Entry::new(at)
            .debit(2030, name, amount)
            .credit(1010, "", amount)
            .memo(9040, &of.name, amount);
        let loan = of.loan;
        self.loans[loan].open = None;
        self.happen("pool.payment.confirmed", About::Claim(claim), amount, entry);
        Ok(())
    }

    pub(super) fn come_back(&mut self, c: &Command, name: &str) -> Verdict {
        let (payment, claim, at) = self.payment(c, name)?;
        let amount = self.payments[payment].amount;
        self.payments[payment].open = false;
        self.claims[claim].stage = Stage::Approved;
        let to = &self.claims[claim].name;
        let entry = Entry::new(at)
            .debit(2030, name, amount)
            .credit(2020, to, amount);
        self.happen("pool.payment.returned", About::Claim(claim), amount, entry);
        Ok(())
    }
}
