//! Write-off 核销: the right to recover leaves the books of rights and is still pursued; nothing is lost twice,
//! since filing already bore the cost.

use super::Outcome;
use super::claim::in_stage;
use super::desk::{Desk, ensure};
use super::enrolment_checks::months_after;
use crate::pool::account::Code;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::Stage;
use crate::units::Amount;
use crate::units::names::ClaimId;

impl Desk<'_> {
    pub(super) fn write_off(&self, id: &ClaimId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        in_stage(claim, id, &[Stage::Paid], "paid in whole")?;
        let right = claim.balances.usual(Code::Rights);
        ensure(!claim.written_off && right > Amount::ZERO, || {
            Refusal::WrongState {
                what: "claim",
                name: id.to_string(),
                is: if claim.written_off {
                    "written off"
                } else {
                    "without a right to recover"
                },
                needs: "with a right that is not written off",
            }
        })?;
        let after = self.terms(loan)?.recovery.write_off_after_months.as_ref();
        if let (Some(months), Some(paid_on)) = (after, claim.last_paid_on()) {
            let from = months_after(paid_on, months.get())?;
            ensure(self.command.effective_on >= from, || Refusal::TooEarly {
                from,
            })?;
        }
        Ok(Happened::RightWrittenOff {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            amount: right,
        })
    }
}
