//! Treasury: term deposits, interest, fees, and lines of the custodian that nothing explains yet.

use super::Outcome;
use super::desk::{Desk, at_most, ensure, unused};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::units::{Amount, Date};

impl Desk<'_> {
    pub(super) fn accrue_interest(&self, at: &CompartmentId, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        Ok(Happened::InterestAccrued {
            compartment: at.clone(),
            amount,
            portions: compartment.splits[0].more(&compartment.interest, amount),
        })
    }

    pub(super) fn receive_interest(&self, at: &CompartmentId, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let receivable = compartment.balances.usual(Code::InterestReceivable);
        at_most(amount, receivable, "accrued and not received")?;
        Ok(Happened::InterestReceived {
            compartment: at.clone(),
            amount,
        })
    }

    pub(super) fn charge_fee(&self, at: &CompartmentId, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        Self::cash(compartment, amount)?;
        Ok(Happened::FeeCharged {
            compartment: at.clone(),
            amount,
            portions: compartment.splits[0].more(&compartment.fees, amount),
        })
    }

    pub(super) fn place_deposit(&self, at: &CompartmentId, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        Self::cash(compartment, amount)?;
        Ok(Happened::DepositPlaced {
            compartment: at.clone(),
            amount,
        })
    }

    pub(super) fn mature_deposit(&self, at: &CompartmentId, amount: Amount) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        at_most(
            amount,
            compartment.balances.usual(Code::TermDeposits),
            "on deposit",
        )?;
        Ok(Happened::DepositMatured {
            compartment: at.clone(),
            amount,
        })
    }

    pub(super) fn suspend_line(
        &self,
        at: &CompartmentId,
        line: &str,
        amount: Amount,
        on: Option<Date>,
    ) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let waits = self.waits(line).then_some(0);
        unused(waits.or(self.state.lines.number(line)), "line", line)?;
        let booked_on = self.command.booked_on;
        ensure(on.is_none_or(|on| on <= booked_on), || Refusal::Day {
            why: format!("the line is later than {booked_on}; book it on its own day or later"),
        })?;
        if amount < Amount::ZERO {
            Self::cash(compartment, Amount::from_fen(-amount.fen()))?;
        }
        Ok(Happened::LineSuspended {
            compartment: at.clone(),
            line: line.to_owned(),
            amount,
            on,
        })
    }

    pub(super) fn explain_line(&self, at: &CompartmentId, line: &str) -> Outcome {
        let (_, compartment) = self.compartment(at)?;
        let held = compartment.line(line);
        let amount = held
            .map(|held| held.amount)
            .ok_or_else(|| Refusal::Unknown {
                what: "suspended line",
                name: line.to_owned(),
            })?;
        if amount > Amount::ZERO {
            Self::cash(compartment, amount)?;
        }
        Ok(Happened::LineExplained {
            compartment: at.clone(),
            line: line.to_owned(),
            amount,
        })
    }
}
