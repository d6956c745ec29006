//! The first instalment 首期实缴: how much of what is subscribed must be paid in before a loan comes under cover.

use super::desk::{Checked, Desk, ensure, minus, plus};
use crate::pool::account::Code;
use crate::pool::refusal::Refusal;
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::{Figure, Funding, PoolFunding, UsableTerms};
use crate::units::{Amount, Ratio};

/// How terms fund a pool; none where they pay from a budget.
pub(super) fn funding(terms: &UsableTerms) -> Option<&PoolFunding> {
    match &terms.funding {
        Funding::Pool(funding) => Some(funding),
        Funding::Budget { .. } => None,
    }
}

impl<'a> Desk<'a> {
    /// How a compartment's pool is funded, by the version of its terms in force on the accounting day, or by the
    /// last one before it while its figures are unknown.
    pub(super) fn funded(&self, of: &Compartment) -> Option<&'a PoolFunding> {
        let scheme = &self.state.pools.at(of.pool).scheme;
        funding(self.rules.watching(scheme, self.command.booked_on)?)
    }

    /// Refuses cover while less is paid in than the terms ask. Compartment and subscription are taken as a
    /// whole and as they stand: who paid in does not matter, and a raised subscription asks for its share too.
    pub(super) fn first_instalment(&self, of: &Compartment) -> Checked<()> {
        let share = self.funded(of).and_then(|of| of.first_paid_in.as_ref());
        let Some(share) = share.map(Figure::get) else {
            return Ok(());
        };
        let paid = of.balances.usual(Code::PaidIn);
        let subscribed = plus(paid, of.balances.usual(Code::Unpaid));
        let needs = share.checked_mul(Ratio::from_int(subscribed.fen().into()));
        let needs = needs.and_then(|of| i64::try_from(of.ceil()).ok());
        let needs = needs.map_or(subscribed, Amount::from_fen);
        ensure(paid >= needs, || Refusal::PaidIn {
            share,
            subscribed,
            needs,
            short: minus(needs, paid),
        })
    }
}
