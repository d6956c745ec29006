//! Terms, a calendar and commands for the tests of the ledger.

use super::account::CompartmentId;
use super::actor::{Actor, Role};
use super::command::{Action, Command};
use super::enrolment::{Enrolment, ScoreHeld};
use super::event::PoolEvent;
use super::filing::Filing;
use super::known::Known;
use super::ledger::Ledger;
use super::refusal::Refusal;
pub(super) use super::samples_of_terms::*;
use super::state::State;
use super::terms::{Channel, Security, Terms};
use crate::journal::IdempotencyKey;
use crate::units::names::*;
use crate::units::{Amount, Date, Digest, EnterpriseId, Moment, Ratio};

pub(super) fn at(district: &str) -> CompartmentId {
    CompartmentId {
        pool: PoolId::parse("cq").unwrap(),
        district: District::parse(district).unwrap(),
    }
}

pub(super) fn home() -> CompartmentId {
    at("渝北区")
}

pub(super) fn bank() -> BankId {
    BankId::parse("bank-a").unwrap()
}

pub(super) fn loan_id(text: &str) -> LoanId {
    LoanId::parse(text).unwrap()
}

pub(super) fn claim_id(text: &str) -> ClaimId {
    ClaimId::parse(text).unwrap()
}

pub(super) fn enrolment(loan: &str, limit: &str, on: Date) -> Enrolment {
    Enrolment {
        loan: loan_id(loan),
        compartment: home(),
        bank: bank(),
        enterprise: EnterpriseId::parse(&format!("x:firm-{loan}")).unwrap(),
        group: None,
        zone: None,
        product: ProductId::parse("credit").unwrap(),
        channel: Channel::Credit,
        securities: vec![Security::None],
        credit_share: None,
        limit: yuan(limit),
        revolving: false,
        rate: Ratio::parse("0.05").unwrap(),
        approved_on: on,
        matures_on: on.checked_add(jiff::Span::new().months(6)).unwrap(),
        classes: vec![],
        first_loan: true,
        revenue: None,
        requirements: vec![],
        purposes: vec![],
        refinances: false,
        score: Some(ScoreHeld {
            id: "s-1".into(),
            model: "cq".into(),
            as_of: on,
            grade: GradeName::parse("A").unwrap(),
            limit: yuan("3000000"),
        }),
        consent_until: Some(on.checked_add(jiff::Span::new().years(1)).unwrap()),
        decision: None,
        decided: None,
        other_public: Ratio::ZERO,
        share_decided: None,
        proof: None,
    }
}

pub(super) fn filing(claim: &str, loan: &str, principal: &str) -> Filing {
    Filing {
        claim: claim_id(claim),
        loan: loan_id(loan),
        principal: yuan(principal),
        bankrupt_on: None,
        recovery_since: None,
        recovery_finished: false,
        documents: vec![item("contract")],
        prior_steps: vec![item("demanded")],
        other_public: Amount::ZERO,
        insurance: Amount::ZERO,
        by_guarantor: false,
        collateral_realised: false,
    }
}

/// A ledger under test, with the day and everything that happened.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) today: Date,
    pub(super) events: Vec<PoolEvent>,
    next: u32,
}

impl Desk {
    /// An empty ledger on 2021-01-04.
    pub(super) fn new(terms: Terms) -> Self {
        Self {
            ledger: Ledger::new(rules(terms)),
            today: day("2021-01-04"),
            events: Vec::new(),
            next: 0,
        }
    }

    /// A pool with one compartment, into which city and district paid.
    pub(super) fn funded(terms: Terms, city: &str, district: &str) -> Self {
        let mut desk = Self::new(terms);
        desk.open(&home());
        desk.contribute(&home(), city, district);
        desk
    }

    pub(super) fn open(&mut self, at: &CompartmentId) {
        if self.ledger.state().sequence() == 0 {
            self.done(Action::OpenPool {
                pool: at.pool.clone(),
                scheme: Scheme::parse("test").unwrap(),
                tiers: vec![],
            });
        }
        self.done(Action::OpenCompartment {
            compartment: at.clone(),
        });
    }

