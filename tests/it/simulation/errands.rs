//! What the treasury wishes: contributions, interest, fees, deposits, advances, incentives and lines.

use super::generate::{Generator, amount};
use super::model::Model;
use super::wishes::item;
use super::world::Step;
use zhixin::pool::happened::Payee;
use zhixin::pool::{Action, BankId, CompartmentId, ContributorId};

impl Generator {
    pub(super) fn treasury(&mut self, model: &Model) -> Step {
        let compartment = self.anywhere(model);
        let at = model
            .places
            .iter()
            .position(|place| place.id == compartment);
        let at = at.unwrap_or(usize::MAX);
        let books = &model.books;
        let own = compartment.pool.as_str() == "budget-pool" && self.random.chance(900);
        let who = if own {
            "budget"
        } else {
            *self.random.one_of(&["city", "district", "zone"])
        };
        let contributor = ContributorId::parse(who).unwrap();
        let name = format!("bank-{}", 1 + self.random.below(3));
        let bank = BankId::parse(&name).unwrap();
        let small = amount(self.random.up_to(10_000));
        let action = match self.random.below(22) {
            0 => {
                // Now and then so much that the first instalment is not there.
                let much = self.random.chance(60).then(|| 3 * books.all(at, 3010));
                let amount = much.map_or(small, |much| self.near(much));
                Action::Subscribe {
                    compartment,
                    contributor,
                    amount,
                }
            }
            7..9 => {
                let contributor = self.random.chance(500).then_some(contributor);
                let amount = amount(self.random.up_to(300_000));
                Action::CallTopUp {
                    compartment,
                    contributor,
                    amount,
                }
            }
            1..3 => {
                let amount = self.near(books.of(at, 9060, who).max(2_000_000));
                Action::Contribute {
                    compartment,
                    contributor,
                    amount,
                }
            }
            3 => {
                let result = books.of(at, 3020, who).max(0);
                let part = self.random.up_to(4);
                let paid_in = self.near(books.of(at, 3010, who) / part);
                let result = if self.random.chance(500) {
                    amount(0)
                } else {
                    self.near(result)
                };
                Action::ReturnContribution {
                    compartment,
                    contributor,
                    paid_in,
                    result,
                }
            }
            4..6 => {
                let amount = self.near(books.of(at, 2040, who));
                let payee = Payee::Contributor(contributor);
                Action::PayDue {
                    compartment,
                    payee,
                    amount,
                }
            }
            6 => {
                let amount = self.near(books.of(at, 2040, &name));
                Action::PayDue {
                    compartment,
                    payee: Payee::Bank(bank),
                    amount,
                }
            }
            13..15 => return self.line(model, at),
            15..19 => return self.between(model, at),
            _ => return self.purse(model, compartment, at),
        };
        self.written(action, None)
    }

    /// Interest, fees, deposits and incentives.
    fn purse(&mut self, model: &Model, compartment: CompartmentId, at: usize) -> Step {
        let books = &model.books;
        let name = format!("bank-{}", 1 + self.random.below(3));
        let bank = BankId::parse(&name).unwrap();
        let small = amount(self.random.up_to(10_000));
        let action = match self.random.below(11) {
            10 => {
                let amount = self.near(books.of(at, 1160, &name));
                Action::ReceiveGuaranteeFee {
                    compartment,
                    bank,
                    amount,
                }
            }
            0..2 => Action::AccrueInterest {
                compartment,
                amount: small,
            },
            2 => {
                let amount = self.near(books.of(at, 1140, ""));
                Action::ReceiveInterest {
                    compartment,
                    amount,
                }
            }
            3 => Action::ChargeFee {
                compartment,
                amount: small,
            },
            4 => {
                let part = self.random.up_to(5);
                let amount = self.near(books.free(at) / part);
                Action::PlaceDeposit {
                    compartment,
                    amount,
                }
            }
            5 => {
                let amount = self.near(books.of(at, 1020, ""));
                Action::MatureDeposit {
                    compartment,
                    amount,
                }
            }
            6 => {
                let amount = self.near(books.of(at, 2060, &name));
                Action::PayIncentive {
                    compartment,
                    payee: Payee::Bank(bank),
                    amount,
                }
            }
            _ => {
                let incentive = item(if self.random.chance(900) {
                    "volume"
                } else {
                    "whim"
                });
                let back = i64::try_from(self.random.below(40)).unwrap();
                let through = self.random.chance(300);
                Action::AccrueIncentive {
                    compartment,
                    bank,
                    incentive,
                    enterprise: None,
                    amount: small,
                    through: through.then(|| super::loans::days(self.today, -back)),
                }
            }
        };
        self.written(action, None)
    }

    fn line(&mut self, model: &Model, at: usize) -> Step {
        let compartment = self.anywhere(model);
        let lines = model.places.get(at).map_or(&[][..], |place| &place.lines);
        if !lines.is_empty() && self.random.chance(500) {
            let (line, ..) = self.random.one_of(lines).clone();
            let compartment = model.places[at].id.clone();
            return self.written(Action::ExplainLine { compartment, line }, None);
        }
        let line = match self.random.below(10) {
            0 => "line-of-all".to_owned(),
            _ => format!("line-{}", self.next + 1),
        };
        let sign = if self.random.chance(500) { 1 } else { -1 };
        let amount = amount(sign * self.random.up_to(5_000));
        // Its own day, mostly some days ago, seldom one that has not come.
        let back = i64::try_from(self.random.below(40)).unwrap() - 1;
        let on = self
            .random
            .chance(700)
            .then(|| super::loans::days(self.today, -back));
        self.written(
            Action::SuspendLine {
                compartment,
                line,
                amount,
                on,
            },
            None,
        )
    }

    fn between(&mut self, model: &Model, at: usize) -> Step {
        let (from, to) = (self.anywhere(model), self.anywhere(model));
        let owed: i128 = model
            .places
            .iter()
            .map(|place| place.id.district.as_str())
            .fold(0, |most, taker| most.max(model.books.of(at, 1150, taker)));
        let amount = self.near(if owed > 0 { owed } else { 30_000 });
        let action = if owed > 0 && self.random.chance(500) {
            let from = model.places[at].id.clone();
            Action::RepayAdvance { from, to, amount }
        } else {
            Action::Advance { from, to, amount }
        };
        self.written(action, None)
    }
}
