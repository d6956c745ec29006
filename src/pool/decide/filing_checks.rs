//! When a claim may be filed: what opens it, until when, and what must be there.

use super::desk::{Checked, Desk, ensure};
use super::enrolment_checks::days_after;
use crate::pool::filing::Filing;
use crate::pool::refusal::Refusal;
use crate::pool::state::loan::{Loan, days_between};
use crate::pool::terms::{ClaimDays, Figure, Terms, Trigger};
use crate::units::{Amount, Date, Ratio};

impl Desk<'_> {
    /// The first trigger that is met and the day since which it is; refused with the day from which one will be.
    pub(super) fn triggered(&self, terms: &Terms, loan: &Loan, filing: &Filing) -> Checked<Date> {
        let on = self.command.effective_on;
        let mut soon = Vec::new();
        let mut met: Option<Date> = None;
        for trigger in &terms.claim.triggers {
            let (since, what) = opens(trigger, loan, filing, on)?;
            match since {
                Some(since) if since <= on => met = Some(met.map_or(since, |met| met.min(since))),
                Some(since) => soon.push(format!("{what}, on {since}")),
                None => soon.push(what),
            }
        }
        met.ok_or_else(|| {
            let soon = soon.join("; or ");
            Box::new(Refusal::NotTriggered {
                why: format!("nothing opens a claim yet; what would: {soon}"),
            })
        })
    }

    /// The last day of filing, if there is one.
    pub(super) fn file_by(&self, terms: &Terms, loan: &Loan, triggered: Date) -> Option<Date> {
        let days = ClaimDays {
            trigger: triggered,
            default: loan
                .due_since(self.command.effective_on)
                .unwrap_or(triggered),
            maturity: loan.matures_on,
        };
        terms.claim.last_day(&days)
    }

    /// Steps and documents, as the terms list them, and collateral realised where its proceeds come off first.
    pub(super) fn complete(terms: &Terms, loan: &Loan, filing: &Filing) -> Checked<()> {
        let missing = joined(
            terms
                .claim
                .missing_steps(&filing.prior_steps)
                .into_iter()
                .map(|step| &step.id),
        );
        ensure(missing.is_empty(), || Refusal::PriorStep { missing })?;
        let stands = terms.sharing.net_of_collateral && loan.collateral;
        ensure(!stands || filing.collateral_realised, || {
            Refusal::Collateral
        })?;
        let missing = terms.claim.missing_documents(&filing.documents);
        let missing = joined(missing.into_iter().map(|document| &document.id));
        ensure(missing.is_empty(), || Refusal::Document { missing })
    }
}

/// Public money, this compensation with it, bears no more than a share of what the claimant really bears.
pub(super) fn public_money(terms: &Terms, filing: &Filing, amount: Amount) -> Checked<()> {
    let Some(ceiling) = &terms.sharing.public_ceiling else {
        return Ok(());
    };
    let borne = filing
        .principal
        .fen()
        .saturating_sub(filing.insurance.fen())
        .max(0);
    let most = ceiling.get().checked_mul(Ratio::from_int(borne.into()));
    let most = most.map_or(i64::MAX, |most| {
        i64::try_from(most.floor()).unwrap_or(i64::MAX)
    });
    let room = most.saturating_sub(filing.other_public.fen()).max(0);
    ensure(amount.fen() <= room, || Refusal::PublicMoney {
        most: Amount::from_fen(room),
    })
}

fn joined<'a>(ids: impl Iterator<Item = &'a crate::units::names::ItemId>) -> String {
    ids.map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Since when a trigger is or will be met, and what it is in words.
fn opens(
    trigger: &Trigger,
    loan: &Loan,
    filing: &Filing,
    on: Date,
) -> Checked<(Option<Date>, String)> {
    let after = |day: Option<Date>, days: u32| day.map(|day| days_after(day, days)).transpose();
    Ok(match trigger {
        Trigger::Overdue { days } => {
            let due = loan.due_since(on);
            (
                after(due, days.get())?,
                format!("{} days overdue", days.get()),
            )
        }
        Trigger::Class { at } => {
            let met = loan.class >= *at;
            (
                met.then(|| loan.due_since(on).unwrap_or(on)),
                format!("a class of {} or worse", at.word()),
            )
        }
        Trigger::Bankruptcy { days } => {
            let days = days.as_ref().map_or(0, Figure::get);
            (
                after(filing.bankrupt_on, days)?,
                "bankruptcy accepted by a court".to_owned(),
            )
        }
        Trigger::RecoveryFinished { days } => {
            let since = match days {
                Some(days) => after(filing.recovery_since, days.get())?,
                None => None,
            };
            let finished = filing.recovery_finished.then_some(on);
            (
                finished.or(since),
                "recovery finished, or pursued long enough".to_owned(),
            )
        }
    })
}

/// The five-category class by days overdue: above 90 substandard, above 270 doubtful, above 360 loss.
pub(super) fn class_on(loan: &Loan, on: Date) -> (crate::pool::terms::LoanClass, u32) {
    use crate::pool::terms::LoanClass;
    let days = loan
        .due_since(on)
        .map_or(0, |since| days_between(since, on));
    let overdue = loan.due_since(on).is_some();
    let class = match days {
        _ if !overdue => LoanClass::Normal,
        0..=90 => LoanClass::SpecialMention,
        91..=270 => LoanClass::Substandard,
        271..=360 => LoanClass::Doubtful,
        _ => LoanClass::Loss,
    };
    (class, days)
}
