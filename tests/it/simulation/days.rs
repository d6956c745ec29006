//! Naive ends of days and periods, and corrections.

use super::books::{Entry, side};
use super::limits::Passed;
use super::loans::days;
use super::model::{About, Claim, Model, Past, Place, Stage, Verdict, Why, find};
use zhixin::pool::Command;
use zhixin::units::Date;

/// The kinds of events that a correction takes back.
const CORRECTABLE: [&str; 23] = [
    "pool.contribution.called",
    "pool.loan.proven",
    "pool.contribution.subscribed",
    "pool.contribution.paid",
    "pool.loan.drawn",
    "pool.loan.repaid",
    "pool.recovery.remitted",
    "pool.clawback.decided",
    "pool.clawback.received",
    "pool.right.written-off",
    "pool.interest.accrued",
    "pool.interest.received",
    "pool.fee.charged",
    "pool.guarantee-fee.charged",
    "pool.guarantee-fee.received",
    "pool.deposit.placed",
    "pool.incentive.accrued",
    "pool.deposit.matured",
    "pool.incentive.paid",
    "pool.contribution.returned",
    "pool.due.paid",
    "pool.advance.made",
    "pool.advance.repaid",
];

impl Model {
    pub(super) fn close_day(&mut self, c: &Command, date: Date) -> Verdict {
        let mut why = Why::default();
        why.unless(self.day.is_none_or(|day| date > day), "date.day");
        let mut closed = self.pools.iter().filter_map(|pool| pool.closed);
        why.unless(closed.all(|closed| date > closed), "date.period");
        why.unless(date == c.booked_on, "day");
        why.unless(!self.unexplained(None, date), "close.lines");
        why.done()?;
        let before = self.day.replace(date);
        let about = About::Other(date.to_string());
        self.happen("pool.day.closed", about, 0, Entry::new(0));
        for loan in 0..self.loans.len() {
            self.pass(loan, date);
        }
        for claim in 0..self.claims.len() {
            let of = &mut self.claims[claim];
            let missed = match of.stage {
                Stage::Filed | Stage::Checked if !of.missed.0 && of.decide_by < date => {
                    &mut of.missed.0
                }
                Stage::Approved | Stage::InTransit
                    if !of.missed.1 && of.pay_by.is_some_and(|by| by < date) =>
                {
                    &mut of.missed.1
                }
                _ => continue,
            };
            *missed = true;
            self.happen(
                "pool.claim.deadline-missed",
                About::Claim(claim),
                0,
                Entry::new(0),
            );
        }
        self.top_ups(date, before);
        self.tell_limits(date.year());
        Ok(())
    }

    /// What of the limits is passed otherwise than was told, and what no longer is.
    fn tell_limits(&mut self, year: i16) {
        let now = self.passed(year);
        for pool in 0..self.pools.len() {
            let name = self.pools[pool].name.clone();
            let own = |of: &&Passed| of.0 == name;
            let new = now.iter().filter(own).filter(|of| !self.told.contains(*of));
            let new = new.count();
            let still = |told: &Passed| {
                let mut now = now.iter();
                now.any(|of| (&of.0, &of.1, &of.2) == (&told.0, &told.1, &told.2))
            };
            let over = self.told.iter().filter(own).filter(|told| !still(told));
            let over = over.count();
            for (kind, many) in [("pool.limit.passed", new), ("pool.limit.kept", over)] {
                for _ in 0..many {
                    let about = About::Other(name.clone());
                    self.happen(kind, about, 0, Entry::new(0));
                }
            }
        }
        self.told = now;
    }

    /// Whether a line of some day or before stands in suspense, in a pool or anywhere.
    fn unexplained(&self, pool: Option<usize>, through: Date) -> bool {
        let within = |place: &&Place| pool.is_none_or(|pool| place.pool == pool);
        let mut places = self.places.iter().filter(within);
        places.any(|place| place.lines.iter().any(|(_, _, on)| *on <= through))
    }

