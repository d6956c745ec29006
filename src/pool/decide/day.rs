//! The end of a day 日终: time passes only here. Closing a day has consequences, each an event of its own:
//! what lapsed, what expired, which class a loan is in, which deadline was missed, which breaker moved, which limit is passed.

use super::Outcome;
use super::desk::{Desk, ensure};
use super::drawing::cover_move;
use super::exceeded::limits_moved;
use super::filing_checks::class_on;
use super::guarantee_fee;
use crate::journal::IdempotencyKey;
use crate::pool::breakers;
use crate::pool::event::PoolEvent;
use crate::pool::filing::Filing;
use crate::pool::happened::{Deadline, Happened};
use crate::pool::known::Known;
use crate::pool::refusal::Refusal;
use crate::pool::rules::Rules;
use crate::pool::state::State;
use crate::pool::state::claim::Stage;
use crate::pool::state::loan::Loan;
use crate::units::names::{ClaimId, LoanId};
use crate::units::{Amount, Date};
use smol_str::format_smolstr;

impl Desk<'_> {
    pub(super) fn close_day(&self, date: Date) -> Outcome {
        if let Some(day) = self.state.day {
            ensure(date > day, || Refusal::DayClosed { through: day })?;
        }
        // What a day brings is booked on it, and nothing is booked in a period that is closed.
        let pools = self.state.pools.all();
        let closed = pools.filter_map(|(_, _, pool)| pool.closed_through).max();
        if let Some(through) = closed.filter(|through| date <= *through) {
            return Err(Refusal::PeriodClosed { through }.into());
        }
        ensure(date == self.command.booked_on, || Refusal::Day {
            why: format!(
                "the day {date} is booked on itself, and not on {}",
                self.command.booked_on
            ),
        })?;
        self.explained(None, date, self.state.day.max(closed))?;
        // A top-up whose last day nobody knows is not called for, and the day not closed without it.
        self.top_ups(date, self.state.day)?;
        Ok(Happened::DayClosed { date })
    }

    /// What a day's end does to one loan.
    fn passing(&self, id: &LoanId, loan: &Loan, date: Date, out: &mut Vec<(Date, Happened)>) {
        let unproven = self.proof_missed(id, loan, date);
        let covered = unproven.is_none();
        out.extend(unproven);
        let draw_by = loan
            .draw_by
            .map_or(loan.matures_on, |by| by.min(loan.matures_on));
        if covered && loan.undrawn > Amount::ZERO && draw_by < date && loan.claim.is_none() {
            out.push((draw_by, self.lapsed(id, loan)));
        }
        if loan.outstanding == Amount::ZERO {
            return;
        }
        let (class, days) = class_on(loan, date);
        if class != loan.class {
            let loan = id.clone();
            out.push((date, Happened::LoanClassified { loan, class, days }));
        }
        if covered && loan.claim.is_none() && !loan.cover_lost && loan.undrawn == Amount::ZERO {
            out.extend(self.expiry(id, loan, date));
        }
    }

    /// The last day on which a refusal that left the loan its cover may still be appealed.
    fn appeal_until(&self, loan: &Loan) -> Option<Date> {
        let claims = loan.claims.iter().map(|claim| self.state.claims.at(*claim));
        let refused = claims.filter(|claim| {
            claim.stage == Stage::Refused && claim.refused_with_cover && !claim.appealed
        });
        refused.filter_map(|claim| claim.appeal_by).max()
    }

    /// The end of cover, when no claim was filed in time on a loan that days overdue would have opened.
    fn expiry(&self, id: &LoanId, loan: &Loan, date: Date) -> Option<(Date, Happened)> {
        let terms = self.terms(loan).ok()?;
        let nothing_else = Filing {
            claim: ClaimId::parse("none").ok()?,
            loan: id.clone(),
            principal: loan.outstanding,
            bankrupt_on: None,
            recovery_since: None,
            recovery_finished: false,
            documents: Vec::new(),
            prior_steps: Vec::new(),
            other_public: Amount::ZERO,
            insurance: Amount::ZERO,
            by_guarantor: false,
            collateral_realised: false,
        };
        let triggered = self.triggered(terms, loan, &nothing_else).ok()?;
        let due = self.file_by(terms, loan, triggered)?;
        // An appeal goes on with a claim that was filed in time: cover waits for its day.
        let due = due.max(self.appeal_until(loan).unwrap_or(due));
        (due < date).then(|| {
            let mut lost = loan.clone();
            lost.cover_lost = true;
            let cover = cover_move(&lost, loan.outstanding, loan.undrawn);
            let compartment = self.compartment_of(loan).0.clone();
            let loan = id.clone();
            (
                due,
                Happened::CoverEnded {
                    compartment,
                    loan,
                    cover,
                    due,
                },
            )
        })
    }
}

