//! The generator: commands that somebody might send, mostly right, chosen by what the model holds.

use super::model::{Model, Stage};
use super::random::Random;
use super::world::{Crash, Step};
use zhixin::journal::{Head, IdempotencyKey};
use zhixin::pool::issue::Issue;
use zhixin::pool::statement::{FORM, Scope};
use zhixin::pool::tier::Tier;
use zhixin::pool::{
    Action, Actor, BankId, Command, CompartmentId, ContributorId, District, PoolId, Role, Scheme,
};
use zhixin::units::{Amount, Date, Digest};

/// What comes next, and when.
pub(super) struct Generator {
    pub(super) random: Random,
    pub(super) today: Date,
    pub(super) next: u64,
    /// Commands that were written and not sent.
    late: Vec<Step>,
    sent: Vec<Step>,
    opening: Vec<Action>,
}

pub(super) fn amount(fen: i128) -> Amount {
    Amount::from_fen(i64::try_from(fen).unwrap())
}

pub(super) fn place(pool: &str, district: &str) -> CompartmentId {
    CompartmentId {
        pool: PoolId::parse(pool).unwrap(),
        district: District::parse(district).unwrap(),
    }
}

fn opening() -> Vec<Action> {
    let mut list = Vec::new();
    for scheme in ["plain", "strict", "yearly", "budget"] {
        let pool = &format!("{scheme}-pool");
        let tiers = [(Some(1_000_000), 1), (None, 2)].map(|(up_to, checkers)| Tier {
            up_to: up_to.map(amount),
            checkers,
        });
        list.push(Action::OpenPool {
            pool: PoolId::parse(pool).unwrap(),
            scheme: Scheme::parse(scheme).unwrap(),
            tiers: if scheme == "strict" {
                tiers.to_vec()
            } else {
                vec![]
            },
        });
        for district in ["渝北区", "两江新区"] {
            let compartment = place(pool, district);
            list.push(Action::OpenCompartment {
                compartment: compartment.clone(),
            });
            let contributors: &[&str] = match scheme {
                "budget" => &["budget"],
                "strict" => &["city", "district", "zone"],
                _ => &["city", "district"],
            };
            for contributor in contributors {
                let contributor = ContributorId::parse(contributor).unwrap();
                let compartment = compartment.clone();
                // The yearly pool is often short of cash.
                let amount = amount(if scheme == "yearly" {
                    1_500_000
                } else {
                    20_000_000
                });
                list.push(Action::Contribute {
                    compartment,
                    contributor,
                    amount,
                });
            }
        }
    }
    list.reverse();
    list
}

