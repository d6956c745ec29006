//! Pools, compartments and the money of contributors.

use super::desk::{Checked, Desk, at_most, minus, plus, unused};
use super::{Outcome, call};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::happened::{Happened, Payee};
use crate::pool::refusal::Refusal;
use crate::pool::share::{Share, Split};
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::{Funding, ShortfallRule, UsableTerms};
use crate::pool::tier::Tier;
use crate::units::Amount;
use crate::units::names::{ContributorId, District, PoolId, Scheme};

/// The ratios of a district's contributors, as terms have them.
pub(super) fn split<'t>(terms: &'t UsableTerms, district: &District) -> Checked<&'t Split> {
    terms.split(district).ok_or_else(|| {
        let why = format!("the contributors' ratios of `{}` do not make one", terms.id);
        Refusal::Terms { why }.into()
    })
}

impl Desk<'_> {
    pub(super) fn open_pool(&self, pool: &PoolId, scheme: &Scheme, tiers: &[Tier]) -> Outcome {
        if self.rules.history(scheme).is_none() {
            let (what, name) = ("programme", scheme.to_string());
            return Err(Refusal::Unknown { what, name }.into());
        }
        unused(self.state.pools.number(pool), "pool", pool.as_str())?;
        Ok(Happened::PoolOpened {
            pool: pool.clone(),
            scheme: scheme.clone(),
            tiers: tiers.to_vec(),
        })
    }

    pub(super) fn open_compartment(&self, compartment: &CompartmentId) -> Outcome {
        let (_, pool) = self.pool(&compartment.pool)?;
        unused(
            self.state.compartments.number(compartment),
            "compartment",
            &compartment.to_string(),
        )?;
        let terms = self.terms_on(pool, self.command.booked_on)?;
        Ok(Happened::CompartmentOpened {
            compartment: compartment.clone(),
            split: split(terms, &compartment.district)?.clone(),
        })
    }

    pub(super) fn subscribe(
        &self,
        at: &CompartmentId,
        contributor: &ContributorId,
        amount: Amount,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        Self::contributor(compartment, contributor)?;
        self.may_subscribe(compartment)?;
        Ok(Happened::Subscribed {
            compartment: at.clone(),
            contributor: contributor.clone(),
            amount,
        })
    }

    /// A budget is drawn on and promises nothing.
    fn may_subscribe(&self, compartment: &Compartment) -> Checked<()> {
        let scheme = &self.state.pools.at(compartment.pool).scheme;
        let terms = self.rules.watching(scheme, self.command.booked_on);
        let budget = terms.filter(|of| matches!(of.funding, Funding::Budget { .. }));
        budget.map_or(Ok(()), |terms| {
            let why = format!(
                "`{}` pays from a budget, to which nobody subscribes; a contribution of what was drawn passes",
                terms.id
            );
            Err(Refusal::Terms { why }.into())
        })
    }

    pub(super) fn contribute(
        &self,
        at: &CompartmentId,
        contributor: &ContributorId,
        amount: Amount,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        Self::contributor(compartment, contributor)?;
        let unpaid = stake(compartment, contributor, Code::Unpaid);
        Ok(Happened::Contributed {
            compartment: at.clone(),
            contributor: contributor.clone(),
            amount,
            against_subscription: unpaid.min(amount),
            fulfils: call::fulfils(compartment, contributor, amount),
        })
    }

    pub(super) fn return_contribution(
        &self,
        at: &CompartmentId,
        contributor: &ContributorId,
        paid_in: Amount,
        result: Amount,
    ) -> Outcome {
        let (number, compartment) = self.compartment(at)?;
        Self::contributor(compartment, contributor)?;
        at_most(
            paid_in,
            stake(compartment, contributor, Code::PaidIn),
            "paid in",
        )?;
        let earned = stake(compartment, contributor, Code::Result).max(Amount::ZERO);
        at_most(result, earned, "accumulated result")?;
        let leaves = plus(paid_in, result);
        let held = compartment.balances.net_assets();
        at_most(leaves, held.max(Amount::ZERO), "net assets")?;
        self.leverage_after_return(compartment, contributor, paid_in, leaves)?;
        self.caps_after_return(number, (paid_in, leaves))?;
        Ok(Happened::ContributionReturned {
            compartment: at.clone(),
            contributor: contributor.clone(),
            paid_in,
            result,
        })
    }

    pub(super) fn pay_due(&self, at: &CompartmentId, payee: &Payee, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let due = match payee {
            Payee::Contributor(id) => stake(compartment, id, Code::DueToOthers),
            Payee::Bank(bank) => {
                let of = compartment.bank(bank);
                of.map_or(Amount::ZERO, |of| of.usual(Code::DueToOthers))
            }
            Payee::Enterprise(_) => Amount::ZERO,
        };
        at_most(amount, due, "due")?;
        Self::cash(compartment, amount)?;
        Ok(Happened::DuePaid {
            compartment: at.clone(),
            payee: payee.clone(),
            amount,
        })
    }

    pub(super) fn advance(
        &self,
        from: &CompartmentId,
        to: &CompartmentId,
        amount: Amount,
    ) -> Outcome {
        let (_, giver) = self.pair(from, to)?;
        self.may_advance(giver, amount)?;
        Self::cash(giver, amount)?;
        Ok(Happened::Advanced {
            from: from.clone(),
            to: to.clone(),
            amount,
        })
    }

    pub(super) fn repay_advance(
        &self,
        from: &CompartmentId,
        to: &CompartmentId,
        amount: Amount,
    ) -> Outcome {
        let (receiver, giver) = self.pair(from, to)?;
        let owed = giver
            .other(&to.district)
            .map_or(Amount::ZERO, |of| of.usual(Code::DueFromCompartment));
        at_most(amount, owed, "advanced")?;
        Self::cash(receiver, amount)?;
        Ok(Happened::AdvanceRepaid {
            from: from.clone(),
            to: to.clone(),
            amount,
        })
    }

    /// Whether the terms let one compartment advance to another, and how much of its own cash.
    fn may_advance(&self, giver: &Compartment, amount: Amount) -> Checked<()> {
        let pool = self.state.pools.at(giver.pool);
        let rule = &self.terms_on(pool, self.command.booked_on)?.claim.shortfall;
        if rule.rule != ShortfallRule::Advance {
            let why = "the terms have claims wait for their own contributors".to_owned();
            return Err(Refusal::Terms { why }.into());
        }
        let share = rule
            .advance_share
            .as_ref()
            .and_then(|share| Share::new(share.get()));
        // Its own cash is what it has and what it advanced, less what was advanced to it; what it advanced
        // before counts, or a half of what is left each time would come to nearly all.
        let advanced = giver.balances.usual(Code::DueFromCompartment);
        let borrowed = giver.balances.usual(Code::DueToCompartment);
        let own = minus(plus(giver.balances.usual(Code::Cash), advanced), borrowed);
        let most = share.unwrap_or(Share::ALL).of(own.max(Amount::ZERO));
        let most = minus(most, advanced).max(Amount::ZERO);
        at_most(amount, most, "what may be advanced of its own cash")
    }

    /// The compartment that is given an advance and the one that gives it, both of one pool.
    fn pair(
        &self,
        from: &CompartmentId,
        to: &CompartmentId,
    ) -> Checked<(&Compartment, &Compartment)> {
        let (giver, of) = self.compartment(from)?;
        let (receiver, to_of) = self.compartment(to)?;
        if giver == receiver || of.pool != to_of.pool {
            let why = "an advance is between two compartments of one pool".to_owned();
            return Err(Refusal::Terms { why }.into());
        }
        Ok((to_of, of))
    }
}

/// A contributor's balance on the side on which it usually stands.
fn stake(compartment: &Compartment, contributor: &ContributorId, code: Code) -> Amount {
    compartment
        .stake(contributor)
        .map_or(Amount::ZERO, |of| of.usual(code))
}
