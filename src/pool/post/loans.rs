//! Postings of cover: committed, in force, and gone.

use crate::pool::account::{Account, CompartmentId};
use crate::pool::happened::{CoverMove, Happened};
use crate::pool::posting::Postings;
use crate::units::Amount;
use crate::units::names::LoanId;

/// Between the two cover accounts what went from one to the other, the rest with the contra account.
fn cover<'e>(
    at: &'e CompartmentId,
    loan: &'e LoanId,
    moved: CoverMove,
    out: &mut Postings<'e, '_>,
) {
    let (undrawn, in_force) = (moved.undrawn.fen(), moved.in_force.fen());
    let between = if undrawn.signum() * in_force.signum() < 0 {
        undrawn.abs().min(in_force.abs()) * in_force.signum()
    } else {
        0
    };
    out.pair(
        at,
        Account::in_force(loan),
        Account::undrawn(loan),
        Amount::from_fen(between),
    );
    out.memorandum(
        at,
        Account::undrawn(loan),
        Amount::from_fen(undrawn + between),
    );
    out.memorandum(
        at,
        Account::in_force(loan),
        Amount::from_fen(in_force - between),
    );
}

pub(super) fn loans<'e>(what: &'e Happened, out: &mut Postings<'e, '_>) {
    match what {
        Happened::LoanEnrolled { enrolled } => {
            let stated = &enrolled.stated;
            out.memorandum(
                &stated.compartment,
                Account::undrawn(&stated.loan),
                enrolled.cover,
            );
        }
        Happened::LoanDrawn {
            compartment,
            loan,
            cover: moved,
            ..
        }
        | Happened::LoanRepaid {
            compartment,
            loan,
            cover: moved,
            ..
        }
        | Happened::UndrawnLapsed {
            compartment,
            loan,
            cover: moved,
            ..
        }
        | Happened::ClaimCured {
            compartment,
            loan,
            cover: moved,
            ..
        }
        | Happened::CoverEnded {
            compartment,
            loan,
            cover: moved,
            ..
        }
        | Happened::ProofMissed {
            compartment,
            loan,
            cover: moved,
            ..
        } => {
            cover(compartment, loan, *moved, out);
        }
        _ => {}
    }
}
