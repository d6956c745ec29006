//! Reading a year of the calendar and the LPR series from their files, every problem with its line.

use super::calendar::{CalendarYear, is_weekend};
use super::lpr::{LprQuote, LprSeries, months};
use super::terms::section::Section;
use crate::units::form::Form;
use crate::units::{Date, Problems, Ratio};

/// The days of law on which nobody works in any year: month and day.
const ALWAYS_OFF: [(i8, i8); 5] = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)];

impl CalendarYear {
    /// Reads and checks the file of one year.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let year = {
            let root = Section::root(form.root());
            let year = year(&root);
            root.close();
            year
        };
        form.finish(year)
    }
}

fn year(root: &Section<'_>) -> Option<CalendarYear> {
    let number = root.number("year");
    let number = number.and_then(|number| {
        let fits = i16::try_from(number).ok().filter(|year| *year <= 9999);
        if fits.is_none() {
            root.problem("year", "figure.range", format!("{number} is no year"));
        }
        fits
    });
    let settled_to = root.date("settled_to");
    let mut off: Vec<Date> = Vec::new();
    let mut working: Vec<Date> = Vec::new();
    root.each("holidays", |section| {
        let _name = section.bilingual("name");
        let (from, to) = (section.date("from"), section.date("to"));
        let swapped = section.dates("working");
        let days = days(section, from?, to?);
        for day in swapped.iter().filter(|day| !is_weekend(**day)) {
            let message = format!("{day} is no Saturday or Sunday, so it is worked anyway");
            section.problem("working", "calendar.weekday", message);
        }
        for (key, day) in days
            .iter()
            .map(|day| ("from", day))
            .chain(swapped.iter().map(|day| ("working", day)))
        {
            if number.is_some_and(|number| day.year() != number) {
                let message = format!("{day} is not in the year of this file");
                section.problem(key, "calendar.year", message);
            }
            if off.contains(day) || working.contains(day) {
                let message = format!("{day} stands in this file twice");
                section.problem(key, "calendar.twice", message);
            }
        }
        off.extend(days);
        working.extend(swapped);
        Some(())
    });
    if root.items("holidays") == 0 {
        root.problem(
            "holidays",
            "list.empty",
            "a year without a holiday is not one",
        );
    }
    if let (Some(number), Some(settled_to)) = (number, settled_to) {
        check_settled(root, number, settled_to, &off);
    }
    off.sort_unstable();
    working.sort_unstable();
    Some(CalendarYear {
        year: number?,
        origin: root.origin().clone(),
        settled_to: settled_to?,
        days_off: off,
        working_weekends: working,
    })
}

fn days(section: &Section<'_>, from: Date, to: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = Some(from);
    // The longest holiday so far had ten days; more than thirty is a slip of the pen.
    while let Some(at) = day.filter(|at| *at <= to && days.len() <= 30) {
        days.push(at);
        day = at.tomorrow().ok();
    }
    if days.is_empty() || days.len() > 30 {
        let message = format!("a holiday from {from} to {to} has not between 1 and 30 days");
        section.problem("from", "dates.order", message);
        days.clear();
    }
    days
}

fn check_settled(root: &Section<'_>, year: i16, settled_to: Date, off: &[Date]) {
    if settled_to.year() != year {
        let message = format!("{settled_to} is not in {year}");
        root.problem("settled_to", "calendar.year", message);
    }
    for (month, day) in ALWAYS_OFF {
        let Ok(day) = Date::new(year, month, day) else {
            continue;
        };
        if day <= settled_to && !off.contains(&day) {
            let message = format!("{day} is a holiday by law and is missing");
            root.problem("holidays", "calendar.missing", message);
        }
    }
}

impl LprSeries {
    /// Reads and checks the file of the series.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let series = {
            let root = Section::root(form.root());
            let series = Some(series(&root));
            root.close();
            series
        };
        form.finish(series)
    }
}

fn series(root: &Section<'_>) -> LprSeries {
    let tenth = Ratio::new(1, 10).expect("ten is not nought");
    let mut last: Option<Date> = None;
    let quotes = root.each("quotes", |section| {
        let published = section.date("published");
        let one_year = section.decimal("one_year");
        if one_year.is_some_and(|rate| !(Ratio::ZERO..=tenth).contains(&rate)) {
            let message = "a rate a year is a share such as 0.0385 for 3.85%";
            section.problem("one_year", "figure.range", message);
        }
        let published = published?;
        if let Some(last) = last
            && months(published) != months(last) + 1
        {
            let message = format!("{published} is not in the month after {last}");
            section.problem("published", "lpr.gap", message);
        }
        last = Some(published);
        Some(LprQuote {
            published,
            one_year: one_year?,
        })
    });
    if root.items("quotes") == 0 {
        root.problem("quotes", "list.empty", "at least one is required");
    }
    LprSeries {
        origin: root.origin().clone(),
        quotes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_year_is_told() {
        let text = "year = 2021\nmark = \"rule\"\nsource = \"test\"\nsettled_to = 2022-01-01\n\
            [[holidays]]\nname = { zh = \"元旦\", en = \"New Year\" }\nfrom = 2021-01-01\n\
            to = 2021-01-03\nworking = [2021-01-04, 2022-01-08]\n\
            [[holidays]]\nname = { zh = \"又\", en = \"again\" }\nfrom = 2021-01-03\nto = 2021-01-02\n\
            [[holidays]]\nname = { zh = \"又\", en = \"again\" }\nfrom = 2021-01-03\nto = 2021-01-03\n";
        insta::assert_snapshot!(CalendarYear::parse(text).unwrap_err(), @"
        line 4: settled_to: 2022-01-01 is not in 2021 [calendar.year]
        line 5: holidays: 2021-05-01 is a holiday by law and is missing [calendar.missing]
        line 5: holidays: 2021-10-01 is a holiday by law and is missing [calendar.missing]
        line 5: holidays: 2021-10-02 is a holiday by law and is missing [calendar.missing]
        line 5: holidays: 2021-10-03 is a holiday by law and is missing [calendar.missing]
        line 9: holidays[1].working: 2021-01-04 is no Saturday or Sunday, so it is worked anyway [calendar.weekday]
        line 9: holidays[1].working: 2022-01-08 is not in the year of this file [calendar.year]
        line 12: holidays[2].from: a holiday from 2021-01-03 to 2021-01-02 has not between 1 and 30 days [dates.order]
        line 16: holidays[3].from: 2021-01-03 stands in this file twice [calendar.twice]
        ");
    }

    #[test]
    fn a_gap_in_the_series_is_told() {
        let text = "mark = \"rule\"\nsource = \"test\"\nquotes = [\n\
            { published = 2020-01-20, one_year = \"0.0415\" },\n\
            { published = 2020-03-20, one_year = \"4.05\" },\n]\n";
        insta::assert_snapshot!(LprSeries::parse(text).unwrap_err(), @"
        line 5: quotes[2].one_year: a rate a year is a share such as 0.0385 for 3.85% [figure.range]
        line 5: quotes[2].published: 2020-03-20 is not in the month after 2020-01-20 [lpr.gap]
        ");
    }
}
