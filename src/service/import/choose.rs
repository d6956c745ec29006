//! The choice of a plan for a file: a mapping given, a profile recognised, or aliases of columns.

use super::bind::{Binder, lookup};
use super::cells::Place;
use super::generic::{columns_of, fit, kinds_of, mapping_of, plain};
use super::grid::GridRow;
use super::header::{Found, Header, stated_unit};
use super::input::{Format, Input};
use super::mapping::{DatesRule, Mapping, SourceRule};
use super::plan::{Plan, Table};
use super::profile::profiles;
use crate::evidence::FieldType;
use crate::units::{Date, DateStyle, EnterpriseId, Problems};
use csv::StringRecord;
use std::collections::BTreeSet;

/// What the person who imports says beside the file.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Kinds of fact (`--as`), separated by commas; with several, a row gives those it has.
    pub kind: Option<String>,
    /// A mapping file (`--mapping`).
    pub mapping: Option<Mapping>,
    /// Whom the whole file is about (`--enterprise`).
    pub enterprise: Option<EnterpriseId>,
    /// The day of the export, for counts and statuses that have no day of their own.
    pub counted_on: Option<Date>,
    /// The source, in place of what the mapping or profile says of it.
    pub source: Option<SourceRule>,
}

/// The first rows, with their numbers.
type Head = Vec<(u64, Vec<String>)>;

/// How many rows from the top a header is looked for.
const HEAD: usize = 40;

impl Plan {
    /// Decides how the rows of an input become facts, or tells everything that stands in the way.
    pub fn choose(input: &Input, choice: &Choice) -> Result<Self, Problems> {
        let mut plan = Self::chosen(input, choice)?;
        if let Some(source) = &choice.source {
            plan.source = source.clone();
        }
        Ok(plan)
    }

    fn chosen(input: &Input, choice: &Choice) -> Result<Self, Problems> {
        let kinds = match &choice.kind {
            Some(list) => kinds_of(list)?,
            None => Vec::new(),
        };
        if input.format() == Format::JsonLines {
            return Ok(json_plan(choice, &kinds));
        }
        let sheet = choice
            .mapping
            .as_ref()
            .and_then(|mapping| mapping.layout.sheet.clone());
        let head = input.head(sheet.as_deref(), HEAD)?;
        if let Some(mapping) = &choice.mapping {
            let at = header_row(&head, mapping)?;
            return table_plan(input, choice, mapping, &head, at);
        }
        if kinds.is_empty()
            && let Some((profile, at)) = recognise(&head)
        {
            return table_plan(input, choice, profile, &head, at);
        }
        let at = generic_row(&head, &kinds);
        let mapping = mapping_of(&header_at(&head, at, 1), &kinds)?;
        table_plan(input, choice, &mapping, &head, at)
    }
}

