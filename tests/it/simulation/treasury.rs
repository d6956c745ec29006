//! The naive treasury: contributions, interest, fees, deposits, advances, incentives, and lines.

use super::books::{Entry, Split, part};
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
                let who = named(payee);
                self.pay(c, compartment, (2040, &who), fen(*amount), "pool.due.paid")
            }
            A::PayIncentive {
                compartment,
                payee,
                amount,
            } => {
                let who = named(payee);
                let what = (2060, who.as_str());
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
                ..
            } => {
                let known = incentive.as_str() == "volume";
                let over = through.is_none_or(|last| self.day.is_some_and(|day| last <= day));
                self.incentive(
                    c,
                    compartment,
                    (bank.as_str(), *through),
                    (known, over),
                    fen(*amount),
                )
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
            A::ReceiveGuaranteeFee {
                compartment,
                bank,
                amount,
            } => self.fee_paid(c, compartment, bank.as_str(), fen(*amount)),
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
            let entry = Entry::new(at).debit(1140, "", amount);
            let portions = even(&mut self.places[at].interest, &split, amount);
            (
                "pool.interest.accrued",
                entry.portions(4020, &split, &portions),
            )
        } else {
            if amount > self.books.free(at) {
                return Err(vec!["pay.cash"]);
            }
            let entry = Entry::new(at).credit(1010, "", amount);
            let portions = even(&mut self.places[at].fees, &split, amount);
            ("pool.fee.charged", entry.portions(5020, &split, &portions))
        };
        self.happen(kind, About::Place(at), amount, entry);
        Ok(())
    }

    /// A bank owes a guarantee fee.
    pub(super) fn guaranteed(&mut self, at: usize, bank: &str, amount: i128) {
        let split = self.split(at);
        let portions = even(&mut self.places[at].guarantee_fees, &split, amount);
        let entry = Entry::new(at).debit(1160, bank, amount);
        let entry = entry.portions(4030, &split, &portions);
        let about = About::Place(at);
        self.happen("pool.guarantee-fee.charged", about, amount, entry);
    }

    /// A bank paid guarantee fees.
    fn fee_paid(&mut self, c: &Command, id: &CompartmentId, bank: &str, amount: i128) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        if amount > self.books.of(at, 1160, bank) {
            return Err(vec!["above"]);
        }
        let entry = Entry::new(at)
            .debit(1010, "", amount)
            .credit(1160, bank, amount);
        let about = About::Place(at);
        self.happen("pool.guarantee-fee.received", about, amount, entry);
        Ok(())
    }

    fn incentive(
        &mut self,
        c: &Command,
        id: &CompartmentId,
        (bank, through): (&str, Option<Date>),
        (known, over): (bool, bool),
        amount: i128,
    ) -> Verdict {
        let at = self.place(id, c.booked_on)?;
        if !known || !self.strict(at) {
            return Err(vec!["unknown"]);
        }
        // Of one period it is granted once, while it is not taken back.
        let own = (bank.to_owned(), through);
        let granted = self.places[at].granted.iter();
        let mut granted = granted.filter(|(of, _)| of.1.is_some() && *of == own);
        if granted.any(|(_, number)| !self.past[number - 1].gone) {
            return Err(vec!["granted"]);
        }
        if !over {
            return Err(vec!["day"]);
        }
        let number = self.past.len() + 1;
        self.places[at].granted.push((own, number));
        let split = self.split(at);
        let portions = even(&mut self.places[at].incentives, &split, amount);
        let entry = Entry::new(at)
            .portions(5030, &split, &portions)
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

/// What each gets of more, so that all of it together is shared by the split, whatever was taken back.
fn even(held: &mut Vec<i128>, split: &Split, more: i128) -> Vec<i128> {
    held.resize(split.len(), 0);
    let whole = held.iter().sum::<i128>() + more;
    let rightly: Vec<i128> = (0..split.len()).map(|at| part(split, at, whole)).collect();
    let gets = rightly
        .iter()
        .zip(held.iter())
        .map(|(own, held)| own - held);
    let gets = gets.collect();
    *held = rightly;
    gets
}

/// Who is paid, as the books call it.
fn named(payee: &Payee) -> String {
    match payee {
        Payee::Contributor(id) => id.to_string(),
        Payee::Bank(id) => id.to_string(),
        Payee::Enterprise(id) => id.to_string(),
    }
}
