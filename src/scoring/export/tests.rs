//! Exports hold to the core: continued fractions, the exact comparison, what is refused, and what differs.

use super::quotient;
use super::*;
use crate::scoring::model::{Edge, Mark};
use crate::scoring::{Model, Program};
use crate::units::Ratio;
use std::sync::Arc;

const HNTE: &str = include_str!("../../../models/evaluation/hnte-2016.toml");
const CQ_2017: &str = include_str!("../../../models/evaluation/cq-knowledge-value-2017.toml");
const CQ_2018: &str = include_str!("../../../models/evaluation/cq-knowledge-value-2018.toml");
const HUBEI: &str = include_str!("../../../models/evaluation/hubei-2025.toml");

/// What SQL says of a model whose grades rest on indicators.
const SQL: Says = Says {
    grades: true,
    probability: false,
};

fn program(text: &str) -> Program {
    Program::compile(Arc::new(Model::parse(text).unwrap())).unwrap()
}

#[test]
fn a_number_is_its_whole_parts() {
    // 3/20 = 0 + 1/(6 + 1/(1 + 1/2)); −7/3 = −3 + 1/(1 + 1/2).
    let parts = |num, den| quotient::parts(Ratio::new(num, den).unwrap());
    assert_eq!(parts(15, 100), [0, 6, 1, 2]);
    assert_eq!(parts(-7, 3), [-3, 1, 2]);
    assert_eq!(parts(5, 1), [5]);
    let edge = |above| Edge {
        at: Ratio::new(1, 20).unwrap(),
        above,
    };
    insta::assert_snapshot!(quotient::passes("x", edge(false)), @"(x_q0 > 0 or (x_q0 = 0 and x_r1 <> 0 and (x_q1 < 20 or (x_q1 = 20 and x_r2 = 0))))");
    insta::assert_snapshot!(quotient::passes("x", edge(true)), @"(x_q0 > 0 or (x_q0 = 0 and x_r1 <> 0 and (x_q1 < 20 or (x_q1 = 20 and 1 = 0))))");
    insta::assert_snapshot!(quotient::fails("x", edge(true)), @"(x_q0 < 0 or (x_q0 = 0 and (x_r1 = 0 or (x_q1 > 20 or (x_q1 = 20 and 1 = 1)))))");
}

#[test]
fn what_a_format_cannot_say_is_refused_by_name() {
    let hnte = program(HNTE);
    let refused = pmml(&hnte, None, Unsaid::Refused).unwrap_err();
    insta::assert_snapshot!(refused, @"
    PMML cannot say of the model `hnte-2016`:
      the range of points of the table `advancement` (--points least or most chooses)
      the range of points of the table `core_support` (--points least or most chooses)
      the range of points of the table `ip_count` (--points least or most chooses)
      the range of points of the table `ip_obtained` (--points least or most chooses)
      the range of points of the table `standards` (--points least or most chooses)
      the range of points of the table `conversions` (--points least or most chooses)
      the range of points of the table `system` (--points least or most chooses)
      the range of points of the table `unit` (--points least or most chooses)
      the range of points of the table `incentives` (--points least or most chooses)
      the range of points of the table `training` (--points least or most chooses)
      the range of points of the table `net_assets_growth` (--points least or most chooses)
      the range of points of the table `sales_growth` (--points least or most chooses)
      conditions 条件 (9)
      the pass mark 通过分数 (1)
    the rest would pass without these, which the file then names: --points-only
    ");
    let credit = program(CQ_2018);
    let refused = sql(&credit, "firms", Dialect::Sqlite, Unsaid::Refused).unwrap_err();
    insta::assert_snapshot!(refused, @"
    SQL cannot say of the model `cq-knowledge-value-2018`:
      limits of grades 额度 (5)
      caps on the limit 额度上限 (1)
    the rest would pass without these, which the file then names: --points-only
    ");
    // What is left out is named in the file.
    let text = sql(&credit, "firms", Dialect::Sqlite, Unsaid::Named).unwrap();
    let left_out = text
        .lines()
        .filter(|line| line.starts_with("-- Left out"))
        .count();
    assert_eq!(left_out, unsaid(&credit.model, SQL).len());
    assert!(
        pmml(&credit, None, Unsaid::Named)
            .unwrap()
            .contains("left out")
    );
}

#[test]
fn models_differ_in_what_they_mean_and_in_nothing_else() {
    let one = program(CQ_2017).model;
    assert_eq!(differences(&one, &one), []);
    let mut other = (*one).clone();
    other.version += 1;
    other.outcome.cap = Some(99);
    other.tables[0].origin.mark = Mark::Prog;
    other.groups.swap(0, 1);
    let told = differences(&one, &other);
    let told: Vec<String> = told
        .iter()
        .map(|of| format!("{}: {:?} {:?}", of.at, of.one, of.other))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    version: Some("1") Some("2")
    tables/inventions/origin/mark: Some("ours") Some("prog")
    outcome/cap: None Some("99")
    "#);
}

#[test]
fn every_shipped_model_has_cases_at_each_of_its_edges() {
    let program = program(HUBEI);
    let cases = cases(&program, &[]);
    for (place, id) in program.indicators.iter().enumerate() {
        for edge in edges(&program.model, id) {
            let stands = |case: &Case| case.values[place].number() == Some(edge.at);
            assert!(
                cases.iter().any(stands) || edge.at.den() != 1,
                "{id} {edge}"
            );
        }
    }
    assert!(cases.len() > 500, "{}", cases.len());
}
