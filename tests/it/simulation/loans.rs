//! The naive life of a loan: enrolled, drawn, repaid, lapsed, extended, overdue.

use super::books::Entry;
use super::model::{About, Loan, Model, Stage, Verdict, Why, fen};
use jiff::ToSpan;
use zhixin::pool::Command;
use zhixin::pool::Role;
use zhixin::pool::enrolment::Enrolment;
use zhixin::pool::terms::Security;
use zhixin::units::{Date, Ratio};

pub(super) fn days(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap()
}

pub(super) fn months(day: Date, months: i64) -> Date {
    day.checked_add(months.months()).unwrap()
}

/// Why the loan itself is none that the terms cover.
fn unfit(e: &Enrolment, on: Date, why: &mut Why) {
    why.unless(e.product.as_str() == "credit", "terms.not-governed");
    why.unless(e.approved_on <= on, "day");
    why.unless(on <= days(e.approved_on, 30), "enrol.late");
    why.unless(e.purposes.is_empty(), "enrol.purpose");
    why.unless(!e.refinances, "enrol.refinances");
    let fits = e.matures_on >= e.approved_on && e.matures_on <= months(e.approved_on, 12);
    why.unless(fits, "enrol.term");
    why.unless(
        !e.securities.contains(&Security::RealEstate),
        "enrol.security",
    );
    why.unless(e.rate <= Ratio::parse("0.06").unwrap(), "enrol.rate");
    let scored = e.score.as_ref().is_some_and(|score| {
        score.model == "cq"
            && matches!(score.grade.as_str(), "A" | "B")
            && score.as_of <= on
            && on <= days(score.as_of, 180)
    });
    why.unless(scored, "enrol.score");
    why.unless(
        e.consent_until.is_some_and(|until| until >= on),
        "enrol.consent",
    );
}

impl Model {
    pub(super) fn enrol(&mut self, c: &Command, e: &Enrolment) -> Verdict {
        let at = self.place(&e.compartment, c.booked_on)?;
        let mut why = Why::default();
        let name = e.loan.as_str();
        if let Role::Bank(bank) = &c.actor.role {
            why.unless(*bank == e.bank, "bank.other");
        }
        why.unless(self.loans.iter().all(|loan| loan.name != name), "exists");
        unfit(e, c.effective_on, &mut why);
        let limit = fen(e.limit);
        self.exposed(e, at, limit, &mut why);
        self.instalment(at, &mut why);
        let prove_by = self.prove_by(e, at, c.effective_on, &mut why);
        why.done()?;
        self.loans.push(Loan {
            name: name.to_owned(),
            at,
            bank: e.bank.to_string(),
            enterprise: e.enterprise.to_string(),
            limit,
            undrawn: limit,
            outstanding: 0,
            revolving: e.revolving,
            approved_on: e.approved_on,
            enrolled_on: c.effective_on,
            matures_on: e.matures_on,
            draw_by: days(c.effective_on, 90),
            prove_by,
            proven_on: None,
            renewals: 0,
            accelerated: false,
            overdue: None,
            class: 0,
            young: !e.classes.is_empty(),
            collateral: e.securities.contains(&Security::Equipment),
            lost: false,
            open: None,
            events: Vec::new(),
        });
        let about = About::Loan(self.loans.len() - 1);
        let entry = Entry::new(at).memo(9010, name, self.share(at, limit));
        self.happen("pool.loan.enrolled", about, limit, entry);
        self.fee(at, e.bank.as_str(), limit);
        Ok(())
    }

    /// The plain pool is paid 1% of what is enrolled up to 100,000.00, and 1.5% of more.
    fn fee(&mut self, at: usize, bank: &str, limit: i128) {
        if self.strict(at) || self.yearly(at) || self.budget(at) {
            return;
        }
        let thousandths = if limit <= 10_000_000 { 10 } else { 15 };
        let amount = (limit * thousandths).div_euclid(1000);
        if amount > 0 {
            self.guaranteed(at, bank, amount);
        }
    }

