//! What makers, checkers, payers and banks wish of the claims that there are.

use super::generate::{Generator, amount};
use super::model::{Claim, Model, Stage};
use super::wishes::item;
use super::world::Step;
use zhixin::pool::{Action, ClaimId, LoanId, PaymentId};
use zhixin::units::Digest;

impl Generator {
    pub(super) fn of_claim(&mut self, model: &Model) -> Step {
        let on = self.today;
        let among = |keep: &dyn Fn(Stage) -> bool| -> Vec<usize> {
            let all = 0..model.claims.len();
            all.filter(|at| keep(model.claims[*at].stage)).collect()
        };
        let mut undecided =
            among(&|stage| !matches!(stage, Stage::Gone | Stage::Paid | Stage::Refused));
        undecided.extend((0..model.claims.len()).filter(|at| {
            let of = &model.claims[*at];
            of.stage == Stage::Refused && !of.appealed && of.appeal_by.is_some_and(|by| on <= by)
        }));
        let at = if undecided.is_empty() || self.random.chance(400) {
            *self.random.one_of(&among(&|stage| stage != Stage::Gone))
        } else {
            *self.random.one_of(&undecided)
        };
        let of = &model.claims[at];
        let claim = ClaimId::parse(&of.name).unwrap();
        let bank = model.loans[of.loan].bank.clone();
        let stage = if self.random.chance(60) {
            *self
                .random
                .one_of(&[Stage::Filed, Stage::Checked, Stage::Approved, Stage::Paid])
        } else {
            of.stage
        };
        let action = match stage {
            Stage::Filed => match self.random.below(10) {
                0 => Action::WithdrawClaim { claim },
                9 => return self.documented(claim, &bank),
                1..4 if model.yearly(model.loans[of.loan].at) => Action::Cure {
                    loan: LoanId::parse(&model.loans[of.loan].name).unwrap(),
                },
                _ => Action::CheckClaim {
                    claim,
                    proposed: amount(of.amount),
                },
            },
            Stage::Checked => self.of_checked(of, claim),
            Stage::Approved if of.paid > 0 && self.random.chance(400) => self.of_paid(model, at),
            Stage::Approved if of.paid > 0 && self.random.chance(500) => Action::Repay {
                loan: LoanId::parse(&model.loans[of.loan].name).unwrap(),
                principal: self.near(of.unpaid / 3),
            },
            Stage::Approved if of.paid > 0 && self.random.chance(200) => {
                let part = self.random.up_to(2);
                Action::ClawBack {
                    claim,
                    amount: self.near(of.amount / part),
                    reason: item("false-papers"),
                }
            }
            Stage::InTransit if of.payable() == 0 || self.random.chance(700) => {
                self.of_transit(model, at)
            }
            Stage::Approved | Stage::InTransit => {
                // Where claims are paid in parts, mostly less than all that could be.
                let parts = model.yearly(model.loans[of.loan].at);
                let asked = self.random.chance(if parts { 800 } else { 200 });
                let part = if parts { self.random.up_to(3) } else { 1 };
                let amount = asked.then(|| self.near(of.payable() / part));
                let payment = PaymentId::parse(&format!("P{}", self.next + 1)).unwrap();
                Action::InstructPayment {
                    payment,
                    claim,
                    amount,
                }
            }
            Stage::Paid => self.of_paid(model, at),
            Stage::Refused | Stage::Gone => Action::AppealClaim { claim },
        };
        self.written(action, Some(&bank))
    }

    /// Documents for a claim; now and then there are none.
    fn documented(&mut self, claim: ClaimId, bank: &str) -> Step {
        let mut step = self.written(Action::DocumentClaim { claim }, Some(bank));
        if !self.next.is_multiple_of(7) {
            step.command.documents = vec![Digest::of(b"a paper")];
        }
        step
    }

    fn of_checked(&mut self, of: &Claim, claim: ClaimId) -> Action {
        match self.random.below(10) {
            0..3 => {
                let reason = *self.random.one_of(&["late-notice", "fraud", "whim"]);
                Action::RefuseClaim {
                    claim,
                    reason: item(reason),
                }
            }
            _ => {
                let part = self.random.chance(300);
                let whole = of.endorsed.unwrap_or(of.amount);
                let amount = if part {
                    self.near(of.amount)
                } else {
                    amount(whole)
                };
                let reason = self.random.chance(900).then(|| item("late-notice"));
                Action::ApproveClaim {
                    claim,
                    amount,
                    reason,
                }
            }
        }
    }

    fn of_transit(&mut self, model: &Model, at: usize) -> Action {
        let of = &model.claims[at];
        let open: Vec<_> = model
            .payments
            .iter()
            .filter(|payment| payment.claim == at && payment.open)
            .collect();
        let payment = if open.is_empty() {
            "P0"
        } else {
            &self.random.one_of(&open).name
        };
        let payment = PaymentId::parse(payment).unwrap();
        let line = match self.random.below(30) {
            0 => "line-of-all".to_owned(),
            1 => model.places[model.loans[of.loan].at]
                .lines
                .first()
                .map_or("line".to_owned(), |(line, ..)| line.clone()),
            _ => format!("line-{}", self.next),
        };
        match self.random.below(5) {
            0 => Action::ReturnPayment { payment },
            _ => Action::ConfirmPayment { payment, line },
        }
    }

    fn of_paid(&mut self, model: &Model, at: usize) -> Action {
        let of = &model.claims[at];
        let claim = ClaimId::parse(&of.name).unwrap();
        let place = model.loans[of.loan].at;
        let books = &model.books;
        match self.random.below(12) {
            0..4 => {
                let recovery = format!("R{}", self.next + 1);
                let part = self.random.up_to(4);
                let gross = self.near(of.unpaid / part);
                let most = gross.fen() / 4;
                let costs = if self.random.chance(500) {
                    amount(0)
                } else {
                    self.near(most.into())
                };
                Action::ReportRecovery {
                    claim,
                    recovery,
                    gross,
                    costs,
                }
            }
            4 => {
                let own: Vec<_> = model
                    .recoveries
                    .iter()
                    .filter(|of| of.claim == at)
                    .collect();
                let recovery = if own.is_empty() {
                    "R0"
                } else {
                    &self.random.one_of(&own).name
                };
                Action::ReverseRecovery {
                    recovery: recovery.to_owned(),
                }
            }
            5..8 => Action::RemitRecovery {
                claim,
                amount: self.near(books.of(place, 1120, &of.name)),
            },
            8 => {
                let part = self.random.up_to(3);
                let amount = self.near(of.amount / part);
                Action::ClawBack {
                    claim,
                    amount,
                    reason: item("false-papers"),
                }
            }
            9..11 => {
                let amount = self.near(books.of(place, 1130, &of.name));
                Action::ReceiveClawback { claim, amount }
            }
            _ => Action::WriteOff { claim },
        }
    }
}
