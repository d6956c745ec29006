//! Claims of a backtest: filed as soon as they may be, decided, paid as far as money goes, and recovered on.

use super::agenda::Task;
use super::lending::loan_id;
use super::replay::Replay;
use crate::pool::filing::Filing;
use crate::pool::terms::Funding;
use crate::pool::{Action, ClaimId, Code, PaymentId, PoolEvent, Refusal, Role};
use crate::pool::{Happened, Terms};
use crate::units::{Amount, Date};

/// The number of a claim in these books.
pub(super) fn claim_id(place: u32) -> ClaimId {
    ClaimId::parse(&format!("C{place}")).expect("a letter and digits are an id")
}

fn place_of(claim: &str) -> Option<u32> {
    claim.strip_prefix('C')?.parse().ok()
}

impl Replay<'_> {
    fn later(&self, days: u32) -> Date {
        let days = jiff::Span::new().days(i64::from(days));
        self.teller.today.saturating_add(days)
    }

    /// Files a claim on all that is lost; what may not be filed yet is tried again at the next close.
    pub(super) fn file(&mut self, place: u32) {
        let loan = self.loans[place as usize];
        if loan.claimed || loan.outstanding == 0 || loan.overdue_since.is_none() {
            return;
        }
        let outstanding = Amount::from_fen(loan.outstanding);
        let lost = self.lost(place).map(|(_, lost)| self.scaled(place, lost));
        let principal = lost.map_or(outstanding, |lost| lost.min(outstanding));
        let terms = self.of.history.on(self.application(place).decided_on);
        let Ok(terms) = terms else { return };
        let action = Action::FileClaim {
            filing: Box::new(filing(place, principal, terms, loan.overdue_since)),
        };
        let refusal = match self.teller.ask(self.bank(place), action) {
            Ok(events) => return self.filed(place, principal, &events),
            Err(refusal) => refusal,
        };
        let code = refusal.code();
        if matches!(code, "claim.not-yet" | "breaker") {
            self.again.insert(Task::File(place));
        }
        if code != "claim.not-yet" {
            self.teller.refused("claim", &refusal);
        }
    }

    fn filed(&mut self, place: u32, principal: Amount, events: &[PoolEvent]) {
        self.breakers_moved(events);
        let fen = principal.fen();
        self.loans[place as usize].claimed = true;
        self.loans[place as usize].outstanding -= fen;
        self.totals.outstanding -= fen;
        self.fates[place as usize].claimed = fen;
        let on = self.later(self.of.policy.claims.decide_after_days);
        self.agenda.add(on, Task::Settle(place));
    }

    /// A claim is checked and approved as it was filed.
    pub(super) fn settle(&mut self, place: u32) {
        if self.loans[place as usize].settled {
            return;
        }
        let claim = claim_id(place);
        let seen = self.teller.ledger.state().claim(&claim);
        let Some((amount, stage)) = seen.map(|seen| (seen.amount, seen.stage)) else {
            return;
        };
        if stage == "filed" {
            let checked = Action::CheckClaim {
                claim: claim.clone(),
                proposed: amount,
            };
            if self.teller.tell("check", Role::Maker, checked).is_err() {
                return;
            }
        }
        let approved = Action::ApproveClaim {
            claim,
            amount,
            reason: None,
        };
        match self.teller.tell("approve", Role::Checker, approved) {
            Ok(events) => {
                self.loans[place as usize].settled = true;
                self.breakers_moved(&events);
                let on = self.later(self.of.policy.claims.pay_after_days);
                self.agenda.add(on, Task::Pay(place));
            }
            // The budget of the next year may have room.
            Err("budget") => {
                self.again.insert(Task::Settle(place));
            }
            Err(_) => {}
        }
    }

    /// Pays a claim as far as the order and the money go; what is left waits.
    pub(super) fn pay(&mut self, place: u32) {
        self.waiting.insert(place);
        self.pay_first(place);
    }

    /// Pays a claim or, where the order has another first, that one and then this one again.
    fn pay_first(&mut self, place: u32) {
        let mut next = place;
        // Each turn pays a claim or ends.
        for _ in 0..=self.waiting.len() {
            match self.instruct(next) {
                Ok(()) if next == place => return,
                Ok(()) => next = place,
                Err(refusal) => match &*refusal {
                    Refusal::NotFirst { first } => match place_of(first) {
                        Some(first) if first != next => next = first,
                        _ => return,
                    },
                    Refusal::Cash { .. } => {
                        self.short_on = self.short_on.or(Some(self.teller.today));
                        return;
                    }
                    _ => return,
                },
            }
        }
    }

    /// Tries again whatever waits for money.
    pub(super) fn pay_waiting(&mut self) {
        for place in self.waiting.clone() {
            if self.waiting.contains(&place) {
                self.pay_first(place);
            }
        }
    }

    fn instruct(&mut self, place: u32) -> Result<(), Box<Refusal>> {
        self.draw_on_budget(place);
        let number = self.loans[place as usize].payments;
        let name = format!("P{place}-{number}");
        let payment = PaymentId::parse(&name).expect("letters, digits and a dash are an id");
        let instructed = Action::InstructPayment {
            payment: payment.clone(),
            claim: claim_id(place),
            amount: None,
        };
        self.teller.ask(Role::Payer, instructed)?;
        self.loans[place as usize].payments += 1;
        let confirmed = Action::ConfirmPayment {
            payment,
            line: name,
        };
        let events = self.teller.ask(Role::Operator, confirmed)?;
        self.breakers_moved(&events);
        for event in &events {
            if let Happened::PaymentConfirmed { amount, raised, .. } = &event.what {
                let fate = &mut self.fates[place as usize];
                fate.paid += amount.fen();
                self.totals.paid += amount.fen();
                let more = raised.as_ref().map_or(0, |raised| raised.to_pool.fen());
                fate.recovered += more;
                self.totals.recovered += more;
            }
        }
        let seen = self.teller.ledger.state().claim(&claim_id(place));
        if seen.is_some_and(|seen| seen.payable == Amount::ZERO) {
            self.waiting.remove(&place);
            let (gross, costs) = std::mem::take(&mut self.loans[place as usize].early);
            if gross > 0 || costs > 0 {
                self.report(place, gross, costs);
            }
        }
        Ok(())
    }

    /// Under a budget the money for a payment is drawn with it.
    fn draw_on_budget(&mut self, place: u32) {
        let application = self.application(place);
        let terms = self.of.history.on(application.decided_on);
        let budget = terms.is_ok_and(|terms| matches!(terms.funding, Funding::Budget { .. }));
        let compartment = self.compartments[&application.district].clone();
        let state = self.teller.ledger.state();
        let payable = state.claim(&claim_id(place)).map(|seen| seen.payable);
        let cash = state.total(&compartment, Code::Cash);
        let short = payable.and_then(|payable| payable.checked_sub(cash));
        if let Some(amount) = short.filter(|short| budget && *short > Amount::ZERO) {
            let action = Action::Contribute {
                compartment,
                contributor: Funding::budget_owner(),
                amount,
            };
            let _ = self.teller.tell("contribute", Role::Maker, action);
        }
    }

    /// Something was recovered; what comes before the payment counts with it.
    pub(super) fn recover(&mut self, place: u32, gross: Amount, costs: Amount) {
        let (gross, costs) = (
            self.scaled(place, gross).fen(),
            self.scaled(place, costs).fen(),
        );
        let waits = self.waiting.contains(&place) || self.fates[place as usize].paid == 0;
        let loan = &mut self.loans[place as usize];
        if !loan.claimed {
            return;
        }
        if waits {
            loan.early.0 += gross;
            loan.early.1 += costs;
        } else {
            self.report(place, gross, costs);
        }
    }

    fn report(&mut self, place: u32, gross: i64, costs: i64) {
        let number = self.loans[place as usize].recoveries;
        self.loans[place as usize].recoveries += 1;
        let reported = Action::ReportRecovery {
            claim: claim_id(place),
            recovery: format!("R{place}-{number}"),
            gross: Amount::from_fen(gross),
            costs: Amount::from_fen(costs),
        };
        let Ok(events) = self.teller.tell("recover", self.bank(place), reported) else {
            return;
        };
        self.breakers_moved(&events);
        let Some(to_pool) = events.iter().find_map(|event| match &event.what {
            Happened::RecoveryReported { to_pool, .. } => Some(*to_pool),
            _ => None,
        }) else {
            return;
        };
        self.fates[place as usize].recovered += to_pool.fen();
        self.totals.recovered += to_pool.fen();
        if to_pool > Amount::ZERO {
            let remitted = Action::RemitRecovery {
                claim: claim_id(place),
                amount: to_pool,
            };
            let _ = self.teller.tell("remit", Role::Operator, remitted);
        }
    }
}

/// A claim with all that its terms ask for.
fn filing(place: u32, principal: Amount, terms: &Terms, since: Option<Date>) -> Filing {
    let asked = terms.claim.documents.iter().filter(|of| !of.optional);
    Filing {
        claim: claim_id(place),
        loan: loan_id(place),
        principal,
        bankrupt_on: None,
        recovery_since: since,
        recovery_finished: true,
        documents: asked.map(|of| of.id.clone()).collect(),
        prior_steps: terms
            .claim
            .prior_steps
            .iter()
            .map(|of| of.id.clone())
            .collect(),
        other_public: Amount::ZERO,
        insurance: Amount::ZERO,
        by_guarantor: false,
        collateral_realised: true,
    }
}