    /// Leverage and caps, from all loans added up.
    fn exposed(&self, e: &Enrolment, at: usize, limit: i128, why: &mut Why) {
        let covered = self.loans.iter().filter(|loan| !loan.lost);
        let open = |loan: &Loan| loan.outstanding + loan.undrawn;
        if self.budget(at) {
            return;
        }
        if !self.strict(at) {
            let here = covered.filter(|loan| loan.at == at);
            let principal: i128 = here.map(open).sum();
            let most = 10 * self.books.net_assets(at).max(0);
            why.unless(principal + limit <= most, "leverage");
            return;
        }
        let pool = self.places[at].pool;
        let in_pool = |loan: &&Loan| self.places[loan.at].pool == pool;
        let enterprise = e.enterprise.to_string();
        let own = covered
            .filter(in_pool)
            .filter(|loan| loan.enterprise == enterprise);
        let own_in_force = || own.clone().filter(|loan| open(loan) > 0);
        let principal: i128 = own.clone().map(open).sum();
        why.unless(principal + limit <= 30_000_000, "cap");
        let young = !e.classes.is_empty() || own_in_force().any(|loan| loan.young);
        why.unless(!young || principal + limit <= 20_000_000, "cap");
        let bank = e.bank.to_string();
        let of_bank = self
            .loans
            .iter()
            .filter(in_pool)
            .filter(|loan| loan.bank == bank);
        let cover = of_bank.map(|loan| {
            self.books.of(loan.at, 9010, &loan.name) + self.books.of(loan.at, 9020, &loan.name)
        });
        let places = (0..self.places.len()).filter(|place| self.places[*place].pool == pool);
        let subscribed =
            places.map(|place| self.books.all(place, 3010) + self.books.all(place, 9060));
        let (cover, subscribed): (i128, i128) = (cover.sum(), subscribed.sum());
        why.unless(cover + self.share(at, limit) <= subscribed, "cap");
    }

    /// The postings that bring a loan's cover to what belongs to its principal.
    pub(super) fn cover(&self, loan: usize) -> Entry {
        let of = &self.loans[loan];
        let (all, drawn) = if of.lost {
            (0, 0)
        } else {
            let all = self.share(of.at, of.outstanding + of.undrawn);
            (all, self.share(of.at, of.outstanding))
        };
        let before = |code| self.books.of(of.at, code, &of.name);
        Entry::new(of.at)
            .memo(9010, &of.name, all - drawn - before(9010))
            .memo(9020, &of.name, drawn - before(9020))
    }

    fn unclaimed(&self, loan: usize, why: &mut Why) {
        why.unless(self.loans[loan].open.is_none(), "claim.open");
        why.unless(!self.loans[loan].lost, "claim.no-cover");
    }

    pub(super) fn draw(&mut self, c: &Command, name: &str, principal: i128) -> Verdict {
        let loan = self.loan(c, name)?;
        let of = &self.loans[loan];
        let mut why = Why::default();
        self.unclaimed(loan, &mut why);
        why.unless(c.effective_on >= of.enrolled_on, "day");
        why.unless(c.effective_on <= of.draw_by.min(of.matures_on), "draw.late");
        let proven = of.proven_on.is_some() || of.prove_by.is_none_or(|by| c.effective_on <= by);
        why.unless(proven, "proof.late");
        // Nothing is covered that is drawn after default.
        why.unless(of.overdue.is_none() && !of.accelerated, "draw.default");
        why.unless(principal <= of.undrawn, "above");
        if self.strict(of.at) {
            // What cover in force comes to once this is drawn.
            let after = self.share(of.at, of.outstanding + principal);
            let own = self.books.of(of.at, 9020, name);
            let all = self.books.all(of.at, 9020) - own + after;
            why.unless(all <= 5 * self.books.all(of.at, 3010).max(0), "leverage");
        }
        why.done()?;
        self.loans[loan].undrawn -= principal;
        self.loans[loan].outstanding += principal;
        let entry = self.cover(loan);
        self.happen("pool.loan.drawn", About::Loan(loan), principal, entry);
        Ok(())
    }

