//! What banks, makers, checkers and payers wish of the loans and claims that there are.

use super::generate::{Generator, amount};
use super::loans::{days, months};
use super::model::{Loan, Model};
use super::world::Step;
use zhixin::pool::enrolment::{Enrolment, ScoreHeld};
use zhixin::pool::filing::Filing;
use zhixin::pool::terms::{Channel, Proof, Security};
use zhixin::pool::{Action, BankId, ClaimId, CompartmentId, GradeName, ItemId, LoanId, ProductId};
use zhixin::units::names::ClassId;
use zhixin::units::{Amount, Digest, EnterpriseId, Ratio};

pub(super) fn item(text: &str) -> ItemId {
    ItemId::parse(text).unwrap()
}

impl Generator {
    pub(super) fn anywhere(&mut self, model: &Model) -> CompartmentId {
        if model.places.is_empty() || self.random.chance(5) {
            return super::generate::place("plain-pool", "nowhere");
        }
        self.random.one_of(&model.places).id.clone()
    }

    fn size(&mut self, model: &Model, at: &CompartmentId) -> Amount {
        let place = model.places.iter().position(|place| place.id == *at);
        let usual = match self.random.below(10) {
            0 => 99,
            1..5 => 100_000,
            _ => 5_000_000,
        };
        match place {
            // Just what leverage leaves.
            Some(at) if self.random.chance(50) => {
                let here = model
                    .loans
                    .iter()
                    .filter(|loan| loan.at == at && !loan.lost);
                let stands: i128 = here.map(|loan| loan.outstanding + loan.undrawn).sum();
                self.near(10 * model.books.net_assets(at) - stands)
            }
            _ => amount(self.random.up_to(usual)),
        }
    }

    pub(super) fn enrolment(&mut self, model: &Model) -> Step {
        let compartment = self.anywhere(model);
        let bank = format!("bank-{}", 1 + self.random.below(3));
        let odd = self.random.below(200);
        let back = i64::try_from(self.random.below(if odd == 0 { 60 } else { 20 })).unwrap();
        let (on, approved_on) = (self.today, days(self.today, -back));
        let term = i64::try_from(1 + self.random.below(if odd == 1 { 20 } else { 12 })).unwrap();
        let loan = match odd {
            2 if !model.loans.is_empty() => self.random.one_of(&model.loans).name.clone(),
            _ => format!("L{}", self.next + 1),
        };
        let grade = GradeName::parse(if odd == 3 { "C" } else { "A" }).unwrap();
        let as_of = days(on, if odd == 4 { -200 } else { -10 });
        let proof = match (compartment.pool.as_str(), odd) {
            ("plain-pool" | "budget-pool", 12) => Some(Proof::Later),
            ("plain-pool" | "budget-pool", _) | (_, 12) => None,
            _ if self.random.chance(500) => Some(Proof::Later),
            _ => Some(Proof::Given),
        };
        let enrolment = Enrolment {
            loan: LoanId::parse(&loan).unwrap(),
            limit: self.size(model, &compartment),
            compartment,
            bank: BankId::parse(&bank).unwrap(),
            enterprise: EnterpriseId::parse(&format!("x:firm-{}", self.random.below(60))).unwrap(),
            group: None,
            zone: None,
            product: ProductId::parse(if odd == 5 { "other" } else { "credit" }).unwrap(),
            channel: Channel::Credit,
            securities: vec![match odd {
                6 => Security::RealEstate,
                _ if self.next.is_multiple_of(3) => Security::Equipment,
                _ => Security::None,
            }],
            credit_share: None,
            revolving: self.random.chance(300),
            rate: Ratio::parse(if odd == 7 { "0.07" } else { "0.05" }).unwrap(),
            approved_on,
            matures_on: months(approved_on, term),
            classes: if self.next.is_multiple_of(5) {
                vec![ClassId::parse("young").unwrap()]
            } else {
                vec![]
            },
            first_loan: true,
            revenue: None,
            requirements: vec![],
            purposes: if odd == 8 {
                vec![item("gambling")]
            } else {
                vec![]
            },
            refinances: odd == 9,
            decision: None,
            decided: None,
            score: (odd != 10).then(|| ScoreHeld {
                id: "s".into(),
                model: "cq".into(),
                as_of,
                grade,
                limit: amount(300_000_000),
            }),
            consent_until: Some(days(on, if odd == 11 { -1 } else { 300 })),
            other_public: Ratio::ZERO,
            share_decided: None,
            proof,
        };
        let enrolment = Box::new(enrolment);
        self.written(Action::Enrol { enrolment }, Some(&bank))
    }

