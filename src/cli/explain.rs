//! One assessment explained on the terminal: what was earned, why, and what would raise it.

use super::output;
use crate::scoring::assessment::{EvidenceConflict, ExpertPart, IndicatorResult, PointsResult};
use crate::scoring::{Assessment, Status};
use std::fmt::Write;

/// The stable word of a status.
pub(crate) fn status_word(status: Status) -> String {
    serde_json::to_value(status)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// How many differences between sources are told.
const DIFFER_SHOWN: usize = 5;

fn conflict(conflict: &EvidenceConflict) -> String {
    format!(
        "{} {} ({}): followed {}, set aside {}",
        conflict.kind,
        conflict.key,
        conflict.fields.join(", "),
        conflict.followed,
        conflict.set_aside
    )
}

/// The whole explanation.
pub(crate) fn text(id: &str, assessment: &Assessment) -> String {
    let mut out = String::new();
    head(&mut out, id, assessment);
    for dimension in &assessment.dimensions {
        let added = if dimension.bonus {
            " (added 加分)"
        } else {
            ""
        };
        let name = format!("{} · {}{added}", dimension.name.zh, dimension.name.en);
        line(&mut out, &format!("\n{name}  {}", points(dimension.points)));
        let rows: Vec<Vec<String>> = assessment
            .indicators
            .iter()
            .filter(|indicator| indicator.dimension == dimension.id)
            .map(indicator_row)
            .collect();
        let table = output::table(
            &["  indicator 指标", "value 值", "band 分档", "points 分值"],
            &rows,
        );
        line(&mut out, &table);
    }
    list(
        &mut out,
        "conditions 条件",
        assessment.conditions.iter().map(|condition| {
            format!(
                "{}: {} · {}",
                condition.result, condition.name.zh, condition.name.en
            )
        }),
    );
    list(
        &mut out,
        "reasons 原因",
        assessment
            .reasons
            .iter()
            .map(|reason| format!("{}  {}  [{}]", reason.text.zh, reason.text.en, reason.code)),
    );
    list(
        &mut out,
        "what would raise it 如何提升",
        assessment.improvements.iter().map(|better| {
            let grade = better
                .grade
                .as_ref()
                .map_or(String::new(), |grade| format!(" → {grade}"));
            format!("{}  {}{grade}", better.text.zh, better.text.en)
        }),
    );
    let differ = &assessment.conflicts;
    let mut shown: Vec<String> = differ.iter().take(DIFFER_SHOWN).map(conflict).collect();
    if differ.len() > DIFFER_SHOWN {
        shown.push(format!(
            "… and {} more (--format json)",
            differ.len() - DIFFER_SHOWN
        ));
    }
    list(&mut out, "sources that differ 来源冲突", shown.into_iter());
    out
}

fn head(out: &mut String, id: &str, assessment: &Assessment) {
    let model = &assessment.model;
    line(
        out,
        &format!(
            "{}  as of 截至 {} ({})",
            assessment.enterprise, assessment.as_of, assessment.basis
        ),
    );
    line(
        out,
        &format!(
            "{} · {} [{}] {}",
            model.name.zh,
            model.name.en,
            model.mark.word(),
            model.id
        ),
    );
    if let Some(segment) = &assessment.segment {
        line(out, &format!("stage 阶段: {} · {}", segment.zh, segment.en));
    }
    let grade = assessment
        .grade
        .as_ref()
        .map_or(String::new(), |grade| format!("grade 等级 {grade}  "));
    let limit = assessment.recommended_limit.map_or(String::new(), |limit| {
        format!("  limit 推荐额度 {limit} yuan")
    });
    line(
        out,
        &format!(
            "{}  {grade}points 分值 {}{limit}",
            status_word(assessment.status),
            points(assessment.points)
        ),
    );
    if let Some(until) = assessment.valid_until {
        line(out, &format!("valid until 有效期至 {until}"));
    }
    match (
        &assessment.probability_of_default,
        assessment.probability_absent,
    ) {
        (Some(probability), _) => {
            line(
                out,
                &format!("probability of default 违约概率: {} ppm", probability.ppm),
            );
        }
        (None, Some(why)) => line(
            out,
            &format!("probability of default 违约概率: none ({why})"),
        ),
        (None, None) => {}
    }
    line(
        out,
        &format!(
            "model {}  evidence {}",
            assessment.model_digest.short(),
            assessment.evidence_digest.short()
        ),
    );
    line(out, &format!("score {id}"));
}

fn points(points: PointsResult) -> String {
    if points.low == points.high {
        format!("{}/{}", points.low, points.max)
    } else {
        format!("{}–{}/{}", points.low, points.high, points.max)
    }
}

fn indicator_row(indicator: &IndicatorResult) -> Vec<String> {
    let values: Vec<String> = indicator
        .readings
        .iter()
        .map(|reading| {
            let facts = reading.evidence.facts;
            let (zh, en) = (&reading.shown.zh, &reading.shown.en);
            let value = if zh == en {
                zh.clone()
            } else {
                format!("{zh} {en}")
            };
            format!("{value} ({facts} facts)")
        })
        .collect();
    let open = if indicator.expert == ExpertPart::Open {
        " open 待评"
    } else {
        ""
    };
    let band = if indicator.band.zh == indicator.band.en {
        indicator.band.zh.clone()
    } else {
        format!("{} · {}", indicator.band.zh, indicator.band.en)
    };
    vec![
        format!("  {} · {}", indicator.name.zh, indicator.name.en),
        values.join("; "),
        band,
        format!("{}{open}", points(indicator.points)),
    ]
}

fn list(out: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        line(out, &format!("\n{title}"));
        items.for_each(|item| line(out, &format!("  - {item}")));
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes any text");
}