    pub(super) fn repay(&mut self, c: &Command, name: &str, principal: i128) -> Verdict {
        let loan = self.loan(c, name)?;
        if let Some(claim) = self.loans[loan].open {
            return self.reduce(claim, principal);
        }
        let paid = self
            .claims
            .iter()
            .rposition(|claim| claim.loan == loan && claim.stage == Stage::Paid);
        if let (0, Some(claim)) = (self.loans[loan].outstanding, paid) {
            return self.repay_paid(c, claim, principal);
        }
        if principal > self.loans[loan].outstanding {
            return Err(vec!["above"]);
        }
        let of = &mut self.loans[loan];
        of.outstanding -= principal;
        if of.revolving {
            of.undrawn += principal;
        }
        let entry = self.cover(loan);
        self.happen("pool.loan.repaid", About::Loan(loan), principal, entry);
        Ok(())
    }

    pub(super) fn lapse(&mut self, c: &Command, name: &str) -> Verdict {
        let loan = self.loan(c, name)?;
        if self.loans[loan].undrawn == 0 {
            return Err(vec!["state"]);
        }
        self.lapsed(loan);
        Ok(())
    }

    pub(super) fn lapsed(&mut self, loan: usize) {
        let undrawn = std::mem::take(&mut self.loans[loan].undrawn);
        let entry = self.cover(loan);
        self.happen("pool.loan.lapsed", About::Loan(loan), undrawn, entry);
    }

    pub(super) fn later(&mut self, c: &Command, name: &str, to: Date, renews: bool) -> Verdict {
        let loan = self.loan(c, name)?;
        let of = &self.loans[loan];
        let mut why = Why::default();
        self.unclaimed(loan, &mut why);
        why.unless(!renews || of.renewals < 1, "renew.used");
        let most = months(of.approved_on, 24);
        why.unless(to > of.matures_on && to <= most && !of.accelerated, "day");
        why.done()?;
        // A clock that runs goes on, and a later maturity hides nothing of it.
        let since = self.due_since(loan, c.effective_on);
        let of = &mut self.loans[loan];
        of.overdue = since.or(of.overdue);
        of.matures_on = to;
        of.renewals += u32::from(renews);
        let kind = if renews {
            "pool.loan.renewed"
        } else {
            "pool.loan.extended"
        };
        let entry = Entry::new(self.loans[loan].at);
        self.happen(kind, About::Loan(loan), 0, entry);
        Ok(())
    }

    pub(super) fn accelerate(&mut self, c: &Command, name: &str) -> Verdict {
        let loan = self.loan(c, name)?;
        let mut why = Why::default();
        self.unclaimed(loan, &mut why);
        let of = &self.loans[loan];
        why.unless(of.outstanding > 0 && !of.accelerated, "state");
        why.done()?;
        let of = &mut self.loans[loan];
        of.accelerated = true;
        of.matures_on = of.matures_on.min(c.effective_on);
        let entry = Entry::new(of.at);
        self.happen("pool.loan.accelerated", About::Loan(loan), 0, entry);
        Ok(())
    }

    pub(super) fn overdue(&mut self, c: &Command, name: &str, since: Date) -> Verdict {
        let loan = self.loan(c, name)?;
        let of = &mut self.loans[loan];
        let mut why = Why::default();
        why.unless(of.outstanding > 0 && of.overdue.is_none(), "state");
        why.unless(since >= of.enrolled_on && since <= c.effective_on, "day");
        why.done()?;
        of.overdue = Some(since);
        let entry = Entry::new(of.at);
        self.happen("pool.loan.overdue", About::Loan(loan), 0, entry);
        Ok(())
    }

    pub(super) fn cure(&mut self, c: &Command, name: &str) -> Verdict {
        let loan = self.loan(c, name)?;
        let mut why = Why::default();
        why.unless(self.loans[loan].overdue.is_some(), "state");
        if let (true, Some(claim)) = (self.yearly(self.loans[loan].at), self.loans[loan].open) {
            // Nothing can be in order again once all of it is due.
            let before = c.effective_on <= self.loans[loan].matures_on;
            why.unless(before && self.undecided(claim), "state");
            why.done()?;
            self.loans[loan].overdue = None;
            self.cured(claim, 0);
            return Ok(());
        }
        self.unclaimed(loan, &mut why);
        why.done()?;
        self.loans[loan].overdue = None;
        let entry = Entry::new(self.loans[loan].at);
        self.happen("pool.loan.cured", About::Loan(loan), 0, entry);
        Ok(())
    }
}
