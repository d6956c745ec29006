//! Top-ups 补足 that the terms call for at a day's end: by what was paid out in a year that is over, and by what
//! is left of the money paid in. What is open counts, so that nothing is called for twice.

use super::admission::LARGEST;
use super::call::parts;
use super::desk::{Checked, Desk, plus};
use crate::pool::account::Code;
use crate::pool::called::Called;
use crate::pool::happened::Happened;
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::{Figure, TopUp, TopUpTrigger};
use crate::units::{Amount, Date, Ratio};

impl Desk<'_> {
    /// What the terms in force call for at the end of a day, when the day closed last was `before`: one event
    /// for each contributor, by its ratio.
    pub(super) fn top_ups(&self, date: Date, before: Option<Date>) -> Checked<Vec<Happened>> {
        let mut out = Vec::new();
        for (_, at, of) in self.state.compartments.all() {
            let rules = self.funded(of).map_or(&[][..], |of| &of.top_ups);
            let mut made = Vec::new();
            for (rule, year) in occasions(rules, of, date, before) {
                let amount = match year {
                    Some(year) => paid_out(of, year),
                    None => below(of, rule, &made),
                };
                if amount <= Amount::ZERO {
                    continue;
                }
                let due = self.pay_in_by(at, rule, date)?;
                let asked = of.splits[0].delta(Amount::ZERO, amount);
                for part in parts(of, &asked, &made) {
                    out.push(Happened::ContributionCalled {
                        compartment: at.clone(),
                        trigger: rule.trigger,
                        year,
                        parts: vec![part.clone()],
                        due,
                    });
                    made.push(part);
                }
            }
        }
        Ok(out)
    }

    /// Calls whose last day is over, each told once.
    pub(super) fn overdue_calls(&self, date: Date, out: &mut Vec<(Date, Happened)>) {
        for (_, at, of) in self.state.compartments.all() {
            let late = |due: &Date| *due < date;
            for call in of.calls.iter().filter(|call| !call.overdue) {
                let Some(due) = call.due.filter(late) else {
                    continue;
                };
                if call.open > Amount::ZERO {
                    let what = Happened::ContributionOverdue {
                        compartment: at.clone(),
                        contributor: call.contributor.clone(),
                        call: call.sequence,
                        open: call.open,
                        due,
                    };
                    out.push((due, what));
                }
            }
        }
    }
}

/// What may be called for: each year that ended since the day closed last, then the share of what was paid in.
fn occasions<'t>(
    rules: &'t [TopUp],
    of: &Compartment,
    date: Date,
    before: Option<Date>,
) -> Vec<(&'t TopUp, Option<i16>)> {
    let by = |trigger: TopUpTrigger| rules.iter().filter(move |rule| rule.trigger == trigger);
    let over =
        |year: &i16| *year < date.year() && before.is_none_or(|before| *year >= before.year());
    let years = of.paid_by_year.counted().filter(over);
    let mut years: Vec<i16> = years.collect();
    years.sort_unstable();
    let mut list = Vec::new();
    for rule in by(TopUpTrigger::YearlyPayout) {
        list.extend(years.iter().map(|year| (rule, Some(*year))));
    }
    list.extend(by(TopUpTrigger::BelowShare).map(|rule| (rule, None)));
    list
}

/// What was paid out in a year, less what was called for in it otherwise and is open.
fn paid_out(of: &Compartment, year: i16) -> Amount {
    let otherwise = of
        .calls
        .iter()
        .filter(|call| call.trigger != TopUpTrigger::YearlyPayout && call.called_on.year() == year);
    let open: i64 = otherwise.map(|call| call.open.fen()).sum();
    Amount::from_fen(of.paid_by_year.of(year) - open)
}

/// The least that brings what is left of the money paid in, open calls with it, back to the share of it. What
/// is paid in adds to both: with a share of s it is the shortfall by 1 - s.
fn below(of: &Compartment, rule: &TopUp, made: &[Called]) -> Amount {
    let open = of.calls.iter().map(|call| call.open);
    let open = open.chain(made.iter().map(|part| part.amount));
    let open = open.fold(Amount::ZERO, plus);
    let whole = |amount: Amount| Ratio::from_int(plus(amount, open).fen().into());
    let paid_in = whole(of.balances.usual(Code::PaidIn));
    let left = whole(of.balances.net_assets());
    let share = rule.share.as_ref().map_or(Ratio::ZERO, Figure::get);
    let lacks = share
        .checked_mul(paid_in)
        .and_then(|least| least.checked_sub(left));
    let more = Ratio::ONE
        .checked_sub(share)
        .and_then(|rest| lacks?.checked_div(rest));
    let fen = more.map_or(0, |more| more.ceil().clamp(0, LARGEST.into()));
    Amount::from_fen(i64::try_from(fen).unwrap_or(LARGEST))
}
