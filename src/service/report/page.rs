//! The page itself, in Chinese and English, with its style inside and no script.

use super::Portfolio;
use super::charts::{self, Bar};
use super::frame::framed;
use crate::scoring::Assessment;
use crate::scoring::assessment::IndicatorResult;
use crate::units::Amount;
use maud::{Markup, html};

/// What a page shows.
#[derive(Debug)]
pub struct Page<'a> {
    /// The portfolio.
    pub portfolio: &'a Portfolio,
    /// The enterprise explained: its name and its assessment.
    pub explained: Option<(&'a str, &'a Assessment)>,
    /// Under the title: which model, as of when, on what.
    pub subtitle: String,
    /// Words that must be read with the figures.
    pub caution: String,
}

/// The page as HTML.
pub fn html(page: &Page<'_>) -> String {
    let body = html! {
        h1 { "知识价值信用评价报告" span { "Knowledge-value credit report" } }
        p { (page.subtitle) }
        p class="caution" { (page.caution) }
        (portfolio(page.portfolio))
        @if let Some((name, assessment)) = page.explained { (explained(name, assessment)) }
    };
    framed(
        &html! { "知识价值信用评价报告 · Knowledge-value credit report" },
        "",
        &body,
    )
}

/// The look of every page that stands alone.
pub(in crate::service) const STYLE: &str = "
:root{--ink:#1c2430;--dim:#5b6675;--line:#d8dee6;--bar:#2f6f8f;--soft:#f3f6f9}
body{font:15px/1.55 system-ui,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;color:var(--ink);
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0}h1 span,h2 span{color:var(--dim);font-weight:400;font-size:.65em;margin-left:.8em}
h2{margin-top:2.4rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}
.part th{background:var(--soft);color:var(--ink)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:1.2rem 0}
.figures div{background:var(--soft);padding:.8rem 1rem;border-radius:.4rem}
.figures b{display:block;font-size:1.5rem}.figures span,.caution,small{color:var(--dim)}
.caution{border-left:3px solid #c98a1b;padding-left:.8rem}
.chart{width:100%;max-width:44rem;height:auto}.chart text{font-size:12px;fill:var(--ink)}
.chart .note{fill:var(--dim)}.chart .bar{fill:var(--bar)}.chart .axis{stroke:var(--line)}
ul{padding-left:1.2rem}code{font-size:.9em}
@media print{body{margin:0;max-width:none}}
";

/// Yuan with thousands apart.
fn yuan(amount: Amount) -> String {
    let text = amount.grouped();
    let whole = text.split_once('.').map(|(whole, _)| whole.to_owned());
    whole.unwrap_or(text)
}

fn portfolio(portfolio: &Portfolio) -> Markup {
    let grades: Vec<Bar> = portfolio
        .grades
        .values()
        .map(|line| Bar {
            label: line.label.clone(),
            value: line.enterprises,
            note: if line.limits == Amount::ZERO {
                line.enterprises.to_string()
            } else {
                format!("{} · ¥{}", line.enterprises, yuan(line.limits))
            },
        })
        .collect();
    let with_limit: u64 = portfolio
        .districts
        .values()
        .map(|line| line.with_limit)
        .sum();
    html! {
        h2 { "总体" span { "Portfolio" } }
        div class="figures" {
            div { b { (portfolio.enterprises) } span { "评价企业 enterprises scored" } }
            div { b { (with_limit) } span { "有推荐额度 with a recommended limit" } }
            div { b { "¥" (yuan(portfolio.limits)) } span { "推荐额度合计 limits together" } }
        }
        h2 { "等级分布" span { "By grade" } }
        (charts::bars("等级分布 By grade", &grades))
        h2 { "分值分布" span { "Points, in tenths of the most" } }
        (charts::tenths("分值分布 Points in tenths", &portfolio.tenths))
        h2 { "区县" span { "By district" } }
        table {
            thead { tr {
                th { "区县 District" } th class="n" { "企业 Enterprises" }
                th class="n" { "有额度 With limit" } th class="n" { "额度合计 Limits, ¥" }
                th class="n" { "平均分 Mean points" }
            } }
            tbody {
                @for (district, line) in &portfolio.districts {
                    tr {
                        td { (district) } td class="n" { (line.enterprises) }
                        td class="n" { (line.with_limit) } td class="n" { (yuan(line.limits)) }
                        td class="n" { (mean(line.points, line.enterprises)) }
                    }
                }
            }
        }
        @if !portfolio.vetoes.is_empty() {
            h2 { "否决" span { "Vetoes that struck" } }
            ul { @for (veto, count) in &portfolio.vetoes { li { (veto) ": " (count) } } }
        }
    }
}

/// A mean to one place, rounded half up, in whole numbers.
fn mean(sum: i64, count: u64) -> String {
    let count = i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    let tenths = (sum * 10 * 2 + count) / (2 * count);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn explained(name: &str, assessment: &Assessment) -> Markup {
    let bars: Vec<Bar> = assessment
        .dimensions
        .iter()
        .map(|dimension| Bar {
            label: dimension.name.zh.clone(),
            value: u64::try_from(dimension.points.low).unwrap_or(0),
            note: format!("{} / {}", dimension.points.low, dimension.points.max),
        })
        .collect();
    html! {
        h2 { "一家企业的评价" span { "One enterprise explained" } }
        p { b { (name) } " " code { (assessment.enterprise) } }
        div class="figures" {
            div { b { (assessment.grade.as_deref().unwrap_or("—")) } span { "等级 grade" } }
            div { b { (assessment.points.low) " / " (assessment.points.max) } span { "分值 points" } }
            div {
                b { (assessment.recommended_limit.map_or("—".to_owned(), |limit| format!("¥{}", yuan(limit)))) }
                span { "推荐额度 recommended limit" }
            }
        }
        (charts::bars("维度 Dimensions", &bars))
        (indicators(assessment))
        h3 { "原因 Reasons" }
        ul { @for reason in &assessment.reasons {
            li { (reason.text.zh) br; small { (reason.text.en) } }
        } }
        @if !assessment.improvements.is_empty() {
            h3 { "如何提升 What would raise it" }
            ul { @for better in &assessment.improvements {
                li {
                    (better.text.zh) @if let Some(grade) = &better.grade { " → " (grade) }
                    br; small { (better.text.en) }
                }
            } }
        }
        p { small {
            "模型 model " code { (assessment.model_digest.short()) } " · 证据 evidence "
            code { (assessment.evidence_digest.short()) }
        } }
    }
}

fn of_dimension<'a>(
    assessment: &'a Assessment,
    id: &'a str,
) -> impl Iterator<Item = &'a IndicatorResult> {
    let all = assessment.indicators.iter();
    all.filter(move |indicator| indicator.dimension == id)
}

fn row(indicator: &IndicatorResult) -> Markup {
    let facts: u64 = indicator
        .readings
        .iter()
        .map(|reading| reading.evidence.facts)
        .sum();
    html! {
        tr {
            td { (indicator.name.zh) br; small { (indicator.name.en) } }
            td { @for reading in &indicator.readings { div { (reading.shown.zh) } } }
            td { (indicator.band.zh) }
            td class="n" { (indicator.points.low) " / " (indicator.points.max) }
            td class="n" { (facts) }
        }
    }
}

fn indicators(assessment: &Assessment) -> Markup {
    html! {
        table {
            thead { tr {
                th { "指标 Indicator" } th { "值 Value" } th { "分档 Band" }
                th class="n" { "分值 Points" } th class="n" { "证据 Facts" }
            } }
            tbody {
                @for dimension in &assessment.dimensions {
                    tr class="part" {
                        th colspan="3" scope="rowgroup" {
                            (dimension.name.zh) " " small { (dimension.name.en) }
                            @if dimension.bonus { small { " · 加分 added" } }
                        }
                        th class="n" { (dimension.points.low) " / " (dimension.points.max) }
                        th {}
                    }
                    @for indicator in of_dimension(assessment, &dimension.id) { (row(indicator)) }
                }
            }
        }
    }
}
