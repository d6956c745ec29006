//! A mapping bound to the header of a file: which cell of a row says what.

use super::columns::{COLUMNS, Column, Known};
use super::mapping::{Dates, From, Mapping, Source};
use crate::units::{Date, Problems};
use std::borrow::Cow;

/// A mapping and the places of the columns that it reads.
#[derive(Debug)]
pub(super) struct Bound<'m> {
    missing: &'m [String],
    pub(super) dates: Dates,
    columns: Vec<Option<Place>>,
}

/// Where a column comes from, and the places of the foreign columns.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) source: Source,
    /// Of the columns that [`From`] names, in its order.
    own: Vec<usize>,
    /// Of the columns that conditions name.
    only: Vec<usize>,
}

/// A row of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    pub(super) line: u32,
    pub(super) cells: &'r [String],
}

impl<'m> Bound<'m> {
    /// Finds every column that a mapping reads in a header; what is missing is told at once.
    pub(super) fn new(mapping: &'m Mapping, header: &[String]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut columns = Vec::with_capacity(COLUMNS.len());
        for (column, name, known) in COLUMNS {
            let source = mapping.source(column, header);
            if source.is_none() && known == Known::Needed {
                problems.push(
                    Some(1),
                    name,
                    "column.missing",
                    "a file of loans has this column",
                );
            }
            columns.push(source.and_then(|source| place(source, name, header, &mut problems)));
        }
        let terms = [Column::Months, Column::MaturesOn];
        let terms = terms.map(|column| mapping.source(column, header).is_some());
        if terms[0] == terms[1] {
            let why = "one of `months` and `matures_on` tells when a loan matures; a file has exactly one";
            problems.push(Some(1), "months", "column.either", why);
        }
        problems.or(Self {
            missing: &mapping.missing,
            dates: mapping.dates,
            columns,
        })
    }

    /// Where a column comes from.
    pub(super) fn place(&self, column: Column) -> Option<&Place> {
        self.columns[column.at()].as_ref()
    }

    /// A foreign cell, if anything is there.
    pub(super) fn cell<'r>(&self, row: Cells<'r>, at: usize) -> Option<&'r str> {
        let text = row.cells.get(at)?.trim();
        let there = !text.is_empty() && !self.missing.iter().any(|of| of == text);
        there.then_some(text)
    }

    /// The foreign cells that a column is read from, where its conditions hold; none where they do not.
    pub(super) fn cells<'r>(&self, row: Cells<'r>, place: &Place) -> Option<Vec<Option<&'r str>>> {
        let mut conditions = place.source.only.iter().zip(&place.only);
        let holds = conditions.all(|((_, texts), at)| {
            let text = self.cell(row, *at).unwrap_or("");
            texts.iter().any(|of| of == text)
        });
        holds.then(|| place.own.iter().map(|at| self.cell(row, *at)).collect())
    }

    /// What a column says in a row, where it is read from one cell or is the same in every row; whether it stands in for an
    /// empty one.
    pub(super) fn text<'r>(
        &'r self,
        row: Cells<'r>,
        column: Column,
    ) -> Option<(Cow<'r, str>, bool)> {
        let place = self.place(column)?;
        let cells = self.cells(row, place)?;
        if let From::Constant(text) = &place.source.from {
            return Some((Cow::Borrowed(text), false));
        }
        match cells.first().copied().flatten() {
            Some(text) => Some((Cow::Borrowed(text), false)),
            None => {
                let otherwise = place.source.otherwise.as_deref()?;
                Some((Cow::Borrowed(otherwise), true))
            }
        }
    }
}

fn place(source: Source, name: &str, header: &[String], problems: &mut Problems) -> Option<Place> {
    let mut find = |wanted: &str| {
        let mut places = (0..header.len()).filter(|at| header[*at].trim() == wanted);
        let first = places.next();
        if first.is_none() {
            let why = format!(
                "`{name}` is read from the column `{wanted}`, which the file does not have"
            );
            problems.push(Some(1), wanted, "column.missing", why);
        } else if places.next().is_some() {
            let why = "two columns have this name; only one may";
            problems.push(Some(1), wanted, "column.twice", why);
        }
        first
    };
    let only: Option<Vec<usize>> = source.only.iter().map(|(name, _)| find(name)).collect();
    let conditions = source.only.len();
    let reads = source.reads();
    let own: Option<Vec<usize>> = reads[..reads.len() - conditions]
        .iter()
        .map(|name| find(name))
        .collect();
    Some(Place {
        own: own?,
        only: only?,
        source,
    })
}

/// A day so many days after 1 January 1960.
pub(super) fn sas_day(text: &str) -> Option<Date> {
    let whole = text.split_once('.').map_or(text, |(whole, rest)| {
        if rest.bytes().all(|byte| byte == b'0') {
            whole
        } else {
            ""
        }
    });
    let days: i64 = whole.parse().ok()?;
    let first = Date::constant(1960, 1, 1);
    let span = jiff::Span::new().try_days(days).ok()?;
    let day = first.checked_add(span).ok()?;
    (1900..=2100).contains(&day.year()).then_some(day)
}
