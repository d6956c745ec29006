//! A model as plain JSON: everything that it says, for a reader that has none of our code.

use super::field::{FieldKind, fields};
use crate::scoring::model::{
    Edge, Interval, Outcome, Points, PointsBySegment, Rule, Table, Test, Tested,
};
use crate::scoring::{Model, Program};
use crate::units::Ratio;
use serde_json::{Value, json};

/// The name of the form.
const SCHEMA: &str = "zhixin/model-export/1";

/// The whole model. Numbers of edges are texts such as `1/20`, exactly; points are `[least, most]`.
pub fn plain(program: &Program) -> Value {
    let columns = fields(program);
    let columns = columns.iter().map(|field| {
        json!({
            "indicator": field.indicator.as_str(),
            "column": field.column,
            "holds": match field.kind {
                FieldKind::Whole => "whole",
                FieldKind::Quotient => "quotient",
                FieldKind::Word => "word",
            },
        })
    });
    let mut whole = json!({
        "schema": SCHEMA,
        "digest": program.digest,
        "columns": columns.collect::<Vec<_>>(),
    });
    if let (Value::Object(whole), Value::Object(meaning)) = (&mut whole, meaning(&program.model)) {
        whole.extend(meaning);
    }
    whole
}

/// What a model means: all of it but the digest.
pub(super) fn meaning(model: &Model) -> Value {
    let segments = model
        .segments
        .iter()
        .map(|of| json!({"id": of.id, "name": of.name, "when": all(&of.when)}));
    let rules = |any: &[Vec<Test>]| any.iter().map(|tests| all(tests)).collect::<Vec<_>>();
    let conditions = model.conditions.iter().map(|of| {
        json!({"id": of.id, "name": of.name, "origin": of.origin, "any": rules(&of.any), "on_unknown": of.on_unknown})
    });
    let vetoes = model.vetoes.iter().map(|of| {
        json!({"id": of.id, "name": of.name, "origin": of.origin, "any": rules(&of.any), "on_unknown": of.on_unknown})
    });
    let passes = model.direct_passes.iter().map(|of| {
        json!({"id": of.id, "name": of.name, "origin": of.origin, "any": rules(&of.any), "needs": of.needs})
    });
    json!({
        "model": model.id,
        "version": model.version,
        "kind": model.kind,
        "name": model.name,
        "about": model.about,
        "origin": model.origin,
        "effective_from": model.effective_from,
        "revision": model.revision,
        "inputs": model.inputs,
        "segments": segments.collect::<Vec<_>>(),
        "groups": model.groups,
        "tables": model.tables.iter().map(table).collect::<Vec<_>>(),
        "conditions": conditions.collect::<Vec<_>>(),
        "vetoes": vetoes.collect::<Vec<_>>(),
        "direct_passes": passes.collect::<Vec<_>>(),
        "outcome": outcome(&model.outcome),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let caps = outcome.limit_caps.iter().map(|cap| {
        json!({"indicator": cap.indicator.as_str(), "share": number(cap.share), "name": cap.name, "origin": cap.origin})
    });
    let uplifts = outcome.uplifts.iter().map(|of| {
        json!({"name": of.name, "when": all(&of.when), "grades": of.grades, "origin": of.origin})
    });
    json!({
        "max": outcome.max,
        "base_cap": outcome.base_cap,
        "bonus_cap": outcome.bonus_cap,
        "cap": outcome.cap,
        "pass": outcome.pass.map(|of| low(of.0)),
        "grades": outcome.grades,
        "matrix": outcome.matrix,
        "limit_caps": caps.collect::<Vec<_>>(),
        "uplifts": uplifts.collect::<Vec<_>>(),
        "valid_days": outcome.valid_days,
        "calibration": outcome.calibration,
    })
}

fn table(of: &Table) -> Value {
    let rule = match &of.rule {
        Rule::Bands {
            indicator,
            direction,
            bands,
            codes,
            unknown,
            not_applicable,
            not_computable,
        } => {
            let codes = codes
                .iter()
                .map(|code| json!({"number": number(code.at), "points": points(&code.points)}));
            let bands = bands.iter().map(|band| {
                let mut told = interval(&band.interval);
                told["points"] = points(&band.points);
                told
            });
            json!({
                "bands": bands.collect::<Vec<_>>(),
                "codes": codes.collect::<Vec<_>>(),
                "indicator": indicator.as_str(),
                "direction": direction,
                "unknown": points(unknown),
                "not_applicable": points(not_applicable),
                "not_computable": points(not_computable),
            })
        }
        Rule::List { rows, unknown } => {
            let rows = rows.iter().map(|row| {
                json!({"name": row.name, "when": all(&row.when), "points": points(&row.points)})
            });
            json!({"rows": rows.collect::<Vec<_>>(), "unknown": points(unknown)})
        }
        Rule::Expert { levels } => {
            let levels = levels.iter().map(|level| {
                json!({"id": level.id, "name": level.name, "points": points(&level.points)})
            });
            json!({"levels": levels.collect::<Vec<_>>()})
        }
    };
    json!({
        "id": of.id,
        "group": of.group,
        "name": of.name,
        "max": points(&of.max),
        "segments": of.segments,
        "origin": of.origin,
        "rule": rule,
    })
}

fn all(tests: &[Test]) -> Value {
    let each = tests.iter().map(|test| {
        let mut told = interval(&test.interval);
        match &test.tested {
            Tested::Indicator(id) => told["indicator"] = json!(id.as_str()),
            Tested::Group(id) => told["group"] = json!(id),
            Tested::Total => told["total"] = json!(true),
        }
        if !test.words.is_empty() {
            told["words"] = json!(test.words);
        }
        if let Some(absent) = test.absent {
            told["absent"] = json!(absent);
        }
        told
    });
    each.collect()
}

/// `low` and `high`, each a number and whether the number itself belongs.
fn interval(of: &Interval) -> Value {
    let mut told = json!({});
    if let Some(edge) = of.low {
        told["low"] = low(edge);
    }
    if let Some(edge) = of.high {
        told["high"] = json!({"number": number(edge.at), "included": edge.above});
    }
    told
}

fn low(edge: Edge) -> Value {
    json!({"number": number(edge.at), "included": !edge.above})
}

fn number(of: Ratio) -> String {
    let of = of.reduced();
    if of.den() == 1 {
        of.num().to_string()
    } else {
        format!("{}/{}", of.num(), of.den())
    }
}

/// `[least, most]`, or one of these for each segment.
fn points(of: &PointsBySegment) -> Value {
    let pair = |points: &Points| json!([points.low, points.high]);
    match of {
        PointsBySegment::All(points) => pair(points),
        PointsBySegment::Each(map) => map
            .iter()
            .map(|(segment, points)| (segment.clone(), pair(points)))
            .collect(),
    }
}
