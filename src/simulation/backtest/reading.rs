//! Reading the cells of a row, each as what its column holds; what is wrong goes to the tally.

use super::assumptions::{Assumption, Assumptions};
use super::bound::{Bound, Cells, sas_day};
use super::columns::Column;
use super::mapping::{Dates, From};
use super::slugs::Slugs;
use super::tally::Tally;
use crate::pool::Share;
use crate::units::names::{BankId, NameError};
use crate::units::{Amount, Date, DateStyle, EnterpriseId, Ratio, parse_date};
use std::borrow::Cow;

/// A cell that was told to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wrong;

/// What a cell says, nothing, or that it was told to be wrong.
pub(super) type Cell<T> = Result<Option<T>, Wrong>;

/// Words for yes and no where a mapping has none.
const YES: [&str; 6] = ["yes", "true", "1", "y", "Y", "是"];
const NO: [&str; 6] = ["no", "false", "0", "n", "N", "否"];

/// The most that any amount is.
pub(super) const MOST: Amount = Amount::from_fen(1_000_000_000_000_000);

/// A reading under way.
#[derive(Debug)]
pub(super) struct Reading<'m> {
    pub(super) bound: Bound<'m>,
    pub(super) tally: Tally,
    pub(super) assumptions: Assumptions,
    pub(super) banks: Slugs,
    /// The end of the walk.
    pub(super) end: Date,
}

