//! Reading the tables of a model file: bands, rows or the levels of an expert.

use super::parse::{each, indicator, named, origin_or};
use super::parse_parts::{interval, points, points_or_zero, tests};
use super::table::{Band, Code, Direction, ExpertLevel, Row, Rule};
use super::{Origin, Table};
use crate::units::form::Table as FormTable;

/// One table; the lines of its bands, rows or levels are noted.
pub(super) fn read_table(
    table: &FormTable<'_>,
    default: Option<&Origin>,
    band_lines: &mut Vec<u32>,
) -> Option<Table> {
    let id = table.text("id");
    let group = table.text("group");
    let name = named(table, "name");
    let segments = table.texts("segments");
    let origin = origin_or(table, default);
    let max = points(table, "max", true);
    let expert = table.flag("expert");
    let has_rows = table.node("rows").is_some();
    let rule = if expert {
        levels(table, band_lines)
    } else if has_rows {
        list(table, band_lines)
    } else {
        bands(table, band_lines)
    };
    Some(Table {
        id: id?,
        group: group?,
        name,
        max: max?,
        segments,
        origin: origin?,
        rule: rule?,
    })
}

fn levels(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let levels = each(table, "levels", lines, |level| {
        let (id, name, points) = (
            level.text("id"),
            named(level, "name"),
            points(level, "points", true),
        );
        Some(ExpertLevel {
            id: id?,
            name,
            points: points?,
        })
    })?;
    if levels.is_empty() {
        table.problem("levels", "table.empty", "an expert table needs its levels");
    }
    Some(Rule::Expert { levels })
}

fn list(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let rows = each(table, "rows", lines, |row| {
        let name = named(row, "name");
        let when = tests(row, "when");
        let points = points(row, "points", true);
        Some(Row {
            when: when?,
            points: points?,
            name,
        })
    });
    let unknown = points_or_zero(table, "unknown");
    Some(Rule::List {
        rows: rows?,
        unknown: unknown?,
    })
}

fn bands(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let indicator = indicator(table, "indicator");
    let direction = table.word(
        "direction",
        &[
            ("up", Direction::Up),
            ("down", Direction::Down),
            ("none", Direction::None),
        ],
    );
    let bands = each(table, "bands", lines, |band| {
        let (interval, points) = (interval(band), points(band, "points", true));
        Some(Band {
            interval: interval?,
            points: points?,
        })
    });
    let codes = each(table, "codes", &mut Vec::new(), |code| {
        let points = points(code, "points", true);
        let at = code.opt_decimal("is");
        if at.is_none() {
            code.problem("is", "form.missing", "this key is required");
        }
        Some(Code {
            at: at?,
            points: points?,
        })
    });
    let unknown = points_or_zero(table, "unknown");
    let not_applicable = points_or_zero(table, "not_applicable");
    let not_computable = points_or_zero(table, "not_computable");
    Some(Rule::Bands {
        indicator: indicator?,
        direction: direction?,
        bands: bands?,
        unknown: unknown?,
        not_applicable: not_applicable?,
        not_computable: not_computable?,
        codes: codes?,
    })
}
