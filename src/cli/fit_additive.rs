//! An additive fit, shown on the terminal.

use super::fit::{percent, profiles};
use super::{Format, fit_probabilities, models, output};
use crate::fitting::additive_report::AdditiveReport;

const BIN_COLUMNS: [&str; 6] = ["variable", "bin", "rows", "events", "log_odds", "points"];

fn bins(report: &AdditiveReport) -> Vec<Vec<String>> {
    let rows = report.shapes.iter().flat_map(|shape| {
        shape
            .bins
            .iter()
            .map(|(bin, rows, events, log_odds, points)| {
                vec![
                    shape.column.clone(),
                    bin.clone(),
                    rows.to_string(),
                    events.to_string(),
                    format!("{log_odds:.4}"),
                    points.to_string(),
                ]
            })
    });
    rows.collect()
}

/// Every fine bin with its points.
pub(super) fn bins_csv(report: &AdditiveReport) {
    models::csv(&BIN_COLUMNS, &bins(report));
}

/// The whole story of a fit, for people.
pub(super) fn shown(report: &AdditiveReport) {
    output::line(&format!(
        "columns 变量概况: {} rows, {} events, {}",
        report.facts.sample.rows,
        report.facts.sample.events,
        percent(report.probabilities.prior.sample)
    ));
    profiles(&report.facts.columns, Format::Table);
    for out in &report.facts.excluded {
        output::line(&format!(
            "left out by the spec: {}, {}",
            out.column, out.reason
        ));
    }
    output::line("\nshapes 形状函数 (points of each variable, those first that move a score most)");
    let header = ["variable", "points moved"];
    let moved = report
        .shapes
        .iter()
        .map(|shape| vec![shape.column.clone(), shape.range.to_string()]);
    let pairs = report
        .pairs
        .iter()
        .map(|([first, second], range)| vec![format!("{first} × {second}"), range.to_string()]);
    output::line(&output::table(
        &header,
        &moved.chain(pairs).collect::<Vec<_>>(),
    ));
    let rounds: Vec<String> = report
        .rounds
        .iter()
        .map(|[single, pairs]| format!("{single} + {pairs}"))
        .collect();
    output::line(&format!(
        "rounds 轮数 over variables and pairs, by bag: {}",
        rounds.join(", ")
    ));
    let held = report.held_out;
    output::line(&format!(
        "rows held out 留出样本: {} rows, AUC {:.4}, log-loss {:.4}",
        held.rows, held.auc, held.log_loss
    ));
    output::line(&format!(
        "monotone 单调性: {} steps of lines with a trend walked, {} against it",
        report.certificate.steps,
        report.certificate.breaches.len()
    ));
    let scale = report.scale;
    output::line(&format!(
        "points 分值: {} at odds of {} to 1, {} double the odds; base 基础分 {}; rounding moves a score by at most {:.3} points, the odds by a factor of {:.4}",
        scale.base,
        scale.odds,
        scale.pdo,
        report.base_points,
        report.worst_rounding_error,
        report.worst_rounding_odds
    ));
    fit_probabilities::shown(&report.probabilities, report.reject.as_ref());
    for warning in &report.warnings {
        output::line(&format!("warning 注意: {warning}"));
    }
}
