//! The small parts of an exported select: layers, names, tests, points, sums and caps.

use super::field::{Field, FieldKind};
use super::sql_slots::{fails, passes, slots_of};
use crate::scoring::Model;
use crate::scoring::model::{Absent, Edge, Points, Rule, Table, Test, Tested};
use std::fmt::Write as _;

/// Selects one upon the other, each of which adds columns to the one before.
pub(super) struct Layers {
    selects: Vec<String>,
}

impl Layers {
    pub(super) fn new(first: String) -> Self {
        Self {
            selects: vec![first],
        }
    }

    pub(super) fn add(&mut self, columns: &[String]) {
        let select = format!(
            "select *,\n    {} from {}",
            columns.join(",\n    "),
            self.last()
        );
        self.selects.push(select);
    }

    /// The name of the last.
    pub(super) fn last(&self) -> String {
        format!("layer{}", self.selects.len() - 1)
    }

    pub(super) fn text(&self) -> String {
        let named = self.selects.iter().enumerate();
        let each: Vec<String> = named
            .map(|(at, select)| format!("layer{at} as materialized (\n  {select}\n)"))
            .collect();
        format!("with {}\n", each.join(",\n"))
    }
}

/// A text.
pub(super) fn name(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The name of a column.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The least whole number that passes an edge.
pub(super) fn least(edge: Edge) -> i128 {
    if edge.above {
        edge.at.floor() + 1
    } else {
        edge.at.ceil()
    }
}

/// A test: null while it is open.
pub(super) fn test(of: &Test, fields: &[Field]) -> String {
    let Tested::Indicator(id) = &of.tested else {
        unreachable!("a checked model tests no points where points are not known yet")
    };
    let field = fields.iter().find(|field| field.indicator == *id);
    let field = field.expect("a program reads what its tests read");
    if let Some(absent) = of.absent {
        let state = match absent {
            Absent::Unknown => 1,
            Absent::NotApplicable => 2,
            Absent::NotComputable => 3,
        };
        let column = &field.column;
        return format!("case when {column}_s <> 9 then ({column}_s = {state}) end");
    }
    let held = if field.kind == FieldKind::Word {
        let words: Vec<String> = of.words.iter().map(|word| name(word)).collect();
        if words.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("{} in ({})", field.column, words.join(", "))
        }
    } else {
        let low = of.interval.low.map(|edge| passes(field, edge));
        let high = of.interval.high.map(|edge| fails(field, edge));
        let ends: Vec<String> = low.into_iter().chain(high).collect();
        if ends.is_empty() {
            "1 = 1".to_owned()
        } else {
            ends.join(" and ")
        }
    };
    format!("case when {}_s = 0 then ({held}) end", field.column)
}

/// The least and the most points of a table by its slot.
pub(super) fn points(model: &Model, table: &Table, slot: &str) -> (String, String) {
    let ids: Vec<&str> = match model.segments.len() {
        0 => vec![""],
        _ => model.segments.iter().map(|of| of.id.as_str()).collect(),
    };
    let each: Vec<Vec<Points>> = ids.iter().map(|id| of_segment(table, id)).collect();
    let by_slot = |points: &[Points], end: fn(&Points) -> i32| {
        let cases = points.iter().enumerate();
        let cases: Vec<String> = cases
            .map(|(at, points)| format!("when {at} then {}", end(points)))
            .collect();
        format!("case {slot} {} end", cases.join(" "))
    };
    let all = |end: fn(&Points) -> i32| {
        if each.iter().all(|points| *points == each[0]) {
            return by_slot(&each[0], end);
        }
        let cases = each.iter().enumerate();
        let cases: Vec<String> = cases
            .map(|(at, points)| format!("when {at} then {}", by_slot(points, end)))
            .collect();
        format!("case segment_at {} end", cases.join(" "))
    };
    (all(|points| points.low), all(|points| points.high))
}

/// The points of a table's slots in a segment; of an expert's table the range of all levels.
pub(super) fn of_segment(table: &Table, segment: &str) -> Vec<Points> {
    let counts = table.segments.is_empty() || table.segments.iter().any(|of| of == segment);
    let slots = slots_of(table).into_iter().map(|points| {
        if counts {
            points.of(segment)
        } else {
            Points::default()
        }
    });
    if !matches!(table.rule, Rule::Expert { .. }) {
        return slots.collect();
    }
    let range = slots.reduce(|one, other| Points {
        low: one.low.min(other.low),
        high: one.high.max(other.high),
    });
    vec![range.unwrap_or_default()]
}

pub(super) fn sum(columns: &[String]) -> String {
    if columns.is_empty() {
        return "0".to_owned();
    }
    columns.join(" + ")
}

/// The greatest of several, and not below nought.
pub(super) fn best(columns: &[String]) -> String {
    let missing: Vec<String> = columns.iter().map(|of| format!("{of} is null")).collect();
    let mut text = format!("case when {} then null ", missing.join(" or "));
    for (at, one) in columns.iter().enumerate() {
        let others = columns.iter().enumerate().filter(|(other, _)| *other != at);
        let above: Vec<String> = others
            .map(|(_, other)| format!("{one} >= {other}"))
            .collect();
        let above = [vec![format!("{one} >= 0")], above].concat();
        let _ = write!(text, "when {} then {one} ", above.join(" and "));
    }
    text.push_str("else 0 end");
    text
}

pub(super) fn capped(column: &str, cap: Option<i32>) -> String {
    match cap {
        Some(cap) => format!("case when {column} > {cap} then {cap} else {column} end"),
        None => column.to_owned(),
    }
}
