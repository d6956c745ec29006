//! Rows at every edge of a model with the points that the core gives them, by which an import elsewhere is checked.

use super::field::{Field, FieldKind, fields, tests};
use crate::scoring::model::{Edge, Points, Rule, Tested};
use crate::scoring::program::{Column, Columns};
use crate::scoring::{IndicatorId, Model, Program, Value};
use crate::units::Ratio;

/// A row and what the core gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// A value for each indicator of the program, in its order.
    pub values: Vec<Value>,
    /// The segment.
    pub segment: usize,
    /// The total.
    pub points: Points,
    /// The grade, as a place in the model's list; none where none is given.
    pub grade: Option<u8>,
}

/// How many rows of values that are drawn are added.
const DRAWN: usize = 500;

/// The edges at which an indicator moves points, in order.
pub fn edges(model: &Model, id: &IndicatorId) -> Vec<Edge> {
    let of_bands = model.tables.iter().flat_map(|table| match &table.rule {
        Rule::Bands {
            indicator,
            bands,
            codes,
            ..
        } if indicator == id => {
            let lows = bands.iter().filter_map(|band| band.interval.low);
            let codes = codes.iter().map(|code| Edge {
                at: code.at,
                above: false,
            });
            lows.chain(codes).collect()
        }
        _ => Vec::new(),
    });
    let asked = tests(model).filter(|test| test.tested == Tested::Indicator(id.clone()));
    let of_tests = asked
        .flat_map(|test| [test.interval.low, test.interval.high])
        .flatten();
    let mut all: Vec<Edge> = of_bands.chain(of_tests).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Rows at each edge, just below and just above it, with every way of not knowing and every word; one indicator moved
/// at a time before four backgrounds, then rows in which all are drawn.
pub fn cases(program: &Program, more: &[Vec<Value>]) -> Vec<Case> {
    let model = &program.model;
    let choices: Vec<Vec<Value>> = fields(program)
        .iter()
        .map(|field| choices(model, field))
        .collect();
    let mut rows: Vec<Vec<Value>> = more.to_vec();
    let at = |part: usize| {
        let each = choices
            .iter()
            .map(|of| of[(of.len() - 1) * part / 3].clone());
        each.collect::<Vec<Value>>()
    };
    for background in (0..4).map(at) {
        for (place, of) in choices.iter().enumerate() {
            for value in of {
                let mut row = background.clone();
                row[place] = value.clone();
                rows.push(row);
            }
        }
    }
    // A fixed sequence, so that the same model always gives the same rows (Knuth's MMIX generator).
    let mut state = 1_u64;
    let mut draw = |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % most
    };
    for _ in 0..DRAWN {
        rows.push(
            choices
                .iter()
                .map(|of| of[draw(of.len())].clone())
                .collect(),
        );
    }
    scored(program, rows)
}

fn scored(program: &Program, rows: Vec<Vec<Value>>) -> Vec<Case> {
    let places = 0..program.indicators.len();
    let columns = places.map(|at| {
        let mut column = Column::new();
        rows.iter().for_each(|row| column.push((&row[at]).into()));
        column
    });
    let columns = Columns::new(program, columns.collect()).expect("there is one for each");
    let verdicts = program.run(&columns);
    let paired = rows.into_iter().zip(verdicts);
    paired
        .map(|(values, verdict)| Case {
            values,
            segment: verdict.segment.into(),
            points: verdict.points,
            grade: verdict.grade,
        })
        .collect()
}

/// The values of an indicator that matter: the first is unknown, the last the greatest number or word.
fn choices(model: &Model, field: &Field) -> Vec<Value> {
    let mut all = vec![Value::Unknown, Value::NotApplicable, Value::NotComputable];
    if field.kind == FieldKind::Word {
        let id = &field.indicator;
        let asked = tests(model).filter(|test| test.tested == Tested::Indicator(id.clone()));
        let mut words: Vec<String> = asked.flat_map(|test| test.words.clone()).collect();
        words.sort_unstable();
        words.dedup();
        all.push(Value::Word("never-seen 未见".to_owned()));
        all.extend(words.into_iter().map(Value::Word));
        return all;
    }
    let mut numbers: Vec<Ratio> = vec![Ratio::from_int(-7), Ratio::ZERO, Ratio::ONE];
    for edge in edges(model, &field.indicator) {
        numbers.extend(around(edge.at.reduced(), field.kind));
    }
    numbers.sort_unstable();
    all.extend(numbers.into_iter().map(Value::Number));
    all
}

/// A number, its neighbours, and the same number written in other terms.
fn around(at: Ratio, kind: FieldKind) -> Vec<Ratio> {
    if kind == FieldKind::Whole {
        let whole = at.floor();
        return (whole - 1..=whole + 2).map(Ratio::from_int).collect();
    }
    // As near as two quotients of amounts may be, and not nearer than floating point tells apart.
    let size = at.num().abs().max(1) * at.den();
    let near = ((1 << 50) / size).clamp(1, 1_000_000_007);
    let scaled = |num: i128| Ratio::new(num, at.den() * near).expect("it is above nought");
    let beside = [-1, 0, 1].map(|by| scaled(at.num() * near + by));
    beside.into_iter().chain([at]).collect()
}
