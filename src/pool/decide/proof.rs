//! A proof that may follow 先备案后补证: what enrolment says of it, when it is given, and the end of cover
//! without it.

use super::Outcome;
use super::desk::{Checked, Desk, ensure};
use super::drawing::cover_move;
use super::enrolment_checks::days_after;
use crate::pool::enrolment::Enrolment;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::loan::Loan;
use crate::pool::terms::{Proof, Terms};
use crate::units::names::LoanId;
use crate::units::{Amount, Date};

impl Desk<'_> {
    /// The last day of a proof that comes later. What the bank does not say is not guessed.
    pub(super) fn prove_by(&self, terms: &Terms, stated: &Enrolment) -> Checked<Option<Date>> {
        let rule = terms.eligibility.provisional.as_ref();
        let by = rule
            .map(|rule| days_after(self.command.effective_on, rule.within_days.get()))
            .transpose()?;
        match (by, stated.proof) {
            (Some(by), None) => {
                let proof = rule.map_or("", |rule| rule.proof.en.as_str());
                let why = format!(
                    "say whether the proof is given or comes later ({proof}); it may come until {by}"
                );
                Err(Refusal::Proof { why }.into())
            }
            (None, Some(Proof::Later)) => {
                let why =
                    "the terms know of no proof that may come later; without that it would pass";
                Err(Refusal::Proof { why: why.into() }.into())
            }
            (by, Some(Proof::Later)) => Ok(by),
            (_, Some(Proof::Given) | None) => Ok(None),
        }
    }

    pub(super) fn prove(&self, id: &LoanId) -> Outcome {
        let (_, loan) = self.loan(id)?;
        let by = loan.prove_by.ok_or_else(|| Refusal::WrongState {
            what: "loan",
            name: id.to_string(),
            is: "in need of no proof",
            needs: "enrolled before its proof, and not proven",
        })?;
        let on = self.command.effective_on;
        ensure(on <= by, || Refusal::ProvenLate { by })?;
        let documented = !self.command.documents.is_empty();
        ensure(documented, || Refusal::ProofDocument)?;
        // Told in time and booked too late: the day that ended its cover is over.
        ensure(!loan.cover_lost, || Refusal::NoCover)?;
        Ok(Happened::LoanProven {
            loan: id.clone(),
            by,
        })
    }

    /// A claim needs the proof: compensation is never paid on provisional cover.
    pub(super) fn proven(loan: &Loan) -> Checked<()> {
        match loan.prove_by {
            Some(by) => Err(Refusal::Unproven { by }.into()),
            None => Ok(()),
        }
    }

    /// The end of all cover of a loan whose proof did not come.
    pub(super) fn proof_missed(
        &self,
        id: &LoanId,
        loan: &Loan,
        date: Date,
    ) -> Option<(Date, Happened)> {
        let due = loan.prove_by.filter(|by| *by < date && !loan.cover_lost)?;
        if loan.outstanding == Amount::ZERO && loan.undrawn == Amount::ZERO {
            return None;
        }
        let mut lost = loan.clone();
        lost.cover_lost = true;
        let what = Happened::ProofMissed {
            compartment: self.compartment_of(loan).0.clone(),
            loan: id.clone(),
            outstanding: loan.outstanding,
            undrawn: loan.undrawn,
            cover: cover_move(&lost, loan.outstanding, Amount::ZERO),
            due,
        };
        Some((due, what))
    }
}
