//! Leverage 放大倍数: how much cover a compartment's money carries.

use super::desk::{Checked, Desk, ensure, minus};
use crate::pool::account::Code;
use crate::pool::refusal::Refusal;
use crate::pool::state::State;
use crate::pool::state::compartment::Compartment;
use crate::pool::state::tally::Sum;
use crate::pool::terms::{Bound, ExposureBase, Leverage, LeverageBase, Terms};
use crate::units::names::ContributorId;
use crate::units::{Amount, Ratio};

/// How much a rule allows on a base, in fen.
pub(super) fn most(rule: &Leverage, base: Amount) -> i64 {
    rule.allows(base).map_or(i64::MAX, Amount::fen)
}

/// What a rule of leverage counts in a compartment.
pub(super) fn counted(state: &State, rule: &Leverage, compartment: &Compartment) -> i64 {
    let tally = state.tallies.at(compartment.tally);
    let books = &compartment.balances;
    match (rule.exposure, rule.counts_undrawn) {
        (ExposureBase::Principal, true) => tally.get(Sum::Principal),
        (ExposureBase::Principal, false) => tally.get(Sum::Outstanding),
        (ExposureBase::PoolShare, true) => {
            books.signed(Code::Undrawn) + books.signed(Code::InForce)
        }
        (ExposureBase::PoolShare, false) => books.signed(Code::InForce),
    }
}

impl Desk<'_> {
    /// Refuses principal, and the cover that it brings into force, that would pass a ceiling: at enrolment by the rules that count what is undrawn, at
    /// a drawing by those that do not.
    pub(super) fn within_leverage(
        &self,
        terms: &Terms,
        compartment: &Compartment,
        principal: Amount,
        cover: Amount,
        enrolling: bool,
    ) -> Checked<()> {
        let rules = terms
            .leverage
            .iter()
            .filter(|rule| rule.bound == Bound::Ceiling);
        for rule in rules.filter(|rule| rule.counts_undrawn == enrolling) {
            let base = base(rule, compartment);
            let (more, what) = match rule.exposure {
                ExposureBase::Principal => (principal, "principal"),
                ExposureBase::PoolShare => (cover, "cover"),
            };
            let times = rule.times.get();
            let stands = counted(self.state, rule, compartment);
            let room = most(rule, base).saturating_sub(stands);
            ensure(more.fen() <= room, || Refusal::Leverage {
                times,
                more,
                counted: what,
                needs: short(times, base, stands.saturating_add(more.fen())),
                base: rule.base.en(),
                room: Amount::from_fen(room.max(0)),
            })?;
        }
        Ok(())
    }

    /// Refuses a return of contributions after which cover in force would pass a ceiling of the latest terms.
    pub(super) fn leverage_after_return(
        &self,
        compartment: &Compartment,
        contributor: &ContributorId,
        paid_in: Amount,
        leaves: Amount,
    ) -> Checked<()> {
        let pool = self.state.pools.at(compartment.pool);
        let terms = self.terms_on(pool, self.command.booked_on)?;
        for rule in terms
            .leverage
            .iter()
            .filter(|rule| rule.bound == Bound::Ceiling)
        {
            let gone = match rule.base {
                LeverageBase::NetAssets => leaves,
                LeverageBase::PaidIn => paid_in,
                LeverageBase::Contributor if rule.contributor.as_ref() == Some(contributor) => {
                    paid_in
                }
                LeverageBase::Contributor => continue,
            };
            let before = base(rule, compartment);
            let left = minus(before, gone);
            let (times, stands) = (rule.times.get(), counted(self.state, rule, compartment));
            let needs = short(times, left, stands);
            // What is left must carry the cover, unless nothing that counts is in force at all.
            ensure(stands == 0 || stands <= most(rule, left), || {
                Refusal::Above {
                    of: "free of cover by the leverage of the terms",
                    most: minus(leaves, needs).max(Amount::ZERO),
                }
            })?;
        }
        Ok(())
    }
}

/// How much more of the base so much exposure would need.
pub(super) fn short(times: Ratio, base: Amount, exposure: i64) -> Amount {
    let needed = Ratio::from_int(exposure.into()).checked_div(times);
    let needed = needed
        .and_then(|of| i64::try_from(of.ceil()).ok())
        .unwrap_or(i64::MAX);
    Amount::from_fen(needed.saturating_sub(base.fen()).max(0))
}

/// On what a rule of leverage stands.
pub(super) fn base(rule: &Leverage, compartment: &Compartment) -> Amount {
    match (rule.base, &rule.contributor) {
        (LeverageBase::NetAssets, _) => compartment.balances.net_assets(),
        (LeverageBase::Contributor, Some(contributor)) => compartment
            .stake(contributor)
            .map_or(Amount::ZERO, |of| of.usual(Code::PaidIn)),
        (LeverageBase::PaidIn | LeverageBase::Contributor, _) => {
            compartment.balances.usual(Code::PaidIn)
        }
    }
}

/// The names of the bases in a refusal.
trait InWords {
    fn en(self) -> &'static str;
}

impl InWords for LeverageBase {
    fn en(self) -> &'static str {
        match self {
            Self::NetAssets => "net assets",
            Self::PaidIn | Self::Contributor => "paid-in contributions",
        }
    }
}
