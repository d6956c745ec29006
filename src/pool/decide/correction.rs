//! Corrections 更正: the exact negation of an event that names it, refused while later events rest on it. What
//! has a way of its own to be undone is not corrected but undone.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure};
use crate::pool::account::{Code, Holder, Side};
use crate::pool::happened::Happened;
use crate::pool::post::post;
use crate::pool::refusal::Refusal;
use crate::units::{Amount, Date};

/// How events are undone that are not corrected.
fn other_way(what: &Happened) -> Option<&'static str> {
    match what {
        Happened::Subscribed { .. }
        | Happened::Contributed { .. }
        | Happened::LoanDrawn { .. }
        | Happened::LoanRepaid { .. }
        | Happened::RecoveryRemitted { .. }
        | Happened::ClawedBack { .. }
        | Happened::ClawbackReceived { .. }
        | Happened::RightWrittenOff { .. }
        | Happened::InterestAccrued { .. }
        | Happened::InterestReceived { .. }
        | Happened::FeeCharged { .. }
        | Happened::DepositPlaced { .. }
        | Happened::DepositMatured { .. } => None,
        Happened::RecoveryReported { .. } => Some("reverse the recovery"),
        Happened::ClaimFiled { .. } => Some("withdraw the claim"),
        Happened::ClaimCured { .. } => Some("report the loan as overdue and file a claim anew"),
        Happened::PaymentInstructed { .. } => Some("report the payment as returned"),
        Happened::PaymentConfirmed { .. } => Some("claw the compensation back"),
        Happened::LoanEnrolled { .. } => Some("let the undrawn cover lapse"),
        Happened::LoanOverdue { .. } => Some("report the loan as cured"),
        Happened::LineSuspended { .. } => Some("explain the line"),
        _ => Some("decide anew"),
    }
}

impl Desk<'_> {
    pub(super) fn correct(
        &self,
        sequence: u64,
        booked_on: Date,
        original: &Happened,
        reason: &str,
    ) -> Outcome {
        let history = self.history(original)?;
        ensure(!self.state.corrected.contains(&sequence), || {
            Refusal::WrongState {
                what: "event",
                name: sequence.to_string(),
                is: "taken back",
                needs: "standing",
            }
        })?;
        ensure(history.contains(&sequence), || Refusal::WrongState {
            what: "event",
            name: sequence.to_string(),
            is: "not of this thing",
            needs: "one of the events of the thing that it is about",
        })?;
        if let Some(by) = other_way(original) {
            let kind = original.kind();
            return Err(Refusal::NotCorrectable { kind, by }.into());
        }
        ensure(!reason.trim().is_empty(), || Refusal::Reason {
            given: String::new(),
            known: "any that is written down".to_owned(),
        })?;
        self.balances_hold(original)?;
        let later: Vec<u64> = match original {
            // Treasury events add up; what rests on them is the balance, which is looked at below.
            _ if original.loan().is_none() && original.claim().is_none() => Vec::new(),
            // What came later on its loan may rest on it, another claim too.
            Happened::ClawedBack { claim, .. } => {
                let (_, loan) = self.claim(claim)?;
                let of_loan = loan.history.iter().copied();
                of_loan.filter(|at| *at > sequence).collect()
            }
            _ => history
                .iter()
                .copied()
                .filter(|at| *at > sequence)
                .collect(),
        };
        ensure(later.is_empty(), || Refusal::DependedOn {
            later: later
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        let closed = self.closed_through(original);
        Ok(Happened::Corrected {
            sequence,
            reason: reason.to_owned(),
            prior_period: closed.is_some_and(|closed| booked_on <= closed),
            original: Box::new(original.clone()),
        })
    }

    /// The events so far of the thing that an event is about.
    fn history(&self, what: &Happened) -> Checked<&[u64]> {
        if let Some(claim) = what.claim() {
            return self.claim(claim).map(|(claim, _)| claim.history.as_slice());
        }
        if let Some(loan) = what.loan() {
            return self.loan(loan).map(|(_, loan)| loan.history.as_slice());
        }
        match what.compartment() {
            Some(at) => self.compartment(at).map(|(_, of)| of.history.as_slice()),
            None => Ok(&[]),
        }
    }

    fn closed_through(&self, what: &Happened) -> Option<Date> {
        let postings = post(what);
        let pool = &postings.first()?.compartment.pool;
        self.state.pools.named(pool)?.1.closed_through
    }

    /// No balance of the compartment's own, or of a contributor, may leave its side by the negation: cash
    /// spent since cannot be taken back, nor what a contributor was given back.
    fn balances_hold(&self, original: &Happened) -> Checked<()> {
        for posting in post(original) {
            let code = posting.account.code;
            let own = matches!(
                code,
                Code::Cash | Code::TermDeposits | Code::InterestReceivable
            );
            let takes = (posting.side == Side::Debit) == (code.side() == Side::Debit);
            if let (Code::PaidIn | Code::Unpaid, Holder::Contributor(id), true) =
                (code, posting.account.holder, takes)
            {
                let (_, of) = self.compartment(posting.compartment)?;
                let held = of.stake(id).map_or(Amount::ZERO, |of| of.usual(code));
                at_most(posting.amount, held, "still there to be taken back")?;
            }
            if own && takes {
                let (_, of) = self.compartment(posting.compartment)?;
                let held = if code == Code::Cash {
                    of.free_cash()
                } else {
                    of.balances.usual(code)
                };
                ensure(posting.amount <= held, || Refusal::Cash {
                    short: Amount::from_fen(posting.amount.fen() - held.fen()),
                })?;
            }
        }
        Ok(())
    }
}
