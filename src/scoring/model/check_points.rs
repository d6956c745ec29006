//! The checks of points: bands without gap or overlap, directions, maxima, caps and grades.

use super::check::Check;
use super::{Band, Combine, Direction, Points, PointsBySegment, Rule, Table};

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
                bands, direction, ..
            } => {
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
            ..
        } => bands
            .iter()
            .map(|band| &band.points)
            .chain([unknown, not_applicable, not_computable])
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

/// Checks the total, the grades and the matrix.
pub(super) fn outcome(check: &Check<'_>) {
    let outcome = &check.model.outcome;
    let line = check.lines.outcome;
    for id in check.segment_ids() {
        let most = most(check, id);
        if most != outcome.max {
            let within = if id.is_empty() {
                String::new()
            } else {
                format!(" in segment `{id}`")
            };
            let message = format!(
                "max is {}, and the most that can be earned{within} is {most}",
                outcome.max
            );
            check.problem(line, "outcome.max", "outcome.max", message);
        }
    }
    for pair in outcome.grades.windows(2) {
        if pair[0]
            .from
            .zip(pair[1].from)
            .is_some_and(|(better, worse)| better <= worse)
        {
            let message = format!(
                "grade {} must ask for more points than {}",
                pair[0].grade, pair[1].grade
            );
            check.problem(line, "outcome.grades", "grades.order", message);
        }
        if let (super::Figure::Known(better), super::Figure::Known(worse)) =
            (pair[0].limit, pair[1].limit)
            && better < worse
        {
            let message = format!(
                "grade {} carries less than {}",
                pair[0].grade, pair[1].grade
            );
            check.problem(line, "outcome.grades", "grades.limit", message);
        }
    }
    for grade in &outcome.grades {
        if grade.from.is_none() == outcome.matrix.is_none() {
            let message = format!(
                "grade {}: points decide grades, or a matrix does; give `from` or the matrix",
                grade.grade
            );
            check.problem(line, "outcome.grades", "grades.from", message);
        }
    }
    matrix(check);
    calibration(check);
}

/// The most that a segment can earn, with every cap.
fn most(check: &Check<'_>, segment: &str) -> i32 {
    let outcome = &check.model.outcome;
    let capped = |points: i32, cap: Option<i32>| cap.map_or(points, |cap| points.min(cap));
    let (mut base, mut bonus) = (0, 0);
    for group in &check.model.groups {
        let tables = check.model.tables.iter().filter(|table| {
            let counts = table.segments.is_empty() || table.segments.iter().any(|s| s == segment);
            table.group == group.id && counts
        });
        let points = tables.map(|table| table.max.of(segment).high);
        let points = match group.combine {
            Combine::Sum => points.sum(),
            Combine::Best => points.max().unwrap_or(0),
        };
        *(if group.bonus { &mut bonus } else { &mut base }) += capped(points, group.cap);
    }
    capped(
        capped(base, outcome.base_cap) + capped(bonus, outcome.bonus_cap),
        outcome.cap,
    )
}

fn matrix(check: &Check<'_>) {
    let Some(matrix) = &check.model.outcome.matrix else {
        return;
    };
    let line = check.lines.outcome;
    let problem =
        |rule: &str, message: String| check.problem(line, "outcome.matrix", rule, message);
    for name in [&matrix.rows, &matrix.columns] {
        if !check
            .model
            .groups
            .iter()
            .any(|group| group.subtotal.as_ref() == Some(name))
        {
            problem(
                "matrix.subtotal",
                format!("no group belongs to the subtotal `{name}`"),
            );
        }
    }
    for from in [&matrix.row_from, &matrix.column_from] {
        if from.windows(2).any(|pair| pair[0] <= pair[1]) {
            problem(
                "matrix.order",
                "least points fall from the best row or column to the worst".to_owned(),
            );
        }
    }
    let sized = matrix.grades.len() == matrix.row_from.len()
        && matrix
            .grades
            .iter()
            .all(|row| row.len() == matrix.column_from.len());
    if !sized {
        problem(
            "matrix.size",
            "a row of grades for each row, and a grade for each column".to_owned(),
        );
    }
    for letter in matrix
        .grades
        .iter()
        .flatten()
        .filter(|letter| !letter.is_empty())
    {
        if !check
            .model
            .outcome
            .grades
            .iter()
            .any(|grade| grade.grade == *letter)
        {
            problem("matrix.grade", format!("there is no grade `{letter}`"));
        }
    }
}

fn calibration(check: &Check<'_>) {
    let Some(calibration) = &check.model.outcome.calibration else {
        return;
    };
    let line = check.lines.outcome;
    let steps = &calibration.table;
    let ordered = steps
        .windows(2)
        .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1);
    let within = steps.iter().all(|(_, ppm)| (0..=1_000_000).contains(ppm));
    if steps.is_empty() || !ordered || !within {
        let message = "more points never mean a higher probability, and each lies between 0 and 1,000,000 parts per million";
        check.problem(line, "outcome.calibration", "calibration.order", message);
    }
}
