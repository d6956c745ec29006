//! The pool's own books, driven command by command through the same defaults as a path, for the tests.

use super::book::Book;
use super::opening::Opening;
use super::samples::*;
use super::scenario::Scenario;
use crate::journal::IdempotencyKey;
use crate::pool::account::{Code, CompartmentId};
use crate::pool::enrolment::{Enrolment, ScoreHeld};
use crate::pool::filing::Filing;
use crate::pool::terms::{Channel, Security};
use crate::pool::*;
use crate::units::{Amount, Date, Digest, EnterpriseId, Ratio};

const YEARS: [&str; 5] = [
    include_str!("../../models/calendar/cn-2022.toml"),
    include_str!("../../models/calendar/cn-2023.toml"),
    include_str!("../../models/calendar/cn-2024.toml"),
    include_str!("../../models/calendar/cn-2025.toml"),
    include_str!("../../models/calendar/cn-2026.toml"),
];

/// The books, with a day.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    today: Date,
    next: u32,
    smallest_first: bool,
    /// Recoveries that wait until something is paid: place, gross and costs.
    late: Vec<(usize, i64, i64)>,
    /// Claims by the places of their loans in the book, each with the year of filing and its unpaid principal.
    claims: Vec<(usize, usize, Amount)>,
}

pub(super) fn pool() -> PoolId {
    PoolId::parse("cq").unwrap()
}

pub(super) fn at(district: &District) -> CompartmentId {
    CompartmentId {
        pool: pool(),
        district: district.clone(),
    }
}

impl Desk {
    pub(super) fn new(terms: &UsableTerms) -> Self {
        let history = TermsHistory::new([Terms::clone(terms)]).unwrap();
        let mut rules = Rules::new([history]);
        let years = YEARS.map(|text| CalendarYear::parse(text).unwrap());
        rules.calendar = Calendar::new(years).unwrap();
        rules.lpr = Some(LprSeries::parse(include_str!("../../models/calendar/lpr.toml")).unwrap());
        Self {
            ledger: Ledger::new(rules),
            today: "2022-01-04".parse().unwrap(),
            next: 0,
            smallest_first: terms.claim.pay_order == crate::pool::terms::PayOrder::SmallestFirst,
            late: Vec::new(),
            claims: Vec::new(),
        }
    }

    fn ask(&mut self, role: Role, person: &str, action: Action) -> Result<(), String> {
        self.next += 1;
        let key = self.next.to_string();
        let command = Command {
            key: IdempotencyKey::new("test", "do", key.clone()),
            request: Digest::of(key.as_bytes()),
            actor: Actor::new(role, person),
            effective_on: self.today,
            booked_on: self.today,
            documents: vec![],
            action,
        };
        self.ledger
            .run(&command)
            .map(|_| ())
            .map_err(|refusal| format!("{}: {refusal}", refusal.code()))
    }

    #[track_caller]
    fn done(&mut self, role: Role, person: &str, action: Action) {
        self.ask(role, person, action).unwrap();
    }

    fn close(&mut self, date: &str) {
        self.today = date.parse().unwrap();
        let date = self.today;
        self.done(Role::Operator, "ou", Action::CloseDay { date });
    }

    pub(super) fn open(&mut self, terms: &UsableTerms, money: &Opening) {
        let scheme = terms.scheme.clone();
        self.done(
            Role::Maker,
            "ma",
            Action::OpenPool {
                pool: pool(),
                scheme,
                tiers: vec![],
            },
        );
        for of in &money.compartments {
            let compartment = at(&of.district);
            let contributor = ContributorId::parse("city").unwrap();
            self.done(
                Role::Maker,
                "ma",
                Action::OpenCompartment {
                    compartment: compartment.clone(),
                },
            );
            // Ten times what is paid in is promised, so that no cap on cover stands in the way.
            let amount = Amount::from_fen(of.paid_in.fen() * 10);
            self.done(
                Role::Maker,
                "ma",
                Action::Subscribe {
                    compartment: compartment.clone(),
                    contributor: contributor.clone(),
                    amount,
                },
            );
            let amount = of.paid_in;
            self.done(
                Role::Maker,
                "ma",
                Action::Contribute {
                    compartment,
                    contributor,
                    amount,
                },
            );
        }
    }

