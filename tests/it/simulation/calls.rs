//! Naive calls for top-ups: by the administrator, below a share, by the year; paid oldest first; overdue.

use super::books::{Entry, part};
use super::claims::working;
use super::model::{About, Call, Model, Verdict};
use zhixin::pool::{Command, CompartmentId};
use zhixin::units::Date;

impl Call {
    pub(super) fn open(&self) -> i128 {
        self.amount - self.paid.iter().map(|(_, fen)| fen).sum::<i128>()
    }
}

impl Model {
    /// What one contributor is called for and did not pay.
    pub(super) fn called(&self, at: usize, who: &str) -> i128 {
        let own = self.places[at].calls.iter().filter(|call| call.who == who);
        own.map(Call::open).sum()
    }

    pub(super) fn call(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        who: Option<&str>,
        amount: i128,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        if let Some(who) = who {
            self.contributor(at, who)?;
        }
        if !self.strict(at) {
            return Err(vec!["terms.unfit"]);
        }
        let due = working(c.effective_on, 5);
        let list = match who {
            Some(who) => vec![(who.to_owned(), amount)],
            None => self.by_ratio(at, amount),
        };
        self.calls_for(at, "on-call", c.booked_on, due, list);
        Ok(())
    }

    fn by_ratio(&self, at: usize, amount: i128) -> Vec<(String, i128)> {
        let split = self.split(at);
        let each = (0..split.len()).map(|of| (split[of].0.to_owned(), part(&split, of, amount)));
        each.filter(|(_, fen)| *fen > 0).collect()
    }

    /// One event: what goes beyond all that was promised and is not called for yet is promised with it.
    fn calls_for(
        &mut self,
        at: usize,
        why: &'static str,
        called_on: Date,
        due: Date,
        list: Vec<(String, i128)>,
    ) {
        let event = self.past.len() + 1;
        let mut entry = Entry::new(at);
        for (who, amount) in list {
            let room = self.books.of(at, 9060, &who) - self.called(at, &who);
            entry = entry.memo(9060, &who, (amount - room).max(0));
            self.places[at].calls.push(Call {
                event,
                who,
                why,
                called_on,
                due,
                amount,
                paid: Vec::new(),
                told: false,
            });
        }
        self.happen("pool.contribution.called", About::Place(at), 0, entry);
    }

    /// A contribution, by the next event, pays what is called for, oldest first.
    pub(super) fn pays(&mut self, at: usize, who: &str, amount: i128) {
        let event = self.past.len() + 1;
        let mut left = amount;
        for call in &mut self.places[at].calls {
            let part = left.min(call.open());
            if call.who == who && part > 0 {
                call.paid.push((event, part));
                left -= part;
            }
        }
    }

    /// What a day's end tells and calls for; `before` is the day that closed last.
    pub(super) fn top_ups(&mut self, date: Date, before: Option<Date>) {
        for at in 0..self.places.len() {
            for call in 0..self.places[at].calls.len() {
                let of = &mut self.places[at].calls[call];
                if of.open() > 0 && of.due < date && !of.told {
                    of.told = true;
                    let about = About::Place(at);
                    self.happen("pool.contribution.overdue", about, 0, Entry::new(at));
                }
            }
        }
        for at in 0..self.places.len() {
            if self.strict(at) {
                let from = before.map_or(0, Date::year);
                for year in from..date.year() {
                    self.year(at, date, year);
                }
            }
            if !self.budget(at) {
                self.least_share(at, date);
            }
        }
    }

    fn each(&mut self, at: usize, why: &'static str, date: Date, amount: i128) {
        if amount > 0 {
            for one in self.by_ratio(at, amount) {
                self.calls_for(at, why, date, working(date, 10), vec![one]);
            }
        }
    }

    /// All that was paid out in a year, less what was called for in it for another reason and is open.
    fn year(&mut self, at: usize, date: Date, year: i16) {
        let of = &self.places[at];
        let paid = of.paid_out.iter().filter(|(day, _)| day.year() == year);
        let paid: i128 = paid.map(|(_, fen)| fen).sum();
        let calls = of.calls.iter();
        let called = calls.filter(|call| call.why != "yearly" && call.called_on.year() == year);
        let called: i128 = called.map(Call::open).sum();
        self.each(at, "yearly", date, paid - called);
    }

    /// The least that brings what is left of all paid in, as if all that is open were paid, to its share.
    fn least_share(&mut self, at: usize, date: Date) {
        let hundredths = if self.strict(at) { 40 } else { 50 };
        let open: i128 = self.places[at].calls.iter().map(Call::open).sum();
        let (paid_in, left) = (
            self.books.all(at, 3010) + open,
            self.books.net_assets(at) + open,
        );
        let reached = |more: i128| (left + more) * 100 >= hundredths * (paid_in + more);
        let mut more = (hundredths * paid_in - 100 * left).max(0) / (100 - hundredths);
        while !reached(more) {
            more += 1;
        }
        self.each(at, "below", date, more);
    }
}
