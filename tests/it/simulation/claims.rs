//! The naive life of a claim up to its decision, and what a repayment does to it.

use super::books::Entry;
use super::loans::days;
use super::model::{About, Claim, Model, Stage, Verdict, Why, fen};
use jiff::civil::Weekday;
use std::collections::BTreeMap;
use zhixin::pool::Command;
use zhixin::pool::filing::Filing;
use zhixin::units::Date;

/// So many working days later, in a world without holidays.
pub(super) fn working(day: Date, count: u32) -> Date {
    let (mut at, mut left) = (day, count);
    while left > 0 {
        at = days(at, 1);
        if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    at
}

impl Model {
    /// Since when a loan is overdue, seen on a day.
    pub(super) fn due_since(&self, loan: usize, on: Date) -> Option<Date> {
        let of = &self.loans[loan];
        let matured = of.outstanding > 0 && of.matures_on < on;
        let matured = matured.then(|| days(of.matures_on, 1));
        [of.overdue, matured].into_iter().flatten().min()
    }

    pub(super) fn file(&mut self, c: &Command, filing: &Filing) -> Verdict {
        let loan = self.loan(c, filing.loan.as_str())?;
        let (on, of) = (c.effective_on, &self.loans[loan]);
        let mut why = Why::default();
        let name = filing.claim.as_str();
        why.unless(self.claims.iter().all(|claim| claim.name != name), "exists");
        let opens = self.due_since(loan, on).map(|since| days(since, 60));
        match opens {
            Some(opens) if opens <= on => why.unless(on <= days(opens, 180), "claim.late"),
            _ => why.unless(false, "claim.not-yet"),
        }
        why.unless(of.open.is_none(), "claim.open");
        why.unless(!of.lost, "claim.no-cover");
        why.unless(of.is_proven(), "claim.unproven");
        let principal = fen(filing.principal);
        why.unless(principal <= of.outstanding, "claim.above-cover");
        let amount = self.under_claim(loan, principal);
        why.unless(amount > 0, "claim.nought");
        why.unless(!filing.prior_steps.is_empty(), "claim.step");
        let realised = filing.collateral_realised || !self.loans[loan].collateral;
        why.unless(
            realised || !self.strict(self.loans[loan].at),
            "claim.collateral",
        );
        why.unless(!filing.documents.is_empty(), "claim.document");
        self.compensated(loan, amount, c.booked_on.year(), &mut why);
        why.done()?;
        let at = of.at;
        self.claims.push(Claim {
            name: name.to_owned(),
            loan,
            stage: Stage::Filed,
            filed_on: on,
            year: c.booked_on.year(),
            years: BTreeMap::new(),
            held: Vec::new(),
            paid_on: None,
            fen_days: 0,
            interest: 0,
            decide_by: working(on, 10),
            pay_by: None,
            settles: None,
            appeal_by: None,
            missed: (false, false),
            unpaid: principal,
            basis: (principal, amount),
            amount,
            granted: 0,
            way: 0,
            paid: 0,
            gross: 0,
            costs: 0,
            recovered: 0,
            clawed: 0,
            written_off: false,
            appealed: false,
            kept_cover: false,
            filer: c.actor.person.clone(),
            maker: None,
            refuser: None,
            checkers: Vec::new(),
            endorsed: None,
            events: Vec::new(),
        });
        let claim = self.claims.len() - 1;
        self.loans[loan].outstanding -= principal;
        self.loans[loan].open = Some(claim);
        let mut entry = Entry::new(at)
            .memo(9030, name, amount)
            .parts(5010, &self.split(at), 0, amount)
            .credit(2010, name, amount);
        entry.list.extend(self.cover(loan).list);
        self.happen("pool.claim.filed", About::Claim(claim), amount, entry);
        Ok(())
    }

    pub(super) fn check(&mut self, c: &Command, name: &str, proposed: i128) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let of = &mut self.claims[claim];
        let mut why = Why::default();
        why.unless(of.filer != c.actor.person, "person.same");
        why.unless(matches!(of.stage, Stage::Filed | Stage::Checked), "state");
        why.unless(c.effective_on >= of.filed_on, "day");
        why.unless(proposed <= of.amount, "above");
        why.done()?;
        of.stage = Stage::Checked;
        of.maker = Some(c.actor.person.clone());
        of.checkers.clear();
        of.endorsed = None;
        let entry = Entry::new(self.loans[loan].at);
        self.happen("pool.claim.checked", About::Claim(claim), 0, entry);
        Ok(())
    }

    fn may_decide(&self, c: &Command, claim: usize, why: &mut Why) {
        let (of, who) = (&self.claims[claim], Some(&c.actor.person));
        let other =
            Some(&of.filer) != who && of.maker.as_ref() != who && of.refuser.as_ref() != who;
        why.unless(other, "person.same");
        why.unless(of.stage == Stage::Checked, "state");
        why.unless(c.effective_on >= of.filed_on, "day");
    }

    pub(super) fn approve(
        &mut self,
        c: &Command,
        name: &str,
        amount: i128,
        reason: Option<&str>,
    ) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let mut why = Why::default();
        self.may_decide(c, claim, &mut why);
        let (of, at) = (&self.claims[claim], self.loans[loan].at);
        let before = if of.endorsed == Some(amount) {
            of.checkers.clone()
        } else {
            Vec::new()
        };
        why.unless(!before.contains(&c.actor.person), "person.same");
        why.unless(amount <= of.amount, "above");
        let reasoned = matches!(reason, Some("late-notice" | "fraud"));
        why.unless(amount >= of.amount || reasoned, "reason");
        why.unless(self.affords(at, amount), "budget");
        why.done()?;
        let asked = of.amount;
        let needs = if self.strict(at) && amount > 1_000_000 {
            2
        } else {
            1
        };
        let yearly = self.yearly(at);
        let of = &mut self.claims[claim];
        of.checkers = before;
        of.checkers.push(c.actor.person.clone());
        if of.checkers.len() < needs {
            of.endorsed = Some(amount);
            self.happen(
                "pool.claim.endorsed",
                About::Claim(claim),
                0,
                Entry::new(at),
            );
            return Ok(());
        }
        of.stage = Stage::Approved;
        of.amount = amount;
        of.granted = amount;
        of.years.insert(c.booked_on.year(), amount);
        of.basis = (of.unpaid, amount);
        // Approved in one year, settled in the next.
        of.settles = yearly.then(|| Date::constant(c.booked_on.year() + 1, 1, 1));
        of.pay_by = Some(working(of.settles.unwrap_or(c.effective_on), 10));
        let entry = Entry::new(at)
            .debit(2010, name, asked)
            .credit(2020, name, amount)
            .parts(5010, &self.split(at), asked, amount)
            .memo(9030, name, -asked);
        self.happen("pool.claim.approved", About::Claim(claim), amount, entry);
        Ok(())
    }

    /// Takes an amount of a claim out of review, and out of cover under claim.
    fn unfiled(&self, claim: usize, amount: i128) -> Entry {
        let of = &self.claims[claim];
        let at = self.loans[of.loan].at;
        Entry::new(at)
            .debit(2010, &of.name, amount)
            .parts(5010, &self.split(at), of.amount, of.amount - amount)
            .memo(9030, &of.name, -amount)
    }

    /// The same where the loan takes its cover back: what belongs to its principal then.
    fn given_back(&mut self, claim: usize) -> Entry {
        let loan = self.claims[claim].loan;
        let mut entry = self.unfiled(claim, self.claims[claim].amount);
        self.loans[loan].outstanding += self.claims[claim].unpaid;
        entry.list.extend(self.cover(loan).list);
        entry
    }

    /// The most that is compensated of principal under claim: what the cover of the rest leaves of cover in
    /// force, and of all cover.
    fn under_claim(&self, loan: usize, principal: i128) -> i128 {
        let of = &self.loans[loan];
        let share = |principal: i128| self.share(of.at, principal);
        let rest = of.outstanding - principal;
        let in_force = share(of.outstanding) - share(rest);
        let all = share(of.outstanding + of.undrawn) - share(rest + of.undrawn);
        in_force.min(all)
    }

    pub(super) fn refuse(&mut self, c: &Command, name: &str, reason: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let mut why = Why::default();
        self.may_decide(c, claim, &mut why);
        why.unless(matches!(reason, "late-notice" | "fraud"), "reason");
        why.done()?;
        let keeps = reason == "late-notice";
        let entry = if keeps {
            self.given_back(claim)
        } else {
            self.unfiled(claim, self.claims[claim].amount)
        };
        let of = &mut self.claims[claim];
        of.stage = Stage::Refused;
        of.kept_cover = keeps;
        of.appeal_by = Some(working(c.effective_on, 10));
        of.refuser = Some(c.actor.person.clone());
        self.loans[loan].open = None;
        self.happen("pool.claim.refused", About::Claim(claim), 0, entry);
        Ok(())
    }

    pub(super) fn document(&mut self, c: &Command, name: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let mut why = Why::default();
        why.unless(self.claims[claim].stage != Stage::Gone, "state");
        why.unless(!c.documents.is_empty(), "claim.document");
        why.done()?;
        let entry = Entry::new(self.loans[loan].at);
        self.happen("pool.claim.documented", About::Claim(claim), 0, entry);
        Ok(())
    }

    pub(super) fn withdraw(&mut self, c: &Command, name: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let of = &self.claims[claim];
        let mut why = Why::default();
        why.unless(matches!(of.stage, Stage::Filed | Stage::Checked), "state");
        why.unless(c.effective_on >= of.filed_on, "day");
        why.done()?;
        let entry = self.given_back(claim);
        self.claims[claim].stage = Stage::Gone;
        self.loans[loan].open = None;
        self.happen("pool.claim.withdrawn", About::Claim(claim), 0, entry);
        Ok(())
    }

    pub(super) fn appeal(&mut self, c: &Command, name: &str) -> Verdict {
        let (claim, loan) = self.claim(c, name)?;
        let (of, on) = (&self.claims[claim], &self.loans[loan]);
        let mut why = Why::default();
        let refused = of.stage == Stage::Refused && !of.appealed && on.open.is_none();
        why.unless(refused, "state");
        why.unless(
            of.appeal_by.is_none_or(|by| c.effective_on <= by),
            "appeal.late",
        );
        if of.kept_cover {
            // What is taken up again must still be there.
            why.unless(!on.lost, "claim.no-cover");
            let covered = self.books.of(on.at, 9020, &on.name);
            why.unless(
                of.unpaid <= on.outstanding && of.amount <= covered,
                "claim.above-cover",
            );
        }
        why.unless(c.effective_on >= of.filed_on, "day");
        let (from_cover, at) = (of.kept_cover, on.at);
        let covered = |code| self.books.of(at, code, &on.name);
        let room = if from_cover {
            self.under_claim(loan, of.unpaid)
        } else {
            self.share(at, on.limit) - covered(9010) - covered(9020)
        };
        let amount = of.amount.min(room);
        why.unless(amount > 0, "claim.nought");
        self.compensated(loan, amount, of.year, &mut why);
        why.done()?;
        self.claims[claim].amount = amount;
        let mut entry = self.unfiled(claim, amount);
        entry
            .list
            .iter_mut()
            .for_each(|posting| posting.3 = -posting.3);
        if from_cover {
            self.loans[loan].outstanding -= self.claims[claim].unpaid;
            entry.list.extend(self.cover(loan).list);
        }
        let of = &mut self.claims[claim];
        of.stage = Stage::Filed;
        of.basis = (of.unpaid, amount);
        of.appealed = true;
        of.decide_by = working(c.effective_on, 10);
        of.missed.0 = false;
        self.loans[loan].open = Some(claim);
        self.happen("pool.claim.appealed", About::Claim(claim), 0, entry);
        Ok(())
    }

    pub(super) fn undecided(&self, claim: usize) -> bool {
        matches!(self.claims[claim].stage, Stage::Filed | Stage::Checked)
    }

    /// Ends a claim as if it had never been filed, and repays so much of the loan.
    pub(super) fn cured(&mut self, claim: usize, principal: i128) {
        let mut entry = self.unfiled(claim, self.claims[claim].amount);
        let (loan, unpaid) = (self.claims[claim].loan, self.claims[claim].unpaid);
        let of = &mut self.loans[loan];
        of.outstanding += unpaid - principal;
        of.undrawn += if of.revolving { principal } else { 0 };
        if of.outstanding == 0 {
            of.overdue = None;
        }
        of.open = None;
        entry.list.extend(self.cover(loan).list);
        self.claims[claim].stage = Stage::Gone;
        self.happen("pool.claim.cured", About::Claim(claim), 0, entry);
    }

    /// A repayment while the claim is open: as if so much had never been claimed.
    pub(super) fn reduce(&mut self, claim: usize, principal: i128) -> Verdict {
        let of = &self.claims[claim];
        let mut why = Why::default();
        why.unless(of.stage != Stage::InTransit, "state");
        why.unless(principal <= of.unpaid, "above");
        why.done()?;
        let whole = principal == of.unpaid && self.undecided(claim);
        if whole && self.yearly(self.loans[of.loan].at) {
            self.cured(claim, principal);
            return Ok(());
        }
        let (unpaid, (whole, amount)) = (of.unpaid - principal, of.basis);
        let after = (amount * unpaid).div_euclid(whole);
        // What was paid is recovered, and not lowered.
        if after < of.bears() {
            return Err(vec!["above"]);
        }
        let (loan, at) = (of.loan, self.loans[of.loan].at);
        let less = of.amount - after;
        let (pool, ..) = self.given(at, of.bears(), unpaid, (of.gross, of.costs));
        let entry = Entry::new(at).parts(5010, &self.split(at), of.amount, after);
        let entry = if of.stage == Stage::Approved {
            entry.debit(2020, &of.name, less)
        } else {
            entry
                .debit(2010, &of.name, less)
                .memo(9030, &of.name, -less)
        };
        let entry = self.raised(entry, claim, pool);
        if of.stage == Stage::Approved {
            self.frees(claim, less);
        }
        let of = &mut self.claims[claim];
        of.unpaid = unpaid;
        of.amount = after;
        of.recovered = of.recovered.max(pool);
        if after == 0 {
            of.stage = Stage::Gone;
        } else if of.paid > 0 {
            of.stage = of.on();
        }
        if matches!(of.stage, Stage::Gone | Stage::Paid) {
            self.loans[loan].open = None;
        }
        self.happen("pool.claim.reduced", About::Claim(claim), 0, entry);
        Ok(())
    }
}
