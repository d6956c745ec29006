//! Which segment a row belongs to, and which slot of each table it hits, in SQL.

use super::field::{Field, FieldKind};
use super::quotient;
use super::sql_parts::{least, name, test};
use crate::scoring::model::{Code, Edge, PointsBySegment, Rule, Table, Test};
use crate::scoring::{Model, Program};
use std::fmt::Write as _;

/// A code as a stretch of one number: from it, and not above it.
pub(super) fn ends_of(code: &Code) -> [Edge; 2] {
    [false, true].map(|above| Edge { at: code.at, above })
}

/// The segment and the slot that each table hits.
pub(super) fn slots(program: &Program, fields: &[Field]) -> Vec<String> {
    let model = &program.model;
    let mut columns = Vec::new();
    if model.segments.len() > 1 {
        columns.push(format!("{} as segment_at", segment(model, fields)));
    }
    for (at, table) in model.tables.iter().enumerate() {
        let slot = match &table.rule {
            Rule::Bands {
                indicator,
                bands,
                codes,
                ..
            } => {
                let found = fields.iter().find(|of| of.indicator == *indicator);
                let field = found.expect("a program reads what its tables read");
                let edges: Vec<Edge> = bands.iter().filter_map(|band| band.interval.low).collect();
                let numbered = codes.iter().enumerate();
                let codes = numbered.map(|(at, code)| {
                    let [from, above] = ends_of(code);
                    let slot = bands.len() + 3 + at;
                    format!(
                        "when {} and {} then {slot}",
                        passes(field, from),
                        fails(field, above)
                    )
                });
                let from_above = edges.iter().enumerate().rev();
                let hits = from_above
                    .map(|(at, edge)| format!("when {} then {}", passes(field, *edge), at + 1));
                let each: Vec<String> = codes.chain(hits).collect();
                let hit = if each.is_empty() {
                    "0".to_owned()
                } else {
                    format!("case {} else 0 end", each.join(" "))
                };
                let (s, count) = (format!("{}_s", field.column), bands.len());
                format!(
                    "case {s} when 0 then {hit} when 1 then {count} when 2 then {} when 3 then {} end",
                    count + 1,
                    count + 2
                )
            }
            Rule::List { rows, .. } => {
                let mut each = String::new();
                for (at, row) in rows
                    .iter()
                    .enumerate()
                    .filter(|(_, row)| !row.when.is_empty())
                {
                    let all = all(&row.when, fields);
                    write!(
                        each,
                        "when {all} then {at} when ({all}) is null then {} ",
                        rows.len()
                    )
                    .expect("a string takes any text");
                }
                if each.is_empty() {
                    "0".to_owned()
                } else {
                    format!("case {each}else {} end", rows.len() - 1)
                }
            }
            Rule::Expert { .. } => "0".to_owned(),
        };
        columns.push(format!("{slot} as t{at}_slot"));
    }
    columns
}

/// The first segment that holds; where an earlier one is open, or none holds, the last. One that is asked for goes
/// before.
fn segment(model: &Model, fields: &[Field]) -> String {
    let last = model.segments.len() - 1;
    let asked = model.segments.iter().enumerate();
    let asked = asked.map(|(at, of)| format!("when asked_segment = {} then {at}", name(&of.id)));
    let found = model.segments.iter().enumerate().map(|(at, of)| {
        let all = all(&of.when, fields);
        format!("when {all} then {at} when ({all}) is null then {last}")
    });
    let each: Vec<String> = asked.chain(found).collect();
    format!("case {} else {last} end", each.join(" "))
}

fn all(tests: &[Test], fields: &[Field]) -> String {
    if tests.is_empty() {
        return "1 = 1".to_owned();
    }
    let each: Vec<String> = tests.iter().map(|of| test(of, fields)).collect();
    format!("({})", each.join(" and "))
}

/// That a known number passes an edge.
pub(super) fn passes(field: &Field, edge: Edge) -> String {
    match field.kind {
        FieldKind::Quotient => quotient::passes(&field.column, edge),
        _ => format!("{} >= {}", field.column, least(edge)),
    }
}

/// That a known number does not pass an edge.
pub(super) fn fails(field: &Field, edge: Edge) -> String {
    match field.kind {
        FieldKind::Quotient => quotient::fails(&field.column, edge),
        _ => format!("{} < {}", field.column, least(edge)),
    }
}

/// The slots of a table in the order of the core.
pub(super) fn slots_of(table: &Table) -> Vec<&PointsBySegment> {
    match &table.rule {
        Rule::Bands {
            bands,
            codes,
            unknown,
            not_applicable,
            not_computable,
            ..
        } => {
            let bands = bands.iter().map(|band| &band.points);
            bands
                .chain([unknown, not_applicable, not_computable])
                .chain(codes.iter().map(|code| &code.points))
                .collect()
        }
        Rule::List { rows, unknown } => rows
            .iter()
            .map(|row| &row.points)
            .chain([unknown])
            .collect(),
        Rule::Expert { levels } => levels.iter().map(|level| &level.points).collect(),
    }
}

/// Whether an expert narrows anything of a table.
pub(super) fn has_range(table: &Table) -> bool {
    let range = |points: &PointsBySegment| match points {
        PointsBySegment::All(points) => points.low != points.high,
        PointsBySegment::Each(map) => map.values().any(|points| points.low != points.high),
    };
    matches!(table.rule, Rule::Expert { .. }) || slots_of(table).into_iter().any(range)
}
