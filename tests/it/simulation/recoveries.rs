//! Naive recoveries, clawbacks and write-offs.

use super::books::Entry;
use super::loans::months;
use super::model::{About, Claim, Model, Recovery, Stage, Verdict, Why, find};
use zhixin::pool::Command;

impl Model {
    /// What pool, bank and costs have of totals recovered, when the pool bears so much of so much unpaid.
    pub(super) fn given(
        &self,
        at: usize,
        bears: i128,
        unpaid: i128,
        totals: (i128, i128),
    ) -> (i128, i128, i128) {
        let (gross, costs) = totals;
        let strict = self.strict(at);
        let costs = if strict {
            costs.min(gross * 2 / 10)
        } else {
            costs
        };
        let costs = costs.min(gross);
        let net = gross - costs;
        let pool = match (unpaid, strict) {
            (0, _) => 0,
            // The lender first: the pool has what is beyond the lender's own loss.
            (_, true) => (net - (unpaid - bears)).max(0),
            (_, false) => (bears * net).div_euclid(unpaid),
        };
        let pool = pool.min(bears);
        (pool, net - pool, costs)
    }

    pub(super) fn recover(
        &mut self,
        c: &Command,
        name: &str,
        recovery: &str,
        (gross, costs): (i128, i128),
    ) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let (of, at) = (&self.claims[claim], self.loans[loan].at);
        let mut why = Why::default();
        why.unless(
            self.recoveries.iter().all(|of| of.name != recovery),
            "exists",
        );
        why.unless(of.was_paid(), "state");
        // What came in before was never unpaid.
        why.unless(
            of.paid_on.is_none_or(|first| c.effective_on >= first),
            "day",
        );
        why.done()?;
        let totals = (of.gross + gross, of.costs + costs);
        let (pool, ..) = self.given(at, of.bears(), of.unpaid, totals);
        let more = pool - of.recovered;
        // What the bank sent already, and what is now not the pool's, is owed to it.
        let sent = (-more - self.books.of(at, 1120, name)).max(0);
        let entry = Entry::new(at)
            .debit(1120, name, more + sent)
            .credit(2040, &self.loans[loan].bank, sent)
            .parts(4010, &self.split(at), of.recovered, pool)
            .memo(if of.written_off { 9050 } else { 9040 }, name, -more);
        let of = &mut self.claims[claim];
        (of.gross, of.costs) = totals;
        of.recovered = pool;
        let (name, reversed) = (recovery.to_owned(), false);
        self.recoveries.push(Recovery {
            name,
            claim,
            gross,
            costs,
            reversed,
        });
        self.happen("pool.recovery.reported", About::Claim(claim), gross, entry);
        Ok(())
    }

    pub(super) fn reverse(&mut self, c: &Command, name: &str) -> Verdict {
        let recovery = find(&self.recoveries, |of| of.name == name)?;
        let Recovery {
            claim,
            gross,
            costs,
            reversed,
            ..
        } = self.recoveries[recovery];
        let loan = &self.loans[self.claims[claim].loan];
        self.open(self.places[loan.at].pool, c.booked_on)?;
        if reversed {
            return Err(vec!["state"]);
        }
        let (of, at) = (&self.claims[claim], loan.at);
        let totals = (of.gross - gross, of.costs - costs);
        let (pool, ..) = self.given(at, of.bears(), of.unpaid, totals);
        let less = of.recovered - pool;
        // First off what the bank still owes; what it sent already is owed to it.
        let due = self.books.of(at, 1120, &of.name);
        let off = if less > 0 { less.min(due) } else { less };
        let entry = Entry::new(at)
            .parts(4010, &self.split(at), of.recovered, pool)
            .credit(1120, &of.name, off)
            .credit(2040, &loan.bank, less - off)
            .memo(if of.written_off { 9050 } else { 9040 }, &of.name, less);
        let of = &mut self.claims[claim];
        (of.gross, of.costs) = totals;
        of.recovered = pool;
        self.recoveries[recovery].reversed = true;
        self.happen("pool.recovery.reversed", About::Claim(claim), gross, entry);
        Ok(())
    }

    pub(super) fn remit(&mut self, c: &Command, name: &str, amount: i128) -> Verdict {
        self.receive(c, name, amount, 1120, "pool.recovery.remitted")
    }

    pub(super) fn receive_clawback(&mut self, c: &Command, name: &str, amount: i128) -> Verdict {
        self.receive(c, name, amount, 1130, "pool.clawback.received")
    }

    fn receive(
        &mut self,
        c: &Command,
        name: &str,
        amount: i128,
        code: u16,
        kind: &'static str,
    ) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let at = self.loans[loan].at;
        if amount > self.books.of(at, code, name) {
            return Err(vec!["above"]);
        }
        let entry = Entry::new(at)
            .debit(1010, "", amount)
            .credit(code, name, amount);
        self.happen(kind, About::Claim(claim), amount, entry);
        Ok(())
    }

    pub(super) fn claw_back(
        &mut self,
        c: &Command,
        name: &str,
        amount: i128,
        reason: &str,
    ) -> Verdict {
        let (claim, _) = self.claim(c, name)?;
        let of = &self.claims[claim];
        let mut why = Why::default();
        why.unless(of.was_paid() && of.way == 0, "state");
        why.unless(amount <= of.amount, "above");
        why.unless(reason == "false-papers", "reason");
        why.done()?;
        self.clawed_back(c, claim, amount, 0);
        Ok(())
    }

    /// Takes so much off the payments, the last one first, and tells the fen by days since they were made.
    fn taken_back(c: &Command, of: &mut Claim, amount: i128) -> i128 {
        let last = of.held.iter().map(|(day, _)| *day).max();
        // A repayment told late counts from before the payment; then the day of booking ends the interest.
        let until = match last {
            Some(last) if c.effective_on <= last => c.booked_on,
            _ => c.effective_on,
        };
        let (mut left, mut sum) = (amount, 0);
        for (day, held) in of.held.iter_mut().rev() {
            let now = left.min(*held);
            *held -= now;
            left -= now;
            sum += now * i128::from((until - *day).get_days()).max(0);
        }
        sum
    }

    fn clawed_back(&mut self, c: &Command, claim: usize, amount: i128, principal: i128) {
        let before = Box::new(self.claims[claim].clone());
        let yearly = self.yearly(self.loans[before.loan].at);
        let of = &mut self.claims[claim];
        // First what was not paid yet falls away.
        let unpaid_yet = amount.min(of.payable());
        let called = amount - unpaid_yet;
        of.fen_days += Self::taken_back(c, of, called);
        // Five in the hundred a year of 365 days.
        let interest = if yearly {
            of.fen_days * 5 / (100 * 365)
        } else {
            0
        };
        let of = &self.claims[claim];
        let at = self.loans[of.loan].at;
        let unpaid = of.unpaid - principal;
        let (pool, ..) = self.given(at, of.bears(), unpaid, (of.gross, of.costs));
        let pool = pool.min(of.recovered);
        let due = called - (of.recovered - pool);
        let split = self.split(at);
        let entry = Entry::new(at)
            .debit(2020, &of.name, unpaid_yet)
            .debit(1130, &of.name, due + interest - of.interest)
            .parts(4020, &split, of.interest, interest)
            .parts(5010, &split, of.amount, of.amount - amount)
            .parts(4010, &split, of.recovered, pool)
            .memo(if of.written_off { 9050 } else { 9040 }, &of.name, -due);
        let of = &mut self.claims[claim];
        of.amount -= amount;
        of.unpaid = unpaid;
        of.basis = (unpaid, of.amount);
        of.recovered = pool;
        of.clawed += due;
        of.interest = interest;
        if unpaid_yet > 0 {
            of.stage = of.on();
            let still = of.stage == Stage::Approved;
            self.loans[before.loan].open = still.then_some(claim);
        }
        self.frees(claim, amount);
        self.happen("pool.clawback.decided", About::Claim(claim), amount, entry);
        if let Some(past) = self.past.last_mut() {
            past.before = Some(before);
        }
    }

    /// A repayment after the claim was paid: a recovery, or called back if it was made before.
    pub(super) fn repay_paid(&mut self, c: &Command, claim: usize, principal: i128) -> Verdict {
        let of = &self.claims[claim];
        if of.paid_on.is_some_and(|paid| c.effective_on > paid) {
            let recovery = format!("{}/{}", c.key.client, c.key.key);
            let name = of.name.clone();
            return self.recover(c, &name, &recovery, (principal, 0));
        }
        if principal > of.unpaid {
            return Err(vec!["above"]);
        }
        let after = (of.amount * (of.unpaid - principal)).div_euclid(of.unpaid);
        let less = of.amount - after;
        self.clawed_back(c, claim, less, principal);
        Ok(())
    }

    pub(super) fn write_off(&mut self, c: &Command, name: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let (of, at) = (&self.claims[claim], self.loans[loan].at);
        let right = self.books.of(at, 9040, name);
        let mut why = Why::default();
        why.unless(
            of.stage == Stage::Paid && !of.written_off && right > 0,
            "state",
        );
        if let (true, Some(paid)) = (self.strict(at), of.paid_on) {
            why.unless(c.effective_on >= months(paid, 1), "write-off.early");
        }
        why.done()?;
        self.claims[claim].written_off = true;
        let entry = Entry::new(at)
            .debit(9050, name, right)
            .credit(9040, name, right);
        self.happen("pool.right.written-off", About::Claim(claim), right, entry);
        Ok(())
    }
}
