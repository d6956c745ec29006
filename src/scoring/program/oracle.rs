//! A second, naive reading of a model, value by value, against which the core is tested.

use super::{Column, Columns, Program, Status, Verdict};
use crate::scoring::model::{
    Band, Combine, Direction, Edge, Figure, Grade, Group, Interval, Kind, LimitCap, Mark, Model,
    OnUnknown, Origin, Outcome, PassMark, Points, PointsBySegment, Row, Rule, Segment, Table, Test,
    Tested, Veto,
};
use crate::scoring::{IndicatorId, Value};
use crate::units::{Amount, Bilingual, Ratio};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::sync::Arc;

fn name() -> Bilingual {
    Bilingual::new("名", "name")
}

fn origin() -> Origin {
    Origin {
        mark: Mark::Ours,
        source: "test".to_owned(),
    }
}

fn indicator(at: usize) -> IndicatorId {
    IndicatorId::parse(&format!("t.i{at}@1")).unwrap()
}

/// Three-valued: `None` is open.
fn holds(test: &Test, values: &[Value]) -> Option<bool> {
    let Tested::Indicator(id) = &test.tested else {
        unreachable!("only indicators are drawn")
    };
    let at: usize = id.as_str()[3..4].parse().unwrap();
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
            ..
        } => {
            let at: usize = indicator.as_str()[3..4].parse().unwrap();
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
            None => return (segment, points, Status::Graded, Some(grade as u8), None),
        }
    }
    (
        segment,
        points,
        Status::Graded,
        Some(grade as u8),
        Some(limit),
    )
}

fn ratio() -> impl Strategy<Value = Ratio> {
    prop_oneof![
        (-6_i128..6).prop_map(Ratio::from_int),
        (-12_i128..12, 1_i128..7).prop_map(|(num, den)| Ratio::new(num, den).unwrap()),
        (any::<i64>(), 1..i64::MAX).prop_map(|(n, d)| Ratio::new(n.into(), d.into()).unwrap()),
        (-3_i128..3, 1_i128..4).prop_map(|(num, den)| {
            let wide = 1_i128 << 80;
            Ratio::new(num * wide + 1, den * wide).unwrap()
        }),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => ratio().prop_map(Value::Number),
        1 => Just(Value::Unknown),
        1 => Just(Value::NotApplicable),
        1 => Just(Value::NotComputable),
        1 => prop_oneof![Just("a"), Just("b")].prop_map(|word| Value::Word(word.to_owned())),
    ]
}

fn edge() -> impl Strategy<Value = Edge> {
    let at = prop_oneof![
        (-5_i128..5).prop_map(Ratio::from_int),
        (-10_i128..10, 1_i128..6).prop_map(|(num, den)| Ratio::new(num, den).unwrap()),
    ];
    (at, any::<bool>()).prop_map(|(at, above)| Edge { at, above })
}

fn points() -> impl Strategy<Value = PointsBySegment> {
    (0..9_i32, 0..3_i32).prop_map(|(low, more)| {
        PointsBySegment::All(Points {
            low,
            high: low + more,
        })
    })
}

fn bands() -> impl Strategy<Value = Rule> {
    let edges = proptest::collection::btree_set(edge(), 0..6);
    (edges, 0..4_usize, proptest::collection::vec(points(), 9)).prop_map(|(edges, at, points)| {
        let edges: Vec<Edge> = edges.into_iter().collect();
        let bands = (0..=edges.len()).map(|band| Band {
            interval: Interval {
                low: band.checked_sub(1).map(|at| edges[at]),
                high: edges.get(band).copied(),
            },
            points: points[band].clone(),
        });
        Rule::Bands {
            indicator: indicator(at),
            direction: Direction::None,
            bands: bands.collect(),
            unknown: points[6].clone(),
            not_applicable: points[7].clone(),
            not_computable: points[8].clone(),
        }
    })
}

