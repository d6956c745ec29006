//! Claims 补偿申请: filed, checked, withdrawn, appealed.

use super::Outcome;
use super::caps::Added;
use super::desk::{Checked, Desk, at_most, ensure, minus, plus, unused};
use super::drawing::cover_move;
use super::exposure::Exposure;
use super::filing_checks::public_money;
use crate::pool::filing::{Filed, Filing};
use crate::pool::happened::{CoverMove, Happened};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::{Claim, Stage};
use crate::pool::state::loan::Loan;
use crate::pool::terms::{Effect, Terms};
use crate::units::names::ClaimId;
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

impl Desk<'_> {
    /// That nothing is done to a claim as of a day before it was filed: order of payment and deadlines go by days.
    pub(super) fn since_filed(&self, claim: &Claim) -> Checked<()> {
        let filed_on = claim.filed_on;
        ensure(self.command.effective_on >= filed_on, || Refusal::Day {
            why: format!("it was filed on {filed_on}; that day or a later one would pass"),
        })
    }
}

/// How the cover of a loan moves when so much of what is outstanding comes under claim, and how much compensation
/// that is at the most: no more than cover in force loses by it, nor than all of its cover does.
fn from_cover(loan: &Loan, principal: Amount) -> (CoverMove, Amount) {
    let moved = cover_move(loan, minus(loan.outstanding, principal), loan.undrawn);
    let less = (-moved.in_force.fen()).min(-moved.in_force.fen() - moved.undrawn.fen());
    (moved, Amount::from_fen(less.max(0)))
}

/// The least principal under claim of which a fen is the pool's.
fn least(loan: &Loan) -> Option<Amount> {
    // What may stay outstanding is the most that is covered by a fen less, in force and in all.
    let stays = |cover: i64| loan.share.whole_for(Amount::from_fen(cover)).fen() - 1;
    let (in_force, all) = (
        loan.cover_in_force,
        loan.cover_undrawn + loan.cover_in_force,
    );
    let stays = stays(in_force).min(stays(all) - loan.undrawn.fen());
    (stays >= 0).then(|| Amount::from_fen(loan.outstanding.fen() - stays))
}

/// How the cover of a loan moves when a claim gives it back; the claim's own amount is posted beside it.
pub(super) fn given_back(loan: &Loan, claim: &Claim) -> CoverMove {
    // Lost cover does not come back by withdrawing what was appealed: then nothing is covered.
    let moved = cover_move(loan, plus(loan.outstanding, claim.unpaid), loan.undrawn);
    CoverMove {
        in_force: minus(moved.in_force, claim.amount),
        ..moved
    }
}

impl Desk<'_> {
    pub(super) fn file_claim(&self, filing: &Filing) -> Outcome {
        let (number, loan) = self.loan(&filing.loan)?;
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
        let (moved, amount) = from_cover(loan, filing.principal);
        ensure(amount > Amount::ZERO, || Refusal::NoFen {
            least: least(loan),
        })?;
        Self::complete(terms, loan, filing)?;
        public_money(terms, filing, amount)?;
        let year = self.command.booked_on.year();
        self.may_claim(terms, number, (filing.principal, amount), year)?;
        Ok(Happened::ClaimFiled {
            filed: Box::new(Filed {
                stated: filing.clone(),
                compartment: self.compartment_of(loan).0.clone(),
                bank: self.state.banks.name(loan.bank).clone(),
                amount,
                cost: self.bear(loan, Amount::ZERO, amount),
                rounding: plus(moved.in_force, amount),
                undrawn: moved.undrawn,
                decide_by: self.decide_by(loan)?,
            }),
        })
    }

    /// That no breaker stops claims, and that compensation of so much on so much unpaid principal stays within
    /// its caps, counted in the year of filing.
    fn may_claim(
        &self,
        terms: &Terms,
        number: u32,
        (unpaid, amount): (Amount, Amount),
        year: i16,
    ) -> Checked<()> {
        let loan = self.state.loans.at(number);
        let (at, compartment) = self.compartment_of(loan);
        self.clear(
            compartment.pool,
            &at.district,
            self.state.banks.name(loan.bank),
            self.state.products.name(loan.product),
            Effect::StopClaims,
        )?;
        let exposure = Exposure::held(self.state, number, unpaid, year);
        exposure.within_caps(terms, Added::Compensation { amount })
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
        self.since_filed(claim)?;
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
        self.since_filed(claim)?;
        let moved = given_back(loan, claim);
        Ok(Happened::ClaimWithdrawn {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            loan: self.state.loans.name(claim.loan).clone(),
            amount: claim.amount,
            cost: self.bear(loan, claim.amount, Amount::ZERO),
            rounding: moved.in_force,
            undrawn: moved.undrawn,
        })
    }

    /// Documents may be added while anything is still done about a claim: what recovery needs is added after it is paid.
    pub(super) fn document_claim(&self, id: &ClaimId) -> Outcome {
        let (claim, _) = self.claim(id)?;
        ensure(claim.stage != Stage::Withdrawn, || Refusal::WrongState {
            what: "claim",
            name: id.to_string(),
            is: claim.stage.word(),
            needs: "not withdrawn",
        })?;
        ensure(!self.command.documents.is_empty(), || Refusal::Document {
            missing: "the digest of one or more".to_owned(),
        })?;
        Ok(Happened::ClaimDocumented { claim: id.clone() })
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
        self.since_filed(claim)?;
        if claim.refused_with_cover {
            // What is taken up again must still be covered, to the fen.
            ensure(!loan.cover_lost, || Refusal::NoCover)?;
            let covered =
                claim.unpaid <= loan.outstanding && claim.amount.fen() <= loan.cover_in_force;
            ensure(covered, || Refusal::AboveCover {
                most: loan.outstanding,
            })?;
        }
        let (moved, room) = if claim.refused_with_cover {
            from_cover(loan, claim.unpaid)
        } else {
            // Cover was lost: no more comes back under claim than all of it once was.
            let held = loan.cover_undrawn + loan.cover_in_force;
            let room = (loan.share.of(loan.limit).fen() - held).max(0);
            (CoverMove::default(), Amount::from_fen(room))
        };
        // The loan may have moved since.
        let amount = claim.amount.min(room);
        ensure(amount > Amount::ZERO, || Refusal::NoFen { least: None })?;
        let terms = self.terms(loan)?;
        self.may_claim(
            terms,
            claim.loan,
            (claim.unpaid, amount),
            claim.booked_on.year(),
        )?;
        let on = self.command.effective_on;
        if let Some(by) = claim.appeal_by.filter(|by| on > *by) {
            return Err(Refusal::AppealLate { by }.into());
        }
        let rounding = if claim.refused_with_cover {
            plus(moved.in_force, amount)
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
            undrawn: moved.undrawn,
            from_cover: claim.refused_with_cover,
            decide_by: self.decide_by(loan)?,
        })
    }
}
