//! What the columns of outcomes tell of a loan, and what in them cannot be.

use super::bound::Cells;
use super::columns::Column;
use super::mapping::From;
use super::reading::{Reading, Wrong};
use crate::units::{Amount, Date};

/// What came of a loan, as its row tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// When what was not charged off was repaid.
    pub(super) repaid_on: Option<Date>,
    /// The first day overdue, and the day on which nothing was any more.
    pub(super) overdue: Option<(Date, Option<Date>)>,
    /// Principal given up as lost, and when.
    pub(super) charged_off: Option<(Date, Amount)>,
    /// What was recovered, at what cost, and when.
    pub(super) recovered: Option<(Date, Amount, Amount)>,
}

/// What holds of a loan before its outcome.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawing {
    pub(super) on: Date,
    pub(super) principal: Amount,
    /// The last day of which anything is known, where the row says it.
    pub(super) known_until: Option<Date>,
}

impl Told {
    /// Every day that it tells of, by the column.
    pub(super) fn days(&self) -> impl Iterator<Item = (Column, Date)> {
        [
            self.repaid_on.map(|day| (Column::RepaidOn, day)),
            self.overdue.map(|(day, _)| (Column::OverdueSince, day)),
            self.overdue
                .and_then(|(_, cured)| Some((Column::CuredOn, cured?))),
            self.charged_off.map(|(day, _)| (Column::ChargedOffOn, day)),
            self.recovered.map(|(day, _, _)| (Column::RecoveredOn, day)),
        ]
        .into_iter()
        .flatten()
    }
}