    pub(super) fn lend(&mut self, book: &Book) {
        for loan in &book.loans {
            let months = i64::from(loan.months);
            let enrolment = Enrolment {
                loan: loan.loan.clone(),
                compartment: at(&loan.district),
                bank: loan.bank.clone(),
                enterprise: EnterpriseId::parse(&format!("x:{}", loan.enterprise)).unwrap(),
                group: None,
                zone: None,
                product: loan.product.clone(),
                channel: Channel::Credit,
                securities: vec![Security::None],
                credit_share: None,
                limit: loan.principal,
                revolving: false,
                rate: Ratio::parse("0.03").unwrap(),
                approved_on: self.today,
                matures_on: self
                    .today
                    .checked_add(jiff::Span::new().months(months))
                    .unwrap(),
                classes: vec![ClassId::parse("technology-enterprise").unwrap()],
                first_loan: false,
                revenue: None,
                requirements: vec![ItemId::parse("clean-record").unwrap()],
                purposes: vec![],
                refinances: false,
                score: Some(ScoreHeld {
                    id: "s-1".into(),
                    model: "cq-knowledge-value-2018".into(),
                    as_of: self.today,
                    grade: loan.grade.clone().unwrap(),
                    limit: yuan("3000000"),
                }),
                decision: None,
                decided: None,
                consent_until: Some("2030-01-01".parse().unwrap()),
                other_public: Ratio::ZERO,
                share_decided: None,
                proof: None,
            };
            let bank = Role::Bank(loan.bank.clone());
            self.done(
                bank.clone(),
                "bai",
                Action::Enrol {
                    enrolment: Box::new(enrolment),
                },
            );
            self.done(
                bank,
                "bai",
                Action::Draw {
                    loan: loan.loan.clone(),
                    principal: loan.principal,
                },
            );
        }
    }

    /// Claims the whole of a loan, or under a cap as much as it has room for; a breaker may stop it.
    fn claim(&mut self, book: &Book, place: usize, year: usize) {
        let loan = &book.loans[place];
        let number = format!("C{place}");
        let claim = ClaimId::parse(&number).unwrap();
        let items = |ids: &[&str]| ids.iter().map(|id| ItemId::parse(id).unwrap()).collect();
        let filing = Filing {
            claim: claim.clone(),
            loan: loan.loan.clone(),
            principal: loan.principal,
            bankrupt_on: None,
            recovery_since: None,
            recovery_finished: false,
            documents: items(&[
                "application",
                "loan-contract",
                "overdue-proof",
                "demand-proof",
                "repayment-record",
            ]),
            prior_steps: items(&["demand"]),
            other_public: Amount::ZERO,
            insurance: Amount::ZERO,
            by_guarantor: false,
            collateral_realised: false,
        };
        let bank = Role::Bank(loan.bank.clone());
        let filed = self.ask(
            bank,
            "bai",
            Action::FileClaim {
                filing: Box::new(filing),
            },
        );
        if let Err(refusal) = filed {
            assert!(refusal.starts_with("breaker:"), "{refusal}");
            return;
        }
        let amount = self.ledger.state().claim(&claim).unwrap().amount;
        self.done(
            Role::Maker,
            "ma",
            Action::CheckClaim {
                claim: claim.clone(),
                proposed: amount,
            },
        );
        self.done(
            Role::Checker,
            "chen",
            Action::ApproveClaim {
                claim,
                amount,
                reason: None,
            },
        );
        self.claims.push((place, year, loan.principal));
        self.pay(book, &loan.district);
    }

