//! What `zhixin models show` says of conditions, vetoes, grades and limits, each with its mark.

use super::models::mark;
use crate::scoring::Model;
use crate::scoring::model::{Figure, Kind};

/// The lines of the rules and the outcome.
pub(super) fn lines(model: &Model) -> Vec<String> {
    let mut lines = rules(model);
    if let Some(pass) = model.outcome.pass {
        lines.push(format!("passes 通过: points {}", pass.0));
    }
    for grade in &model.outcome.grades {
        let from = grade
            .from
            .map_or(String::new(), |from| format!(" from {from} points"));
        let limit = match grade.limit {
            Figure::Known(amount) => format!("{amount} yuan"),
            Figure::Unknown => "unknown".to_owned(),
        };
        lines.push(format!(
            "grade 等级 {}{from}: limit {limit}  {} {}",
            grade.grade,
            mark(grade.origin.mark),
            grade.origin.source
        ));
    }
    if let Some(matrix) = &model.outcome.matrix {
        lines.push(format!(
            "matrix 等级矩阵: {} from {:?} by {} from {:?}",
            matrix.rows, matrix.row_from, matrix.columns, matrix.column_from
        ));
        let rows = matrix.grades.iter();
        lines.extend(rows.map(|row| format!("  {}", row.join(" "))));
    }
    for cap in &model.outcome.limit_caps {
        lines.push(format!(
            "cap on the limit 额度上限: {} · {}  {} {}",
            cap.name.zh,
            cap.name.en,
            mark(cap.origin.mark),
            cap.origin.source
        ));
    }
    for uplift in &model.outcome.uplifts {
        lines.push(format!(
            "raised 上调 by {}: {} · {}  {} {}",
            uplift.grades,
            uplift.name.zh,
            uplift.name.en,
            mark(uplift.origin.mark),
            uplift.origin.source
        ));
    }
    if model.outcome.calibration.is_none() && model.kind == Kind::Credit {
        lines.push("probability of default 违约概率: none, not calibrated 未校准".to_owned());
    }
    if let Some(calibration) = &model.outcome.calibration {
        for grade in &calibration.grades {
            lines.push(format!(
                "grade of risk 风险等级 {}: from {} points, {} parts per million",
                grade.grade, grade.from, grade.ppm
            ));
        }
        for step in &calibration.steps {
            lines.push(format!(
                "calibration 校准: {} {}: {} ({})",
                step.name.zh, step.name.en, step.does, step.reason
            ));
        }
    }
    lines
}

/// Conditions, vetoes and direct passes.
fn rules(model: &Model) -> Vec<String> {
    let mut lines = vec![String::new()];
    for condition in &model.conditions {
        let who = if condition.any.is_empty() {
            " (expert 专家)"
        } else {
            ""
        };
        lines.push(format!(
            "condition 条件: {} · {}{who}  {}",
            condition.name.zh,
            condition.name.en,
            mark(condition.origin.mark)
        ));
    }
    for veto in &model.vetoes {
        lines.push(format!(
            "veto 否决: {} · {}  {}",
            veto.name.zh,
            veto.name.en,
            mark(veto.origin.mark)
        ));
    }
    for pass in &model.direct_passes {
        lines.push(format!(
            "direct pass 直接通过: {} · {}  {}",
            pass.name.zh,
            pass.name.en,
            mark(pass.origin.mark)
        ));
    }
    lines
}
