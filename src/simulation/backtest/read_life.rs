//! The life of a loan from its row: what the row tells, and what is assumed where it is silent.

use super::application::{Flow, Life};
use super::assumptions::Assumption;
use super::bound::Cells;
use super::calendar::months_on;
use super::columns::Column;
use super::mapping::From;
use super::read_flows::{Flows, Key};
use super::reading::{Cell, Reading, Wrong};
use super::told::{Drawing, Told};
use crate::units::{Amount, Date};
use jiff::Span;

/// How long before its charge-off a loan is taken to have become overdue: the days that make it a default by the shipped definitions.
const DAYS_OVERDUE: i64 = 90;

/// The day of the decision, that of maturity, and the principal asked for.
pub(super) type Contract = (Date, Date, Amount);

impl Reading<'_> {
    /// The life of a loan; nothing where it was not made.
    pub(super) fn life(
        &mut self,
        row: Cells<'_>,
        contract: Result<Contract, Wrong>,
        flows: Option<(&mut Flows, Key)>,
    ) -> Cell<Life> {
        if self.word(row, Column::Made)? == Some(false) {
            return self.unmade(row, flows);
        }
        let told = if flows.is_some() {
            self.replaced(row);
            Ok(Told::default())
        } else {
            self.told(row)
        };
        let drawing = self.drawing(row, contract);
        if let Some((flows, key)) = flows {
            let mut life = self.exact(drawing, flows, &key)?;
            self.known_to_the_end(&mut life, drawing?);
            return Ok(Some(life));
        }
        let (mut told, drawing, (_, matures_on, _)) = (told?, drawing?, contract?);
        told.repaid_on = told.repaid_on.or(self.after_months(row, drawing.on)?);
        self.possible(row, &told, drawing)?;
        let mut life = Life {
            drawn_on: drawing.on,
            drawn: drawing.principal,
            flows: Vec::new(),
            known_until: told.days().map(|(_, day)| day).fold(drawing.on, Date::max),
        };
        self.known_to_the_end(&mut life, drawing);
        self.happened(&mut life, &told, matures_on);
        life.flows.sort_unstable();
        Ok(Some(life))
    }

    /// A loan that was not made has no outcome.
    fn unmade(&mut self, row: Cells<'_>, flows: Option<(&mut Flows, Key)>) -> Cell<Life> {
        let mut wrong = Ok(None);
        let after = [Column::DrawnOn, Column::Drawn]
            .into_iter()
            .chain(Column::OUTCOMES);
        for column in after {
            let text = self
                .bound
                .text(row, column)
                .map(|(text, _)| text.into_owned());
            // Files write nought where there is no amount.
            if let Some(text) = text.filter(|text| Amount::parse(text) != Ok(Amount::ZERO)) {
                wrong = Err(self.wrong(row, column, "outcome.unmade", || {
                    format!("it is `{text}`, and the loan was not made")
                }));
            }
        }
        if let Some((flows, key)) = flows
            && let Some(line) = flows.take(&key).first().map(|of| of.line)
        {
            self.tally.add(line, "flows.loan", "outcome.unmade", || {
                format!("`{}` of `{}` was not made", key.1, key.0)
            });
            wrong = Err(Wrong);
        }
        wrong
    }

    /// When and how much was drawn, and until when the loan is known.
    fn drawing(
        &mut self,
        row: Cells<'_>,
        contract: Result<Contract, Wrong>,
    ) -> Result<Drawing, Wrong> {
        let on = self.day(row, Column::DrawnOn);
        let principal = self.above_nought(row, Column::Drawn);
        let known_until = self.day(row, Column::KnownUntil);
        let (decided_on, matures_on, requested) = contract?;
        let (on, principal) = (
            self.drawn_on(row, on, decided_on, matures_on),
            self.drawn(row, principal, requested),
        );
        let (on, principal, known_until) = (on?, principal?, known_until?);
        if let Some(until) = known_until.filter(|until| *until < on) {
            return Err(self.wrong(row, Column::KnownUntil, "outcome.order", || {
                format!("it is {until}, before the drawing of {on}")
            }));
        }
        Ok(Drawing {
            on,
            principal,
            known_until,
        })
    }

    fn drawn_on(
        &mut self,
        row: Cells<'_>,
        on: Cell<Date>,
        decided_on: Date,
        matures_on: Date,
    ) -> Result<Date, Wrong> {
        let Some(on) = on? else {
            self.assumptions.count(Assumption::DrawnOnDecision);
            return Ok(decided_on);
        };
        if on < decided_on {
            return Err(self.wrong(row, Column::DrawnOn, "dates.order", || {
                format!("it is {on}, before the decision of {decided_on}")
            }));
        }
        if on > matures_on {
            return Err(self.wrong(row, Column::DrawnOn, "dates.order", || {
                format!("it is {on}, after the maturity of {matures_on}")
            }));
        }
        Ok(on)
    }

    fn drawn(
        &mut self,
        row: Cells<'_>,
        drawn: Cell<Amount>,
        requested: Amount,
    ) -> Result<Amount, Wrong> {
        let Some(drawn) = drawn? else {
            self.assumptions.count(Assumption::DrawnInFull);
            return Ok(requested);
        };
        if drawn > requested {
            return Err(self.wrong(row, Column::Drawn, "figure.range", || {
                format!("it is {drawn}, more than the {requested} asked for; `least` in the mapping takes the lesser")
            }));
        }
        Ok(drawn)
    }

    /// The day of repayment so many months after the drawing, where the mapping reckons it so.
    fn after_months(&mut self, row: Cells<'_>, drawn_on: Date) -> Cell<Date> {
        let Some(place) = self.bound.place(Column::RepaidOn) else {
            return Ok(None);
        };
        let From::MonthsAfterDrawing { at_most, .. } = &place.source.from else {
            return Ok(None);
        };
        let at_most = *at_most;
        let text = self.bound.cells(row, place).and_then(|cells| cells[0]);
        let Some(text) = text else {
            return Ok(None);
        };
        let months = self.months(row, Column::RepaidOn, text, 0)?;
        self.assumptions.count(Assumption::RepaidAfterMonths);
        let day = months_on(drawn_on, months);
        Ok(Some(
            at_most.map_or(day, |most| day.min(most.max(drawn_on))),
        ))
    }

    /// Until when a life is known, where its row does not say: it holds the last day told of already.
    fn known_to_the_end(&mut self, life: &mut Life, drawing: Drawing) {
        life.known_until = match drawing.known_until {
            Some(until) => until,
            None => {
                self.assumptions.count(Assumption::KnownToTheEnd);
                life.known_until.max(self.end)
            }
        };
    }

    /// What happened to a loan in order: what is told, and what is assumed where nothing is.
    fn happened(&mut self, life: &mut Life, told: &Told, matures_on: Date) {
        if let Some((since, cured)) = told.overdue {
            life.flows.push((since, Flow::Overdue));
            life.flows.extend(cured.map(|day| (day, Flow::Cured)));
        }
        if let Some((lost_on, lost)) = told.charged_off {
            self.lost(life, told, lost_on, lost);
        } else if let Some(on) = told.repaid_on {
            life.flows.push((on, Flow::Repaid(life.drawn)));
        } else if told.overdue.is_none_or(|(_, cured)| cured.is_some())
            && matures_on <= life.known_until
        {
            self.assumptions.count(Assumption::RepaidAtMaturity);
            let cured = told.overdue.and_then(|(_, cured)| cured);
            let on = cured.map_or(matures_on, |cured| cured.max(matures_on));
            life.flows.push((on, Flow::Repaid(life.drawn)));
        }
        if let Some((on, gross, costs)) = told.recovered {
            life.flows.push((on, Flow::Recovered { gross, costs }));
        }
    }

    /// A loss, the time overdue before it, and what was repaid.
    fn lost(&mut self, life: &mut Life, told: &Told, lost_on: Date, lost: Amount) {
        let since = match told.overdue {
            Some((since, None)) => since,
            before => {
                self.assumptions.count(Assumption::OverdueBefore);
                let least = before.and_then(|(_, cured)| cured).unwrap_or(life.drawn_on);
                let since = lost_on
                    .saturating_sub(Span::new().days(DAYS_OVERDUE))
                    .max(least);
                life.flows.push((since, Flow::Overdue));
                since
            }
        };
        let rest = life
            .drawn
            .checked_sub(lost)
            .filter(|rest| *rest > Amount::ZERO);
        if let Some(rest) = rest {
            let on = told.repaid_on.unwrap_or_else(|| {
                self.assumptions.count(Assumption::RestRepaid);
                since.saturating_sub(Span::new().days(1)).max(life.drawn_on)
            });
            life.flows.push((on, Flow::Repaid(rest)));
        }
        life.flows.push((lost_on, Flow::ChargedOff(lost)));
    }

    /// That columns of outcomes are left unread, where a row has any.
    fn replaced(&mut self, row: Cells<'_>) {
        if Column::OUTCOMES
            .iter()
            .any(|of| self.bound.text(row, *of).is_some())
        {
            self.assumptions.count(Assumption::OutcomesReplaced);
        }
    }

    /// The life of a loan by exact flows: nothing is assumed of it.
    fn exact(
        &mut self,
        drawing: Result<Drawing, Wrong>,
        flows: &mut Flows,
        key: &Key,
    ) -> Result<Life, Wrong> {
        let own = flows.take(key);
        let drawing = drawing?;
        own.possible(drawing, &mut self.tally)?;
        Ok(Life {
            drawn_on: drawing.on,
            drawn: drawing.principal,
            known_until: own.iter().map(|of| of.on).fold(drawing.on, Date::max),
            flows: own.iter().map(|of| (of.on, of.flow)).collect(),
        })
    }
}
