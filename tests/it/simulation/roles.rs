//! Who may do what, which amounts a command names, and how the model does each.

use super::model::{Model, Verdict, fen};
use zhixin::pool::{Action, Command};
use zhixin::units::Digest;

/// The role that a command needs.
pub(super) fn needed(action: &Action) -> &'static str {
    use Action as A;
    match action {
        A::ApproveClaim { .. } | A::RefuseClaim { .. } => "checker",
        A::InstructPayment { .. } | A::PayDue { .. } | A::PayIncentive { .. } => "payer",
        A::ResetBreaker { .. } | A::ClosePeriod { .. } | A::IssueStatement { .. } => "supervisor",
        A::SignStatement { .. } => "contributor",
        A::Enrol { .. } | A::Draw { .. } | A::Repay { .. } | A::Lapse { .. } => "bank",
        A::Prove { .. } => "bank",
        A::Extend { .. } | A::Renew { .. } | A::Accelerate { .. } => "bank",
        A::ReportOverdue { .. } | A::Cure { .. } | A::FileClaim { .. } => "bank",
        A::DocumentClaim { .. } => "bank",
        A::WithdrawClaim { .. } | A::AppealClaim { .. } | A::ReportRecovery { .. } => "bank",
        A::ConfirmPayment { .. } | A::ReturnPayment { .. } | A::CloseDay { .. } => "operator",
        A::SuspendLine { .. } | A::ExplainLine { .. } | A::RemitRecovery { .. } => "operator",
        A::ReceiveGuaranteeFee { .. } => "operator",
        A::ReceiveClawback { .. } | A::ReceiveInterest { .. } | A::ChargeFee { .. } => "operator",
        _ => "maker",
    }
}

/// The amounts that a command names, each with whether it may be nought.
pub(super) fn amounts(action: &Action) -> Vec<(i128, bool)> {
    use Action as A;
    let named = match action {
        A::Enrol { enrolment } => enrolment.limit,
        A::Draw { principal, .. } | A::Repay { principal, .. } => *principal,
        A::CheckClaim { proposed, .. } => *proposed,
        A::InstructPayment {
            amount: Some(amount),
            ..
        } => *amount,
        A::FileClaim { filing } => filing.principal,
        A::SuspendLine { amount, .. } => return vec![(fen(*amount).abs(), false)],
        A::ReportRecovery {
            gross: a, costs: b, ..
        }
        | A::ReturnContribution {
            paid_in: a,
            result: b,
            ..
        } => {
            let (a, b) = (fen(*a), fen(*b));
            return vec![(a, true), (b, true), (a + b, false)];
        }
        A::Subscribe { amount, .. }
        | A::Contribute { amount, .. }
        | A::CallTopUp { amount, .. }
        | A::PayDue { amount, .. }
        | A::ApproveClaim { amount, .. }
        | A::RemitRecovery { amount, .. }
        | A::ClawBack { amount, .. }
        | A::ReceiveClawback { amount, .. }
        | A::AccrueInterest { amount, .. }
        | A::ReceiveInterest { amount, .. }
        | A::ChargeFee { amount, .. }
        | A::ReceiveGuaranteeFee { amount, .. }
        | A::PlaceDeposit { amount, .. }
        | A::MatureDeposit { amount, .. }
        | A::Advance { amount, .. }
        | A::RepayAdvance { amount, .. }
        | A::AccrueIncentive { amount, .. }
        | A::PayIncentive { amount, .. } => *amount,
        _ => return Vec::new(),
    };
    vec![(fen(named), false)]
}

impl Model {
    /// Does it, or tells every rule that forbids it.
    pub(super) fn act(&mut self, command: &Command) -> Verdict {
        use Action as A;
        let c = command;
        match &command.action {
            A::Enrol { enrolment } => self.enrol(c, enrolment),
            A::Prove { loan } => self.prove(c, loan.as_str()),
            A::Draw { loan, principal } => self.draw(c, loan.as_str(), fen(*principal)),
            A::Repay { loan, principal } => self.repay(c, loan.as_str(), fen(*principal)),
            A::Lapse { loan } => self.lapse(c, loan.as_str()),
            A::Extend { loan, matures_on } => self.later(c, loan.as_str(), *matures_on, false),
            A::Renew { loan, matures_on } => self.later(c, loan.as_str(), *matures_on, true),
            A::Accelerate { loan } => self.accelerate(c, loan.as_str()),
            A::ReportOverdue { loan, since } => self.overdue(c, loan.as_str(), *since),
            A::Cure { loan } => self.cure(c, loan.as_str()),
            A::FileClaim { filing } => self.file(c, filing),
            A::CheckClaim { claim, proposed } => self.check(c, claim.as_str(), fen(*proposed)),
            A::ApproveClaim {
                claim,
                amount,
                reason,
            } => {
                let reason = reason.as_ref().map(zhixin::pool::ItemId::as_str);
                self.approve(c, claim.as_str(), fen(*amount), reason)
            }
            A::RefuseClaim { claim, reason } => self.refuse(c, claim.as_str(), reason.as_str()),
            A::DocumentClaim { claim } => self.document(c, claim.as_str()),
            A::WithdrawClaim { claim } => self.withdraw(c, claim.as_str()),
            A::AppealClaim { claim } => self.appeal(c, claim.as_str()),
            A::InstructPayment {
                payment,
                claim,
                amount,
            } => self.instruct(c, payment.as_str(), claim.as_str(), amount.map(fen)),
            A::ConfirmPayment { payment, line } => self.confirm(c, payment.as_str(), line),
            A::ReturnPayment { payment } => self.come_back(c, payment.as_str()),
            A::ReportRecovery {
                claim,
                recovery,
                gross,
                costs,
            } => self.recover(c, claim.as_str(), recovery, (fen(*gross), fen(*costs))),
            A::ReverseRecovery { recovery } => self.reverse(c, recovery),
            A::RemitRecovery { claim, amount } => self.remit(c, claim.as_str(), fen(*amount)),
            A::ClawBack {
                claim,
                amount,
                reason,
            } => self.claw_back(c, claim.as_str(), fen(*amount), reason.as_str()),
            A::ReceiveClawback { claim, amount } => {
                self.receive_clawback(c, claim.as_str(), fen(*amount))
            }
            A::WriteOff { claim } => self.write_off(c, claim.as_str()),
            A::CloseDay { date } => self.close_day(c, *date),
            A::ClosePeriod { pool, through } => self.close_period(c, pool.as_str(), *through),
            A::IssueStatement { issue } => {
                let days = (issue.from, issue.to);
                self.issue(c, &issue.scope, days)
            }
            A::SignStatement {
                pool,
                statement,
                digest,
            } => self.sign(
                c,
                pool.as_str(),
                *statement,
                *digest == Digest::of(b"bytes"),
            ),
            A::Correct {
                sequence, reason, ..
            } => self.correct(c, *sequence, reason),
            _ => self.treasury(c),
        }
    }
}
