//! The checks of the outcome: totals with their caps, grades, the matrix and the calibration.

use super::check::Check;
use super::{Combine, Group};

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
    letters(check);
    caps(check);
    matrix(check);
    calibration(check);
}

/// Each letter stands for one grade.
fn letters(check: &Check<'_>) {
    let grades = &check.model.outcome.grades;
    for (at, grade) in grades.iter().enumerate() {
        if grades[..at].iter().any(|known| known.grade == grade.grade) {
            let message = format!("the grade {} is given twice", grade.grade);
            check.problem(
                check.lines.outcome,
                "outcome.grades",
                "grades.twice",
                message,
            );
        }
    }
}

/// A cap above what can be earned in every segment caps nothing: one of the two figures is wrong.
fn caps(check: &Check<'_>) {
    let outcome = &check.model.outcome;
    let most = |of: &dyn Fn(&str) -> i32| check.segment_ids().into_iter().map(of).max();
    let idle = |cap: Option<i32>, most: Option<i32>| cap.zip(most).filter(|(cap, most)| cap > most);
    for (group, line) in check.model.groups.iter().zip(&check.lines.groups) {
        let earned = most(&|segment| in_group(check, group, segment));
        if let Some((cap, most)) = idle(group.cap, earned) {
            let message = format!("the cap is {cap}, and the most that its tables give is {most}");
            check.problem(*line, &group.id, "cap.idle", message);
        }
    }
    let parts = [
        (
            "outcome.base_cap",
            outcome.base_cap,
            most(&|s| sums(check, s).0),
        ),
        (
            "outcome.bonus_cap",
            outcome.bonus_cap,
            most(&|s| sums(check, s).1),
        ),
    ];
    for (field, cap, earned) in parts {
        if let Some((cap, most)) = idle(cap, earned) {
            let message = format!("the cap is {cap}, and the most that its groups give is {most}");
            check.problem(check.lines.outcome, field, "cap.idle", message);
        }
    }
}

/// The most that a group's tables give in a segment, before its cap.
fn in_group(check: &Check<'_>, group: &Group, segment: &str) -> i32 {
    let tables = check.model.tables.iter().filter(|table| {
        let counts = table.segments.is_empty() || table.segments.iter().any(|s| s == segment);
        table.group == group.id && counts
    });
    let points = tables.map(|table| table.max.of(segment).high);
    match group.combine {
        Combine::Sum => points.sum(),
        Combine::Best => points.max().unwrap_or(0),
    }
}

/// The most that base and bonus groups give in a segment, with the caps of groups.
fn sums(check: &Check<'_>, segment: &str) -> (i32, i32) {
    let (mut base, mut bonus) = (0, 0);
    for group in &check.model.groups {
        let points = in_group(check, group, segment);
        let points = group.cap.map_or(points, |cap| points.min(cap));
        *(if group.bonus { &mut bonus } else { &mut base }) += points;
    }
    (base, bonus)
}

/// The most that a segment can earn, with every cap.
fn most(check: &Check<'_>, segment: &str) -> i32 {
    let outcome = &check.model.outcome;
    let capped = |points: i32, cap: Option<i32>| cap.map_or(points, |cap| points.min(cap));
    let (base, bonus) = sums(check, segment);
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
    for (at, grade) in calibration.grades.iter().enumerate() {
        let before = &calibration.grades[..at];
        let better = before.last().is_none_or(|better| {
            better.from > grade.from && better.ppm <= grade.ppm && better.grade != grade.grade
        });
        let twice = before.iter().any(|known| known.grade == grade.grade);
        if twice || !better || !(0..=1_000_000).contains(&grade.ppm) {
            let message = format!(
                "grade {}: grades of risk go from the best, each once, with fewer points and no lower a probability from one to the next",
                grade.grade
            );
            check.problem(line, "outcome.calibration", "calibration.grades", message);
        }
    }
}
