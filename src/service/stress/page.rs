//! The report as one page that stands alone: no script, nothing from anywhere else, to be printed and filed.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "places on a drawing"
)]

use super::Report;
use crate::service::report::framed;
use crate::simulation::concentration::Part;
use crate::simulation::loss::{Chance, Estimate};
use crate::units::Amount;
use maud::{Markup, html};

/// Rules beside those of every report.
const OWN: &str = "
table{font-size:.93em}th.n{white-space:normal}figure{margin:1rem 0}figcaption{color:var(--dim);font-size:.88em}
.chart .grid{stroke:var(--line)}.chart .at{stroke:#c98a1b;stroke-width:1.6;stroke-dasharray:4 3}
.chart .cash{stroke:#b5523b;stroke-width:1.8}.chart .range{stroke:var(--bar);stroke-width:2}.chart .dot{fill:var(--bar)}
.digest{word-break:break-all}@media print{figure,table{break-inside:avoid}}
";

/// The page as HTML.
pub fn html(report: &Report) -> String {
    let body = html! {
        h1 { "资金池压力测试报告" span { "Stress report of a pool" } }
        p { b { (report.terms.zh) } " · " (report.terms.en) br; (report.scenario.zh) " · " (report.scenario.en) }
        @for note in &report.notes { p class="caution" { (note.zh) br; (note.en) } }
        (summary(report))
        (losses(report))
        (money(report))
        (breakers(report))
        (concentration(report))
        (made_from(report))
    };
    framed(
        &html! { "资金池压力测试报告 · Stress report of a pool" },
        OWN,
        &body,
    )
}

fn yuan(amount: Amount) -> String {
    amount.grouped()
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn times(of: Option<f64>) -> String {
    of.map_or("—".to_owned(), |of| format!("{of:.2}"))
}

fn ends(of: Estimate) -> String {
    format!("{} – {}", yuan(of.low), yuan(of.high))
}

fn chance(of: Chance) -> String {
    format!(
        "{} ({} – {})",
        percent(of.share),
        percent(of.low),
        percent(of.high)
    )
}

fn summary(report: &Report) -> Markup {
    let stress = &report.stress;
    let worst = stress
        .levels
        .iter()
        .find(|of| of.level >= 0.99)
        .or(stress.levels.last());
    html! {
        div class="figures" {
            div { b { (yuan(stress.expected_loss.value)) } span { "预期损失 expected loss" } }
            @if let Some(of) = worst {
                div { b { (yuan(of.value_at_risk.value)) } span { "风险价值 value at risk, " (percent(of.level)) } }
                div { b { (yuan(of.expected_shortfall.value)) } span { "预期短缺 expected shortfall, " (percent(of.level)) } }
            }
            div { b { (percent(stress.ruin.share)) } span { "资金不足概率 probability of running short" } }
            div { b { (yuan(stress.target.contribution.value)) } span { "需补充出资 contribution needed" } }
        }
    }
}

fn losses(report: &Report) -> Markup {
    let stress = &report.stress;
    html! {
        h2 { "损失分布" span { "Losses of the pool" } }
        figure {
            (distribution(report))
            figcaption {
                "各路径净损失(已付减追回);虚线为风险价值,实线为期初现金。"
                "Paths by loss, paid less recovered; broken lines are values at risk, the full line is the cash at the beginning."
            }
        }
        table {
            thead { tr {
                th { "置信水平 Level" } th class="n" { "风险价值 Value at risk" } th class="n" { "区间 95%" }
                th class="n" { "预期短缺 Expected shortfall" } th class="n" { "区间 95%" } th class="n" { "非预期损失 Unexpected" }
            } }
            tbody { @for of in &stress.levels { tr {
                td { (percent(of.level)) } td class="n" { (yuan(of.value_at_risk.value)) } td class="n" { (ends(of.value_at_risk)) }
                td class="n" { (yuan(of.expected_shortfall.value)) } td class="n" { (ends(of.expected_shortfall)) }
                td class="n" { (yuan(of.unexpected)) }
            } } }
        }
        table {
            thead { tr { th { "年 Year" } th class="n" { "违约本金 Defaulted" } th class="n" { "已付补偿 Paid" } } }
            tbody { @for year in &stress.years { tr {
                td { (year.year) } td class="n" { (yuan(year.defaulted)) } td class="n" { (yuan(year.paid)) }
            } } }
        }
        p { small {
            "预期损失 Expected loss " (yuan(stress.expected_loss.value)) " (" (ends(stress.expected_loss)) "); 标准差 standard deviation "
            (yuan(stress.deviation)) "; 追回 recovered " (yuan(stress.recovered)) "; 未获受理 not let through " (yuan(stress.stopped)) "."
        } }
    }
}

/// Bars of paths by loss, with the lines of quantiles and cash that lie within.
fn distribution(report: &Report) -> Markup {
    let stress = &report.stress;
    let most = stress.most.fen().max(1) as f64;
    let tallest = stress.histogram.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = 600.0 / stress.histogram.len().max(1) as f64;
    let x = |amount: Amount| 44.0 + 600.0 * amount.fen() as f64 / most;
    html! {
        svg role="img" aria-label="损失分布 Distribution of losses" viewBox="0 0 660 230" class="chart" {
            title { "损失分布 Distribution of losses" }
            @for (at, count) in stress.histogram.iter().enumerate() {
                @let high = 170.0 * *count as f64 / tallest;
                rect x=(format!("{:.1}", 44.5 + width * at as f64)) width=(format!("{:.1}", width - 1.0))
                    y=(format!("{:.1}", 190.0 - high)) height=(format!("{high:.1}")) class="bar" {}
            }
            line x1="44" x2="644" y1="190" y2="190" class="grid" {}
            @for of in &stress.levels {
                @let at = format!("{:.1}", x(of.value_at_risk.value));
                line x1=(at) x2=(at) y1="14" y2="190" class="at" {}
                text x=(at) y="12" text-anchor="middle" class="note" { (percent(of.level)) }
            }
            @if stress.cash <= stress.most {
                @let at = format!("{:.1}", x(stress.cash));
                line x1=(at) x2=(at) y1="24" y2="190" class="cash" {}
            }
            @for part in [0.0, 0.5, 1.0] {
                text x=(format!("{:.1}", 44.0 + 600.0 * part)) y="208" text-anchor="middle" class="note" {
                    (yuan(Amount::from_fen((most * part) as i64)))
                }
            }
        }
    }
}

fn money(report: &Report) -> Markup {
    let (stress, target) = (&report.stress, &report.stress.target);
    html! {
        h2 { "资金" span { "Money" } }
        table { tbody {
            tr { td { "贷款本金 Principal" } td class="n" { (yuan(stress.principal)) } }
            tr { td { "资金池分担额 The pool's cover" } td class="n" { (yuan(stress.cover)) } }
            tr { td { "期初现金 Cash" } td class="n" { (yuan(stress.cash)) } }
            tr { td { "现放大倍数 Leverage now" } td class="n" { (times(stress.leverage)) } }
            @for ceiling in &target.ceilings { tr { td { "条款上限 Ceiling of the terms" } td class="n" { (times(Some(*ceiling))) } } }
            tr { td { "资金不足概率 Probability of running short" } td class="n" { (chance(stress.ruin)) } }
            @for (district, of) in &stress.ruin_by_district { tr { td { "— " (district) } td class="n" { (chance(*of)) } } }
            tr { td { "目标 Target" } td class="n" { (percent(target.probability)) } }
            tr { td { "所需资金 Money needed" } td class="n" { (yuan(target.money.value)) br; small { (ends(target.money)) } } }
            tr { td { "需补充出资 Contribution needed" } td class="n" { (yuan(target.contribution.value)) br; small { (ends(target.contribution)) } } }
            tr { td { "可承受放大倍数 Leverage allowed" } td class="n" { (times(target.leverage))
                @if let Some([low, high]) = target.leverage_interval { br; small { (times(Some(low))) " – " (times(Some(high))) } } } }
        } }
    }
}

fn breakers(report: &Report) -> Markup {
    let all = &report.stress.breakers;
    if all.is_empty() {
        return html! { h2 { "熔断" span { "Breakers" } } p { "条款没有熔断。The terms have no breakers." } };
    }
    html! {
        h2 { "熔断" span { "Breakers" } }
        table {
            thead { tr {
                th { "熔断 Breaker" } th { "范围 Scope" } th class="n" { "水平 Level" } th { "效果 Effect" }
                @for year in 1..=all[0].by_year.len() { th class="n" { "至第 " (year) " 年 by year " (year) } }
            } }
            tbody { @for of in all { tr {
                td { (of.name.zh) " " small { (of.name.en) } } td { (of.scope.word()) } td class="n" { (of.at.exact()) } td { (of.effect.word()) }
                @for reached in &of.by_year { td class="n" { (chance(*reached)) } }
            } } }
        }
        p { small { "任一分账、银行或产品达到该水平即计。Counted where any one compartment, bank or product reaches it." } }
    }
}

fn concentration(report: &Report) -> Markup {
    let held = &report.stress.concentration;
    html! {
        h2 { "集中度" span { "Concentration" } }
        p {
            (held.names) " 个借款人 names; 赫芬达尔指数 Herfindahl index " (format!("{:.4}", held.herfindahl)) "。"
            @for (count, amount) in &held.together { " 最大 " (count) " 户 largest " (count) ": " (yuan(*amount)) "。" }
        }
        (parts("最大户 Largest names", &held.largest))
        (parts("银行 Banks", &held.banks))
        (parts("区县 Districts", &held.districts))
        (parts("行业 Industries", &held.industries))
        (parts("等级 Grades", &held.grades))
    }
}

fn parts(title: &str, parts: &[Part]) -> Markup {
    html! {
        table {
            thead { tr {
                th { (title) } th class="n" { "笔数 Loans" } th class="n" { "本金 Principal" } th class="n" { "分担额 Cover" }
                th class="n" { "预期损失 Expected" } th class="n" { "99% 预期短缺 Shortfall" }
            } }
            tbody { @for of in parts { tr {
                td { @if of.name.is_empty() { "—" } @else { (of.name) } } td class="n" { (of.loans) } td class="n" { (yuan(of.principal)) }
                td class="n" { (yuan(of.cover)) } td class="n" { (yuan(of.expected_loss)) } td class="n" { (yuan(of.shortfall)) }
            } } }
        }
    }
}

fn made_from(report: &Report) -> Markup {
    let (from, check) = (&report.manifest, &report.stress.check);
    let rows = [
        ("条款 Terms", &from.terms, &from.terms_digest),
        ("贷款 Book", &from.book, &from.book_digest),
        ("资金 Money", &from.pool, &from.pool_digest),
        ("情景 Scenario", &from.scenario, &from.scenario_digest),
    ];
    html! {
        h2 { "来源与校验" span { "Made from, and held against" } }
        table { tbody {
            @for (what, name, digest) in rows { tr { td { (what) } td { (name) br; code class="digest" { (digest) } } } }
            tr { td { "路径 Paths" } td { (from.paths) ", 种子 seed " (from.seed) ", " (from.years) " 年 years, zhixin " (from.version) } }
            tr { td { "首年违约本金 Defaulted in year 1" } td {
                "解析 exact " (yuan(check.exact)) "; 模拟 paths " (yuan(check.paths)) " (" (format!("{:.2}", check.errors)) " 标准误 standard errors)"
            } }
        } }
        p { small { "报告摘要 Digest of the report: " code class="digest" { (report.digest()) } } }
    }
}
