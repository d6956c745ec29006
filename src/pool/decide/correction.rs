//! Corrections 更正: the exact negation of an event that names it, refused while later events rest on it. What
//! has a way of its own to be undone is not corrected but undone.

use super::Outcome;
use super::call;
use super::desk::{Checked, Desk, at_most, ensure, minus};
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
        | Happened::ContributionCalled { .. }
        | Happened::LoanProven { .. }
        | Happened::LoanDrawn { .. }
        | Happened::LoanRepaid { .. }
        | Happened::RecoveryRemitted { .. }
        | Happened::ClawedBack { .. }
        | Happened::ClawbackReceived { .. }
        | Happened::RightWrittenOff { .. }
        | Happened::InterestAccrued { .. }
        | Happened::InterestReceived { .. }
        | Happened::FeeCharged { .. }
        | Happened::GuaranteeFeeCharged { .. }
        | Happened::GuaranteeFeeReceived { .. }
        | Happened::IncentiveAccrued { .. }
        | Happened::IncentivePaid { .. }
        | Happened::ContributionReturned { .. }
        | Happened::DuePaid { .. }
        | Happened::Advanced { .. }
        | Happened::AdvanceRepaid { .. }
        | Happened::DepositPlaced { .. }
        | Happened::DepositMatured { .. } => None,
        Happened::RecoveryReported { .. } => Some("reverse the recovery"),
        Happened::ClaimFiled { .. } => Some("withdraw the claim"),
        Happened::ClaimDocumented { .. } => Some("add the right documents"),
        Happened::ClaimCured { .. } => Some("report the loan as overdue and file a claim anew"),
        Happened::PaymentInstructed { .. } => Some("report the payment as returned"),
        Happened::PaymentReturned { .. } => Some("instruct another payment"),
        Happened::PaymentConfirmed { .. } => Some("claw the compensation back"),
        Happened::LoanEnrolled { .. } => Some("let the undrawn cover lapse"),
        Happened::LoanOverdue { .. } => Some("report the loan as cured"),
        Happened::LineSuspended { .. } => Some("explain the line"),
        _ => Some("decide anew"),
    }
}

/// That no later events rest on what is taken back.
fn nothing_later(later: &[u64]) -> Checked<()> {
    ensure(later.is_empty(), || {
        let named: Vec<String> = later.iter().map(ToString::to_string).collect();
        let later = named.join(", ");
        Refusal::DependedOn { later }
    })
}

impl Desk<'_> {
    pub(super) fn correct(&self, sequence: u64, reason: &str) -> Outcome {
        let (original, booked_on) = self.original(sequence)?;
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
        self.still_promised(original)?;
        let later: Vec<u64> = match original {
            Happened::ContributionCalled { .. } => self.paid_by(sequence, original),
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
        nothing_later(&later)?;
        self.still_free(original)?;
        let closed = self.closed_through(original);
        Ok(Happened::Corrected {
            sequence,
            reason: reason.to_owned(),
            prior_period: closed.is_some_and(|closed| booked_on <= closed),
            original: Box::new(original.clone()),
        })
    }

    /// The event that is taken back, and its accounting day, as the journal has it.
    fn original(&self, sequence: u64) -> Checked<(&Happened, Date)> {
        let event = self.known.original.as_ref();
        let event = event.ok_or_else(|| Refusal::Unknown {
            what: "event",
            name: sequence.to_string(),
        })?;
        Ok((&event.what, event.booked_on))
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
        let loan = what.loan().and_then(|loan| self.state.loans.named(loan));
        let of_loan = loan.map(|(_, loan)| self.state.compartments.name(loan.compartment));
        let postings = post(what);
        let posted = postings.first().map(|posting| posting.compartment);
        let pool = &posted.or(what.compartment()).or(of_loan)?.pool;
        self.state.pools.named(pool)?.1.closed_through
    }

    /// The contributions that paid a part of a call.
    fn paid_by(&self, sequence: u64, original: &Happened) -> Vec<u64> {
        let at = original.compartment();
        let of = at.and_then(|at| self.state.compartments.named(at));
        let calls = of.map_or(&[][..], |(_, of)| &of.calls);
        let of_it = calls.iter().filter(|call| call.sequence == sequence);
        of_it
            .flat_map(|call| call.paid_by.iter().copied())
            .collect()
    }

    /// What a clawback freed in the budget of its year must be free again in the year in which it is taken back.
    fn still_free(&self, original: &Happened) -> Checked<()> {
        let Happened::ClawedBack { claim, .. } = original else {
            return Ok(());
        };
        let (claim, loan) = self.claim(claim)?;
        // Nothing later rests on it, so it is the last.
        let freed = claim.freed_by_last();
        if freed == Amount::ZERO {
            return Ok(());
        }
        self.within_budget(self.compartment_of(loan).1.pool, freed)
    }

    /// A promise is not taken back while calls within it are open.
    fn still_promised(&self, original: &Happened) -> Checked<()> {
        let Happened::Subscribed {
            compartment,
            contributor,
            amount,
        } = original
        else {
            return Ok(());
        };
        let (_, of) = self.compartment(compartment)?;
        let promised = of.stake(contributor);
        let promised = promised.map_or(Amount::ZERO, |of| of.usual(Code::Unpaid));
        let left = minus(promised, *amount);
        if call::open(of, contributor) <= left {
            return Ok(());
        }
        let calls: Vec<u64> = of.calls_of(contributor).map(|call| call.sequence).collect();
        nothing_later(&calls)
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
            // What was paid of incentives is gone.
            if code == Code::IncentivesPayable && takes {
                let (_, of) = self.compartment(posting.compartment)?;
                let held = match posting.account.holder {
                    Holder::Bank(id) => of.bank(id).map_or(Amount::ZERO, |of| of.usual(code)),
                    Holder::Enterprise(id) => of.owed_to(id),
                    _ => Amount::ZERO,
                };
                at_most(posting.amount, held, "still owed, to be taken back")?;
            }
            // A fee that the bank paid is no longer due.
            if let (Code::GuaranteeFeesDue, Holder::Bank(id), true) =
                (code, posting.account.holder, takes)
            {
                let (_, of) = self.compartment(posting.compartment)?;
                let held = of.bank(id).map_or(Amount::ZERO, |of| of.usual(code));
                at_most(posting.amount, held, "still due, to be taken back")?;
            }
            // So is what was paid out of what is owed to a contributor, or paid back of an advance.
            if takes && matches!(code, Code::DueToOthers | Code::DueFromCompartment) {
                let (_, of) = self.compartment(posting.compartment)?;
                let held = match posting.account.holder {
                    Holder::Contributor(id) => of.stake(id),
                    Holder::District(id) => of.other(id),
                    _ => None,
                };
                let held = held.map_or(Amount::ZERO, |of| of.usual(code));
                at_most(posting.amount, held, "still owed, to be taken back")?;
            }
            // A call takes back what it promised itself, and nothing of it is paid.
            let called = matches!(original, Happened::ContributionCalled { .. });
            if let (Code::PaidIn | Code::Unpaid, Holder::Contributor(id), true) =
                (code, posting.account.holder, takes && !called)
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
