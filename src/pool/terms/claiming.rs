//! What the rules of claims say of one claim: whether it may be opened, until when, and what is missing.

use super::claim::{ClaimFrom, ClaimRules, Document, LoanClass, Trigger};
use super::eligibility::Item;
use crate::pool::calendar::{Calendar, CalendarError};
use crate::units::Date;
use crate::units::names::ItemId;
use jiff::ToSpan;

/// How a loan stands on the day of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plight {
    /// Days overdue.
    pub days_overdue: u32,
    /// Its class, if the bank has told one.
    pub class: Option<LoanClass>,
    /// Days since a court accepted the enterprise's bankruptcy, if one has.
    pub bankrupt_days: Option<u32>,
    /// Days for which recovery has been pursued, if it has begun.
    pub recovery_days: Option<u32>,
    /// Whether recovery is finished.
    pub recovery_finished: bool,
}

/// The days from which the time to claim may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimDays {
    /// The day on which the first trigger was met.
    pub trigger: Date,
    /// The first day overdue; the day of the trigger where nothing is overdue.
    pub default: Date,
    /// The day on which the loan matures, as extended.
    pub maturity: Date,
}

impl Trigger {
    /// Whether it is met.
    pub fn is_met(&self, plight: &Plight) -> bool {
        let long = |days: Option<u32>, least: Option<u32>| {
            days.is_some_and(|days| days >= least.unwrap_or(0))
        };
        match self {
            Self::Overdue { days } => plight.days_overdue >= days.get(),
            Self::Class { at } => plight.class.is_some_and(|class| class >= *at),
            Self::Bankruptcy { days } => {
                long(plight.bankrupt_days, days.as_ref().map(super::Figure::get))
            }
            Self::RecoveryFinished { days } => {
                let least = days.as_ref().map(super::Figure::get);
                plight.recovery_finished || (least.is_some() && long(plight.recovery_days, least))
            }
        }
    }
}

impl ClaimRules {
    /// The triggers that are met; one is enough.
    pub fn met(&self, plight: &Plight) -> Vec<&Trigger> {
        let triggers = self.triggers.iter();
        triggers.filter(|trigger| trigger.is_met(plight)).collect()
    }

    /// The last day on which a claim may be filed; `None` where there is no deadline.
    pub fn last_day(&self, days: &ClaimDays) -> Option<Date> {
        let deadline = self.deadline.as_ref()?;
        let from = match deadline.from {
            ClaimFrom::Trigger => days.trigger,
            ClaimFrom::Default => days.default,
            ClaimFrom::Maturity => days.maturity,
        };
        let within = i64::from(deadline.days.get());
        Some(from.checked_add(within.days()).unwrap_or(Date::MAX))
    }

    /// The documents that a claim must have and has not.
    pub fn missing_documents(&self, given: &[ItemId]) -> Vec<&Document> {
        let needed = self.documents.iter().filter(|one| !one.optional);
        needed.filter(|one| !given.contains(&one.id)).collect()
    }

    /// The steps that the claimant should have taken and has not.
    pub fn missing_steps(&self, taken: &[ItemId]) -> Vec<&Item> {
        let steps = self.prior_steps.iter();
        steps.filter(|step| !taken.contains(&step.id)).collect()
    }

    /// The day by which a claim whose documents were complete on a day must be decided.
    pub fn decide_by(&self, complete_on: Date, calendar: &Calendar) -> Result<Date, CalendarError> {
        calendar.add_working_days(complete_on, self.decide_within_working_days.get())
    }
}