impl Generator {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            today: Date::constant(2021, 1, 4),
            next: 0,
            late: Vec::new(),
            sent: Vec::new(),
            opening: opening(),
        }
    }

    /// The next step.
    pub(super) fn step(&mut self, model: &Model) -> Step {
        let mut step = self.chosen(model);
        step.flush = self.random.chance(400);
        step.crash = match self.random.below(1500) {
            0 => Some(Crash::BeforeDeciding),
            1 => Some(Crash::BeforeAppending),
            2 => Some(Crash::BeforePublishing),
            3 => Some(Crash::AfterPublishing),
            _ => None,
        };
        self.sent.push(step.clone());
        step
    }

    fn chosen(&mut self, model: &Model) -> Step {
        if let Some(action) = self.opening.pop() {
            return self.written(action, None);
        }
        match self.random.below(1000) {
            0..30 => {
                // Sent twice.
                let at = self.random.index(self.sent.len());
                return self.sent[at].clone();
            }
            30..40 => {
                // The same key for something else.
                let key = self.random.one_of(&self.sent).command.key.clone();
                let mut step = self.wished(model);
                step.command.key = key;
                return step;
            }
            40..60 => {
                let step = self.wished(model);
                self.late.push(step);
            }
            60..80 if !self.late.is_empty() => {
                let at = self.random.index(self.late.len());
                return self.late.swap_remove(at);
            }
            80..110 => return self.clock(model),
            110..210 => self.jump(),
            _ => {}
        }
        let mut step = self.wished(model);
        self.spoil(&mut step);
        step
    }

    pub(super) fn jump(&mut self) {
        let days = match self.random.below(40) {
            0 => 200,
            1..12 => 30,
            _ => 6,
        };
        let days = i64::try_from(self.random.below(days)).unwrap();
        self.today = super::loans::days(self.today, days);
    }

    /// The end of a day, or of a period.
    fn clock(&mut self, model: &Model) -> Step {
        let waits = model.places.iter().find(|place| !place.lines.is_empty());
        if let Some(place) = waits.filter(|_| self.random.chance(700)) {
            // Somebody explains a line first, for it keeps the day open.
            let (compartment, line) = (place.id.clone(), place.lines[0].0.clone());
            return self.written(Action::ExplainLine { compartment, line }, None);
        }
        if self.random.chance(60) && !model.issued.is_empty() {
            return self.signature(model);
        }
        if self.random.chance(100) && !model.pools.is_empty() {
            let pool = self.random.one_of(&model.pools).clone();
            if let Some(last) = pool.closed.filter(|_| self.random.chance(500)) {
                return self.statement(model, &pool.name, last);
            }
            let last = super::loans::months(self.today, -1).last_of_month();
            let year = Date::constant(self.today.year() - 1, 12, 31);
            let through = if self.random.chance(400) { year } else { last };
            let pool = PoolId::parse(&pool.name).unwrap();
            return self.written(Action::ClosePeriod { pool, through }, None);
        }
        let step = self.written(Action::CloseDay { date: self.today }, None);
        self.today = super::loans::days(self.today, 1);
        step
    }

    /// A statement to a day that is mostly closed; what its bytes are is no matter of the ledger's.
    fn statement(&mut self, model: &Model, pool: &str, last: Date) -> Step {
        let back = i64::try_from(self.random.below(100)).unwrap();
        let later = i64::from(self.random.chance(200));
        let (pool, through) = (
            PoolId::parse(pool).unwrap(),
            super::loans::days(last, later),
        );
        let places = model.places.iter();
        let own: Vec<_> = places.filter(|place| place.id.pool == pool).collect();
        let scope = if own.is_empty() || self.random.chance(200) {
            Scope::Pool { pool }
        } else {
            Scope::compartment(&self.random.one_of(&own).id)
        };
        let issue = Issue {
            scope,
            from: super::loans::days(through, 10 - back),
            to: through,
            head: Head::genesis(),
            form: FORM.to_owned(),
            accounts: vec![1010],
            digest: Digest::of(b"bytes"),
        };
        let issue = Box::new(issue);
        self.written(Action::IssueStatement { issue }, None)
    }

    /// A signature under a statement: of the right compartment, mostly, and with the right digest.
    fn signature(&mut self, model: &Model) -> Step {
        let number = self.random.index(model.issued.len() + 1);
        let issued = model.issued.get(number).map(|(scope, ..)| scope);
        let mut places = model.places.iter();
        let own = issued.and_then(|scope| places.position(|place| scope.covers(&place.id)));
        let at = match own {
            Some(own) if self.random.chance(800) => own,
            _ => self.random.index(model.places.len()),
        };
        let contributor = self.random.one_of(&model.split(at)).0;
        let compartment = model.places[at].id.clone();
        let digest = if self.random.chance(900) {
            Digest::of(b"bytes")
        } else {
            Digest::of(b"other bytes")
        };
        let action = Action::SignStatement {
            pool: compartment.pool.clone(),
            statement: number as u64 + 1,
            digest,
        };
        let mut step = self.written(action, None);
        step.command.actor.role = Role::Contributor {
            compartment,
            contributor: ContributorId::parse(contributor).unwrap(),
        };
        step
    }

    /// Sometimes the wrong role, person, day, or amount.
    fn spoil(&mut self, step: &mut Step) {
        let command = &mut step.command;
        match self.random.below(100) {
            0 => command.actor.role = Role::Checker,
            1 => command.actor.role = Role::Bank(BankId::parse("bank-9").unwrap()),
            2 => command.booked_on = super::loans::days(self.today, -20),
            3 => command.effective_on = super::loans::days(self.today, 1),
            4..12 => {
                let days = i64::try_from(self.random.below(30)).unwrap();
                command.effective_on = super::loans::days(command.booked_on, -days);
            }
            _ => {}
        }
    }

    /// A command for an action, by somebody who may send it.
    pub(super) fn written(&mut self, action: Action, bank: Option<&str>) -> Step {
        self.next += 1;
        let key = self.next.to_string();
        let bank = || BankId::parse(bank.unwrap_or("bank-1")).unwrap();
        let role = match super::roles::needed(&action) {
            "bank" => Role::Bank(bank()),
            "maker" => Role::Maker,
            "checker" => Role::Checker,
            "payer" => Role::Payer,
            "supervisor" => Role::Supervisor,
            _ => Role::Operator,
        };
        let word = role.word();
        let person = match self.random.below(100) {
            0..6 => "everybody".to_owned(),
            other => format!("{word}-{}", other % 3),
        };
        Step {
            command: Command {
                key: IdempotencyKey::new("simulation", "do", key.clone()),
                request: Digest::of(key.as_bytes()),
                actor: Actor::new(role, person),
                effective_on: self.today,
                booked_on: self.today,
                documents: vec![],
                action,
            },
            corrects: None,
            flush: true,
            crash: None,
        }
    }

    /// An amount at a limit, near it, or anywhere below it.
    pub(super) fn near(&mut self, most: i128) -> Amount {
        let most = most.clamp(0, 1_000_000_000_000);
        let fen = match self.random.below(20) {
            0..6 => most,
            6 => most + 1,
            7 => most - 1,
            8 => self.random.up_to(most.min(9)),
            9 => self.random.up_to(2 * most),
            _ => self.random.up_to(most),
        };
        amount(fen)
    }

    /// What somebody might wish now.
    fn wished(&mut self, model: &Model) -> Step {
        let open = model.claims.iter().any(|claim| claim.stage != Stage::Gone);
        let few = model.loans.len() < 100;
        match self.random.below(100) {
            0..14 => self.treasury(model),
            14..19 => self.correction(model),
            19..26 if few => self.enrolment(model),
            19..55 if !model.loans.is_empty() => self.of_loan(model),
            55.. if open => self.of_claim(model),
            _ if model.loans.is_empty() || (few && self.random.chance(200)) => {
                self.enrolment(model)
            }
            _ => self.of_loan(model),
        }
    }
}