    pub(super) fn contribute(&mut self, at: &CompartmentId, city: &str, district: &str) {
        for (contributor, amount) in [("city", city), ("district", district)] {
            self.done(Action::Contribute {
                compartment: at.clone(),
                contributor: ContributorId::parse(contributor).unwrap(),
                amount: yuan(amount),
            });
        }
    }

    /// The command, by whoever may send it, under a key of its own, today.
    pub(super) fn command(&mut self, action: Action) -> Command {
        self.next += 1;
        let key = self.next.to_string();
        let proof = matches!(action, Action::Prove { .. }).then(|| Digest::of(b"a proof"));
        Command {
            key: IdempotencyKey::new("test", "do", key.clone()),
            request: Digest::of(key.as_bytes()),
            actor: actor(&action),
            effective_on: self.today,
            booked_on: self.today,
            documents: proof.into_iter().collect(),
            action,
        }
    }

    /// Runs a command, which a ledger read back from a snapshot must answer in the same way.
    pub(super) fn run(&mut self, command: &Command) -> Result<(), Box<Refusal>> {
        let mut twin = self.read_back();
        let mut known = Known {
            original: self.original(command),
            ..Known::default()
        };
        let done = self.ledger.state().keys.done(&command.key).copied();
        let answer = self.ledger.run_knowing(command, &known);
        known.earlier = done;
        assert_eq!(twin.run_knowing(command, &known), answer);
        assert_eq!(twin.state().digest(), self.ledger.state().digest());
        self.events.extend(answer?);
        Ok(())
    }

    /// The event that a correction names.
    pub(super) fn original(&self, command: &Command) -> Option<PoolEvent> {
        let Action::Correct { sequence, .. } = command.action else {
            return None;
        };
        let at = usize::try_from(sequence.checked_sub(1)?).ok()?;
        self.events.get(at).cloned()
    }

    /// The ledger as a snapshot of it gives it back: without the keys.
    pub(super) fn read_back(&self) -> Ledger {
        let bytes = self.ledger.state().to_bytes();
        let state = State::from_bytes(&bytes).unwrap();
        assert_eq!(state.to_bytes(), bytes);
        Ledger::resume(self.ledger.rules.clone(), state)
    }

    pub(super) fn attempt(&mut self, action: Action) -> Result<(), Box<Refusal>> {
        let command = self.command(action);
        self.run(&command)
    }

    #[track_caller]
    pub(super) fn done(&mut self, action: Action) {
        if let Err(refusal) = self.attempt(action) {
            panic!("refused: {refusal}");
        }
    }

    #[track_caller]
    pub(super) fn refused(&mut self, action: Action) -> String {
        let refusal = self.attempt(action).unwrap_err();
        format!("{}: {refusal}", refusal.code())
    }

    /// Ends a day, and tells what it brought.
    pub(super) fn close(&mut self, date: &str) -> String {
        self.today = day(date);
        let (from, date) = (self.events.len(), self.today);
        self.done(Action::CloseDay { date });
        let brought = self.events[from + 1..].iter();
        let told = brought.map(|event| format!("{} {}", event.effective_on, event.what.kind()));
        told.collect::<Vec<_>>().join(" · ")
    }

    /// The taking back of an event by its number.
    #[expect(clippy::unused_self, reason = "asked of the desk, as every action is")]
    pub(super) fn taking_back(&self, number: usize) -> Action {
        Action::Correct {
            sequence: number as u64,
            reason: "a mistake".into(),
        }
    }

    /// Draws a loan in full and lets it be overdue for long enough to be claimed.
    pub(super) fn overdue(&mut self, loan: &str, principal: &str) {
        let on = self.today;
        self.done(Action::Enrol {
            enrolment: Box::new(enrolment(loan, principal, on)),
        });
        self.done(Action::Draw {
            loan: loan_id(loan),
            principal: yuan(principal),
        });
        self.done(Action::ReportOverdue {
            loan: loan_id(loan),
            since: on,
        });
    }

