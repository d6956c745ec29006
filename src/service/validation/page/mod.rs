//! The report as one page that stands alone: no script, nothing from anywhere else, to be printed and filed.

mod chapters;
mod charts;
mod courses;
mod drifts;
mod style;
mod tables;

use super::written::Report;
use crate::service::report::framed;
use maud::html;

/// The page as HTML.
pub fn html(report: &Report) -> String {
    let name = &report.model.name;
    let body = html! {
        h1 { "模型验证报告" span { "Model validation report" } }
        p { b { (name.zh) } " · " (name.en) " (" (report.model.id) ", " (report.model.version) ")" }
        @for note in &report.notes {
            p class="caution" { (note.zh) br; (note.en) }
        }
        (chapters::summary(report))
        (chapters::general(report))
        (chapters::process(&report.validation.process))
        (chapters::predictive(report.validation.predictive.as_ref(), &report.validation.discrimination))
        (chapters::discrimination(&report.validation.discrimination))
        @if let Some(refitted) = &report.refitted { (courses::refitted(refitted)) }
        (chapters::stability(&report.validation.stability))
        (chapters::signed(report))
    };
    framed(
        &html! { "模型验证报告 · Model validation report · " (report.model.id) },
        style::STYLE,
        &body,
    )
}
