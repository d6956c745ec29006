//! Tables of the page: figures as a reader writes them.

use maud::{Markup, html};

/// A figure to four places; a dash where there is none.
pub(super) fn figure(value: Option<f64>) -> String {
    value.map_or("—".to_owned(), |value| {
        let shown = format!("{value:.4}");
        if shown == "-0.0000" {
            "0.0000".to_owned()
        } else {
            shown
        }
    })
}

/// A share in per cent.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("—".to_owned(), |share| format!("{:.2}%", share * 100.0))
}

/// An interval of figures.
pub(super) fn interval(ends: Option<[f64; 2]>) -> String {
    ends.map_or("—".to_owned(), |[low, high]| {
        format!("{low:.4} – {high:.4}")
    })
}

/// An interval of shares.
pub(super) fn shares(ends: Option<[f64; 2]>) -> String {
    ends.map_or("—".to_owned(), |[low, high]| {
        format!("{:.2}% – {:.2}%", low * 100.0, high * 100.0)
    })
}

/// A count, with its fraction where weights give one.
pub(super) fn count(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// A probability as a cell; below 5% it stands out.
pub(super) fn p_cell(p: Option<f64>) -> Markup {
    let low = p.is_some_and(|p| p < 0.05);
    let shown = match p {
        Some(p) if p < 0.0001 => "< 0.0001".to_owned(),
        other => figure(other),
    };
    html! { td class=(if low { "n low" } else { "n" }) { (shown) } }
}

/// A statistic, its interval and its probability, one row.
#[expect(
    clippy::option_option,
    reason = "no test at all, or one whose probability is not known"
)]
pub(super) fn row(names: (&str, &str), value: &str, ends: &str, p: Option<Option<f64>>) -> Markup {
    html! {
        tr {
            td { (names.0) " " small { (names.1) } }
            td class="n" { (value) } td class="n" { (ends) }
            @match p { Some(p) => (p_cell(p)), None => { td class="n" {} } }
        }
    }
}

/// The head of a table of statistics.
pub(super) fn head(of_interval: &str) -> Markup {
    html! {
        thead { tr {
            th { "统计量 Statistic" } th class="n" { "值 Value" } th class="n" { (of_interval) } th class="n" { "p" }
        } }
    }
}
