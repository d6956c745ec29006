//! Incentives 激励 that the pool itself pays, to banks and to enterprises: none while a breaker over the bank is
//! tripped, and none twice for a period.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::happened::{Happened, Payee};
use crate::pool::refusal::Refusal;
use crate::pool::state::compartment::Compartment;
use crate::pool::state::grant::Grant;
use crate::pool::terms::{Beneficiary, Incentive, PaidBy};
use crate::units::names::{BankId, ItemId};
use crate::units::{Amount, Date, EnterpriseId};

impl Desk<'_> {
    pub(super) fn accrue_incentive(
        &self,
        at: &CompartmentId,
        (bank, enterprise): (&BankId, Option<&EnterpriseId>),
        incentive: &ItemId,
        (amount, through): (Amount, Option<Date>),
    ) -> Outcome {
        let (number, compartment) = self.compartment(at)?;
        let pool = self.state.pools.at(compartment.pool);
        // It is of the version that was in force when its period ended.
        let terms = self.terms_on(pool, through.unwrap_or(self.command.booked_on))?;
        let of = terms.incentives.iter().find(|of| of.id == *incentive);
        let of = of.ok_or_else(|| Refusal::Unknown {
            what: "incentive",
            name: incentive.to_string(),
        })?;
        self.borrower(enterprise)?;
        if let Some(through) = through {
            self.not_granted(&Grant {
                compartment: number,
                bank: bank.clone(),
                enterprise: enterprise.cloned(),
                incentive: incentive.clone(),
                through,
            })?;
        }
        ensure(of.paid_by == PaidBy::Pool, || Refusal::Terms {
            why: format!("`{incentive}` is paid out of other money than the pool's"),
        })?;
        due_to(of, enterprise)?;
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
            enterprise: enterprise.cloned(),
            through,
        })
    }

    /// That the enterprise has borrowed under cover.
    fn borrower(&self, enterprise: Option<&EnterpriseId>) -> Checked<()> {
        let there = |of: &&EnterpriseId| self.state.enterprises.number(*of).is_none();
        let missing = enterprise.filter(there);
        missing.map_or(Ok(()), |of| {
            Err(Box::new(Refusal::Unknown {
                what: "borrower",
                name: of.to_string(),
            }))
        })
    }

    /// That nothing was granted for the same period, under whatever key.
    fn not_granted(&self, grant: &Grant) -> Checked<()> {
        let by = self.state.grants.named(grant).map(|(_, by)| *by);
        by.filter(|by| *by > 0).map_or(Ok(()), |by| {
            Err(Box::new(Refusal::Granted {
                grant: grant.to_string(),
                sequence: by,
            }))
        })
    }

    pub(super) fn pay_incentive(
        &self,
        at: &CompartmentId,
        payee: &Payee,
        amount: Amount,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        at_most(amount, owed(compartment, payee), "payable of incentives")?;
        Self::cash(compartment, amount)?;
        Ok(Happened::IncentivePaid {
            compartment: at.clone(),
            payee: payee.clone(),
            amount,
        })
    }
}

/// That it goes to whom the terms give it.
fn due_to(of: &Incentive, enterprise: Option<&EnterpriseId>) -> Checked<()> {
    let why = match (of.to, enterprise) {
        (Beneficiary::Bank, Some(_)) => "is the bank's; without an enterprise it would pass",
        (Beneficiary::Enterprise, None) => "is the enterprise's; naming it would pass",
        _ => return Ok(()),
    };
    let why = format!("`{}` {why}", of.id);
    Err(Refusal::Terms { why }.into())
}

/// What is owed of incentives.
fn owed(of: &Compartment, payee: &Payee) -> Amount {
    match payee {
        Payee::Contributor(_) => Amount::ZERO,
        Payee::Bank(bank) => {
            let code = Code::IncentivesPayable;
            of.bank(bank).map_or(Amount::ZERO, |of| of.usual(code))
        }
        Payee::Enterprise(enterprise) => of.owed_to(enterprise),
    }
}
