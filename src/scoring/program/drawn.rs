//! Models and values drawn at random, on which the core and the naive reading must agree.

use crate::scoring::model::{
    Absent, Band, Code, Combine, Direction, Edge, Figure, Grade, Group, Interval, Kind, LimitCap,
    Mark, Model, OnUnknown, Origin, Outcome, PassMark, Points, PointsBySegment, Row, Rule, Segment,
    Table, Test, Tested, Veto,
};
use crate::scoring::{IndicatorId, Value};
use crate::units::{Amount, Bilingual, Ratio};
use proptest::prelude::*;

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

pub(super) fn value() -> impl Strategy<Value = Value> {
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
    let codes = proptest::collection::vec(((-6_i128..6, 1_i128..3), points()), 0..3);
    let points = proptest::collection::vec(points(), 9);
    (edges, 0..4_usize, points, codes).prop_map(|(edges, at, points, codes)| {
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
            codes: distinct(codes),
        }
    })
}

/// Special codes, each number once.
fn distinct(codes: Vec<((i128, i128), PointsBySegment)>) -> Vec<Code> {
    let mut distinct: Vec<Code> = Vec::new();
    for ((num, den), points) in codes {
        let at = Ratio::new(num, den).unwrap();
        if distinct.iter().all(|code| code.at != at) {
            distinct.push(Code { at, points });
        }
    }
    distinct
}

fn test() -> impl Strategy<Value = Test> {
    let absent = proptest::option::weighted(0.2, proptest::sample::select(&Absent::WORDS[..]));
    let drawn = (0..4_usize, edge(), any::<bool>(), any::<bool>(), absent);
    drawn.prop_map(|(at, edge, low, word, absent)| Test {
        tested: Tested::Indicator(indicator(at)),
        interval: match absent {
            Some(_) => Interval::default(),
            None => Interval {
                low: low.then_some(edge),
                high: (!low).then_some(edge),
            },
        },
        words: if word && absent.is_none() {
            vec!["a".to_owned()]
        } else {
            Vec::new()
        },
        absent: absent.map(|(_, absent)| absent),
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

pub(super) fn model() -> impl Strategy<Value = Model> {
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
    let veto = veto.map(|test| Veto {
        id: "v".to_owned(),
        name: name(),
        origin: origin(),
        any: vec![vec![test]],
        on_unknown: OnUnknown::Hold,
    });
    let segment = |(at, test): (usize, Test)| Segment {
        id: format!("s{at}"),
        name: name(),
        when: vec![test],
    };
    let group = |(at, (best, cap)): (usize, (bool, Option<i32>))| Group {
        id: format!("g{at}"),
        name: name(),
        combine: if best { Combine::Best } else { Combine::Sum },
        cap,
        bonus: at == 2,
        subtotal: None,
    };
    Model {
        id: "t".to_owned(),
        version: 1,
        kind: Kind::Credit,
        name: name(),
        about: name(),
        origin: origin(),
        effective_from: None,
        revision: None,
        inputs: Vec::new(),
        segments: segments.into_iter().enumerate().map(segment).collect(),
        groups: groups.into_iter().enumerate().map(group).collect(),
        tables: tables.into_iter().enumerate().map(table).collect(),
        conditions: Vec::new(),
        vetoes: veto.into_iter().collect(),
        direct_passes: Vec::new(),
        outcome: outcome(cap),
    }
}

/// Three grades, and perhaps a cap on their limits.
fn outcome(cap: Option<(usize, i128)>) -> Outcome {
    let grade = |(letter, from, limit): (&str, i32, i64)| Grade {
        grade: letter.to_owned(),
        from: Some(from),
        limit: Figure::Known(Amount::from_fen(limit)),
        origin: origin(),
    };
    let cap = cap.map(|(at, num)| LimitCap {
        indicator: indicator(at),
        share: Ratio::new(num, 10).unwrap(),
        name: name(),
        origin: origin(),
    });
    Outcome {
        max: 0,
        base_cap: None,
        bonus_cap: None,
        cap: Some(40),
        pass: None::<PassMark>,
        grades: [("A", 20, 900), ("B", 10, 500), ("C", 4, 100)]
            .map(grade)
            .to_vec(),
        matrix: None,
        limit_caps: cap.into_iter().collect(),
        uplifts: Vec::new(),
        valid_days: None,
        calibration: None,
    }
}
