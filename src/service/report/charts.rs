//! Charts as SVG, made here so that a page needs nothing from anywhere else.

use maud::{Markup, html};

/// One bar.
pub(in crate::service) struct Bar {
    pub(in crate::service) label: String,
    pub(in crate::service) value: u64,
    pub(in crate::service) note: String,
}

/// Horizontal bars, one under another.
pub(in crate::service) fn bars(title: &str, bars: &[Bar]) -> Markup {
    const ROW: usize = 26;
    const LEFT: u64 = 190;
    const WIDE: u64 = 330;
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = bars.len() * ROW + 8;
    html! {
        svg role="img" aria-label=(title) viewBox=(format!("0 0 640 {height}")) class="chart" {
            title { (title) }
            @for (at, bar) in bars.iter().enumerate() {
                @let y = at * ROW + 4;
                @let width = bar.value * WIDE / most;
                text x=(LEFT - 8) y=(y + 15) text-anchor="end" { (bar.label) }
                rect x=(LEFT) y=(y) width=(width.max(1)) height="18" rx="2" class="bar" {}
                text x=(LEFT + width + 8) y=(y + 15) class="note" { (bar.note) }
            }
        }
    }
}

/// A histogram of tenths.
pub(super) fn tenths(title: &str, counts: &[u64; 10]) -> Markup {
    const HIGH: u64 = 140;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    html! {
        svg role="img" aria-label=(title) viewBox="0 0 640 200" class="chart" {
            title { (title) }
            line x1="30" y1="165" x2="630" y2="165" class="axis" {}
            @for (at, count) in counts.iter().enumerate() {
                @let high = count * HIGH / most;
                @let x = 30 + at * 60;
                rect x=(x + 6) y=(165 - high) width="48" height=(high) rx="2" class="bar" {}
                text x=(x + 30) y=(158 - high) text-anchor="middle" class="note" { (count) }
                text x=(x + 30) y="183" text-anchor="middle" { (at * 10) "–" (at * 10 + 10) "%" }
            }
        }
    }
}