impl Reading<'_> {
    pub(super) fn wrong(
        &mut self,
        row: Cells<'_>,
        column: Column,
        rule: &'static str,
        message: impl FnOnce() -> String,
    ) -> Wrong {
        self.tally.add(row.line, column.name(), rule, message);
        Wrong
    }

    /// The text of a column.
    pub(super) fn text<'r>(&mut self, row: Cells<'r>, column: Column) -> Option<Cow<'r, str>> {
        let (text, instead) = self.bound.text(row, column)?;
        // Constants and stand-ins live as long as the mapping; cells as long as the row.
        let text = Cow::Owned(text.into_owned());
        if instead {
            self.assumptions.count(Assumption::Otherwise);
        }
        Some(text)
    }

    /// That a column says something.
    pub(super) fn needed<T>(
        &mut self,
        row: Cells<'_>,
        column: Column,
        cell: Cell<T>,
    ) -> Result<T, Wrong> {
        match cell? {
            Some(value) => Ok(value),
            None => Err(self.wrong(row, column, "cell.missing", || {
                "a loan says this".to_owned()
            })),
        }
    }

    /// A name.
    pub(super) fn named<T>(
        &mut self,
        row: Cells<'_>,
        column: Column,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Cell<T> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        match parse(&text) {
            Ok(name) => Ok(Some(name)),
            Err(error) => Err(self.wrong(row, column, error.rule(), || error.to_string())),
        }
    }

    /// The bank; its name is made an id where the mapping says so.
    pub(super) fn bank(&mut self, row: Cells<'_>) -> Cell<BankId> {
        let slug = self
            .bound
            .place(Column::Bank)
            .is_some_and(|place| place.source.slug);
        if !slug {
            return self.named(row, Column::Bank, BankId::parse);
        }
        let text = self.text(row, Column::Bank);
        Ok(text.map(|text| self.banks.id(&text)))
    }

    /// The borrower.
    pub(super) fn enterprise(&mut self, row: Cells<'_>) -> Cell<EnterpriseId> {
        let Some(text) = self.text(row, Column::Enterprise) else {
            return Ok(None);
        };
        let place = self.bound.place(Column::Enterprise);
        let read = match place.and_then(|place| place.source.scheme.as_deref()) {
            Some(scheme) => EnterpriseId::in_scheme(scheme, &text),
            None => EnterpriseId::parse(&text),
        };
        match read {
            Ok(id) => Ok(Some(id)),
            Err(error) => Err(self.wrong(row, Column::Enterprise, "enterprise.id", || {
                error.to_string()
            })),
        }
    }

    /// A day.
    pub(super) fn day(&mut self, row: Cells<'_>, column: Column) -> Cell<Date> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        let constant = self
            .bound
            .place(column)
            .is_some_and(|place| matches!(place.source.from, From::Constant(_)));
        let read = match self.bound.dates {
            Dates::Written(style) => parse_date(&text, style).map_err(|error| (error.rule(), error.to_string())),
            // A constant is written by the mapping's author, in its own way.
            Dates::SasDays if constant => parse_date(&text, DateStyle::Auto).map_err(|error| (error.rule(), error.to_string())),
            Dates::SasDays => sas_day(&text).ok_or_else(|| {
                let why = format!("`{text}` is not a number of days since 1960-01-01 within the years 1900 to 2100");
                ("date.form", why)
            }),
        };
        read.map(Some)
            .map_err(|(rule, why)| self.wrong(row, column, rule, || why))
    }

    /// An amount of nought or more.
    pub(super) fn amount(&mut self, row: Cells<'_>, column: Column) -> Cell<Amount> {
        let least = self
            .bound
            .place(column)
            .is_some_and(|place| matches!(place.source.from, From::Least(_)));
        if least {
            return self.least(row, column);
        }
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        self.parsed(row, column, &text).map(Some)
    }

    fn parsed(&mut self, row: Cells<'_>, column: Column, text: &str) -> Result<Amount, Wrong> {
        match Amount::parse(text) {
            Ok(amount) if (Amount::ZERO..=MOST).contains(&amount) => Ok(amount),
            Ok(amount) if amount > MOST => Err(self.wrong(row, column, "figure.range", || {
                format!("it is {amount}; at most {MOST} would pass")
            })),
            Ok(amount) => Err(self.wrong(row, column, "figure.range", || {
                format!("it is {amount}; no amount here is below nought")
            })),
            Err(error) => Err(self.wrong(row, column, error.rule(), || error.to_string())),
        }
    }

    /// The least of several columns of money, of those that say anything.
    fn least(&mut self, row: Cells<'_>, column: Column) -> Cell<Amount> {
        let place = self.bound.place(column).expect("it was found to be there");
        let Some(cells) = self.bound.cells(row, place) else {
            return Ok(None);
        };
        let (mut least, mut differ) = (None::<Amount>, false);
        for text in cells.into_iter().flatten() {
            let amount = self.parsed(row, column, text)?;
            differ |= least.is_some_and(|of| of != amount);
            least = Some(least.map_or(amount, |of| of.min(amount)));
        }
        if differ {
            self.assumptions.count(Assumption::Least);
        }
        Ok(least)
    }

    /// An amount above nought.
    pub(super) fn above_nought(&mut self, row: Cells<'_>, column: Column) -> Cell<Amount> {
        match self.amount(row, column)? {
            Some(Amount::ZERO) => Err(self.wrong(row, column, "figure.range", || {
                "it is nought; an amount above nought would pass".to_owned()
            })),
            amount => Ok(amount),
        }
    }

    /// A number from nought to one, exact.
    pub(super) fn up_to_one(&mut self, row: Cells<'_>, column: Column) -> Cell<Ratio> {
        let place = self.bound.place(column);
        if place.is_some_and(|place| matches!(place.source.from, From::PartOf { .. })) {
            return self.part_of(row, column);
        }
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        match Ratio::parse(&text)
            .ok()
            .filter(|ratio| Share::new(*ratio).is_some())
        {
            Some(ratio) => Ok(Some(ratio)),
            None => Err(self.wrong(row, column, "figure.range", || {
                format!("it is `{text}`; a number from 0 to 1 would pass, such as 0.05")
            })),
        }
    }

    fn part_of(&mut self, row: Cells<'_>, column: Column) -> Cell<Ratio> {
        let place = self.bound.place(column).expect("it was found to be there");
        let Some(cells) = self.bound.cells(row, place) else {
            return Ok(None);
        };
        let [Some(part), Some(whole)] = cells[..] else {
            return Ok(None);
        };
        let (part, whole) = (
            self.parsed(row, column, part),
            self.parsed(row, column, whole),
        );
        let (part, whole) = (part?, whole?);
        let ratio = Ratio::of(part, whole).map(Ratio::reduced);
        match ratio.filter(|ratio| Share::new(*ratio).is_some()) {
            Some(ratio) => Ok(Some(ratio)),
            None => Err(self.wrong(row, column, "figure.range", || {
                format!("it is {part} of {whole}; a share from 0 to 1 would pass")
            })),
        }
    }

    /// Yes or no.
    pub(super) fn word(&mut self, row: Cells<'_>, column: Column) -> Cell<bool> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        let own = self
            .bound
            .place(column)
            .and_then(|place| place.source.words.as_ref());
        let (yes, no) = match own {
            Some((yes, no)) => (
                yes.iter().map(String::as_str).collect::<Vec<_>>(),
                no.iter().map(String::as_str).collect::<Vec<_>>(),
            ),
            None => (YES.to_vec(), NO.to_vec()),
        };
        let found = [(true, &yes), (false, &no)];
        let found = found
            .iter()
            .find(|(_, words)| words.contains(&&*text))
            .map(|(is, _)| *is);
        match found {
            Some(is) => Ok(Some(is)),
            None => {
                let known = [yes, no].concat().join(", ");
                Err(self.wrong(row, column, "word.unknown", || {
                    format!("`{text}` is none of: {known}")
                }))
            }
        }
    }

    /// Months, from one to fifty years.
    pub(super) fn months(
        &mut self,
        row: Cells<'_>,
        column: Column,
        text: &str,
        least: u32,
    ) -> Result<u32, Wrong> {
        let whole = text.strip_suffix(".0").unwrap_or(text);
        match whole
            .parse()
            .ok()
            .filter(|months| (least..=600).contains(months))
        {
            Some(months) => Ok(months),
            None => Err(self.wrong(row, column, "figure.range", || {
                format!("it is `{text}`; a whole number of months from {least} to 600 would pass")
            })),
        }
    }
}