/// What follows from an event that was just applied, each to be applied in turn: breakers that it moved, and
/// after a day's end all that the day brought.
pub fn consequences(rules: &Rules, state: &State, event: &PoolEvent, stage: u8) -> Vec<PoolEvent> {
    let on = event.booked_on;
    let what: Vec<(Date, Happened)> = match (&event.what, stage) {
        (Happened::DayClosed { date }, 0) => day(rules, state, event, *date),
        (Happened::DayClosed { date }, 1) => {
            let mut moved = breakers::moved_by_day(rules, state, *date);
            moved.extend(limits_moved(rules, state, *date));
            dated(on, moved)
        }
        (what, 0) => {
            let mut follow = Vec::new();
            if let Some(fee) = guarantee_fee::charged(rules, state, event) {
                follow.push((on, fee));
            }
            if let Some(loan) = loan_moving(state, what) {
                follow.extend(dated(on, breakers::moved_by_loan(rules, state, loan, on)));
            }
            follow
        }
        _ => return Vec::new(),
    };
    if what.is_empty() {
        return Vec::new();
    }
    let follow = |(place, (effective_on, what)): (usize, (Date, Happened))| PoolEvent {
        key: IdempotencyKey {
            client: event.key.client.clone(),
            operation: format_smolstr!("{}/{stage}.{}", event.key.operation, place + 1),
            key: event.key.key.clone(),
        },
        request: event.request,
        actor: event.actor.clone(),
        effective_on,
        booked_on: on,
        documents: Vec::new(),
        what,
    };
    what.into_iter().enumerate().map(follow).collect()
}

fn dated(on: Date, moves: Vec<Happened>) -> Vec<(Date, Happened)> {
    moves.into_iter().map(|what| (on, what)).collect()
}

fn day(rules: &Rules, state: &State, event: &PoolEvent, date: Date) -> Vec<(Date, Happened)> {
    let command = crate::pool::command::Command {
        key: event.key.clone(),
        request: event.request,
        actor: event.actor.clone(),
        effective_on: date,
        booked_on: event.booked_on,
        documents: Vec::new(),
        action: crate::pool::command::Action::CloseDay { date },
    };
    let desk = Desk {
        rules,
        state,
        command: &command,
        known: &Known::default(),
    };
    let mut out = Vec::new();
    for (_, id, loan) in state.loans.all() {
        desk.passing(id, loan, date, &mut out);
    }
    for (_, id, claim) in state.claims.all() {
        let open = matches!(claim.stage, Stage::Filed | Stage::Checked);
        let (what, due) = match claim.stage {
            _ if open && !claim.missed.0 => (Deadline::Decision, claim.decide_by),
            Stage::Approved | Stage::InTransit if !claim.missed.1 => {
                (Deadline::Payment, desk.due_by(claim))
            }
            _ => continue,
        };
        if let Some(due) = due.filter(|due| *due < date) {
            let claim = id.clone();
            out.push((due, Happened::DeadlineMissed { claim, what, due }));
        }
    }
    desk.overdue_calls(date, &mut out);
    let called = desk.top_ups(date, state.day_before).unwrap_or_default();
    out.extend(called.into_iter().map(|what| (date, what)));
    out
}

/// The loan whose breakers an event can move.
fn loan_moving<'s>(state: &'s State, what: &Happened) -> Option<&'s Loan> {
    let claim = |id: &ClaimId| {
        state
            .claims
            .named(id)
            .map(|(_, claim)| state.loan_of(claim))
    };
    match what {
        Happened::ClaimChecked { .. }
        | Happened::ClaimEndorsed { .. }
        | Happened::PaymentInstructed { .. }
        | Happened::PaymentReturned { .. }
        | Happened::RecoveryRemitted { .. }
        | Happened::ClawbackReceived { .. }
        | Happened::DeadlineMissed { .. }
        | Happened::RightWrittenOff { .. } => None,
        Happened::LoanOverdue { loan, .. }
        | Happened::LoanExtended {
            loan,
            overdue_since: Some(_),
            ..
        }
        | Happened::LoanRenewed {
            loan,
            overdue_since: Some(_),
            ..
        } => state.loans.named(loan).map(|(_, loan)| loan),
        what => what.claim().and_then(claim),
    }
}
