//! Joining 并入: what working days and rates on record add to those at hand, and what stands against putting them
//! there. A day that is said is never said otherwise: deadlines were told by it.

use super::calendar::{Calendar, CalendarYear};
use super::lpr::{LprQuote, LprSeries, PUBLICATION_DAY, months};
use crate::units::{Date, Problems};
use std::collections::BTreeMap;

/// A month without a publication between two that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{next} is not in the month after {last}")]
pub struct Gap {
    /// The publication before it.
    pub last: Date,
    /// The publication after it.
    pub next: Date,
}

impl CalendarYear {
    /// The days of which two calendars of one year both speak and say otherwise, each with whether people work on it
    /// by this one.
    pub fn differences(&self, other: &Self) -> Vec<(Date, bool)> {
        let mut found = Vec::new();
        if self.year != other.year {
            return found;
        }
        let mut day = Date::new(self.year, 1, 1).ok();
        while let Some(at) = day {
            let (Some(works), Some(others)) = (self.works(at), other.works(at)) else {
                break;
            };
            if works != others {
                found.push((at, works));
            }
            day = at.tomorrow().ok();
        }
        found
    }
}

impl Calendar {
    /// The calendar with a year more, or with the days of a year that it has. The year holds for every day that it
    /// settles.
    pub fn joined(mut self, year: &CalendarYear) -> Self {
        let mut year = year.clone();
        if let Some(known) = self.years.get(&year.year)
            && known.settled_to > year.settled_to
        {
            let settled = year.settled_to;
            let later = |days: &[Date]| -> Vec<Date> {
                days.iter().copied().filter(|day| *day > settled).collect()
            };
            year.days_off.retain(|day| *day <= settled);
            year.days_off.extend(later(&known.days_off));
            year.working_weekends.retain(|day| *day <= settled);
            year.working_weekends.extend(later(&known.working_weekends));
            year.settled_to = known.settled_to;
        }
        self.years.insert(year.year, year);
        self
    }
}

impl LprSeries {
    /// The publications of months that two series both have and say otherwise: of each this one's and the other's.
    pub fn differences(&self, other: &Self) -> Vec<(LprQuote, LprQuote)> {
        let both = self.quotes.iter().filter_map(|mine| {
            let month = months(mine.published);
            let mut others = other.quotes.iter();
            let theirs = others.find(|of| months(of.published) == month)?;
            (mine != theirs).then(|| (mine.clone(), theirs.clone()))
        });
        both.collect()
    }

    /// The series with the publications of others, a later one before an earlier; none of the months between may
    /// be missing.
    pub fn joined<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Result<Self, Gap> {
        let joined = self.over(others);
        joined.gap().map_or(Ok(joined), Err)
    }

    fn over<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all: BTreeMap<i32, LprQuote> = BTreeMap::new();
        let others = others.into_iter().flat_map(|of| &of.quotes);
        for quote in self.quotes.iter().chain(others) {
            all.insert(months(quote.published), quote.clone());
        }
        Self {
            origin: self.origin.clone(),
            quotes: all.into_values().collect(),
        }
    }

    fn gap(&self) -> Option<Gap> {
        let pairs = self.quotes.windows(2);
        let mut pairs = pairs.map(|pair| (pair[0].published, pair[1].published));
        let gap = pairs.find(|(last, next)| months(*next) != months(*last) + 1);
        gap.map(|(last, next)| Gap { last, next })
    }
}

/// Whether a year says anything new beside the calendar at hand, or everything that stands against it.
pub fn recordable_year(calendar: &Calendar, year: &CalendarYear) -> Result<bool, Problems> {
    let Some(known) = calendar.years.get(&year.year) else {
        return Ok(true);
    };
    let mut problems = Problems::default();
    for (day, works) in known.differences(year) {
        let (is, not) = if works {
            ("a working day", "none")
        } else {
            ("no working day", "one")
        };
        let message = format!("{day} is {is} by the calendar at hand, and {not} by this file");
        problems.add("holidays", "record.day", message);
    }
    problems.or(year.settled_to > known.settled_to)
}

/// Whether publications say anything new beside the shipped series and those on record, or everything that stands
/// against them.
pub fn recordable_rates(
    shipped: &LprSeries,
    on_record: &[LprSeries],
    more: &LprSeries,
    today: Date,
) -> Result<bool, Problems> {
    let mut problems = Problems::default();
    let known = shipped.over(on_record);
    for (known, said) in known.differences(more) {
        let message = format!(
            "the rate of {} at hand is {}, published on {}; by this file {}, published on {}",
            month(known.published),
            known.one_year,
            known.published,
            said.one_year,
            said.published
        );
        problems.add(&place(more, &said), "record.rate", message);
    }
    for quote in more.quotes() {
        let published = quote.published;
        if published > today {
            let message = format!("{published} has not come yet: today is {today}");
            problems.add(&place(more, quote), "record.future", message);
        }
        // Until the 20th the rate of the month before was told.
        if published.day() < PUBLICATION_DAY {
            let message =
                format!("{published} is before the {PUBLICATION_DAY}th: no rate is published then");
            problems.add(&place(more, quote), "lpr.day", message);
        }
    }
    let joined = known.over([more]);
    if let Some(gap) = joined.gap() {
        let message = format!("{gap}; a file with the publications between would pass");
        problems.add("quotes", "lpr.gap", message);
    }
    problems.or(joined.quotes.len() > known.quotes.len())
}