fn json_plan(choice: &Choice, kinds: &[&'static str]) -> Plan {
    let base = plain("json_lines");
    let mapping = choice.mapping.as_ref().unwrap_or(&base);
    Plan {
        name: mapping.name.clone(),
        source: mapping.source.clone(),
        notices: Vec::new(),
        missing: mapping.missing.clone(),
        unit_fen: mapping.unit_fen.unwrap_or(100),
        dates: match mapping.dates {
            DatesRule::Style(style) => style,
            DatesRule::Detect => DateStyle::Auto,
        },
        table: None,
        enterprise: choice.enterprise.clone(),
        kind: kinds.first().copied(),
    }
}

/// The header made of `rows` rows that end at a place in the head.
fn header_at(head: &Head, at: usize, rows: usize) -> Header {
    let from = (at + 1).saturating_sub(rows);
    let rows: Vec<&[String]> = head
        .get(from..=at)
        .unwrap_or(&[])
        .iter()
        .map(|(_, cells)| cells.as_slice())
        .collect();
    Header::new(&rows)
}

fn recognise(head: &Head) -> Option<(&'static Mapping, usize)> {
    (0..head.len().min(20)).find_map(|at| {
        let header = header_at(head, at, 1);
        let knows = |profile: &&Mapping| {
            profile
                .recognise
                .iter()
                .all(|name| matches!(lookup(&header, profile, name), Found::At(_)))
        };
        profiles().iter().find(knows).map(|profile| (profile, at))
    })
}

fn generic_row(head: &Head, kinds: &[&'static str]) -> usize {
    let mut best = (0, 0);
    for at in 0..head.len().min(20) {
        let fits = fit(&header_at(head, at, 1), kinds);
        if fits > best.0 {
            best = (fits, at);
        }
    }
    best.1
}

/// The place in the head of the last row of the header: stated, or the first row that holds most of
/// the columns that the mapping names.
fn header_row(head: &Head, mapping: &Mapping) -> Result<usize, Problems> {
    let rows = usize::try_from(mapping.layout.header_rows).unwrap_or(1);
    if let Some(row) = mapping.layout.header_row {
        let last = row + mapping.layout.header_rows - 1;
        return head
            .iter()
            .position(|(number, _)| *number == last)
            .ok_or_else(|| {
                let mut problems = Problems::default();
                let message = format!("row {last} is not among the first {HEAD} rows of the file");
                problems.add("header_row", "header.row", message);
                problems
            });
    }
    let wanted = columns_of(mapping);
    let mut best = (0, rows.saturating_sub(1));
    for at in rows.saturating_sub(1)..head.len().min(20) {
        let header = header_at(head, at, rows);
        let found = wanted
            .iter()
            .filter(|name| lookup(&header, mapping, name) != Found::Nowhere)
            .count();
        if found > best.0 {
            best = (found, at);
        }
    }
    Ok(best.1)
}

fn table_plan(
    input: &Input,
    choice: &Choice,
    mapping: &Mapping,
    head: &Head,
    at: usize,
) -> Result<Plan, Problems> {
    let rows = usize::try_from(mapping.layout.header_rows).unwrap_or(1);
    let header = header_at(head, at, rows);
    let above = head.get(..at).unwrap_or(&[]);
    let mut binder = Binder {
        mapping,
        header: &header,
        counted_on: choice.counted_on.or(mapping.counted_on),
        stated_unit: above.iter().find_map(|(_, cells)| stated_unit(cells)),
        problems: Problems::default(),
        notices: mapping.notes.clone(),
        used: BTreeSet::new(),
    };
    let enterprise = binder.enterprise(choice.enterprise.clone());
    let facts: Vec<_> = mapping
        .facts
        .iter()
        .filter_map(|rule| binder.fact(rule))
        .collect();
    if facts.is_empty() && binder.problems.is_empty() {
        let message = "no kind of fact is left that the columns would do for";
        binder.problems.add("facts", "facts.none", message);
    }
    let unread = unread(&binder);
    let mut notices = binder.notices;
    notices.extend(unread);
    let Some(enterprise) = enterprise else {
        return Err(binder.problems);
    };
    let header_row = head.get(at).map_or(1, |(row, _)| *row);
    let mut table = binder.problems.or(Table {
        sheet: mapping.layout.sheet.clone(),
        first_row: header_row + 1 + mapping.layout.skip_rows,
        width: header.width(),
        enterprise,
        facts,
    })?;
    let grid = input.grid(table.sheet.as_deref())?;
    if !grid.other_sheets().is_empty() {
        notices.push(format!(
            "sheets not read: {}",
            grid.other_sheets().join(", ")
        ));
    }
    if mapping.dates == DatesRule::Detect {
        detect_dates(input, &mut table, &mut notices)?;
    }
    Ok(Plan {
        name: mapping.name.clone(),
        source: mapping.source.clone(),
        notices,
        missing: mapping.missing.clone(),
        unit_fen: mapping.unit_fen.unwrap_or(100),
        dates: DateStyle::Auto,
        table: Some(table),
        enterprise: None,
        kind: None,
    })
}

/// The notice of columns that no rule reads, where there are any.
fn unread(binder: &Binder<'_>) -> Option<String> {
    let unread: Vec<&str> = binder
        .header
        .names()
        .enumerate()
        .filter(|(at, name)| !binder.used.contains(at) && !name.is_empty())
        .map(|(_, name)| name)
        .collect();
    (!unread.is_empty()).then(|| format!("columns that nothing reads: {}", unread.join(", ")))
}

/// Decides for the whole file whether the day or the month comes first: some cell has a first or a
/// second part above twelve.
fn detect_dates(
    input: &Input,
    table: &mut Table,
    notices: &mut Vec<String>,
) -> Result<(), Problems> {
    let mut columns = BTreeSet::new();
    for cell in table
        .facts
        .iter()
        .flat_map(|fact| fact.cells.iter().flatten())
    {
        if let (FieldType::Date, Place::Column(at)) = (cell.holds, &cell.place) {
            columns.insert(*at);
        }
    }
    let mut grid = input.grid(table.sheet.as_deref())?;
    let mut record = StringRecord::new();
    let (mut day_first, mut month_first, mut unclear) = (false, false, false);
    while let Some(row) = grid.next(&mut record)? {
        if !matches!(row, GridRow::Cells(row) if row >= table.first_row) {
            continue;
        }
        for at in &columns {
            match record.get(*at).and_then(first_parts) {
                Some((first, _)) if first > 12 => day_first = true,
                Some((_, second)) if second > 12 => month_first = true,
                Some((first, second)) if first != second => unclear = true,
                _ => {}
            }
        }
    }
    let style = match (day_first, month_first) {
        (true, false) => DateStyle::DayFirst,
        (false, true) => DateStyle::MonthFirst,
        (true, true) => {
            let mut problems = Problems::default();
            let message = "some dates can only be day/month and others only month/day; export again with dates as 2017-03-01";
            problems.add("dates", "dates.mixed", message);
            return Err(problems);
        }
        (false, false) => {
            if unclear {
                notices.push("dates like 3/1/2017 cannot be told apart here and are rejected; say `dates` in a mapping".to_owned());
            }
            return Ok(());
        }
    };
    notices.push(format!(
        "dates are {} in this file",
        if day_first {
            "day/month/year"
        } else {
            "month/day/year"
        }
    ));
    for fact in &mut table.facts {
        for cell in fact.cells.iter_mut().flatten() {
            cell.dates = style;
        }
        if let super::available::BoundAvailable::Column(_, dates) = &mut fact.available {
            *dates = style;
        }
    }
    Ok(())
}

/// The first two parts of `3/1/2017`; `None` for dates that begin with the year.
fn first_parts(cell: &str) -> Option<(u8, u8)> {
    let mut parts = cell.trim().split(['/', '-', '.']);
    let first = parts.next().filter(|part| part.len() <= 2)?;
    let second = parts.next()?;
    parts.next().filter(|year| year.len() >= 4)?;
    Some((first.parse().ok()?, second.parse().ok()?))
}
