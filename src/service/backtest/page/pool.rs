//! The pool through time: cash, net assets, leverage and breakers under each policy.

#![allow(clippy::cast_precision_loss, reason = "places on a drawing")]

use super::charts::{Band, Plane, Series, ends, plain};
use super::heading;
use crate::service::backtest::report::{PolicyReport, Report};
use crate::simulation::backtest::pool_figures::Leverage;
use crate::simulation::backtest::{Episode, Month};
use crate::units::Date;
use maud::{Markup, html};

/// Fen in 万元.
const WAN: f64 = 1e6;

/// The pool under every policy.
pub(super) fn pool(report: &Report) -> Markup {
    html! {
        (heading(report, "资金池经过", "The pool through time"))
        @for policy in &report.policies { (course(report, policy)) }
        p { small { "底色为熔断期间。Where the ground is coloured a breaker stood tripped." } }
    }
}

/// A figure of a month.
type OfMonth = fn(&Month) -> i64;

fn course(report: &Report, policy: &PolicyReport) -> Markup {
    let months = &policy.figures.pool.months;
    let title = |what: &str| format!("{what}: {} {}", policy.name.zh, policy.name.en);
    let bands = bands(report, &policy.figures.pool.breakers);
    html! {
        h3 { (policy.name.zh) " " small { (policy.name.en) } }
        @if months.is_empty() { p { "没有月末。There is no end of a month." } } @else {
            figure { (money(report, months).lines(&title("现金与净资产 Cash and net assets"), &series(report, months), &bands)) }
            figure { (leverage(report, months).lines(&title("放大倍数 Leverage"), &[times_of(report, months)], &bands)) }
        }
        (episodes(&policy.figures.pool.breakers))
    }
}

/// A day as its place on the axis: days from the beginning of the walk.
fn place(report: &Report, day: Date) -> f64 {
    f64::from((day - report.from).get_days())
}

fn plane(report: &Report, y: [f64; 2], across: &'static str) -> Plane {
    let years = report.from.year()..=report.to.year();
    let every = (years.clone().count()).div_ceil(12);
    let days = years.step_by(every).filter_map(|year| {
        let first = jiff::civil::Date::new(year, 1, 1).ok()?;
        (first >= report.from).then_some((place(report, first), year.to_string()))
    });
    let mut ticks: Vec<(f64, String)> = days.collect();
    if ticks.is_empty() {
        ticks.push((0.0, report.from.to_string()));
    }
    Plane {
        x: [0.0, place(report, report.to).max(1.0)],
        y,
        ticks,
        across,
        written: plain,
    }
}

fn money(report: &Report, months: &[Month]) -> Plane {
    let values = months
        .iter()
        .flat_map(|month| [month.cash, month.net_assets, month.paid_in]);
    plane(
        report,
        ends(values.map(|fen| fen as f64 / WAN)),
        "万元 10,000 yuan",
    )
}

fn series(report: &Report, months: &[Month]) -> Vec<Series> {
    let lines: [(&str, OfMonth); 3] = [
        ("现金 cash", |month| month.cash),
        ("净资产 net assets", |month| month.net_assets),
        ("实缴出资 paid in", |month| month.paid_in),
    ];
    let lines = lines.into_iter().map(|(name, of)| Series {
        name: name.to_owned(),
        points: months
            .iter()
            .map(|month| [place(report, month.on), of(month) as f64 / WAN])
            .collect(),
        sure_to: f64::INFINITY,
    });
    lines.collect()
}

fn leverage(report: &Report, months: &[Month]) -> Plane {
    let values = months.iter().map(|month| number(Leverage::of(month)));
    plane(
        report,
        ends(values),
        "倍 times; 间断处没有净资产 where it is broken there are no net assets",
    )
}

fn times_of(report: &Report, months: &[Month]) -> Series {
    Series {
        name: "放大倍数 leverage".to_owned(),
        points: months
            .iter()
            .map(|month| [place(report, month.on), number(Leverage::of(month))])
            .collect(),
        sure_to: f64::INFINITY,
    }
}

fn number(leverage: Leverage) -> f64 {
    match leverage {
        Leverage::Times(times) => times.to_f64(),
        Leverage::Bare => f64::NAN,
    }
}

fn bands(report: &Report, breakers: &[Episode]) -> Vec<Band> {
    let bands = breakers.iter().map(|of| Band {
        ends: [of.from, of.until.unwrap_or(report.to)].map(|day| place(report, day)),
        what: where_it_stands(of),
    });
    bands.collect()
}

fn where_it_stands(of: &Episode) -> String {
    let site = &of.site;
    let parts = [
        site.district.as_ref().map(ToString::to_string),
        site.bank.as_ref().map(ToString::to_string),
        site.product.as_ref().map(ToString::to_string),
    ];
    let parts = parts.into_iter().flatten();
    std::iter::once(site.breaker.to_string())
        .chain(parts)
        .collect::<Vec<_>>()
        .join(" · ")
}

fn episodes(breakers: &[Episode]) -> Markup {
    if breakers.is_empty() {
        return html! { p { "没有熔断。No breaker tripped." } };
    }
    html! {
        table {
            thead { tr { th { "熔断 Breaker" } th { "自 From" } th { "至 Until" } th class="n" { "触发时 Ratio as it tripped" } th { "效果 Effects" } } }
            tbody { @for of in breakers { tr {
                td { (where_it_stands(of)) } td { (of.from) }
                td { @match of.until { Some(day) => (day), None => "仍在熔断 still tripped" } }
                td class="n" { (of.moved.numerator.grouped()) " / " (of.moved.denominator.grouped()) }
                td { (effects(of)) }
            } } }
        }
    }
}

fn effects(of: &Episode) -> String {
    let words = of.moved.effects.iter().map(|effect| {
        let word = serde_json::to_value(effect).unwrap_or_default();
        word.as_str().unwrap_or_default().to_owned()
    });
    words.collect::<Vec<_>>().join(", ")
}
