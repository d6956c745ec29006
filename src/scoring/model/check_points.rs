//! The checks of points: bands without gap or overlap, directions and maxima.

use super::check::Check;
use super::{Band, Code, Direction, Points, PointsBySegment, Rule, Table};

/// Checks every table.
pub(super) fn tables(check: &Check<'_>) {
    for (at, (table, line)) in check
        .model
        .tables
        .iter()
        .zip(&check.lines.tables)
        .enumerate()
    {
        let lines = &check.lines.bands[at];
        match &table.rule {
            Rule::Bands {
                bands,
                direction,
                codes,
                ..
            } => {
                once(check, table, codes, *line);
                cover(check, table, bands, *line, lines);
                rising(check, table, bands, *direction, lines);
            }
            Rule::List { rows, .. } => {
                for (at, (row, line)) in rows.iter().zip(lines).enumerate() {
                    if row.when.is_empty() != (at + 1 == rows.len()) {
                        let message =
                            "the last row, and only the last, has no `when`: it is otherwise";
                        check.problem(*line, &table.id, "list.otherwise", message);
                    }
                }
            }
            Rule::Expert { .. } => {}
        }
        points(check, table, *line);
    }
}

/// A special code has one band.
fn once(check: &Check<'_>, table: &Table, codes: &[Code], line: u32) {
    for (at, code) in codes.iter().enumerate() {
        if codes[..at].iter().any(|known| known.at == code.at) {
            let message = format!("the special code {} is given twice", code.at);
            check.problem(line, &table.id, "codes.twice", message);
        }
    }
}

/// The bands cover the line: open at both ends, each beginning where the one before ended.
fn cover(check: &Check<'_>, table: &Table, bands: &[Band], line: u32, lines: &[u32]) {
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
        return check.problem(line, &table.id, "table.empty", "the table has no bands");
    };
    if first.interval.low.is_some() {
        let message = "the first band must have no lower end, or the line is not covered";
        check.problem(lines[0], &table.id, "bands.start", message);
    }
    if last.interval.high.is_some() {
        let message = "the last band must have no upper end, or the line is not covered";
        check.problem(lines[bands.len() - 1], &table.id, "bands.end", message);
    }
    for (pair, line) in bands.windows(2).zip(&lines[1..]) {
        let (Some(end), Some(start)) = (pair[0].interval.high, pair[1].interval.low) else {
            let message = "bands follow one another from low to high, each with both inner ends";
            check.problem(*line, &table.id, "bands.order", message);
            continue;
        };
        if start > end {
            let message = format!("a gap: no band holds what is {end} and not {start}");
            check.problem(*line, &table.id, "bands.gap", message);
        } else if start < end {
            let message = format!("an overlap: two bands hold what is {start} and not {end}");
            check.problem(*line, &table.id, "bands.overlap", message);
        }
    }
}

fn rising(check: &Check<'_>, table: &Table, bands: &[Band], direction: Direction, lines: &[u32]) {
    for segment in check.segment_ids() {
        for (pair, line) in bands.windows(2).zip(&lines[1.min(lines.len())..]) {
            let (before, after) = (pair[0].points.of(segment), pair[1].points.of(segment));
            let wrong = match direction {
                Direction::Up => after.low < before.low || after.high < before.high,
                Direction::Down => after.low > before.low || after.high > before.high,
                Direction::None => false,
            };
            if wrong {
                let message = format!(
                    "points run against the declared direction: {} after {}",
                    shown(after),
                    shown(before)
                );
                check.problem(*line, &table.id, "bands.direction", message);
            }
        }
    }
}

fn shown(points: Points) -> String {
    if points.low == points.high {
        points.low.to_string()
    } else {
        format!("[{}, {}]", points.low, points.high)
    }
}

/// Every set of points a table may give.
fn all_points(table: &Table) -> Vec<&PointsBySegment> {
    match &table.rule {
        Rule::Bands {
            bands,
            unknown,
            not_applicable,
            not_computable,
            codes,
            ..
        } => bands
            .iter()
            .map(|band| &band.points)
            .chain([unknown, not_applicable, not_computable])
            .chain(codes.iter().map(|code| &code.points))
            .collect(),
        Rule::List { rows, unknown } => rows
            .iter()
            .map(|row| &row.points)
            .chain([unknown])
            .collect(),
        Rule::Expert { levels } => levels.iter().map(|level| &level.points).collect(),
    }
}

fn points(check: &Check<'_>, table: &Table, line: u32) {
    let counted: Vec<&str> = check
        .segment_ids()
        .into_iter()
        .filter(|id| table.segments.is_empty() || table.segments.iter().any(|s| s == id))
        .collect();
    for points in all_points(table).into_iter().chain([&table.max]) {
        if let PointsBySegment::Each(map) = points {
            for id in &counted {
                if !map.contains_key(*id) {
                    let message = format!("points are given by segment, and `{id}` has none");
                    check.problem(line, &table.id, "points.segment", message);
                }
            }
            for id in map.keys().filter(|id| !counted.contains(&id.as_str())) {
                let message =
                    format!("points are given for `{id}`, a segment in which this does not count");
                check.problem(line, &table.id, "points.segment", message);
            }
        }
    }
    for id in counted {
        let each = all_points(table).into_iter().map(|points| points.of(id));
        if each.clone().any(|points| points.low > points.high) {
            check.problem(
                line,
                &table.id,
                "points.range",
                "a range of points runs from low to high",
            );
        }
        let most = each.map(|points| points.high).max().unwrap_or(0);
        let declared = table.max.of(id).high;
        if most != declared {
            let message = format!("max is {declared}, and the most that can be earned is {most}");
            check.problem(line, &table.id, "points.max", message);
        }
    }
}
