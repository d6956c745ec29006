//! Lending: an approved application comes under cover, is drawn, repaid, overdue and cured.

use super::agenda::Task;
use super::application::{Application, Flow};
use super::replay::Replay;
use crate::pool::enrolment::{Enrolment, ScoreHeld};
use crate::pool::terms::{ClaimFrom, Proof, Security, Terms, Trigger};
use crate::pool::{Action, LoanId, Role};
use crate::units::{Amount, Date, Ratio};

/// A limit that binds nothing: what a comparison approves does not rest on the model's.
const NO_LIMIT: Amount = Amount::from_fen(1_000_000_000_000_000);

/// A loan on its way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Loan {
    /// The next place in its flows.
    pub(super) next: u32,
    /// Principal repaid by the file so far, before it is scaled.
    pub(super) repaid: i64,
    /// Principal outstanding in the books.
    pub(super) outstanding: i64,
    pub(super) overdue_since: Option<Date>,
    pub(super) claimed: bool,
    pub(super) settled: bool,
    /// What was recovered before the claim was paid.
    pub(super) early: (i64, i64),
    pub(super) recoveries: u32,
    pub(super) payments: u32,
}

/// The number of a loan in these books.
pub(super) fn loan_id(place: u32) -> LoanId {
    LoanId::parse(&format!("L{place}")).expect("a letter and digits are an id")
}

