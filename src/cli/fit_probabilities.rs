//! What the points of a fit mean, and how far they hang on what is assumed of the refused, shown on the terminal.

use super::fit::percent;
use super::output;
use crate::fitting::grading::Grading;
use crate::fitting::probabilities::Probabilities;
use crate::fitting::reject::Inference;
use crate::fitting::spec::Tell;

/// Steps, grades, and the table of assumptions.
pub(super) fn shown(probabilities: &Probabilities, reject: Option<&Inference>) {
    if let Some(reject) = reject {
        assumptions(reject);
    }
    let [best, told] = probabilities.mean;
    output::line(&format!(
        "\nprobabilities 违约概率: mean {}, with margins {}",
        percent(best),
        percent(told)
    ));
    for step in &probabilities.steps {
        output::line(&format!(
            "{} {}: {} ({})",
            step.name.zh, step.name.en, step.does, step.reason
        ));
    }
    if let Some(grading) = &probabilities.grades {
        grades(grading, probabilities.tell);
    }
}

fn grades(grading: &Grading, tell: Tell) {
    output::line(&format!(
        "\ngrades 风险等级, before margins; the model tells the probability of the {}",
        match tell {
            Tell::Points => "points",
            Tell::Grade => "grade",
        }
    ));
    let rows = grading.grades.iter().map(|grade| {
        vec![
            grade.grade.clone(),
            percent(grade.from),
            grade
                .from_points
                .map(|points| points.to_string())
                .unwrap_or_default(),
            grade.counts.rows.to_string(),
            grade.counts.events.to_string(),
            percent(grade.rate),
            percent(grade.interval.0),
            percent(grade.interval.1),
            grade.mean.map(percent).unwrap_or_default(),
            percent(grade.estimate),
        ]
    });
    let header = [
        "grade",
        "from pd",
        "from points",
        "rows",
        "events",
        "rate",
        "from",
        "to",
        "mean pd",
        "pd",
    ];
    output::line(&output::table(&header, &rows.collect::<Vec<_>>()));
}

/// The models by each assumption, side by side.
fn assumptions(reject: &Inference) {
    output::line(&format!(
        "\nreject inference 拒绝推断: {} refused beside {} accepted; fitted under {}: {}",
        reject.refused,
        reject.accepted.rows,
        reject
            .assumed
            .map_or("none", |assumption| assumption.name()),
        reject.reason
    ));
    let rows = reject.table.iter().map(|line| {
        vec![
            line.assumption.map_or("none", |of| of.name()).to_owned(),
            line.assumed_rate.map(percent).unwrap_or_default(),
            format!("{:.4}", line.auc),
            percent(line.accepted),
            percent(line.rejected),
            percent(line.approved),
        ]
    });
    let header = [
        "assumption",
        "given to refused",
        "auc of accepted",
        "pd of accepted",
        "pd of refused",
        "approved",
    ];
    output::line(&output::table(&header, &rows.collect::<Vec<_>>()));
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in reject.table.iter().flat_map(|line| &line.coefficients) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let value = |line: &crate::fitting::reject::Dependence, name: &String| {
        let found = line.coefficients.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| format!("{value:.4}"))
            .unwrap_or_default()
    };
    let cells = names.iter().map(|name| {
        let values = reject.table.iter().map(|line| value(line, name));
        std::iter::once((*name).clone())
            .chain(values)
            .collect::<Vec<String>>()
    });
    let named = reject
        .table
        .iter()
        .map(|line| line.assumption.map_or("none", |of| of.name()));
    let header: Vec<&str> = std::iter::once("coefficient").chain(named).collect();
    output::line(&output::table(&header, &cells.collect::<Vec<_>>()));
    if let Some((name, [least, most])) = &reject.spread.coefficient {
        output::line(&format!(
            "the coefficient that moves most: {name}, from {least:.4} to {most:.4}; AUC of the accepted from {:.4} to {:.4}",
            reject.spread.auc[0], reject.spread.auc[1]
        ));
    }
}
