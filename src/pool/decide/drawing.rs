//! Drawing 提款, in parts, and the lapse of what is not drawn.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure, minus, plus};
use crate::pool::happened::{CoverMove, Happened};
use crate::pool::refusal::Refusal;
use crate::pool::state::loan::Loan;
use crate::units::Amount;
use crate::units::names::LoanId;

/// The change of a loan's cover when its outstanding and undrawn principal become these.
pub(super) fn cover_move(loan: &Loan, outstanding: Amount, undrawn: Amount) -> CoverMove {
    let (after_undrawn, after_in_force) = loan.cover_of(outstanding, undrawn);
    CoverMove {
        undrawn: Amount::from_fen(after_undrawn - loan.cover_undrawn),
        in_force: Amount::from_fen(after_in_force - loan.cover_in_force),
    }
}

impl Desk<'_> {
    pub(super) fn draw(&self, id: &LoanId, principal: Amount) -> Outcome {
        let (_, loan) = self.loan(id)?;
        let on = self.command.effective_on;
        let by = loan
            .draw_by
            .map_or(loan.matures_on, |by| by.min(loan.matures_on));
        ensure(on >= loan.enrolled_on, || Refusal::Day {
            why: format!(
                "it came under cover on {}; what was drawn before is not covered",
                loan.enrolled_on
            ),
        })?;
        if let Some(by) = loan.prove_by {
            ensure(on <= by, || Refusal::ProvenLate { by })?;
        }
        ensure(on <= by, || Refusal::DrawnLate { by })?;
        Self::in_order(loan)?;
        at_most(principal, loan.undrawn, "undrawn")?;
        self.no_claim(loan)?;
        let (at, compartment) = self.compartment_of(loan);
        let terms = self.terms(loan)?;
        let cover = cover_move(
            loan,
            plus(loan.outstanding, principal),
            minus(loan.undrawn, principal),
        );
        // What is added is the change of the cover so far: many small parts come to the whole.
        self.within_leverage(terms, compartment, principal, cover.in_force, false)?;
        Ok(Happened::LoanDrawn {
            compartment: at.clone(),
            loan: id.clone(),
            principal,
            cover,
        })
    }

    /// No cover grows on a loan in default, whichever day a drawing counts from: it is told before the default is.
    fn in_order(loan: &Loan) -> Checked<()> {
        let (is, until) = if loan.accelerated_on.is_some() {
            ("due in whole", "nothing would pass any more")
        } else if loan.overdue_since.is_some() {
            ("overdue", "it would pass once it is reported as cured")
        } else {
            return Ok(());
        };
        Err(Refusal::DrawnInDefault { is, until }.into())
    }

    pub(super) fn lapse(&self, id: &LoanId) -> Outcome {
        let (_, loan) = self.loan(id)?;
        ensure(loan.undrawn > Amount::ZERO, || Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "fully drawn",
            needs: "partly undrawn",
        })?;
        Ok(self.lapsed(id, loan))
    }

    /// The event by which what is undrawn lapses.
    pub(super) fn lapsed(&self, id: &LoanId, loan: &Loan) -> Happened {
        Happened::UndrawnLapsed {
            compartment: self.compartment_of(loan).0.clone(),
            loan: id.clone(),
            principal: loan.undrawn,
            cover: cover_move(loan, loan.outstanding, Amount::ZERO),
        }
    }
}
