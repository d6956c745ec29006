//! What points lead to in PMML: outputs beside the points, each a step function of them.

use super::End;
use super::predicate::escaped;
use super::refused::{Says, tests_of_grades};
use super::sql_slots::slots_of;
use crate::scoring::Model;
use crate::scoring::model::{Kind, PointsBySegment, Rule, Table};
use std::fmt::Write as _;

/// Grades that rest on the total alone, and probabilities, are outputs beside the points; both count by the least points.
pub(super) fn says(model: &Model, end: Option<End>) -> Says {
    let outcome = &model.outcome;
    let ranges = model.tables.iter().any(has_range);
    let least = !ranges || end == Some(End::Least);
    let by_total = model.kind == Kind::Credit
        && outcome.matrix.is_none()
        && tests_of_grades(model).next().is_none()
        && model.conditions.is_empty()
        && model.vetoes.is_empty()
        && outcome.uplifts.is_empty();
    Says {
        grades: least && by_total && !outcome.grades.is_empty(),
        probability: least && outcome.calibration.is_some(),
    }
}

/// Whether a table may give more points than its least.
pub(super) fn has_range(table: &Table) -> bool {
    let range = |points: &PointsBySegment| match points {
        PointsBySegment::All(points) => points.low != points.high,
        PointsBySegment::Each(map) => map.values().any(|points| points.low != points.high),
    };
    let slots = slots_of(table);
    match table.rule {
        Rule::Expert { .. } => slots.len() > 1 || slots.into_iter().any(range),
        _ => slots.into_iter().any(range),
    }
}

/// The outputs `grade` and `pd_ppm`, those that are said.
pub(super) fn led_to(model: &Model, says: Says) -> String {
    let mut out = String::new();
    if says.grades {
        let mut steps: Vec<(Option<i32>, String)> = Vec::new();
        for grade in model.outcome.grades.iter().rev() {
            steps.push((grade.from, escaped(&grade.grade)));
        }
        output(&mut out, "grade", ["categorical", "string"], &steps);
    }
    if let Some(calibration) = model
        .outcome
        .calibration
        .as_ref()
        .filter(|_| says.probability)
    {
        let table = calibration.table.iter().enumerate();
        // Below the least points of the table its first probability stands.
        let steps = table.map(|(at, (from, ppm))| ((at > 0).then_some(*from), ppm.to_string()));
        output(
            &mut out,
            "pd_ppm",
            ["continuous", "integer"],
            &steps.collect::<Vec<_>>(),
        );
    }
    out
}

/// A step function of the points: each step from its least points, the first without one from all below.
fn output(
    out: &mut String,
    name: &str,
    [optype, data]: [&str; 2],
    steps: &[(Option<i32>, String)],
) {
    let mut text = format!(
        "<OutputField name=\"{name}\" optype=\"{optype}\" dataType=\"{data}\" feature=\"transformedValue\">\
         <Discretize field=\"points\" dataType=\"{data}\">"
    );
    for (at, (from, value)) in steps.iter().enumerate() {
        let left = from.unwrap_or(i32::MIN);
        let next = steps.get(at + 1).and_then(|(from, _)| *from);
        let right = next.map_or_else(String::new, |next| format!(" rightMargin=\"{next}\""));
        write!(
            text,
            "<DiscretizeBin binValue=\"{value}\"><Interval closure=\"closedOpen\" leftMargin=\"{left}\"{right}/></DiscretizeBin>"
        )
        .expect("a string takes any text");
    }
    text.push_str("</Discretize></OutputField>");
    out.push_str(&text);
}
