//! The frontier of inclusion against cost.

#![allow(clippy::cast_precision_loss, reason = "places on a drawing")]

use super::charts::{Plane, ends, nice, plain};
use super::heading;
use super::written::{per_yuan, percent, yuan};
use crate::service::backtest::report::Report;
use crate::simulation::backtest::Point;
use crate::units::Amount;
use maud::{Markup, html};

/// Points that have their name beside them; of more, the table tells.
const NAMED: usize = 24;

/// A chart and a table, where anything was varied.
pub(super) fn frontier(report: &Report) -> Markup {
    if report.frontier.is_empty() {
        return html! {};
    }
    html! {
        (heading(report, "普惠与成本边界", "Frontier of inclusion against cost"))
        figure {
            (chart(&report.frontier))
            figcaption { "每一点都是一次完整重放;纵轴为净代偿(万元)。Each point is a full replay; upwards is net compensation in 10,000 yuan." }
        }
        table {
            thead { tr {
                th { "取值 Variant" } th class="n" { "借款企业 Borrowers" } th class="n" { "贷款额 Lent" } th class="n" { "净代偿 Net compensation" }
                th class="n" { "每元成本 Per yuan" } th class="n" { "违约率 Default rate" }
            } }
            tbody { @for point in &report.frontier { tr {
                td { (point.label) } td class="n" { (point.borrowers) } td class="n" { (yuan(Amount::from_fen(point.lent))) }
                td class="n" { (yuan(Amount::from_fen(point.net_cost))) }
                td class="n" { (per_yuan((point.lent > 0).then(|| point.net_cost as f64 / point.lent as f64))) }
                td class="n" { (percent(Some(point.default_rate).filter(|rate| rate.is_finite()))) }
            } } }
        }
    }
}

fn chart(points: &[Point]) -> Markup {
    let most = points
        .iter()
        .map(|point| point.borrowers)
        .max()
        .unwrap_or(0);
    let most = nice(most as f64);
    let plane = Plane {
        x: [0.0, most],
        y: ends(points.iter().map(|point| point.net_cost as f64 / 1e6)),
        ticks: [0.0, 0.25, 0.5, 0.75, 1.0]
            .map(|part| (part * most, plain(part * most)))
            .to_vec(),
        across: "借款企业 Borrowers",
        written: plain,
    };
    let named = points.len() <= NAMED;
    let drawn = points.iter().map(|point| {
        let name = if named { point.label.as_str() } else { "" };
        ([point.borrowers as f64, point.net_cost as f64 / 1e6], name)
    });
    plane.points(
        "普惠与成本边界 Inclusion against cost",
        &drawn.collect::<Vec<_>>(),
    )
}
