//! What every command must pass first: its key, its actor, its amounts, its days.

use super::desk::{Checked, Desk, ensure};
use crate::pool::command::Action;
use crate::pool::refusal::Refusal;
use crate::units::Amount;

/// The largest amount of one command, and of one call at a day's end: ten million million yuan.
pub(super) const LARGEST: i64 = 1_000_000_000_000_000;

/// All amounts together stay below this, so that no balance leaves 64 bits.
const FULL: i64 = i64::MAX / 16;

impl Desk<'_> {
    /// Checks what every command must pass.
    pub(super) fn admit(&self) -> Checked<()> {
        self.once()?;
        self.role()?;
        self.amounts()?;
        let (effective_on, booked_on) = (self.command.effective_on, self.command.booked_on);
        ensure(effective_on <= booked_on, || Refusal::EffectiveLater {
            effective_on,
            booked_on,
        })?;
        match self.state.day {
            Some(through) if booked_on <= through => Err(Refusal::DayClosed { through }.into()),
            _ => Ok(()),
        }
    }

    fn once(&self) -> Checked<()> {
        let known = self.state.keys.done(&self.command.key).copied();
        let Some(done) = known.or(self.known.earlier) else {
            return Ok(());
        };
        let sequence = done.number;
        Err(Box::new(if done.request == self.command.request {
            Refusal::AlreadyDone { sequence }
        } else {
            Refusal::KeyReused { sequence }
        }))
    }

    fn role(&self) -> Checked<()> {
        let role = &self.command.actor.role;
        let needs = match &self.command.action {
            Action::CheckClaim { .. } => "maker",
            Action::ApproveClaim { .. } | Action::RefuseClaim { .. } => "checker",
            Action::InstructPayment { .. }
            | Action::PayDue { .. }
            | Action::PayIncentive { .. } => "payer",
            Action::ResetBreaker { .. }
            | Action::ClosePeriod { .. }
            | Action::IssueStatement { .. } => "supervisor",
            Action::SignStatement { .. } => "contributor",
            Action::Enrol { .. }
            | Action::Prove { .. }
            | Action::Draw { .. }
            | Action::Repay { .. }
            | Action::Lapse { .. }
            | Action::Extend { .. }
            | Action::Renew { .. }
            | Action::Accelerate { .. }
            | Action::ReportOverdue { .. }
            | Action::Cure { .. }
            | Action::FileClaim { .. }
            | Action::WithdrawClaim { .. }
            | Action::AppealClaim { .. }
            | Action::DocumentClaim { .. }
            | Action::ReportRecovery { .. } => "bank",
            Action::ConfirmPayment { .. }
            | Action::ReturnPayment { .. }
            | Action::CloseDay { .. }
            | Action::SuspendLine { .. }
            | Action::ExplainLine { .. }
            | Action::RemitRecovery { .. }
            | Action::ReceiveClawback { .. }
            | Action::ReceiveInterest { .. }
            | Action::ReceiveGuaranteeFee { .. }
            | Action::ChargeFee { .. } => "operator",
            _ => "maker",
        };
        ensure(role.word() == needs, || Refusal::Role {
            is: role.word(),
            needs,
        })
    }

    fn amounts(&self) -> Checked<()> {
        let mut turnover = self.state.turnover;
        for (amount, may_be_nought) in self.named().into_iter().flatten() {
            let fen = amount.fen();
            ensure(fen > 0 || (fen == 0 && may_be_nought), || {
                Refusal::NotAboveNought
            })?;
            ensure(fen <= LARGEST, || Refusal::TooLarge {
                most: Amount::from_fen(LARGEST),
            })?;
            turnover = turnover.saturating_add(fen);
        }
        let most = self.room();
        ensure(turnover <= FULL, || Refusal::BooksFull { most })
    }

    /// How much more the books hold.
    pub(super) fn room(&self) -> Amount {
        Amount::from_fen(FULL - self.state.turnover)
    }

    /// The amounts that the command names, and whether each may be nought.
    fn named(&self) -> [Option<(Amount, bool)>; 3] {
        let one = |amount: &Amount| [Some((*amount, false)), None, None];
        match &self.command.action {
            Action::Subscribe { amount, .. }
            | Action::Contribute { amount, .. }
            | Action::CallTopUp { amount, .. }
            | Action::PayDue { amount, .. }
            | Action::Draw {
                principal: amount, ..
            }
            | Action::Repay {
                principal: amount, ..
            }
            | Action::CheckClaim {
                proposed: amount, ..
            }
            | Action::ApproveClaim { amount, .. }
            | Action::RemitRecovery { amount, .. }
            | Action::ClawBack { amount, .. }
            | Action::ReceiveClawback { amount, .. }
            | Action::AccrueInterest { amount, .. }
            | Action::ReceiveInterest { amount, .. }
            | Action::ChargeFee { amount, .. }
            | Action::ReceiveGuaranteeFee { amount, .. }
            | Action::PlaceDeposit { amount, .. }
            | Action::MatureDeposit { amount, .. }
            | Action::Advance { amount, .. }
            | Action::RepayAdvance { amount, .. }
            | Action::AccrueIncentive { amount, .. }
            | Action::PayIncentive { amount, .. } => one(amount),
            Action::SuspendLine { amount, .. } => {
                one(&Amount::from_fen(amount.fen().saturating_abs()))
            }
            Action::InstructPayment {
                amount: Some(amount),
                ..
            } => one(amount),
            Action::Enrol { enrolment } => one(&enrolment.limit),
            Action::ReturnContribution {
                paid_in, result, ..
            } => {
                let all = Amount::from_fen(paid_in.fen().saturating_add(result.fen()));
                [
                    Some((*paid_in, true)),
                    Some((*result, true)),
                    Some((all, false)),
                ]
            }
            Action::ReportRecovery { gross, costs, .. } => {
                let all = Amount::from_fen(gross.fen().saturating_add(costs.fen()));
                [
                    Some((*gross, true)),
                    Some((*costs, true)),
                    Some((all, false)),
                ]
            }
            Action::FileClaim { filing } => [
                Some((filing.principal, false)),
                Some((filing.other_public, true)),
                Some((filing.insurance, true)),
            ],
            _ => [None; 3],
        }
    }
}