fn test() -> impl Strategy<Value = Test> {
    (0..4_usize, edge(), any::<bool>(), any::<bool>()).prop_map(|(at, edge, low, word)| Test {
        tested: Tested::Indicator(indicator(at)),
        interval: Interval {
            low: low.then_some(edge),
            high: (!low).then_some(edge),
        },
        words: if word {
            vec!["a".to_owned()]
        } else {
            Vec::new()
        },
    })
}

fn list() -> impl Strategy<Value = Rule> {
    let row = (proptest::collection::vec(test(), 1..3), points());
    (proptest::collection::vec(row, 0..4), points(), points()).prop_map(|(rows, last, unknown)| {
        let mut rows: Vec<Row> = rows
            .into_iter()
            .map(|(when, points)| Row {
                when,
                points,
                name: name(),
            })
            .collect();
        rows.push(Row {
            when: Vec::new(),
            points: last,
            name: name(),
        });
        Rule::List { rows, unknown }
    })
}

fn model() -> impl Strategy<Value = Model> {
    let rule = prop_oneof![3 => bands().boxed(), 1 => list().boxed()];
    let table = (rule, 0..3_usize, 0..3_usize);
    (
        proptest::collection::vec(table, 1..8),
        proptest::collection::vec(test(), 0..3),
        proptest::collection::vec((any::<bool>(), proptest::option::of(0..20_i32)), 3),
        proptest::option::of(test()),
        proptest::option::of((0..4_usize, 1_i128..9)),
    )
        .prop_map(|(tables, segments, groups, veto, cap)| {
            assemble(tables, segments, groups, veto, cap)
        })
}

fn assemble(
    tables: Vec<(Rule, usize, usize)>,
    segments: Vec<Test>,
    groups: Vec<(bool, Option<i32>)>,
    veto: Option<Test>,
    cap: Option<(usize, i128)>,
) -> Model {
    let count = segments.len();
    let table = |(at, (rule, group, segment)): (usize, (Rule, usize, usize))| Table {
        id: format!("t{at}"),
        group: format!("g{group}"),
        name: name(),
        max: PointsBySegment::All(Points::exactly(0)),
        segments: if segment < count {
            vec![format!("s{segment}")]
        } else {
            Vec::new()
        },
        origin: origin(),
        rule,
    };
    let grade = |(letter, from, limit): (&str, i32, i64)| Grade {
        grade: letter.to_owned(),
        from: Some(from),
        limit: Figure::Known(Amount::from_fen(limit)),
        origin: origin(),
    };
    Model {
        id: "t".to_owned(),
        version: 1,
        kind: Kind::Credit,
        name: name(),
        about: name(),
        origin: origin(),
        effective_from: None,
        segments: segments
            .into_iter()
            .enumerate()
            .map(|(at, test)| Segment {
                id: format!("s{at}"),
                name: name(),
                when: vec![test],
            })
            .collect(),
        groups: groups
            .into_iter()
            .enumerate()
            .map(|(at, (best, cap))| Group {
                id: format!("g{at}"),
                name: name(),
                combine: if best { Combine::Best } else { Combine::Sum },
                cap,
                bonus: at == 2,
                subtotal: None,
            })
            .collect(),
        tables: tables.into_iter().enumerate().map(table).collect(),
        conditions: Vec::new(),
        vetoes: veto
            .into_iter()
            .map(|test| Veto {
                id: "v".to_owned(),
                name: name(),
                origin: origin(),
                any: vec![vec![test]],
                on_unknown: OnUnknown::Hold,
            })
            .collect(),
        direct_passes: Vec::new(),
        outcome: Outcome {
            max: 0,
            base_cap: None,
            bonus_cap: None,
            cap: Some(40),
            pass: None::<PassMark>,
            grades: [("A", 20, 900), ("B", 10, 500), ("C", 4, 100)]
                .map(grade)
                .to_vec(),
            matrix: None,
            limit_caps: cap
                .into_iter()
                .map(|(at, num)| LimitCap {
                    indicator: indicator(at),
                    share: Ratio::new(num, 10).unwrap(),
                    name: name(),
                    origin: origin(),
                })
                .collect(),
            uplifts: Vec::new(),
            valid_days: None,
            calibration: None,
        },
    }
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