    fn pass(&mut self, loan: usize, date: Date) {
        let lapsed = self.unproven(loan, date);
        let of = &self.loans[loan];
        let (unclaimed, drawn) = (of.open.is_none() && !lapsed, of.undrawn == 0);
        if !drawn && of.draw_by.min(of.matures_on) < date && unclaimed {
            self.lapsed(loan);
        }
        if self.loans[loan].outstanding == 0 {
            return;
        }
        let due = self.due_since(loan, date);
        let class = match due.map(|since| (date - since).get_days()) {
            None => 0,
            Some(..=90) => 1,
            Some(91..=270) => 2,
            Some(271..=360) => 3,
            Some(_) => 4,
        };
        if class != self.loans[loan].class {
            self.loans[loan].class = class;
            self.happen("pool.loan.classified", About::Loan(loan), 0, Entry::new(0));
        }
        let late = due.is_some_and(|since| days(since, 240) < date);
        // A refusal that left the cover may be appealed, and its day has not passed.
        let appealed = self.claims.iter().any(|claim| {
            claim.loan == loan
                && claim.stage == Stage::Refused
                && claim.kept_cover
                && !claim.appealed
                && claim.appeal_by.is_some_and(|by| date <= by)
        });
        if unclaimed && drawn && late && !appealed && !self.loans[loan].lost {
            self.loans[loan].lost = true;
            let entry = self.cover(loan);
            self.happen("pool.loan.cover-ended", About::Loan(loan), 0, entry);
        }
    }

    pub(super) fn close_period(&mut self, c: &Command, name: &str, through: Date) -> Verdict {
        let pool = find(&self.pools, |pool| pool.name == name)?;
        self.open(pool, c.booked_on)?;
        let mut why = Why::default();
        let later = self.pools[pool]
            .closed
            .is_none_or(|closed| through > closed);
        why.unless(later, "date.period");
        why.unless(
            through == through.last_of_month() && through <= c.booked_on,
            "day",
        );
        why.unless(!self.unexplained(Some(pool), through), "close.lines");
        why.done()?;
        self.pools[pool].closed = Some(through);
        let mut entry = Entry::new(0);
        for at in (0..self.places.len()).filter(|at| self.places[*at].pool == pool) {
            entry = entry.elsewhere(at);
            for code in [4010, 4020, 4030, 5010, 5020, 5030] {
                for (who, _) in self.split(at) {
                    let fen = self.earned((at, code, who), through);
                    entry = entry.credit(code, who, fen).debit(3020, who, fen);
                }
            }
        }
        let about = About::Other(name.to_owned());
        self.happen("pool.period.closed", about, 0, entry);
        Ok(())
    }

    /// What was booked on an account in years that have ended, less what was carried of them: with its sign.
    fn earned(&self, (at, code, who): (usize, u16, &str), through: Date) -> i128 {
        let counts = |past: &&Past| {
            let year_ends = Date::constant(past.booked_on.year(), 12, 31);
            past.kind == "pool.period.closed" || year_ends <= through
        };
        let postings = self
            .past
            .iter()
            .filter(counts)
            .flat_map(|past| &past.postings);
        let own = postings.filter(|of| (of.0, of.1, of.2.as_str()) == (at, code, who));
        own.map(|(_, _, _, fen)| fen).sum()
    }

    pub(super) fn correct(&mut self, c: &Command, sequence: u64, reason: &str) -> Verdict {
        let number = usize::try_from(sequence).unwrap();
        let Some(past) = self.past.get(number - 1).cloned() else {
            return Err(vec!["unknown"]);
        };
        let (at, events) = match &past.about {
            About::Loan(loan) => (self.loans[*loan].at, self.loans[*loan].events.as_slice()),
            About::Claim(claim) => {
                let of = &self.claims[*claim];
                let on = &self.loans[of.loan];
                // A clawback rests under whatever happened to the loan since.
                let called = past.kind == "pool.clawback.decided";
                let events = if called { &on.events } else { &of.events };
                (on.at, events.as_slice())
            }
            About::Place(at) => (*at, &[][..]),
            About::Other(_) => return Err(vec!["unknown", "state"]),
        };
        self.open(self.places[at].pool, c.booked_on)?;
        let mut why = Why::default();
        why.unless(!past.gone, "state");
        why.unless(past.kind != "pool.corrected", "unknown");
        why.unless(!reason.is_empty(), "reason");
        why.unless(
            !events.iter().any(|event| *event > number),
            "correct.depended",
        );
        why.unless(CORRECTABLE.contains(&past.kind), "correct.other-way");
        self.promises(&past, number, &mut why);
        self.counts_again(&past, &mut why);
        why.done()?;
        self.past[number - 1].gone = true;
        self.undo(&past, number);
        let mut entry = Entry::new(at);
        entry.list = past.postings;
        entry
            .list
            .iter_mut()
            .for_each(|posting| posting.3 = -posting.3);
        // It leaves nothing behind on which anything could rest.
        let about = About::Other(self.subject(&past.about));
        self.happen("pool.corrected", about, 0, entry);
        match past.about {
            About::Loan(loan) => self.loans[loan].events.retain(|event| *event != number),
            About::Claim(claim) => {
                self.claims[claim].events.retain(|event| *event != number);
                let loan = self.claims[claim].loan;
                self.loans[loan].events.retain(|event| *event != number);
            }
            _ => {}
        }
        Ok(())
    }

