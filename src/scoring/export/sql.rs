//! A model as one select that gives the very points of the core.

use super::field::{Field, FieldKind, fields, tests};
use super::quotient::{self, layer};
use super::refused::{Refused, Says, Unsaid, grades_by_indicators, unsaid};
use super::sql_outcome;
use super::sql_parts::{Layers, best, capped, name, points, quoted, sum};
use super::sql_slots::{ends_of, has_range, slots};
use crate::scoring::model::{Combine, Edge, Rule, Test};
use crate::scoring::{Model, Program};
use std::fmt::Write as _;

/// An engine: they differ in how a whole number is divided by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// `DuckDB`.
    Duckdb,
}

impl Dialect {
    /// A whole number divided by another, none of them below nought or nothing left.
    pub(super) fn over(self, num: &str, den: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{num} / {den}"),
            Self::Duckdb => format!("{num} // {den}"),
        }
    }
}

/// The greatest number, up or down, that a column may hold: twice as much still fits 64 bits.
const MOST: i64 = 4_000_000_000_000_000_000;

/// A select over a table that has `id` and the columns of [`fields`]. It gives for each row the segment, the least and
/// the most points of each table, group and subtotal, and of all. A row with a number that is out of range, or with a
/// denominator that is not above nought, gets no points.
pub fn sql(
    program: &Program,
    from: &str,
    dialect: Dialect,
    beyond: Unsaid,
) -> Result<String, Refused> {
    let model = &program.model;
    let fields = fields(program);
    let says = Says {
        grades: grades_by_indicators(model),
        probability: model.outcome.calibration.is_some(),
    };
    let left_out = unsaid(model, says);
    let mut wrong = out_of_range(model);
    if beyond == Unsaid::Refused {
        wrong.extend(left_out.iter().cloned());
    }
    if !wrong.is_empty() {
        return Err(Refused {
            format: "SQL",
            model: model.id.clone(),
            parts: wrong,
            pass: "the rest would pass without these, which the file then names: --points-only",
        });
    }
    let mut layers = Layers::new(given(model, &fields, from));
    quotients(model, &fields, dialect, &mut layers);
    layers.add(&slots(program, &fields));
    layers.add(&earned(model));
    layers.add(&grouped(model));
    layers.add(&group_caps(model));
    layers.add(&sums(model));
    layers.add(&totals(model));
    if says != Says::default() {
        layers.add(&led_to(model));
    }
    if says.grades {
        layers.add(&sql_outcome::earned(model, &fields));
    }
    let mut text = head(program, &left_out);
    text.push_str(&layers.text());
    text.push_str(&last(model, says, &layers.last()));
    Ok(text)
}

fn head(program: &Program, left_out: &[String]) -> String {
    let model = &program.model;
    let mut text = format!(
        "-- Model 模型 {} version {} {}\n",
        model.id, model.version, program.digest
    );
    for part in left_out {
        writeln!(text, "-- Left out 未含: {part}").expect("a string takes any text");
    }
    text
}

/// Edges whose parts leave 64 bits.
fn out_of_range(model: &Model) -> Vec<String> {
    let wide = |edge: &Edge| {
        let most = i128::from(MOST);
        let at = edge.at.reduced();
        at.num().abs() > most || at.den() > most
    };
    let all = edges_of_points(model);
    let wide = all.into_iter().filter(wide);
    wide.map(|edge| format!("the edge {} (more than {MOST})", edge.at))
        .collect()
}

/// Every edge on which points depend.
pub(super) fn edges_of_points(model: &Model) -> Vec<Edge> {
    let of_bands = model.tables.iter().flat_map(|table| match &table.rule {
        Rule::Bands { bands, codes, .. } => {
            let lows = bands.iter().filter_map(|band| band.interval.low);
            lows.chain(codes.iter().map(|code| ends_of(code)[0]))
                .collect()
        }
        _ => Vec::new(),
    });
    let ends = |test: &Test| [test.interval.low, test.interval.high];
    let of_tests = tests(model).flat_map(move |test| ends(test).into_iter().flatten());
    of_bands.chain(of_tests).collect()
}

/// The columns as they are given, with their states: 0 known, 1 unknown, 2 not applicable, 3 not computable, 9 no
/// number that can be read.
fn given(model: &Model, fields: &[Field], from: &str) -> String {
    let mut columns = vec!["id".to_owned()];
    if model.segments.len() > 1 {
        columns.push("segment as asked_segment".to_owned());
    }
    for table in model.tables.iter().filter(|table| has_range(table)) {
        let column = given_points(&table.id);
        columns.push(format!("{column} as {column}"));
    }
    for Field { column, kind, .. } in fields {
        let missing = format!(
            "case {column}_state when 'not_applicable' then 2 when 'not_computable' then 3 else 1 end"
        );
        let within = |column: &str| format!("{column} between -{MOST} and {MOST}");
        let right = match kind {
            FieldKind::Word => "1 = 1".to_owned(),
            FieldKind::Whole => within(column),
            FieldKind::Quotient => {
                format!(
                    "({} and coalesce({column}_den, 1) between 1 and {MOST})",
                    within(column)
                )
            }
        };
        columns.push(format!(
            "case when {column} is null then {missing} when {right} then 0 else 9 end as {column}_s"
        ));
        columns.push(format!("case when {right} then {column} end as {column}"));
        if *kind == FieldKind::Quotient {
            columns.push(format!(
                "case when {right} then coalesce({column}_den, 1) end as {column}_den"
            ));
        }
    }
    format!("select {} from {from}", columns.join(",\n    "))
}

