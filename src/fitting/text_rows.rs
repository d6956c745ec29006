//! Rows of texts for tests: drawn, gathered into a sample, and scored by the core.

use super::chunk::{Cells, Chunk, Texts};
use super::{Gathering, Roles, Sample, Spec};
use crate::scoring::program::{Cell, Column, Columns};
use crate::scoring::{Model, Program};
use proptest::prelude::*;
use std::sync::Arc;

/// Columns of texts: y, a, b, a category, an ordered category.
pub(super) fn chunk(rows: &[[String; 5]]) -> Chunk {
    let column = |at: usize| {
        let mut texts = Texts::default();
        rows.iter().for_each(|row| texts.push(&row[at]));
        Cells::Texts(texts)
    };
    Chunk {
        first: 0,
        rows: rows.len(),
        columns: (0..5).map(column).collect(),
    }
}

pub(super) fn gathered(spec: &Spec, rows: &[[String; 5]]) -> Sample {
    let header = ["y", "a", "b", "c", "级别"].map(str::to_owned);
    let roles = Roles::of(&header, spec).unwrap();
    let chunk = chunk(rows);
    let mut gathering = Gathering::new(spec, &roles);
    gathering.take(&chunk);
    let mut placing = gathering.placing().unwrap();
    placing.take(&chunk);
    placing.finish().unwrap().0
}

pub(super) fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (-50_i32..50).prop_map(|n| n.to_string()),
        6 => (-5000_i32..5000, 0_u32..4).prop_map(|(n, places)| format!("{:.1$}", f64::from(n) / 97.0, places as usize)),
        2 => any::<i16>().prop_map(|n| format!("{n}e-3")),
        1 => Just("NA".to_owned()),
        1 => Just(String::new()),
        1 => Just("-9.0".to_owned()),
        1 => Just(".5".to_owned()),
    ]
}

pub(super) fn row() -> impl Strategy<Value = [String; 5]> {
    let word = prop_oneof![
        Just("x"),
        Just("y z"),
        Just("\"q\""),
        Just("7"),
        Just("7.0"),
        Just(" 自 "),
        Just("")
    ];
    let order = prop_oneof![
        Just("low"),
        Just("2"),
        Just("2.0"),
        Just("high"),
        Just("NA")
    ];
    (any::<bool>(), number(), number(), word, order, 0_u8..3).prop_map(|(noise, a, b, c, o, of)| {
        let high = a.parse::<f64>().is_ok_and(|a| a > 3.0) || c == "x" || o == "high";
        let event = if of == 0 { noise } else { high };
        [
            u8::from(event).to_string(),
            a,
            b,
            c.to_owned(),
            o.to_owned(),
        ]
    })
}

/// Scores texts by the core.
pub(super) fn points(model: &Model, rows: &[[String; 5]], names: &[&str]) -> Vec<i32> {
    let program = Program::compile(Arc::new(model.clone())).unwrap();
    let columns = program.indicators.iter().map(|id| {
        let input = model
            .inputs
            .iter()
            .find(|input| input.indicator == *id)
            .unwrap();
        let at = names.iter().position(|name| *name == input.column).unwrap();
        let mut column = Column::new();
        for row in rows {
            column.push(Cell::from(&input.read(&row[at]).unwrap()));
        }
        column
    });
    let columns = Columns::new(&program, columns.collect()).unwrap();
    program
        .run(&columns)
        .iter()
        .map(|verdict| verdict.points.low)
        .collect()
}