impl Reading<'_> {
    /// Reads the columns of outcomes, but for a day of repayment that is reckoned from the drawing.
    pub(super) fn told(&mut self, row: Cells<'_>) -> Result<Told, Wrong> {
        let place = self.bound.place(Column::RepaidOn);
        let reckoned =
            place.is_some_and(|of| matches!(of.source.from, From::MonthsAfterDrawing { .. }));
        let repaid_on = if reckoned {
            Ok(None)
        } else {
            self.day(row, Column::RepaidOn)
        };
        let overdue = self.told_overdue(row);
        let charged_off = self.told_charged_off(row);
        let recovered = self.told_recovered(row);
        Ok(Told {
            repaid_on: repaid_on?,
            overdue: overdue?,
            charged_off: charged_off?,
            recovered: recovered?,
        })
    }

    fn told_overdue(&mut self, row: Cells<'_>) -> Result<Option<(Date, Option<Date>)>, Wrong> {
        let since = self.day(row, Column::OverdueSince);
        let cured = self.day(row, Column::CuredOn);
        match (since?, cured?) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.wrong(row, Column::CuredOn, "outcome.order", || {
                "nothing says since when it was overdue; `overdue_since` would pass".to_owned()
            })),
            (Some(since), Some(cured)) if cured <= since => {
                Err(self.wrong(row, Column::CuredOn, "outcome.order", || {
                    format!("it was overdue since {since}; a day after that would pass")
                }))
            }
            (Some(since), cured) => Ok(Some((since, cured))),
        }
    }

    fn told_charged_off(&mut self, row: Cells<'_>) -> Result<Option<(Date, Amount)>, Wrong> {
        let on = self.day(row, Column::ChargedOffOn);
        let amount = self.amount(row, Column::ChargedOff);
        match (on?, amount?) {
            (None, None | Some(Amount::ZERO)) => Ok(None),
            (Some(on), Some(amount)) if amount > Amount::ZERO => Ok(Some((on, amount))),
            (Some(_), _) => Err(self.wrong(row, Column::ChargedOff, "cell.missing", || {
                "there is a day of the charge-off; the principal given up, above nought, would pass"
                    .to_owned()
            })),
            (None, Some(_)) => Err(self.wrong(row, Column::ChargedOffOn, "cell.missing", || {
                "principal was given up as lost; the day would pass".to_owned()
            })),
        }
    }

    fn told_recovered(&mut self, row: Cells<'_>) -> Result<Option<(Date, Amount, Amount)>, Wrong> {
        let on = self.day(row, Column::RecoveredOn);
        let amount = self.amount(row, Column::Recovered);
        let costs = self.amount(row, Column::RecoveryCosts);
        let (on, amount, costs) = (on?, amount?, costs?.unwrap_or(Amount::ZERO));
        match (on, amount.filter(|amount| *amount > Amount::ZERO)) {
            (None, None) if costs == Amount::ZERO => Ok(None),
            (Some(on), Some(amount)) if costs <= amount => Ok(Some((on, amount, costs))),
            (Some(_), Some(amount)) => {
                Err(self.wrong(row, Column::RecoveryCosts, "figure.range", || {
                    format!("they are {costs}, more than the {amount} recovered")
                }))
            }
            (None, Some(_)) => Err(self.wrong(row, Column::RecoveredOn, "cell.missing", || {
                "something was recovered; the day would pass".to_owned()
            })),
            (_, None) => Err(self.wrong(row, Column::Recovered, "cell.missing", || {
                "there is a day or a cost of recovery; what was recovered, above nought, would pass"
                    .to_owned()
            })),
        }
    }

    /// That what is told could have happened, all that could not being told.
    pub(super) fn possible(
        &mut self,
        row: Cells<'_>,
        told: &Told,
        drawing: Drawing,
    ) -> Result<(), Wrong> {
        let mut all = Ok(());
        let mut say = |reading: &mut Self, column: Column, rule, why: String| {
            all = Err(reading.wrong(row, column, rule, || why));
        };
        for (column, day) in told.days() {
            if day < drawing.on {
                let why = format!("it is {day}, before the drawing of {}", drawing.on);
                say(self, column, "outcome.order", why);
            } else if let Some(until) = drawing.known_until.filter(|until| day > *until) {
                let why = format!("it is {day}, and nothing is known after {until}");
                say(self, column, "outcome.unknown", why);
            }
        }
        let lost = told.charged_off.map(|(_, amount)| amount);
        if let Some(lost) = lost.filter(|lost| *lost > drawing.principal) {
            let why = format!("it is {lost}, more than the {} drawn", drawing.principal);
            say(self, Column::ChargedOff, "figure.range", why);
        }
        if let Some(on) = told.repaid_on {
            if lost == Some(drawing.principal) {
                let why = "all that was drawn was charged off; nothing is left to be repaid";
                say(self, Column::RepaidOn, "outcome.order", why.to_owned());
            }
            let after = told.days().filter(|(column, day)| {
                matches!(column, Column::OverdueSince | Column::CuredOn) && *day > on
            });
            for (column, day) in after.filter(|_| lost.is_none()) {
                let why = format!("it is {day}, and all was repaid on {on}");
                say(self, column, "outcome.order", why);
            }
        }
        if let (Some((since, _)), Some((lost_on, _))) = (told.overdue, told.charged_off)
            && since > lost_on
        {
            let why = format!("it is {since}, after the charge-off of {lost_on}");
            say(self, Column::OverdueSince, "outcome.order", why);
        }
        if let (Some((_, Some(cured))), Some((lost_on, _))) = (told.overdue, told.charged_off)
            && cured > lost_on
        {
            let why = format!("it is {cured}, after the charge-off of {lost_on}");
            say(self, Column::CuredOn, "outcome.order", why);
        }
        match (told.recovered, told.charged_off) {
            (Some(_), None) => {
                let why = "nothing was charged off; a recovery follows a loss";
                say(self, Column::RecoveredOn, "outcome.order", why.to_owned());
            }
            (Some((on, _, _)), Some((lost_on, _))) if on < lost_on => {
                let why = format!("it is {on}, before the charge-off of {lost_on}");
                say(self, Column::RecoveredOn, "outcome.order", why);
            }
            _ => {}
        }
        all
    }
}