/// The column in which an expert's points for a table are given.
fn given_points(table: &str) -> String {
    quoted(&format!("{table}_given"))
}

fn quotients(model: &Model, fields: &[Field], dialect: Dialect, layers: &mut Layers) {
    let edges = edges_of_points(model);
    let deepest = edges
        .iter()
        .map(|edge| quotient::parts(edge.at).len())
        .max()
        .unwrap_or(0);
    let with: Vec<&Field> = fields
        .iter()
        .filter(|of| of.kind == FieldKind::Quotient)
        .collect();
    if with.is_empty() || deepest == 0 {
        return;
    }
    for depth in 0..=deepest {
        let columns = with
            .iter()
            .flat_map(|of| layer(&of.column, depth, deepest, dialect));
        layers.add(&columns.collect::<Vec<_>>());
    }
}

/// Points of the slots, narrowed by what an expert gave.
fn earned(model: &Model) -> Vec<String> {
    let mut columns = Vec::new();
    for (at, table) in model.tables.iter().enumerate() {
        let (low, high) = points(model, table, &format!("t{at}_slot"));
        if !has_range(table) {
            columns.push(format!("{low} as t{at}_low"));
            columns.push(format!("{high} as t{at}_high"));
            continue;
        }
        let given = given_points(&table.id);
        // Held within the range, and a range of one number is that number.
        for (end, own) in [("low", &low), ("high", &high)] {
            columns.push(format!(
                "case when {given} is null then {own} when {given} < {low} then {low} \
                 when {given} > {high} then {high} else {given} end as t{at}_{end}"
            ));
        }
    }
    columns
}

const ENDS: [&str; 2] = ["low", "high"];

fn grouped(model: &Model) -> Vec<String> {
    let mut columns = Vec::new();
    for (g, group) in model.groups.iter().enumerate() {
        for end in ENDS {
            let of_group = model
                .tables
                .iter()
                .enumerate()
                .filter(|(_, of)| of.group == group.id);
            let tables: Vec<String> = of_group.map(|(at, _)| format!("t{at}_{end}")).collect();
            let raw = match group.combine {
                Combine::Sum => sum(&tables),
                Combine::Best => best(&tables),
            };
            columns.push(format!("{raw} as raw{g}_{end}"));
        }
    }
    columns
}

fn group_caps(model: &Model) -> Vec<String> {
    let mut columns = Vec::new();
    for (g, group) in model.groups.iter().enumerate() {
        for end in ENDS {
            columns.push(format!(
                "{} as g{g}_{end}",
                capped(&format!("raw{g}_{end}"), group.cap)
            ));
        }
    }
    columns
}

fn sums(model: &Model) -> Vec<String> {
    let mut columns = Vec::new();
    for end in ENDS {
        for (what, bonus) in [("base", false), ("bonus", true)] {
            let groups = model
                .groups
                .iter()
                .enumerate()
                .filter(|(_, of)| of.bonus == bonus);
            let groups: Vec<String> = groups.map(|(g, _)| format!("g{g}_{end}")).collect();
            columns.push(format!("{} as {what}_{end}", sum(&groups)));
        }
    }
    columns
}

fn totals(model: &Model) -> Vec<String> {
    let outcome = &model.outcome;
    ENDS.map(|end| {
        format!(
            "{} + {} as all_{end}",
            capped(&format!("base_{end}"), outcome.base_cap),
            capped(&format!("bonus_{end}"), outcome.bonus_cap)
        )
    })
    .into()
}

/// The total and the subtotals from which grades and probabilities come.
fn led_to(model: &Model) -> Vec<String> {
    let all = capped("all_low", model.outcome.cap);
    let mut columns = vec![format!("{all} as total_low")];
    columns.extend(sql_outcome::subtotals(model));
    columns
}

/// What is shown.
fn last(model: &Model, says: Says, from: &str) -> String {
    let mut columns = vec!["id".to_owned()];
    if model.segments.len() > 1 {
        let names = model.segments.iter().enumerate();
        let each: Vec<String> = names
            .map(|(at, of)| format!("when {at} then {}", name(&of.id)))
            .collect();
        columns.push(format!("case segment_at {} end as segment", each.join(" ")));
    }
    for end in ENDS {
        let all = capped(&format!("all_{end}"), model.outcome.cap);
        columns.push(format!("{all} as points_{end}"));
    }
    if says.grades {
        columns.push(sql_outcome::grade(model));
    }
    columns.extend(sql_outcome::probability(model));
    for end in ENDS {
        for (at, table) in model.tables.iter().enumerate() {
            let shown = quoted(&format!("table.{}.{end}", table.id));
            columns.push(format!("t{at}_{end} as {shown}"));
        }
        for (g, group) in model.groups.iter().enumerate() {
            let shown = quoted(&format!("group.{}.{end}", group.id));
            columns.push(format!("g{g}_{end} as {shown}"));
        }
    }
    format!("select {}\nfrom {from}\n", columns.join(",\n    "))
}
