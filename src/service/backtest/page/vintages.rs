//! Vintage curves and roll rates.

#![allow(clippy::cast_precision_loss, reason = "places on a drawing")]

use super::charts::{Plane, Series, nice, percent as on_axis};
use super::heading;
use super::written::{name, percent, yuan};
use crate::service::backtest::lines::state;
use crate::service::backtest::report::{PolicyReport, Report};
use crate::simulation::backtest::Curve;
use crate::simulation::backtest::rolls::{Matrix, State};
use maud::{Markup, html};

/// The curves of every policy over each other, then those of the first by drawing and by grade.
pub(super) fn vintages(report: &Report) -> Markup {
    let Some(first) = report.policies.first() else {
        return html! {};
    };
    let all = report.policies.iter().filter_map(|policy| {
        let curve = policy.vintages.first()?;
        Some((policy.name.zh.clone() + " " + &policy.name.en, curve))
    });
    let all: Vec<(String, &Curve)> = all.collect();
    html! {
        (heading(report, "账龄曲线", "Vintage curves"))
        (chart("各策略 Of each policy", &all))
        h3 { (first.name.zh) ",按放款时间 " small { (first.name.en) ", by time of drawing" } }
        (curves("按放款时间 By time of drawing", &first.vintages))
        h3 { (first.name.zh) ",按等级 " small { (first.name.en) ", by grade" } }
        (curves("按等级 By grade", &first.by_grade))
        p { small {
            "累计违约率为 Aalen–Johansen 估计:结清的贷款视为不再违约,删失的贷款自删失之日起不再计入;95% 区间由 Greenwood 型方差得出。虚线部分只有较早的贷款可观察。"
            "Cumulative incidence by Aalen and Johansen: loans paid up can default no more, censored loans count as long as they are watched; intervals of 95% from the variance of Greenwood's kind. Where a line is broken only earlier loans could be watched so long."
        } }
    }
}

fn curves(title: &str, curves: &[Curve]) -> Markup {
    let named: Vec<(String, &Curve)> = curves
        .iter()
        .map(|curve| (name(&curve.name).to_owned(), curve))
        .collect();
    html! {
        (chart(title, &named))
        table {
            thead { tr {
                th { "组 Group" } th class="n" { "笔数 Loans" } th class="n" { "金额 Principal" } th class="n" { "违约 Defaulted" } th class="n" { "结清 Paid up" }
                th class="n" { "删失 Censored" } th class="n" { "可观察月数 Months seen" } th class="n" { "累计违约率 Rate" } th class="n" { "区间 95%" } th class="n" { "按金额 By principal" }
            } }
            tbody { @for (name, curve) in &named { tr {
                td { (name) } td class="n" { (curve.loans) } td class="n" { (yuan(curve.principal)) } td class="n" { (curve.defaulted) }
                td class="n" { (curve.paid_up) } td class="n" { (curve.censored) } td class="n" { (curve.seen) }
                @let last = curve.points.last();
                td class="n" { (percent(last.map(|last| last.rate)))
                    @if let Some(last) = last { br; small { (last.month) " 个月 months" } } }
                td class="n" { @match last.and_then(|last| last.interval) {
                    Some([low, high]) => { (percent(Some(low))) " – " (percent(Some(high))) },
                    None => "—",
                } }
                td class="n" { (percent(last.map(|last| last.rate_of_principal))) }
            } } }
        }
    }
}

fn chart(title: &str, curves: &[(String, &Curve)]) -> Markup {
    let months = curves.iter().map(|(_, curve)| curve.points.len()).max();
    let Some(months) = months.filter(|months| *months > 0) else {
        return html! { p { "没有可观察的贷款。No loan could be watched." } };
    };
    let points = || curves.iter().flat_map(|(_, curve)| &curve.points);
    let most = nice(points().map(|point| point.rate).fold(0.0, f64::max));
    let every = months
        .div_ceil(12)
        .next_multiple_of(if months > 24 { 6 } else { 1 });
    let plane = Plane {
        x: [0.0, months as f64],
        y: [0.0, most],
        ticks: (0..=months)
            .step_by(every)
            .map(|month| (month as f64, month.to_string()))
            .collect(),
        across: "账龄(月) Months on book",
        written: on_axis,
    };
    let series = curves.iter().map(|(name, curve)| Series {
        name: name.clone(),
        points: std::iter::once([0.0, 0.0])
            .chain(
                curve
                    .points
                    .iter()
                    .map(|point| [f64::from(point.month), point.rate]),
            )
            .collect(),
        sure_to: f64::from(curve.seen),
    });
    let series: Vec<Series> = series.collect();
    html! { figure { (plane.lines(&format!("账龄曲线 Vintage curves: {title}"), &series, &[])) } }
}

/// Roll rates of every policy.
pub(super) fn rolls(report: &Report) -> Markup {
    html! {
        (heading(report, "迁徙率", "Roll rates"))
        @for policy in &report.policies { (rolls_of(policy)) }
        p { small {
            "由行至列;比例以去向已知的为分母。Rows are where loans came from, columns where they went; shares are of moves to a known state."
        } }
    }
}

fn rolls_of(policy: &PolicyReport) -> Markup {
    html! {
        h3 { (policy.name.zh) " " small { (policy.name.en) } }
        (matrix("次月末 To the next month's end", &policy.rolls.monthly))
        (matrix("十二个月后 Twelve months on", &policy.rolls.yearly))
    }
}

fn matrix(title: &str, of: &Matrix) -> Markup {
    html! {
        table {
            thead { tr { th { (title) } @for to in State::ALL { th class="n" { (state(to).0) br; small { (state(to).1) } } } } }
            tbody { @for (from, (counts, rates)) in State::ALL.iter().zip(of.counts.iter().zip(&of.rates)) { tr {
                td { (state(*from).0) " " small { (state(*from).1) } }
                @for (count, rate) in counts.iter().zip(rates) {
                    td class="n" style=[rate.filter(|rate| *rate > 0.0).map(|rate| format!("background:rgba(47,111,143,{:.2})", rate.sqrt() * 0.35))] {
                        @if let Some(rate) = rate { (percent(Some(*rate))) br; }
                        small { (count) }
                    }
                }
            } } }
        }
    }
}