    /// Files, checks, approves and pays a claim.
    pub(super) fn paid(&mut self, claim: &str, loan: &str, principal: &str, approved: &str) {
        self.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, principal)),
        });
        self.approved(claim, approved);
        self.pay(claim);
    }

    pub(super) fn approved(&mut self, claim: &str, amount: &str) {
        self.done(Action::CheckClaim {
            claim: claim_id(claim),
            proposed: yuan(amount),
        });
        self.done(Action::ApproveClaim {
            claim: claim_id(claim),
            amount: yuan(amount),
            reason: Some(item("late-notice")),
        });
    }

    pub(super) fn pay(&mut self, claim: &str) {
        let payment = PaymentId::parse(&format!("p-{claim}")).unwrap();
        self.done(Action::InstructPayment {
            payment: payment.clone(),
            claim: claim_id(claim),
            amount: None,
        });
        self.done(Action::ConfirmPayment {
            payment,
            line: format!("line-{claim}"),
        });
    }

    /// The balances of a compartment that are not nought, one a line.
    pub(super) fn balances(&self, at: &CompartmentId) -> String {
        let state = self.ledger.state();
        let all = super::account::Code::ALL
            .iter()
            .map(|code| (code, state.total(at, *code)));
        let shown = all.filter(|(_, total)| *total != Amount::ZERO);
        shown
            .map(|(code, total)| format!("{code} {total}"))
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

/// Whatever a test did: its events, written to a journal and read again, give the same state.
impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let at = Moment::from_micros(0);
        let reread = self.events.iter().map(|event| {
            let text = serde_json::to_string(&event.to_journal(at)).unwrap();
            PoolEvent::from_journal(&serde_json::from_str(&text).unwrap()).unwrap()
        });
        let reread: Vec<PoolEvent> = reread.collect();
        assert_eq!(reread, self.events);
        let again = Ledger::replay(super::Rules::default(), &reread);
        assert_eq!(again.state(), self.ledger.state());
        assert_eq!(again.state().digest(), self.ledger.state().digest());
        for at in again.state().compartments() {
            assert_eq!(again.state().trial(at), (0, 0), "{at}");
        }
    }
}

fn actor(action: &Action) -> Actor {
    match action {
        Action::ApproveClaim { .. } | Action::RefuseClaim { .. } => {
            Actor::new(Role::Checker, "chen")
        }
        Action::InstructPayment { .. } | Action::PayDue { .. } | Action::PayIncentive { .. } => {
            Actor::new(Role::Payer, "peng")
        }
        Action::SignStatement { .. } => Actor::new(
            Role::Contributor {
                compartment: home(),
                contributor: ContributorId::parse("district").unwrap(),
            },
            "qu",
        ),
        Action::ResetBreaker { .. }
        | Action::ClosePeriod { .. }
        | Action::IssueStatement { .. } => Actor::new(Role::Supervisor, "sun"),
        Action::Enrol { .. }
        | Action::Prove { .. }
        | Action::Draw { .. }
        | Action::Repay { .. }
        | Action::Lapse { .. }
        | Action::Extend { .. }
        | Action::Renew { .. }
        | Action::Accelerate { .. }
        | Action::ReportOverdue { .. }
        | Action::Cure { .. }
        | Action::FileClaim { .. }
        | Action::WithdrawClaim { .. }
        | Action::AppealClaim { .. }
        | Action::DocumentClaim { .. }
        | Action::ReportRecovery { .. } => Actor::new(Role::Bank(bank()), "bai"),
        Action::ReceiveGuaranteeFee { .. } => Actor::new(Role::Operator, "ou"),
        Action::ConfirmPayment { .. }
        | Action::ReturnPayment { .. }
        | Action::CloseDay { .. }
        | Action::SuspendLine { .. }
        | Action::ExplainLine { .. }
        | Action::RemitRecovery { .. }
        | Action::ReceiveClawback { .. }
        | Action::ReceiveInterest { .. }
        | Action::ChargeFee { .. } => Actor::new(Role::Operator, "ou"),
        _ => Actor::new(Role::Maker, "ma"),
    }
}