    /// A call goes only while nothing of it is paid, and a promise only as far as nothing of it is called for.
    fn promises(&self, past: &Past, number: usize, why: &mut Why) {
        let About::Place(at) = past.about else {
            return self.holds(&past.postings, why);
        };
        if past.kind == "pool.contribution.called" {
            let mut own = self.places[at]
                .calls
                .iter()
                .filter(|call| call.event == number);
            why.unless(own.all(|call| call.paid.is_empty()), "correct.depended");
            return;
        }
        self.holds(&past.postings, why);
        if past.kind == "pool.contribution.subscribed" {
            let who = &past.postings[0].2;
            let left = self.books.of(at, 9060, who) - past.amount;
            why.unless(self.called(at, who) <= left, "correct.depended");
        }
    }

    /// No balance may leave its side by taking something back.
    fn holds(&self, postings: &[super::books::Posting], why: &mut Why) {
        for (at, code, who, fen) in postings {
            let takes = fen * side(*code);
            let (held, rule) = match code {
                1010 => (self.books.free(*at), "pay.cash"),
                1020 | 1140 => (self.books.of(*at, *code, who), "pay.cash"),
                1150 | 1160 | 2040 | 2060 | 3010 | 9060 => {
                    (self.books.of(*at, *code, who), "above")
                }
                _ => continue,
            };
            why.unless(takes <= 0 || takes <= held, rule);
        }
    }

    fn undo(&mut self, past: &Past, number: usize) {
        let amount = past.amount;
        match (&past.about, past.kind) {
            (About::Claim(claim), "pool.clawback.decided") => {
                let events = std::mem::take(&mut self.claims[*claim].events);
                if let Some(before) = &past.before {
                    let years = self.years_again(*claim, before);
                    self.claims[*claim] = Claim {
                        years,
                        events,
                        ..(**before).clone()
                    };
                    if before.stage == Stage::Approved {
                        self.loans[before.loan].open = Some(*claim);
                    }
                }
            }
            (About::Place(at), "pool.contribution.called") => {
                self.places[*at].calls.retain(|call| call.event != number);
            }
            (About::Place(at), "pool.contribution.paid") => {
                let calls = self.places[*at].calls.iter_mut();
                calls.for_each(|call| call.paid.retain(|(by, _)| *by != number));
            }
            (About::Loan(loan), "pool.loan.proven") => self.loans[*loan].proven_on = None,
            (About::Loan(loan), "pool.loan.drawn") => {
                self.loans[*loan].undrawn += amount;
                self.loans[*loan].outstanding -= amount;
            }
            (About::Loan(loan), "pool.loan.repaid") => {
                let of = &mut self.loans[*loan];
                of.outstanding += amount;
                of.undrawn -= if of.revolving { amount } else { 0 };
            }
            (About::Claim(claim), "pool.right.written-off") => {
                self.claims[*claim].written_off = false;
            }
            (About::Place(at), "pool.interest.accrued") => self.unshare(*at, 4020, &past.postings),
            (About::Place(at), "pool.guarantee-fee.charged") => {
                self.unshare(*at, 4030, &past.postings);
            }
            (About::Place(at), "pool.fee.charged") => self.unshare(*at, 5020, &past.postings),
            (About::Place(at), "pool.incentive.accrued") => {
                self.unshare(*at, 5030, &past.postings);
            }
            _ => {}
        }
    }

    /// Takes off what each contributor got.
    fn unshare(&mut self, at: usize, code: u16, postings: &[super::books::Posting]) {
        let split = self.split(at);
        let place = &mut self.places[at];
        let held = match code {
            4020 => &mut place.interest,
            4030 => &mut place.guarantee_fees,
            5020 => &mut place.fees,
            _ => &mut place.incentives,
        };
        for ((who, _), held) in split.iter().zip(held.iter_mut()) {
            let own = postings.iter().filter(|of| of.1 == code && of.2 == *who);
            *held -= own.map(|of| of.3 * side(code)).sum::<i128>();
        }
    }
}
