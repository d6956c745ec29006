//! The rules of the walk: the versions of terms that were asked for, working days and rates.

use crate::pool::{Calendar, CalendarYear, Rules, Terms, TermsHistory};
use crate::service::{Error, terms};
use crate::simulation::backtest::Application;
use crate::units::{Bilingual, Date, Mark, Origin, Problems};
use std::collections::BTreeMap;

/// The versions of a programme's terms, as `--terms` names them.
pub(super) fn versions(asked: &[String]) -> Result<Vec<Terms>, Error> {
    let mut versions = Vec::new();
    let mut wrong = Vec::new();
    for one in asked {
        match terms::find(one) {
            Ok(loaded) => versions.push(Terms::clone(&loaded.terms)),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if wrong.is_empty() {
        return Ok(versions);
    }
    Err(Error::Usage(wrong.join("\n")))
}

/// Their history.
pub(super) fn history(versions: Vec<Terms>) -> Result<TermsHistory, Error> {
    TermsHistory::new(versions).map_err(|error| Error::Usage(error.to_string()))
}

/// The rules of the walk, and what must be read with it: of years without a calendar, weekdays are taken for working days.
pub(super) fn rules(
    history: &TermsHistory,
    from: Date,
    to: Date,
) -> Result<(Rules, Vec<Bilingual>), Error> {
    let shipped = terms::calendar()?;
    let mut years: BTreeMap<i16, CalendarYear> = shipped
        .years()
        .map(|year| (year.year, year.clone()))
        .collect();
    let mut assumed = Vec::new();
    // Deadlines of the last days may end in the year after.
    for year in from.year()..=to.year().saturating_add(2).min(9_998) {
        years.entry(year).or_insert_with(|| {
            assumed.push(year);
            weekdays(year)
        });
    }
    let calendar = Calendar::new(years.into_values());
    let mut rules = Rules::new([history.clone()]);
    rules.calendar = calendar.map_err(|error| Error::Usage(error.to_string()))?;
    rules.lpr = Some(terms::lpr()?);
    let notes = assumed.first().zip(assumed.last()).map(|(first, last)| {
        Bilingual::new(
            format!("{first} 至 {last} 年中无节假日安排的年份,按周一至周五为工作日"),
            format!("of years between {first} and {last} without a calendar, weekdays are taken for working days"),
        )
    });
    Ok((rules, notes.into_iter().collect()))
}

/// The same working days and rates under other terms.
pub(super) fn under(history: &TermsHistory, rules: &Rules) -> Rules {
    let mut under = Rules::new([history.clone()]);
    under.calendar = rules.calendar.clone();
    under.lpr.clone_from(&rules.lpr);
    under
}

fn weekdays(year: i16) -> CalendarYear {
    CalendarYear {
        year,
        origin: Origin {
            mark: Mark::Ours,
            source: "weekdays, for want of a calendar".to_owned(),
        },
        settled_to: Date::new(year, 12, 31).expect("every year has a last day"),
        days_off: Vec::new(),
        working_weekends: Vec::new(),
    }
}

/// That terms are in force on every day of decision: a gap in time is told with how many fall into it.
pub(super) fn in_force(history: &TermsHistory, applications: &[&Application]) -> Problems {
    let mut gaps: BTreeMap<String, (u32, u64)> = BTreeMap::new();
    for application in applications {
        if let Err(none) = history.on(application.decided_on) {
            let of = gaps.entry(none.why).or_insert((application.row, 0));
            of.1 += 1;
        }
    }
    let mut problems = Problems::default();
    for (why, (row, count)) in gaps {
        let message = format!(
            "no version of `{}` holds on the day of {count} decisions, the first in this row: {why}; name one that does, or walk other days",
            history.scheme()
        );
        problems.push(Some(row), "decided_on", "terms.gap", message);
    }
    problems
}
