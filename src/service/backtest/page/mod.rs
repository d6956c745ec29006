//! The report as one page that stands alone: no script, nothing from anywhere else, to be printed and filed.

mod charts;
mod frontier;
mod parts;
mod policies;
mod pool;
mod style;
mod vintages;
mod written;

use super::report::Report;
use crate::service::report::framed;
use maud::{Markup, html};

/// The page as HTML.
pub fn html(report: &Report) -> String {
    let definition = &report.definition;
    let body = html! {
        h1 { "回测报告" span { "Backtest" } }
        p {
            b { (report.terms.zh) } " · " (report.terms.en) br;
            (report.from) " – " (report.to) br;
            "违约定义 Definition of default: " (definition.name.zh) " · " (definition.name.en)
            " (" (definition.id) ", " (definition.version) "; [" (definition.origin.mark.word()) "] " (definition.origin.source) ")"
        }
        @if report.hindsight { p class="caution" { b {
            "事后信息:所用模型晚于其所评分的申请,当时的银行不可能有它。" br;
            "With hindsight: a model is newer than applications that it scored; no bank could have had it then."
        } } }
        @for note in &report.notes { p class="caution" { (note.zh) br; (note.en) } }
        (policies::summary(report))
        (policies::side_by_side(report))
        (policies::differences(report))
        (policies::unknown(report))
        (vintages::vintages(report))
        (vintages::rolls(report))
        (pool::pool(report))
        (parts::parts(report))
        (frontier::frontier(report))
        (policies::refusals(report))
        (made_from(report))
    };
    framed(&html! { "回测报告 · Backtest" }, style::OWN, &body)
}

/// The heading of a section, which says so where hindsight was used.
fn heading(report: &Report, zh: &str, en: &str) -> Markup {
    html! {
        h2 { (zh) span { (en) } @if report.hindsight { em { "事后信息 with hindsight" } } }
    }
}

fn made_from(report: &Report) -> Markup {
    let manifest = serde_json::to_string_pretty(&report.manifest);
    html! {
        (heading(report, "来源", "Made from"))
        p class="manifest" { (manifest.expect("a value of JSON is written")) }
        p { small { "报告摘要 Digest of the report: " code class="digest" { (report.digest()) } } }
    }
}