    pub(super) fn of_loan(&mut self, model: &Model) -> Step {
        let live = |at: &usize| {
            let of = &model.loans[*at];
            !of.lost && of.undrawn + of.outstanding > 0
        };
        let live: Vec<usize> = (0..model.loans.len()).filter(live).collect();
        let at = match live.len() {
            0 => self.random.index(model.loans.len()),
            _ if self.random.chance(100) => self.random.index(model.loans.len()),
            _ => *self.random.one_of(&live),
        };
        let of = &model.loans[at];
        let loan = LoanId::parse(&of.name).unwrap();
        let action = match self.random.below(20) {
            0..6 if of.undrawn > 0 => {
                let principal = self.near(of.undrawn);
                Action::Draw { loan, principal }
            }
            0..8 => {
                let owed = of
                    .open
                    .map_or(of.outstanding, |claim| model.claims[claim].unpaid);
                let least = if owed == 0 { 1000 } else { owed };
                let part = self.random.up_to(4);
                let principal = self.near(least / part);
                Action::Repay { loan, principal }
            }
            8 if self.random.chance(300) => Action::Lapse { loan },
            10 => Action::Extend {
                loan,
                matures_on: days(of.matures_on, 30),
            },
            11 => Action::Renew {
                loan,
                matures_on: days(of.matures_on, 90),
            },
            12 => Action::Accelerate { loan },
            16..18 if of.prove_by.is_some() && of.proven_on.is_none() => return self.proof(of),
            18 if self.random.chance(50) => return self.proof(of),
            13 if of.overdue.is_some() && self.random.chance(300) => Action::Cure { loan },
            8..10 | 13..16 if of.overdue.is_none() => Action::ReportOverdue {
                loan,
                since: of.enrolled_on,
            },
            _ => return self.claim_on(model, at),
        };
        self.written(action, Some(&of.bank))
    }

    /// The proof of a loan, mostly with a document.
    fn proof(&mut self, of: &Loan) -> Step {
        let loan = LoanId::parse(&of.name).unwrap();
        let mut step = self.written(Action::Prove { loan }, Some(&of.bank));
        if self.random.chance(950) {
            step.command.documents = vec![Digest::of(b"a proof")];
        }
        step
    }

    /// Files a claim on a loan, mostly when one is due.
    fn claim_on(&mut self, model: &Model, at: usize) -> Step {
        let (of, on) = (&model.loans[at], self.today);
        let loan = LoanId::parse(&of.name).unwrap();
        let owed = if self.random.chance(600) {
            amount(of.outstanding)
        } else {
            self.near(of.outstanding)
        };
        let odd = self.random.below(60);
        let filing = Filing {
            claim: ClaimId::parse(&format!("C{}", self.next + 1)).unwrap(),
            loan,
            principal: owed,
            bankrupt_on: None,
            recovery_since: None,
            recovery_finished: false,
            documents: if odd == 0 {
                vec![]
            } else {
                vec![item("contract")]
            },
            prior_steps: if odd == 1 {
                vec![]
            } else {
                vec![item("demanded")]
            },
            other_public: Amount::ZERO,
            insurance: Amount::ZERO,
            by_guarantor: false,
            collateral_realised: odd != 2,
        };
        let ripe = model
            .due_since(at, on)
            .is_some_and(|since| days(since, 60) <= on);
        if !ripe && self.random.chance(900) {
            self.jump();
            return self.treasury(model);
        }
        let filing = Box::new(filing);
        self.written(Action::FileClaim { filing }, Some(&of.bank))
    }

    /// Takes an event back: mostly one of the last.
    pub(super) fn correction(&mut self, model: &Model) -> Step {
        let count = model.past.len();
        let back = if self.random.chance(700) {
            count.min(12)
        } else {
            count
        };
        let at = count - 1 - self.random.index(back.max(1));
        let mut step = self.written(
            Action::Lapse {
                loan: LoanId::parse("none").unwrap(),
            },
            None,
        );
        step.command.actor = zhixin::pool::Actor::new(zhixin::pool::Role::Maker, "maker-0");
        step.corrects = Some(at);
        step
    }
}
