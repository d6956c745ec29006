//! The naive treasury: contributions, interest, fees, deposits, advances, incentives, and lines.

use super::books::Entry;
use super::model::{About, Model, Verdict, Why, fen, find};
use zhixin::pool::happened::Payee;
use zhixin::pool::{Action, Command, CompartmentId};
use zhixin::units::Date;

impl Model {
    pub(super) fn treasury(&mut self, c: &Command) -> Verdict {
        use Action as A;
        match &c.action {
            A::OpenPool { pool, scheme, .. } => self.open_pool(pool.as_str(), scheme.as_str()),
            A::OpenCompartment { compartment } => self.open_place(c, compartment),
            A::Subscribe {
                compartment,
                contributor,
                amount,
            } => self.fund(c, compartment, contributor.as_str(), fen(*amount), false),
            A::Contribute {
                compartment,
                contributor,
                amount,
            } => self.fund(c, compartment, contributor.as_str(), fen(*amount), true),
            A::CallTopUp {
                compartment,
                contributor,
                amount,
            } => {
                let who = contributor
                    .as_ref()
                    .map(zhixin::pool::ContributorId::as_str);
                self.call(c, compartment, who, fen(*amount))
            }
            A::ReturnContribution {
                compartment,
                contributor,
                paid_in,
                result,
            } => {
                let amounts = (fen(*paid_in), fen(*result));
                self.give_back(c, compartment, contributor.as_str(), amounts)
            }
            A::PayDue {
                compartment,
                payee,
                amount,
            } => {
                let who = match payee {
                    Payee::Contributor(id) => id.as_str(),
                    Payee::Bank(id) => id.as_str(),
                };
                self.pay(c, compartment, (2040, who), fen(*amount), "pool.due.paid")
            }
            A::PayIncentive {
                compartment,
                bank,
                amount,
            } => {
                let what = (2060, bank.as_str());
                self.pay(c, compartment, what, fen(*amount), "pool.incentive.paid")
            }
            A::Advance { from, to, amount } => self.advance(c, from, to, fen(*amount)),
            A::RepayAdvance { from, to, amount } => self.repay_advance(c, from, to, fen(*amount)),
            _ => self.purse(c),
        }
    }

    fn purse(&mut self, c: &Command) -> Verdict {
        use Action as A;
        match &c.action {
            A::AccrueInterest {
                compartment,
                amount,
            }
            | A::ChargeFee {
                compartment,
                amount,
            } => self.earn(c, compartment, fen(*amount)),
            A::AccrueIncentive {
                compartment,
                bank,
                incentive,
                amount,
                through,
            } => {
                let known = incentive.as_str() == "volume";
                let over = through.is_none_or(|last| self.day.is_some_and(|day| last <= day));
                self.incentive(c, compartment, bank.as_str(), (known, over), fen(*amount))
            }
            A::ReceiveInterest {
                compartment,
                amount,
            } => self.shift(
                c,
                compartment,
                (1140, 1010),
                fen(*amount),
                "pool.interest.received",
            ),
            A::PlaceDeposit {
                compartment,
                amount,
            } => self.shift(
                c,
                compartment,
                (1010, 1020),
                fen(*amount),
                "pool.deposit.placed",
            ),
            A::MatureDeposit {
                compartment,
                amount,
            } => self.shift(
                c,
                compartment,
                (1020, 1010),
                fen(*amount),
                "pool.deposit.matured",
            ),
            A::SuspendLine {
                compartment,
                line,
                amount,
                on,
            } => self.suspend(
                c,
                compartment,
                line,
                fen(*amount),
                on.unwrap_or(c.booked_on),
            ),
            A::ExplainLine { compartment, line } => self.explain(c, compartment, line),
            other => panic!("the simulation sends no {other:?}"),
        }
    }

    /// Interest accrued, or a fee charged.
    fn earn(&mut self, c: &Command, id: &CompartmentId, amount: i128) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        let split = self.split(at);
        let (kind, entry) = if matches!(c.action, Action::AccrueInterest { .. }) {
            let before = self.places[at].interest;
            self.places[at].interest += amount;
            let entry = Entry::new(at).debit(1140, "", amount);
            (
                "pool.interest.accrued",
                entry.parts(4020, &split, before, before + amount),
            )
        } else {
            if amount > self.books.free(at) {
                return Err(vec!["pay.cash"]);
            }
            let before = self.places[at].fees;
            self.places[at].fees += amount;
            let entry = Entry::new(at).credit(1010, "", amount);
            (
                "pool.fee.charged",
                entry.parts(5020, &split, before, before + amount),
            )
        };
        self.happen(kind, About::Place(at), amount, entry);
        Ok(())
    }

    fn incentive(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        bank: &str,
        (known, over): (bool, bool),
        amount: i128,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        if !known || !self.strict(at) {
            return Err(vec!["unknown"]);
        }
        if !over {
            return Err(vec!["day"]);
        }
        let before = self.places[at].incentives;
        self.places[at].incentives += amount;
        let entry = Entry::new(at)
            .parts(5030, &self.split(at), before, before + amount)
            .credit(2060, bank, amount);
        self.happen("pool.incentive.accrued", About::Place(at), amount, entry);
        Ok(())
    }

    /// From one of the compartment's own accounts to another.
    fn shift(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        (from, to): (u16, u16),
        amount: i128,
        kind: &'static str,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        if from == 1010 && amount > self.books.free(at) {
            return Err(vec!["pay.cash"]);
        }
        if from != 1010 && amount > self.books.of(at, from, "") {
            return Err(vec!["above"]);
        }
        let entry = Entry::new(at)
            .debit(to, "", amount)
            .credit(from, "", amount);
        self.happen(kind, About::Place(at), amount, entry);
        Ok(())
    }

    fn suspend(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        line: &str,
        amount: i128,
        on: Date,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        let mut why = Why::default();
        let mut lines = self.places.iter().flat_map(|place| &place.lines);
        let held = lines.any(|(held, ..)| held == line);
        why.unless(
            !held && !self.lines.iter().any(|used| used == line),
            "exists",
        );
        why.unless(on <= c.booked_on, "day");
        why.unless(amount > 0 || -amount <= self.books.free(at), "pay.cash");
        why.done()?;
        self.places[at].lines.push((line.to_owned(), amount, on));
        let entry = Entry::new(at)
            .debit(1010, "", amount)
            .credit(1910, "", amount);
        self.happen("pool.line.suspended", About::Place(at), amount, entry);
        Ok(())
    }

    fn explain(&mut self, c: &Command, id: &CompartmentId, line: &str) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        let held = find(&self.places[at].lines, |(held, ..)| held == line)?;
        let amount = self.places[at].lines[held].1;
        if amount > 0 && amount > self.books.free(at) {
            return Err(vec!["pay.cash"]);
        }
        self.places[at].lines.remove(held);
        let entry = Entry::new(at)
            .debit(1910, "", amount)
            .credit(1010, "", amount);
        self.happen("pool.line.explained", About::Place(at), amount, entry);
        Ok(())
    }
}
