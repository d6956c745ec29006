//! The frame of every report: one page that stands alone, with its style inside, no script, and nothing from anywhere else.

use super::page::STYLE;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The page, with rules of its own beside those of every report.
pub(in crate::service) fn framed(title: &Markup, own: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(own)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}
