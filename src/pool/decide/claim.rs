//! Claims 补偿申请: filed, checked, withdrawn, appealed.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure, minus, plus, unused};
use super::filing_checks::public_money;
use crate::pool::filing::{Filed, Filing};
use crate::pool::happened::Happened;
use crate::pool::ids::ClaimId;
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::{Claim, Stage};
use crate::pool::state::loan::Loan;
use crate::pool::terms::Effect;
use crate::units::{Amount, Date};

/// That a claim is in one of some stages.
pub(super) fn in_stage(
    claim: &Claim,
    id: &ClaimId,
    stages: &[Stage],
    needs: &'static str,
) -> Checked<()> {
    ensure(stages.contains(&claim.stage), || Refusal::WrongState {
        what: "claim",
        name: id.to_string(),
        is: claim.stage.word(),
        needs,
    })
}

/// What leaves cover for a claim on so much principal: the share of all that is outstanding less that of what
/// stays, so that parts never add up to more than the whole.
fn from_cover(loan: &Loan, principal: Amount) -> Amount {
    let left = loan.share.of(minus(loan.outstanding, principal));
    Amount::from_fen((loan.cover_in_force - left.fen()).max(0))
}

/// What rounding makes of cover when a claim gives back what it had taken: the share of all that is then
/// outstanding, less what stands and what comes back.
pub(super) fn given_back(loan: &Loan, claim: &Claim) -> Amount {
    let all = if loan.cover_lost {
        // Lost cover does not come back by withdrawing what was appealed.
        Amount::ZERO
    } else {
        loan.share.of(plus(loan.outstanding, claim.unpaid))
    };
    Amount::from_fen(all.fen() - loan.cover_in_force - claim.amount.fen())
}

impl Desk<'_> {
    pub(super) fn file_claim(&self, filing: &Filing) -> Outcome {
        let (_, loan) = self.loan(&filing.loan)?;
        unused(
            self.state.claims.number(&filing.claim),
            "claim",
            filing.claim.as_str(),
        )?;
        let terms = self.terms(loan)?;
        let triggered = self.triggered(terms, loan, filing)?;
        if let Some(by) = self.file_by(terms, loan, triggered) {
            ensure(self.command.effective_on <= by, || Refusal::TooLate { by })?;
        }
        self.no_claim(loan)?;
        Self::proven(loan)?;
        ensure(filing.principal <= loan.outstanding, || {
            Refusal::AboveCover {
                most: loan.outstanding,
            }
        })?;
        let amount = from_cover(loan, filing.principal);
        Self::complete(terms, filing)?;
        public_money(terms, filing, amount)?;
        let (at, compartment) = self.compartment_of(loan);
        let (bank, product) = (
            self.state.banks.name(loan.bank),
            self.state.products.name(loan.product),
        );
        self.clear(
            compartment.pool,
            Some(&at.district),
            bank,
            product,
            Effect::StopClaims,
        )?;
        self.within_caps(terms, &self.claimed(loan, filing.principal, amount))?;
        Ok(Happened::ClaimFiled {
            filed: Box::new(Filed {
                stated: filing.clone(),
                compartment: at.clone(),
                bank: bank.clone(),
                amount,
                cost: self.bear(loan, Amount::ZERO, amount),
                decide_by: self.decide_by(loan)?,
            }),
        })
    }

    /// The last day of the decision; without a calendar there is none.
    fn decide_by(&self, loan: &Loan) -> Checked<Option<Date>> {
        let days = self.terms(loan)?.claim.decide_within_working_days.get();
        self.working_days(days).map(Some)
    }

    pub(super) fn check_claim(&self, id: &ClaimId, proposed: Amount) -> Outcome {
        let (claim, _) = self.claim(id)?;
        self.other_than(Some(&claim.filer), "claimant")?;
        in_stage(claim, id, &[Stage::Filed, Stage::Checked], "filed")?;
        at_most(proposed, claim.amount, "asked for")?;
        Ok(Happened::ClaimChecked {
            claim: id.clone(),
            proposed,
        })
    }

    pub(super) fn withdraw_claim(&self, id: &ClaimId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        in_stage(
            claim,
            id,
            &[Stage::Filed, Stage::Checked],
            "filed and undecided",
        )?;
        Ok(Happened::ClaimWithdrawn {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            loan: self.state.loans.name(claim.loan).clone(),
            amount: claim.amount,
            cost: self.bear(loan, claim.amount, Amount::ZERO),
            rounding: given_back(loan, claim),
        })
    }

    pub(super) fn appeal_claim(&self, id: &ClaimId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        let fits = claim.stage == Stage::Refused && !claim.appealed && loan.claim.is_none();
        ensure(fits, || Refusal::WrongState {
            what: "claim",
            name: id.to_string(),
            is: if claim.appealed {
                "appealed already"
            } else {
                claim.stage.word()
            },
            needs: "refused, not appealed before, and no other claim open",
        })?;
        if claim.refused_with_cover {
            // What is taken up again must still be covered, to the fen.
            ensure(!loan.cover_lost, || Refusal::NoCover)?;
            let covered =
                claim.unpaid <= loan.outstanding && claim.amount.fen() <= loan.cover_in_force;
            ensure(covered, || Refusal::AboveCover {
                most: loan.outstanding,
            })?;
        }
        let on = self.command.effective_on;
        let by = claim.appeal_by.filter(|by| on > *by);
        if let Some(by) = by {
            return Err(Refusal::AppealLate { by }.into());
        }
        // The loan may have moved since; no more comes back under claim than it has cover for.
        let room = if claim.refused_with_cover {
            from_cover(loan, claim.unpaid)
        } else {
            let held = loan.cover_undrawn + loan.cover_in_force;
            Amount::from_fen((loan.share.of(loan.limit).fen() - held).max(0))
        };
        let amount = claim.amount.min(room);
        let rounding = if claim.refused_with_cover {
            let left = loan.share.of(minus(loan.outstanding, claim.unpaid));
            Amount::from_fen(left.fen() - (loan.cover_in_force - amount.fen()))
        } else {
            Amount::ZERO
        };
        Ok(Happened::ClaimAppealed {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            loan: self.state.loans.name(claim.loan).clone(),
            cost: self.bear(loan, Amount::ZERO, amount),
            amount,
            rounding,
            from_cover: claim.refused_with_cover,
            decide_by: self.decide_by(loan)?,
        })
    }
}
