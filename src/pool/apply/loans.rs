//! What events of the life of a loan change.

use crate::pool::enrolment::{Enrolled, Enrolment};
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::share::Split;
use crate::pool::state::State;
use crate::pool::state::compartment::Compartment;
use crate::pool::state::loan::Loan;
use crate::pool::state::tally::{Cell, PLACES, Place};
use crate::pool::terms::LoanClass;
use crate::units::Amount;
use crate::units::names::GroupId;

/// How many events most loans have, at the least.
const FEW: usize = 8;

/// Puts a loan on the books, before its cover is posted.
pub(super) fn enrolled(state: &mut State, event: &PoolEvent, enrolled: &Enrolled) {
    let stated = &enrolled.stated;
    let compartment = state
        .compartments
        .number(&stated.compartment)
        .expect("loans are enrolled in compartments that were opened");
    let of = state.compartments.at_mut(compartment);
    let pool = of.pool;
    let split = split(of, &enrolled.split);
    let bank = state.banks.intern(&stated.bank);
    let product = state.products.intern(&stated.product);
    let grade = stated.score.as_ref().map(|score| score.grade.clone());
    let grade = state.grades.intern(&grade);
    let enterprise = state.enterprises.intern(&stated.enterprise);
    grouped(state, enterprise, stated.group.as_ref());
    let cell = Cell {
        pool,
        compartment,
        bank,
        product,
        grade,
        channel: stated.channel,
        year: event.effective_on.year(),
        month: event.effective_on.month(),
    };
    let places = places(state, cell, enterprise);
    let terms = state.terms.intern(&enrolled.terms);
    let loan = Loan {
        compartment,
        bank,
        enterprise,
        product,
        grade,
        decision: None,
        channel: stated.channel,
        terms,
        share: enrolled.share,
        split,
        revolving: stated.revolving,
        limit: stated.limit,
        undrawn: Amount::ZERO,
        outstanding: Amount::ZERO,
        drawn: Amount::ZERO,
        cover_undrawn: 0,
        cover_in_force: 0,
        approved_on: stated.approved_on,
        enrolled_on: event.effective_on,
        first_matures_on: stated.matures_on,
        matures_on: stated.matures_on,
        draw_by: enrolled.draw_by,
        prove_by: enrolled.prove_by,
        renewals: 0,
        accelerated_on: None,
        overdue_since: None,
        class: LoanClass::Normal,
        cover_lost: false,
        claim: None,
        claims: Vec::new(),
        score_limit: stated.score.as_ref().map(|score| score.limit),
        revenue: stated.revenue,
        classes: stated.classes.clone(),
        collateral: stated.securities.iter().any(|by| by.is_collateral()),
        places,
        history: Vec::with_capacity(FEW),
    };
    let number = state.loans.put(stated.loan.clone(), loan);
    rested(state, stated, (number, enterprise));
}

/// Notes a loan where it is looked for by the decision on which it rests, and by the classes of its enterprise.
fn rested(state: &mut State, stated: &Enrolment, (number, enterprise): (u32, u32)) {
    if let Some(decision) = &stated.decision {
        let decision = state.decisions.intern(decision);
        state.decisions.at_mut(decision).push(number);
        state.loans.at_mut(number).decision = Some(decision);
    }
    if !stated.classes.is_empty() {
        state.enterprises.at_mut(enterprise).classed.push(number);
    }
}

/// The number of a split among those of a compartment, which keeps it if it is new.
fn split(of: &mut Compartment, split: &Split) -> u32 {
    let known = of.splits.iter().position(|known| known == split);
    let number = known.unwrap_or_else(|| {
        of.splits.push(split.clone());
        of.splits.len() - 1
    });
    u32::try_from(number).expect("few splits")
}

/// Puts an enterprise into the group that was stated first.
fn grouped(state: &mut State, enterprise: u32, group: Option<&GroupId>) {
    if let Some(group) = group {
        let group = state.groups.intern(group);
        let of = state.enterprises.at_mut(enterprise);
        if of.group.is_none() {
            of.group = Some(group);
            state.groups.at_mut(group).push(enterprise);
        }
    }
}

fn places(state: &mut State, cell: Cell, enterprise: u32) -> [u32; PLACES] {
    let Cell {
        pool,
        compartment,
        bank,
        product,
        grade,
        ..
    } = cell;
    let places = [
        Place::Pool(pool),
        Place::Compartment(compartment),
        Place::Bank(pool, bank),
        Place::BankDistrict(compartment, bank),
        Place::Product(pool, product),
        Place::Grade(pool, grade),
        Place::Portfolio(pool, bank, product),
        Place::Enterprise(pool, enterprise),
    ];
    let mut numbers = [0; PLACES];
    for (number, place) in numbers.iter_mut().zip(&places) {
        *number = state.tallies.intern(place);
    }
    let before = state.tallies.len();
    let finest = state.tallies.intern(&Place::Cell(cell));
    numbers[PLACES - 1] = finest;
    if state.tallies.len() > before {
        state.cells.push((cell, finest));
    }
    numbers
}

pub(super) fn changed(state: &mut State, what: &Happened, number: u32, sign: i64) {
    let loan = state.loans.at_mut(number);
    let add = |to: &mut Amount, fen: i64| *to = Amount::from_fen(to.fen() + sign * fen);
    match what {
        Happened::LoanEnrolled { enrolled } => loan.undrawn = enrolled.stated.limit,
        Happened::LoanDrawn { principal, .. } => {
            add(&mut loan.undrawn, -principal.fen());
            add(&mut loan.outstanding, principal.fen());
            add(&mut loan.drawn, principal.fen());
        }
        Happened::LoanRepaid { principal, .. } => {
            add(&mut loan.outstanding, -principal.fen());
            if loan.revolving {
                add(&mut loan.undrawn, principal.fen());
            }
        }
        Happened::UndrawnLapsed { principal, .. } => add(&mut loan.undrawn, -principal.fen()),
        Happened::LoanExtended {
            matures_on,
            overdue_since,
            ..
        } => {
            loan.matures_on = *matures_on;
            loan.overdue_since = overdue_since.or(loan.overdue_since);
        }
        Happened::LoanRenewed {
            matures_on,
            overdue_since,
            ..
        } => {
            loan.matures_on = *matures_on;
            loan.overdue_since = overdue_since.or(loan.overdue_since);
            loan.renewals += 1;
        }
        Happened::LoanAccelerated { due_on, .. } => {
            loan.accelerated_on = Some(*due_on);
            loan.matures_on = loan.matures_on.min(*due_on);
        }
        Happened::LoanOverdue { since, .. } => loan.overdue_since = Some(*since),
        Happened::LoanCured { .. } => loan.overdue_since = None,
        Happened::LoanClassified { class, .. } => loan.class = *class,
        Happened::CoverEnded { .. } => loan.cover_lost = true,
        Happened::LoanProven { by, .. } => loan.prove_by = (sign < 0).then_some(*by),
        Happened::ProofMissed { undrawn, .. } => {
            add(&mut loan.undrawn, -undrawn.fen());
            loan.cover_lost = true;
        }
        _ => {}
    }
}
