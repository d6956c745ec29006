//! Incentives 激励 that the pool itself pays; none while a breaker over the bank is tripped.

use super::Outcome;
use super::desk::{Desk, at_most, ensure};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::terms::PaidBy;
use crate::units::names::{BankId, ItemId};
use crate::units::{Amount, Date};

impl Desk<'_> {
    pub(super) fn accrue_incentive(
        &self,
        at: &CompartmentId,
        bank: &BankId,
        incentive: &ItemId,
        (amount, through): (Amount, Option<Date>),
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let pool = self.state.pools.at(compartment.pool);
        // It is of the version that was in force when its period ended.
        let terms = self.terms_on(pool, through.unwrap_or(self.command.booked_on))?;
        let of = terms.incentives.iter().find(|of| of.id == *incentive);
        let of = of.ok_or_else(|| Refusal::Unknown {
            what: "incentive",
            name: incentive.to_string(),
        })?;
        ensure(of.paid_by == PaidBy::Pool, || Refusal::Terms {
            why: format!("`{incentive}` is paid out of other money than the pool's"),
        })?;
        let open = through.filter(|through| self.state.day.is_none_or(|day| day < *through));
        if let Some(through) = open {
            let why =
                format!("an incentive is granted for days that are closed; close {through} first");
            return Err(Refusal::Day { why }.into());
        }
        if of.stopped_by_breaker {
            self.untripped(compartment.pool, &at.district, bank)?;
        }
        Ok(Happened::IncentiveAccrued {
            compartment: at.clone(),
            bank: bank.clone(),
            incentive: incentive.clone(),
            amount,
            portions: compartment.splits[0].more(&compartment.incentives, amount),
            through,
        })
    }

    pub(super) fn pay_incentive(
        &self,
        at: &CompartmentId,
        bank: &BankId,
        amount: Amount,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let of = compartment.banks.iter().find(|(of, _)| of == bank);
        let owed = of.map_or(Amount::ZERO, |(_, balances)| {
            balances.usual(Code::IncentivesPayable)
        });
        at_most(amount, owed, "payable of incentives")?;
        Self::cash(compartment, amount)?;
        Ok(Happened::IncentivePaid {
            compartment: at.clone(),
            bank: bank.clone(),
            amount,
        })
    }
}