/// Where a publication stands in its file.
fn place(of: &LprSeries, quote: &LprQuote) -> String {
    let before = of.quotes.iter().take_while(|other| *other != quote);
    format!("quotes[{}]", before.count() + 1)
}

fn month(day: Date) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days off from 1 to 3 October and so on, and more; the figures are made up.
    fn year(settled_to: &str, more: &str) -> CalendarYear {
        let off = |name: &str, from: &str, to: &str| {
            format!(
                "[[holidays]]\nname = {{ zh = \"假日\", en = \"{name}\" }}\nfrom = 2031-{from}\nto = 2031-{to}\n"
            )
        };
        let all = [
            off("a", "01-01", "01-01"),
            off("b", "05-01", "05-01"),
            off("c", "10-01", "10-03"),
        ];
        let text = format!(
            "mark = \"ours\"\nsource = \"made up\"\nyear = 2031\nsettled_to = {settled_to}\n{}{more}",
            all.concat()
        );
        CalendarYear::parse(&text).unwrap()
    }

    fn rates(quotes: &[(&str, &str)]) -> LprSeries {
        let quotes = quotes.iter().map(|(published, rate)| {
            format!("{{ published = {published}, one_year = \"{rate}\" }}")
        });
        let quotes: Vec<String> = quotes.collect();
        let quotes = quotes.join(", ");
        LprSeries::parse(&format!(
            "mark = \"ours\"\nsource = \"made up\"\nquotes = [{quotes}]\n"
        ))
        .unwrap()
    }

    fn days(from: &str, to: &str) -> impl Iterator<Item = Date> {
        let to: Date = to.parse().unwrap();
        let from: Date = from.parse().unwrap();
        let next = |day: &Date| day.tomorrow().ok();
        std::iter::successors(Some(from), next).take_while(move |day| *day <= to)
    }

    #[test]
    fn no_day_that_was_told_is_told_otherwise() {
        let eve = "[[holidays]]\nname = { zh = \"又\", en = \"d\" }\nfrom = 2031-12-30\nto = 2031-12-31\nworking = [2031-12-27]\n";
        let (short, long) = (year("2031-12-25", ""), year("2031-12-31", eve));
        let before = Calendar::default().joined(&short);
        assert_eq!(recordable_year(&before, &long), Ok(true));
        let after = before.clone().joined(&long);
        for day in days("2031-01-01", "2031-12-25") {
            assert_eq!(before.is_working_day(day), after.is_working_day(day));
        }
        // Whichever comes first, the days are the same.
        let other = Calendar::default().joined(&long).joined(&short);
        let works = |of: &Calendar| -> Vec<bool> {
            let days = days("2031-01-01", "2031-12-31");
            days.map(|day| of.is_working_day(day).unwrap()).collect()
        };
        assert_eq!(works(&after), works(&other));
        assert_eq!(works(&after)[360..], [true, false, true, false, false]);
        assert_eq!(recordable_year(&after, &short), Ok(false));
    }

    #[test]
    fn no_rate_that_was_told_is_told_otherwise() {
        let today = Date::constant(2031, 4, 1);
        let first = rates(&[("2031-01-20", "0.0310")]);
        let more = rates(&[("2031-02-20", "0.0300"), ("2031-03-20", "0.0290")]);
        assert_eq!(recordable_rates(&first, &[], &more, today), Ok(true));
        let joined = first.joined([&more]).unwrap();
        let mut told = 0;
        for day in days("2031-01-01", "2031-06-30") {
            let Ok(rate) = first.one_year(day) else {
                continue;
            };
            assert_eq!(joined.one_year(day), Ok(rate), "{day}");
            told += 1;
        }
        // Twelve days of January from the 20th on, and 19 of February.
        assert_eq!(told, 31);
        let known = [more.clone()];
        assert_eq!(recordable_rates(&first, &known, &more, today), Ok(false));
        let later = rates(&[("2031-05-20", "0.0290")]);
        let gap = Gap {
            last: Date::constant(2031, 3, 20),
            next: Date::constant(2031, 5, 20),
        };
        assert_eq!(joined.joined([&later]), Err(gap));
        let problems = recordable_rates(&first, &known, &later, today).unwrap_err();
        insta::assert_snapshot!(problems, @"
        quotes[1]: 2031-05-20 has not come yet: today is 2031-04-01 [record.future]
        quotes: 2031-05-20 is not in the month after 2031-03-20; a file with the publications between would pass [lpr.gap]
        ");
        // What leaves out a month is joined with what has it, in whatever order.
        assert!(
            first
                .joined([&rates(&[("2031-04-21", "0.03")]), &more])
                .is_ok()
        );
    }
}
