//! What points lead to in PMML: outputs beside the points, each a step function of them.

use super::End;
use super::field::fields;
use super::pmml_grade::grade;
use super::refused::{Says, grades_by_indicators};
use super::sql_slots::slots_of;
use crate::scoring::model::{PointsBySegment, Rule, Table};
use crate::scoring::{Model, Program};
use std::fmt::Write as _;

/// Grades that rest on points and indicators, and probabilities, are outputs beside the points; both count by the least
/// points.
pub(super) fn says(model: &Model, end: Option<End>) -> Says {
    let outcome = &model.outcome;
    let ranges = model.tables.iter().any(has_range);
    let least = !ranges || end == Some(End::Least);
    // The subtotals of a matrix are those of one chain; each segment has a chain of its own.
    let one_chain = outcome.matrix.is_none() || model.segments.len() < 2;
    Says {
        grades: least && one_chain && grades_by_indicators(model),
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
pub(super) fn led_to(program: &Program, says: Says) -> String {
    let model = &program.model;
    let mut out = String::new();
    if says.grades {
        out.push_str(&grade(model, &fields(program)));
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