    /// Pays what waits in a compartment: one walk over its claims in the order of payment.
    fn pay(&mut self, book: &Book, district: &District) {
        let mut waiting: Vec<usize> = self.claims.iter().map(|of| of.0).collect();
        waiting.retain(|place| book.loans[*place].district == *district);
        if self.smallest_first {
            waiting.sort_by_key(|place| book.loans[*place].principal);
        }
        for place in waiting {
            let claim = ClaimId::parse(&format!("C{place}")).unwrap();
            if self.ledger.state().claim(&claim).unwrap().payable == Amount::ZERO {
                continue;
            }
            self.next += 1;
            let payment = PaymentId::parse(&format!("P{}", self.next)).unwrap();
            let instruct = Action::InstructPayment {
                payment: payment.clone(),
                claim,
                amount: None,
            };
            if self.ask(Role::Payer, "peng", instruct).is_ok() {
                let line = format!("line-{}", self.next);
                self.done(
                    Role::Operator,
                    "ou",
                    Action::ConfirmPayment { payment, line },
                );
                if let Some(at) = self.late.iter().position(|of| of.0 == place) {
                    let (_, gross, costs) = self.late.remove(at);
                    self.report(book, place, gross, costs);
                }
            }
        }
    }

    /// The bank sends what it owes of recoveries at once.
    fn remit(&mut self, place: usize) {
        let claim = ClaimId::parse(&format!("C{place}")).unwrap();
        let seen = self.ledger.state().claim(&claim).unwrap();
        let account = crate::pool::Account {
            code: Code::RecoveriesDue,
            holder: crate::pool::Holder::Claim(&claim),
        };
        let due = self.ledger.state().balance(seen.loan.compartment, account);
        if due > Amount::ZERO {
            let amount = due;
            self.done(
                Role::Operator,
                "ou",
                Action::RemitRecovery {
                    claim: claim.clone(),
                    amount,
                },
            );
        }
    }

    /// Recoveries of the claims whose time has come.
    fn recover(&mut self, book: &Book, scenario: &Scenario, year: usize) {
        for (place, filed, unpaid) in self.claims.clone() {
            let of = scenario.year(filed);
            if filed + of.recovery_delay as usize != year {
                continue;
            }
            let part = |share: f64, whole: i64| {
                (i128::from(whole) * (share * 1e6).round() as i128 / 1_000_000) as i64
            };
            let gross = part(of.recovery_rate, unpaid.fen());
            let costs = part(of.recovery_costs, gross);
            let claim = ClaimId::parse(&format!("C{place}")).unwrap();
            if self.ledger.state().claim(&claim).unwrap().paid == Amount::ZERO {
                self.late.push((place, gross, costs));
            } else {
                self.report(book, place, gross, costs);
            }
        }
    }

    fn report(&mut self, book: &Book, place: usize, gross: i64, costs: i64) {
        let bank = Role::Bank(book.loans[place].bank.clone());
        let report = Action::ReportRecovery {
            claim: ClaimId::parse(&format!("C{place}")).unwrap(),
            recovery: format!("R{place}"),
            gross: Amount::from_fen(gross),
            costs: Amount::from_fen(costs),
        };
        self.done(bank, "bai", report);
        self.remit(place);
    }

    pub(super) fn live(
        &mut self,
        book: &Book,
        money: &Opening,
        scenario: &Scenario,
        falls: &[Vec<u32>],
    ) {
        let mut fallen = vec![false; book.loans.len()];
        for (year, falls) in falls.iter().enumerate() {
            let on = |day: &str| format!("{}-{day}", 2022 + year);
            if year > 0 {
                self.today = on("01-10").parse().unwrap();
                self.recover(book, scenario, year);
                for of in &money.compartments {
                    self.pay(book, &of.district);
                }
            }
            self.today = on("03-01").parse().unwrap();
            for place in falls {
                let loan = &book.loans[*place as usize];
                fallen[*place as usize] = true;
                let since = self.today;
                self.done(
                    Role::Bank(loan.bank.clone()),
                    "bai",
                    Action::ReportOverdue {
                        loan: loan.loan.clone(),
                        since,
                    },
                );
            }
            self.close(&on("06-02"));
            self.today = on("06-03").parse().unwrap();
            for place in falls {
                self.claim(book, *place as usize, year);
            }
            self.today = on("12-30").parse().unwrap();
            for (loan, fallen) in book.loans.iter().zip(&fallen) {
                if !fallen && loan.months.div_ceil(12) as usize == year + 1 {
                    let repay = Action::Repay {
                        loan: loan.loan.clone(),
                        principal: loan.principal,
                    };
                    self.done(Role::Bank(loan.bank.clone()), "bai", repay);
                }
            }
            self.close(&on("12-31"));
        }
    }
}
