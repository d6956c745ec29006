//! A second, naive reading of a model, value by value, against which the core is tested.

use super::drawn::{model, value};
use super::{Column, Columns, Program, Status, Verdict};
use crate::scoring::Value;
use crate::scoring::model::{Absent, Combine, Figure, Model, Points, Rule, Table, Test, Tested};
use crate::units::Amount;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::sync::Arc;

/// Three-valued: `None` is open.
fn holds(test: &Test, values: &[Value]) -> Option<bool> {
    let Tested::Indicator(id) = &test.tested else {
        unreachable!("only indicators are drawn")
    };
    let at: usize = id.as_str()[3..4].parse().unwrap();
    if let Some(absent) = test.absent {
        let state = match &values[at] {
            Value::Unknown => Some(Absent::Unknown),
            Value::NotApplicable => Some(Absent::NotApplicable),
            Value::NotComputable => Some(Absent::NotComputable),
            Value::Number(_) | Value::Word(_) => None,
        };
        return Some(state == Some(absent));
    }
    match &values[at] {
        Value::Number(number) => Some(test.words.is_empty() && test.interval.contains(*number)),
        Value::Word(word) => Some(test.words.contains(word)),
        _ => None,
    }
}

fn all(tests: &[Test], values: &[Value]) -> Option<bool> {
    let each: Vec<Option<bool>> = tests.iter().map(|test| holds(test, values)).collect();
    if each.contains(&Some(false)) {
        Some(false)
    } else if each.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn table_points(table: &Table, segment: &str, values: &[Value]) -> Points {
    if !(table.segments.is_empty() || table.segments.iter().any(|s| s == segment)) {
        return Points::default();
    }
    match &table.rule {
        Rule::Bands {
            indicator,
            bands,
            unknown,
            not_applicable,
            not_computable,
            codes,
            ..
        } => {
            let at: usize = indicator.as_str()[3..4].parse().unwrap();
            let code = codes
                .iter()
                .find(|code| values[at].number() == Some(code.at));
            if let Some(code) = code {
                return code.points.of(segment);
            }
            let points = match &values[at] {
                Value::Number(number) => {
                    &bands
                        .iter()
                        .find(|band| band.interval.contains(*number))
                        .unwrap()
                        .points
                }
                Value::Unknown => unknown,
                Value::NotApplicable => not_applicable,
                Value::NotComputable | Value::Word(_) => not_computable,
            };
            points.of(segment)
        }
        Rule::List { rows, unknown } => {
            for row in rows {
                match all(&row.when, values) {
                    Some(true) => return row.points.of(segment),
                    Some(false) => {}
                    None => break,
                }
            }
            unknown.of(segment)
        }
        Rule::Expert { .. } => unreachable!("none is drawn"),
    }
}

/// Segment, points, status, grade and limit, the slow way.
fn naive(model: &Model, values: &[Value]) -> (usize, Points, Status, Option<u8>, Option<Amount>) {
    let first = model
        .segments
        .iter()
        .position(|s| all(&s.when, values) != Some(false));
    let segment = first
        .filter(|at| all(&model.segments[*at].when, values) == Some(true))
        .unwrap_or(model.segments.len().saturating_sub(1));
    let id = model.segments.get(segment).map_or("", |s| s.id.as_str());
    let (mut low, mut high) = (0, 0);
    for group in &model.groups {
        let of_group = model.tables.iter().filter(|table| table.group == group.id);
        let points: Vec<Points> = of_group
            .map(|table| table_points(table, id, values))
            .collect();
        let fold = |each: Vec<i32>| match group.combine {
            Combine::Sum => each.iter().sum::<i32>(),
            Combine::Best => each.into_iter().max().unwrap_or(0),
        };
        let cap = group.cap.unwrap_or(i32::MAX);
        low += fold(points.iter().map(|p| p.low).collect()).min(cap);
        high += fold(points.iter().map(|p| p.high).collect()).min(cap);
    }
    let cap = model.outcome.cap.unwrap_or(i32::MAX);
    let points = Points {
        low: low.min(cap),
        high: high.min(cap),
    };
    let struck = model
        .vetoes
        .iter()
        .any(|veto| veto.any.iter().any(|t| all(t, values) == Some(true)));
    if struck {
        return (segment, points, Status::Vetoed, None, None);
    }
    let grade = model
        .outcome
        .grades
        .iter()
        .position(|g| points.low >= g.from.unwrap());
    let Some(grade) = grade else {
        return (segment, points, Status::Ungraded, None, None);
    };
    let Figure::Known(mut limit) = model.outcome.grades[grade].limit else {
        unreachable!()
    };
    for cap in &model.outcome.limit_caps {
        let at: usize = cap.indicator.as_str()[3..4].parse().unwrap();
        match values[at].number() {
            Some(number) => {
                let fen = number.checked_mul(cap.share).unwrap().floor().max(0);
                limit = limit.min(Amount::from_fen(i64::try_from(fen).unwrap_or(i64::MAX)));
            }
            None => {
                return (
                    segment,
                    points,
                    Status::Graded,
                    u8::try_from(grade).ok(),
                    None,
                );
            }
        }
    }
    (
        segment,
        points,
        Status::Graded,
        u8::try_from(grade).ok(),
        Some(limit),
    )
}

fn columns(program: &Program, rows: &[Vec<Value>]) -> Columns {
    let columns = program.indicators.iter().map(|id| {
        let at: usize = id.as_str()[3..4].parse().unwrap();
        let mut column = Column::new();
        rows.iter()
            .for_each(|values| column.push((&values[at]).into()));
        column
    });
    Columns::new(program, columns.collect()).unwrap()
}

fn told(verdict: &Verdict) -> (usize, Points, Status, Option<u8>, Option<Amount>) {
    (
        verdict.segment.into(),
        verdict.points,
        verdict.status,
        verdict.grade,
        verdict.limit,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_core_agrees_with_the_naive_reading(
        model in model(),
        rows in proptest::collection::vec(proptest::collection::vec(value(), 4), 1..20),
    ) {
        let program = Program::compile(Arc::new(model)).unwrap();
        prop_assume!(!program.indicators.is_empty());
        let verdicts = program.run(&columns(&program, &rows));
        for (verdict, values) in verdicts.iter().zip(&rows) {
            prop_assert_eq!(told(verdict), naive(&program.model, values));
            let alone = program.run(&columns(&program, std::slice::from_ref(values)));
            prop_assert_eq!(&alone[0], verdict, "one row and many agree");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut draw =
        |strategy: BoxedStrategy<Value>| strategy.new_tree(&mut runner).unwrap().current();
    let rows: Vec<Vec<Value>> = (0..5_000)
        .map(|_| (0..4).map(|_| draw(value().boxed())).collect())
        .collect();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let program = loop {
        let model = model().new_tree(&mut runner).unwrap().current();
        let program = Program::compile(Arc::new(model)).unwrap();
        if program.indicators.len() == 4 {
            break program;
        }
    };
    let columns = columns(&program, &rows);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| program.run(&columns))
    };
    assert_eq!(run(1), run(7));
}