impl Replay<'_> {
    pub(super) fn bank(&self, place: u32) -> Role {
        Role::Bank(self.application(place).bank.clone())
    }

    pub(super) fn decide(&mut self, place: u32) {
        let application = self.application(place);
        let terms = self.of.history.on(application.decided_on);
        let Ok(terms) = terms else {
            self.fates[place as usize].refused = Some("terms.none");
            return;
        };
        let enrolment = self.enrolment(place, application, terms);
        let action = Action::Enrol {
            enrolment: Box::new(enrolment),
        };
        match self.teller.tell("enrol", self.bank(place), action) {
            Err(code) => self.fates[place as usize].refused = Some(code),
            Ok(events) => {
                self.breakers_moved(&events);
                let drawn_on = self.life(place).map(|life| life.drawn_on);
                let on = drawn_on.unwrap_or(self.teller.today);
                self.agenda
                    .add(on.max(self.teller.today), Task::Draw(place));
            }
        }
    }

    fn enrolment(&self, place: u32, application: &Application, terms: &Terms) -> Enrolment {
        let (choice, standing) = (
            &self.choices[place as usize],
            &self.of.standings[place as usize],
        );
        let score = terms.score.as_ref().zip(choice.grade.clone());
        let score = score.map(|(rules, grade)| ScoreHeld {
            id: format!("S{place}"),
            // The model stands for one that the terms admit.
            model: rules.models.first().cloned().unwrap_or_default(),
            as_of: self.teller.today,
            grade,
            limit: standing
                .limit
                .filter(|limit| choice.amount <= *limit)
                .unwrap_or(NO_LIMIT),
        });
        Enrolment {
            loan: loan_id(place),
            compartment: self.compartments[&application.district].clone(),
            bank: application.bank.clone(),
            enterprise: application.enterprise.clone(),
            group: None,
            zone: terms.eligibility.zones.first().map(|of| of.id.clone()),
            product: self
                .product(application)
                .expect("terms have a product and are in force, as was asked before"),
            channel: terms.channels[0],
            securities: vec![Security::None],
            credit_share: None,
            limit: choice.amount,
            revolving: false,
            rate: application.rate.unwrap_or(Ratio::ZERO),
            approved_on: application.decided_on,
            matures_on: application.matures_on,
            classes: Vec::new(),
            first_loan: application.first_loan.unwrap_or(false),
            revenue: None,
            requirements: {
                let asked = terms.eligibility.requirements.iter();
                asked.map(|of| of.id.clone()).collect()
            },
            purposes: Vec::new(),
            refinances: false,
            consent_until: score.as_ref().map(|_| Date::MAX),
            score,
            decision: None,
            decided: None,
            other_public: Ratio::ZERO,
            share_decided: application.share,
            proof: terms.eligibility.provisional.as_ref().map(|_| Proof::Given),
        }
    }

    pub(super) fn draw(&mut self, place: u32) {
        let Some(life) = self.life(place) else { return };
        let most = self.choices[place as usize].amount;
        let principal = self.scaled(place, life.drawn).min(most);
        let action = Action::Draw {
            loan: loan_id(place),
            principal,
        };
        match self.teller.tell("draw", self.bank(place), action) {
            Err(code) => self.fates[place as usize].refused = Some(code),
            Ok(events) => {
                self.breakers_moved(&events);
                let fen = principal.fen();
                self.fates[place as usize].lent = fen;
                self.loans[place as usize].outstanding = fen;
                self.totals.lent += fen;
                self.totals.outstanding += fen;
                // What is asked for and not drawn will not be.
                if principal < most {
                    let loan = loan_id(place);
                    let lapsed = Action::Lapse { loan };
                    let _ = self.teller.tell("lapse", self.bank(place), lapsed);
                }
                self.then(place);
            }
        }
    }

    /// Puts the next thing of a loan's life on the agenda.
    fn then(&mut self, place: u32) {
        let next = self.loans[place as usize].next as usize;
        if let Some((on, _)) = self
            .life(place)
            .and_then(|life| life.flows.get(next).copied())
        {
            self.agenda
                .add(on.max(self.teller.today), Task::Live(place));
        }
    }

    pub(super) fn live(&mut self, place: u32) {
        let at = self.loans[place as usize].next as usize;
        let flow = self
            .life(place)
            .and_then(|life| life.flows.get(at).copied());
        let Some((on, flow)) = flow else { return };
        self.loans[place as usize].next += 1;
        match flow {
            Flow::Repaid(amount) => self.repay(place, amount),
            Flow::Overdue => self.fall_due(place, on),
            Flow::Cured => self.cure(place),
            Flow::ChargedOff(_) => self.file(place),
            Flow::Recovered { gross, costs } => self.recover(place, gross, costs),
        }
        self.then(place);
    }

    fn repay(&mut self, place: u32, amount: Amount) {
        let loan = self.loans[place as usize];
        // Parts of what is scaled come to the whole by their sum so far.
        let so_far = loan.repaid.saturating_add(amount.fen());
        let part = self.scaled(place, Amount::from_fen(so_far)).fen()
            - self.scaled(place, Amount::from_fen(loan.repaid)).fen();
        let all = self
            .life(place)
            .is_some_and(|life| so_far >= life.drawn.fen());
        let part = if all {
            loan.outstanding
        } else {
            part.min(loan.outstanding)
        };
        self.loans[place as usize].repaid = so_far;
        if part <= 0 {
            return;
        }
        let action = Action::Repay {
            loan: loan_id(place),
            principal: Amount::from_fen(part),
        };
        if let Ok(events) = self.teller.tell("repay", self.bank(place), action) {
            self.breakers_moved(&events);
            self.loans[place as usize].outstanding -= part;
            self.totals.outstanding -= part;
        }
    }

    fn fall_due(&mut self, place: u32, since: Date) {
        if self.loans[place as usize].outstanding == 0 {
            return;
        }
        self.loans[place as usize].overdue_since = Some(since);
        let loan = loan_id(place);
        let action = Action::ReportOverdue { loan, since };
        if let Ok(events) = self.teller.tell("overdue", self.bank(place), action) {
            self.breakers_moved(&events);
        }
        // Where the file gives it up as lost, it is claimed on that day or, where that is too late by the terms, on the last day
        // that is not; and else as soon as the terms open a claim.
        let opens = self.trigger(place);
        let after = |days: i64| since.saturating_add(jiff::Span::new().days(days));
        let on = match self.lost(place) {
            Some((lost_on, _)) => self
                .last_day(place, since, after(opens))
                .map_or(lost_on, |last| last.min(lost_on)),
            None => after(opens + i64::from(self.of.policy.claims.file_after_days)),
        };
        if self.life(place).is_some_and(|life| on <= life.known_until) {
            self.agenda
                .add(on.max(self.teller.today), Task::File(place));
        }
    }

    /// The day and the principal that the file gives up as lost.
    pub(super) fn lost(&self, place: u32) -> Option<(Date, Amount)> {
        let flows = self.life(place)?.flows.iter();
        let mut lost = flows.filter_map(|(day, flow)| match flow {
            Flow::ChargedOff(amount) => Some((*day, *amount)),
            _ => None,
        });
        lost.next()
    }

    /// The last day on which the terms take a claim, where they have one.
    fn last_day(&self, place: u32, since: Date, opens: Date) -> Option<Date> {
        let application = self.application(place);
        let terms = self.of.history.on(application.decided_on).ok()?;
        let deadline = terms.claim.deadline.as_ref()?;
        let from = match deadline.from {
            ClaimFrom::Trigger => opens,
            ClaimFrom::Default => since,
            ClaimFrom::Maturity => application.matures_on,
        };
        let days = i64::from(deadline.days.get());
        Some(from.saturating_add(jiff::Span::new().days(days)).max(opens))
    }

    /// Days overdue from which the terms of a loan open a claim; where none do by days alone, those of a substandard loan.
    fn trigger(&self, place: u32) -> i64 {
        let terms = self.of.history.on(self.application(place).decided_on);
        let triggers = terms.iter().flat_map(|terms| &terms.claim.triggers);
        let days = triggers.filter_map(|of| match of {
            Trigger::Overdue { days } => Some(i64::from(days.get())),
            _ => None,
        });
        days.min().unwrap_or(91)
    }

    fn cure(&mut self, place: u32) {
        self.loans[place as usize].overdue_since = None;
        let loan = loan_id(place);
        let cured = Action::Cure { loan };
        if let Ok(events) = self.teller.tell("cure", self.bank(place), cured) {
            self.breakers_moved(&events);
        }
    }
}
