//! Settlement 结算: when an approved claim may be paid at first, and by when it should be.

use super::desk::{Checked, Desk};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::Claim;
use crate::pool::terms::{Settlement, Terms};
use crate::units::Date;

impl Desk<'_> {
    /// The first day of the year after the accounting day of approval, where claims are settled by the year.
    pub(super) fn settled_from(&self, terms: &Terms) -> Checked<Option<Date>> {
        if terms.claim.settlement == Settlement::EachClaim {
            return Ok(None);
        }
        let year = self.command.booked_on.year();
        let first = year
            .checked_add(1)
            .and_then(|next| Date::new(next, 1, 1).ok());
        first.map(Some).ok_or_else(|| {
            let why = format!("no year follows {year}");
            Refusal::Data { why }.into()
        })
    }

    /// The last day of payment. Under yearly settlement it runs from the first day of the year of payment, and
    /// is not known before the calendar of that year is: no approval waits for it.
    pub(super) fn pay_by(&self, terms: &Terms, pay_from: Option<Date>) -> Checked<Option<Date>> {
        let Some(days) = &terms.claim.pay_within_working_days else {
            return Ok(None);
        };
        match pay_from {
            None => self.working_days(days.get()).map(Some),
            Some(from) => Ok(self.rules.calendar.add_working_days(from, days.get()).ok()),
        }
    }

    /// The same, seen again at the end of a day.
    pub(super) fn due_by(&self, claim: &Claim) -> Option<Date> {
        let yearly = || {
            claim.pay_from?;
            let terms = self.terms(self.state.loan_of(claim)).ok()?;
            self.pay_by(terms, claim.pay_from).ok()?
        };
        claim.pay_by.or_else(yearly)
    }

    /// Whether a claim may be paid on the day, by its settlement.
    pub(super) fn settles(&self, claim: &Claim) -> bool {
        let on = self.command.effective_on;
        claim.pay_from.is_none_or(|from| from <= on)
    }

    /// Refuses before the year of payment.
    pub(super) fn settled(&self, claim: &Claim) -> Checked<()> {
        match claim.pay_from {
            Some(from) if !self.settles(claim) => Err(Refusal::NotSettled { from }.into()),
            _ => Ok(()),
        }
    }
}
