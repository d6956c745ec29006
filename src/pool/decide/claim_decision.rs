//! Decisions on claims 核准与不予补偿: by somebody other than the maker, and by several above some amounts.

use super::Outcome;
use super::claim::{given_back, in_stage};
use super::desk::{Checked, Desk, at_most, ensure, minus};
use crate::pool::happened::{CoverMove, Happened};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::{Claim, Stage};
use crate::pool::terms::Terms;
use crate::pool::tier::checkers;
use crate::units::names::{ClaimId, ItemId};
use crate::units::{Amount, Date};

impl Desk<'_> {
    fn checker(&self, claim: &Claim) -> Checked<()> {
        self.other_than(Some(&claim.filer), "claimant")?;
        self.other_than(claim.maker.as_deref(), "maker")?;
        self.other_than(claim.refuser.as_deref(), "checker who refused")
    }

    pub(super) fn approve_claim(
        &self,
        id: &ClaimId,
        amount: Amount,
        reason: Option<&ItemId>,
    ) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        self.checker(claim)?;
        let agreed = claim.endorsed == Some(amount);
        let acted = claim.checkers.iter().find(|of| agreed && self.is_by(of));
        self.other_than(acted.map(smol_str::SmolStr::as_str), "checker before")?;
        in_stage(claim, id, &[Stage::Checked], "checked by a maker")?;
        self.since_filed(claim)?;
        at_most(amount, claim.amount, "asked for")?;
        let terms = self.terms(loan)?;
        if amount < claim.amount {
            ensure(terms.claim.partial_refusal, || Refusal::WholeOnly {
                amount: claim.amount,
            })?;
            known_reason(terms, reason)?;
        }
        let number = self.compartment_of(loan).1.pool;
        let pool = self.state.pools.at(number);
        let votes = if agreed { claim.checkers.len() } else { 0 } + 1;
        if votes < usize::from(checkers(&pool.tiers, amount)) {
            return Ok(Happened::ClaimEndorsed {
                claim: id.clone(),
                amount,
            });
        }
        self.within_budget(number, amount)?;
        let pay_from = self.settled_from(terms)?;
        Ok(Happened::ClaimApproved {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            amount,
            refused: minus(claim.amount, amount),
            cover: claim.amount,
            cost: self.bear(loan, claim.amount, amount),
            reason: reason.cloned(),
            pay_by: self.pay_by(terms, pay_from)?,
            pay_from,
        })
    }

    pub(super) fn refuse_claim(&self, id: &ClaimId, reason: &ItemId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        self.checker(claim)?;
        in_stage(claim, id, &[Stage::Checked], "checked by a maker")?;
        self.since_filed(claim)?;
        let terms = self.terms(loan)?;
        let loses = known_reason(terms, Some(reason))?;
        let moved = if loses {
            CoverMove::default()
        } else {
            given_back(loan, claim)
        };
        Ok(Happened::ClaimRefused {
            compartment: self.compartment_of(loan).0.clone(),
            claim: id.clone(),
            loan: self.state.loans.name(claim.loan).clone(),
            amount: claim.amount,
            cost: self.bear(loan, claim.amount, Amount::ZERO),
            reason: reason.clone(),
            rounding: moved.in_force,
            undrawn: moved.undrawn,
            keeps_cover: !loses,
            appeal_by: self.appeal_by(terms)?,
        })
    }

    fn appeal_by(&self, terms: &Terms) -> Checked<Option<Date>> {
        let within = terms.claim.appeal_within_working_days.as_ref();
        within.map(|days| self.working_days(days.get())).transpose()
    }
}

/// A reason of the terms, and whether cover is lost with it.
fn known_reason(terms: &Terms, reason: Option<&ItemId>) -> Checked<bool> {
    let found = reason.and_then(|reason| terms.claim.refusals.iter().find(|of| of.id == *reason));
    found.map(|of| of.loses_cover).ok_or_else(|| {
        let known = terms.claim.refusals.iter().map(|of| of.id.to_string());
        Box::new(Refusal::Reason {
            given: reason.map_or_else(String::new, ToString::to_string),
            known: known.collect::<Vec<_>>().join(", "),
        })
    })
}
