//! Decisions: a command on a state becomes one event with every amount resolved, or a refusal.

mod admission;
mod allotment;
mod breaker;
mod budget;
mod call;
mod caps;
mod claim;
mod claim_decision;
mod clawback;
mod correction;
mod curing;
mod day;
mod deposit;
mod desk;
mod drawing;
mod enrolment;
mod enrolment_checks;
mod exceeded;
mod exposure;
mod filing_checks;
mod funding;
mod guarantee_fee;
mod incentive;
mod issue;
mod late_advances;
mod leverage;
mod overdue;
mod paid_in;
mod payment;
mod period;
mod proof;
mod recovery;
mod repayment;
mod settlement;
mod share_of_loan;
mod signing;
mod top_up;
mod unexplained;
mod write_off;

pub use budget::{Budget, budgets};
pub use day::consequences;
pub use exceeded::{Exceeded, exceeded};
pub use late_advances::{LateAdvance, late_advances};

use super::command::{Action, Command};
use super::event::PoolEvent;
use super::happened::Happened;
use super::known::Known;
use super::refusal::Refusal;
use super::rules::Rules;
use super::state::State;
use desk::Desk;

/// What becomes of a command.
type Outcome = Result<Happened, Box<Refusal>>;

/// Decides a command on a state: the event that it makes, or why it is refused. `known` is what the records
/// tell of it that the state does not.
pub fn decide(
    rules: &Rules,
    state: &State,
    command: &Command,
    known: &Known,
) -> Result<PoolEvent, Box<Refusal>> {
    let desk = Desk {
        rules,
        state,
        command,
        known,
    };
    desk.admit()?;
    let what = what(&desk)?;
    Ok(PoolEvent {
        key: command.key.clone(),
        request: command.request,
        actor: command.actor.clone(),
        effective_on: command.effective_on,
        booked_on: command.booked_on,
        documents: command.documents.clone(),
        what,
    })
}

fn what(desk: &Desk<'_>) -> Outcome {
    match &desk.command.action {
        Action::OpenPool {
            pool,
            scheme,
            tiers,
        } => desk.open_pool(pool, scheme, tiers),
        Action::OpenCompartment { compartment } => desk.open_compartment(compartment),
        Action::Subscribe {
            compartment,
            contributor,
            amount,
        } => desk.subscribe(compartment, contributor, *amount),
        Action::Contribute {
            compartment,
            contributor,
            amount,
        } => desk.contribute(compartment, contributor, *amount),
        Action::CallTopUp {
            compartment,
            contributor,
            amount,
        } => desk.call_top_up(compartment, contributor.as_ref(), *amount),
        Action::ReturnContribution {
            compartment,
            contributor,
            paid_in,
            result,
        } => desk.return_contribution(compartment, contributor, *paid_in, *result),
        Action::PayDue {
            compartment,
            payee,
            amount,
        } => desk.pay_due(compartment, payee, *amount),
        Action::Enrol { enrolment } => desk.enrol(enrolment),
        Action::Prove { loan } => desk.prove(loan),
        Action::Draw { loan, principal } => desk.draw(loan, *principal),
        Action::Repay { loan, principal } => desk.repay(loan, *principal),
        Action::Lapse { loan } => desk.lapse(loan),
        Action::Extend { loan, matures_on } => desk.extend(loan, *matures_on),
        Action::Renew { loan, matures_on } => desk.renew(loan, *matures_on),
        Action::Accelerate { loan } => desk.accelerate(loan),
        Action::ReportOverdue { loan, since } => desk.report_overdue(loan, *since),
        Action::Cure { loan } => desk.cure(loan),
        Action::FileClaim { filing } => desk.file_claim(filing),
        Action::CheckClaim { claim, proposed } => desk.check_claim(claim, *proposed),
        Action::ApproveClaim {
            claim,
            amount,
            reason,
        } => desk.approve_claim(claim, *amount, reason.as_ref()),
        Action::RefuseClaim { claim, reason } => desk.refuse_claim(claim, reason),
        Action::WithdrawClaim { claim } => desk.withdraw_claim(claim),
        Action::AppealClaim { claim } => desk.appeal_claim(claim),
        Action::DocumentClaim { claim } => desk.document_claim(claim),
        action => money(desk, action),
    }
}

fn money(desk: &Desk<'_>, action: &Action) -> Outcome {
    match action {
        Action::InstructPayment {
            payment,
            claim,
            amount,
        } => desk.instruct_payment(payment, claim, *amount),
        Action::ConfirmPayment { payment, line } => desk.confirm_payment(payment, line),
        Action::ReturnPayment { payment } => desk.return_payment(payment),
        Action::ReportRecovery {
            claim,
            recovery,
            gross,
            costs,
        } => desk.report_recovery(claim, recovery, *gross, *costs),
        Action::ReverseRecovery { recovery } => desk.reverse_recovery(recovery),
        Action::RemitRecovery { claim, amount } => desk.remit_recovery(claim, *amount),
        Action::ClawBack {
            claim,
            amount,
            reason,
        } => desk.claw_back(claim, *amount, reason),
        Action::ReceiveClawback { claim, amount } => desk.receive_clawback(claim, *amount),
        Action::WriteOff { claim } => desk.write_off(claim),
        action => treasury(desk, action),
    }
}

fn treasury(desk: &Desk<'_>, action: &Action) -> Outcome {
    match action {
        Action::AccrueInterest {
            compartment,
            amount,
        } => desk.accrue_interest(compartment, *amount),
        Action::ReceiveInterest {
            compartment,
            amount,
        } => desk.receive_interest(compartment, *amount),
        Action::ChargeFee {
            compartment,
            amount,
        } => desk.charge_fee(compartment, *amount),
        Action::ReceiveGuaranteeFee {
            compartment,
            bank,
            amount,
        } => desk.receive_guarantee_fee(compartment, bank, *amount),
        Action::PlaceDeposit {
            compartment,
            amount,
        } => desk.place_deposit(compartment, *amount),
        Action::MatureDeposit {
            compartment,
            amount,
        } => desk.mature_deposit(compartment, *amount),
        Action::SuspendLine {
            compartment,
            line,
            amount,
            on,
        } => desk.suspend_line(compartment, line, *amount, *on),
        Action::ExplainLine { compartment, line } => desk.explain_line(compartment, line),
        Action::Advance { from, to, amount } => desk.advance(from, to, *amount),
        Action::RepayAdvance { from, to, amount } => desk.repay_advance(from, to, *amount),
        Action::AccrueIncentive {
            compartment,
            bank,
            incentive,
            amount,
            enterprise,
            through,
        } => {
            let to = (bank, enterprise.as_ref());
            desk.accrue_incentive(compartment, to, incentive, (*amount, *through))
        }
        Action::PayIncentive {
            compartment,
            payee,
            amount,
        } => desk.pay_incentive(compartment, payee, *amount),
        Action::ResetBreaker {
            site,
            second,
            reason,
        } => desk.reset_breaker(site, second, reason),
        Action::CloseDay { date } => desk.close_day(*date),
        Action::ClosePeriod { pool, through } => desk.close_period(pool, *through),
        Action::IssueStatement { issue } => desk.issue_statement(issue),
        Action::SignStatement {
            pool,
            statement,
            digest,
        } => desk.sign_statement(pool, *statement, *digest),
        Action::Correct { sequence, reason } => desk.correct(*sequence, reason),
        _ => unreachable!("the life of a loan is decided above"),
    }
}
