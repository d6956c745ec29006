//! Kinds of rule that no shipped model uses, each in a small model of its own.

use crate::subject::{sheet, subject, vector};
use std::sync::Arc;
use zhixin::scoring::{Assessment, Model, Program, assess};

/// A model of the given kind; its parts follow the head.
fn model(kind: &str, parts: &str) -> Program {
    let head = r#"
id = "small"
version = 1
name = { zh = "小模型", en = "small model" }
about = { zh = "用于测试", en = "for a test" }
mark = "ours"
source = "a test"
groups = [{ id = "g", name = { zh = "组", en = "group" } }]
"#;
    let text = format!("kind = \"{kind}\"{head}{parts}");
    let model = Model::parse(&text).unwrap_or_else(|problems| panic!("{problems}"));
    Program::compile(Arc::new(model)).unwrap()
}

fn told(program: &Program, inputs: &str, expert: &str) -> Assessment {
    assess(program, &subject(vector(inputs), sheet(expert)))
}

#[test]
fn points_may_be_taken_off() {
    let program = model(
        "ranking",
        r#"
[[tables]]
id = "staff"
group = "g"
name = { zh = "人员", en = "staff" }
indicator = "talent.staff@1"
direction = "up"
max = 10
bands = [{ below = 10, points = 5 }, { from = 10, points = 10 }]

[[tables]]
id = "arrears"
group = "g"
name = { zh = "欠税扣分", en = "points off for arrears" }
max = 0
rows = [
  { name = { zh = "欠税", en = "in arrears" }, when = [{ indicator = "risk.tax_arrears@1", yes = true }], points = -8 },
  { name = { zh = "无", en = "none" }, points = 0 },
]

[outcome]
max = 10
"#,
    );
    let total = |inputs: &str| told(&program, inputs, "").points.low;
    assert_eq!(total("talent.staff@1=10;risk.tax_arrears@1=no"), 10);
    assert_eq!(total("talent.staff@1=10;risk.tax_arrears@1=yes"), 2);
    assert_eq!(total("talent.staff@1=9;risk.tax_arrears@1=yes"), -3);
}

/// The rule of 2008: a grade is a fraction of the weight, such as A from 0.80 to 1.00 of 30.
#[test]
fn a_fraction_of_a_weight_is_a_range_of_whole_points() {
    let program = model(
        "ranking",
        r#"
[[tables]]
id = "rights"
group = "g"
name = { zh = "自主知识产权", en = "own rights" }
max = 30
expert = true
levels = [
  { id = "a", name = { zh = "A", en = "A" }, points = [24, 30] },
  { id = "b", name = { zh = "B", en = "B" }, points = [18, 23] },
  { id = "c", name = { zh = "C", en = "C" }, points = [12, 17] },
  { id = "d", name = { zh = "D", en = "D" }, points = [6, 11] },
  { id = "e", name = { zh = "E", en = "E" }, points = [1, 5] },
  { id = "f", name = { zh = "F", en = "F" }, points = 0 },
]

[outcome]
max = 30
"#,
    );
    let open = told(&program, "", "").points;
    assert_eq!((open.low, open.high), (0, 30));
    let given = told(&program, "", "rights=25").points;
    assert_eq!((given.low, given.high), (25, 25));
}

#[test]
fn a_stage_may_come_from_age_and_revenue_together() {
    let program = model(
        "ranking",
        r#"
[[segments]]
id = "young"
name = { zh = "初创", en = "young" }
when = [{ indicator = "ent.age_days@1", below = 1095 }, { indicator = "fin.revenue@1", below = 500000000 }]

[[segments]]
id = "other"
name = { zh = "其他", en = "other" }
when = [{ indicator = "ent.age_days@1", from = 0 }]

[[tables]]
id = "staff"
group = "g"
name = { zh = "人员", en = "staff" }
indicator = "talent.staff@1"
direction = "up"
max = { young = 20, other = 20 }
bands = [{ below = 10, points = { young = 15, other = 5 } }, { from = 10, points = 20 }]

[outcome]
max = 20
"#,
    );
    let total = |inputs: &str| {
        told(&program, &format!("talent.staff@1=9;{inputs}"), "")
            .points
            .low
    };
    assert_eq!(total("ent.age_days@1=1094;fin.revenue@1=499999999"), 15);
    assert_eq!(total("ent.age_days@1=1095;fin.revenue@1=499999999"), 5);
    assert_eq!(total("ent.age_days@1=1094;fin.revenue@1=500000000"), 5);
}

/// Mianyang 2025: below 20 million 5 million; to 100 million 10 million; to 500 million 20 million.
#[test]
fn a_limit_may_go_by_revenue_alone() {
    let program = model(
        "credit",
        r#"
[[tables]]
id = "tier"
group = "g"
name = { zh = "收入档", en = "tier of revenue" }
indicator = "fin.revenue@1"
direction = "none"
max = 3
bands = [
  { below = 2000000000, points = 1 },
  { from = 2000000000, below = 10000000000, points = 2 },
  { from = 10000000000, up_to = 50000000000, points = 3 },
  { above = 50000000000, points = 0 },
]

[outcome]
max = 3
grades = [
  { grade = "III", from = 3, limit = "20000000.00" },
  { grade = "II", from = 2, limit = "10000000.00" },
  { grade = "I", from = 1, limit = "5000000.00" },
]
"#,
    );
    let limit = |fen: &str| {
        let told = told(&program, &format!("fin.revenue@1={fen}"), "");
        told.recommended_limit.map(|limit| limit.to_string())
    };
    assert_eq!(limit("1999999999").as_deref(), Some("5000000.00"));
    assert_eq!(limit("2000000000").as_deref(), Some("10000000.00"));
    assert_eq!(limit("9999999999").as_deref(), Some("10000000.00"));
    assert_eq!(limit("10000000000").as_deref(), Some("20000000.00"));
    assert_eq!(limit("50000000000").as_deref(), Some("20000000.00"));
    assert_eq!(limit("50000000001"), None);
}
