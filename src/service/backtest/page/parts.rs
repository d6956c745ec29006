//! Compensation by bank, district, grade, industry and year of drawing.

use super::heading;
use super::written::{name, percent, yuan};
use crate::service::backtest::report::Report;
use crate::service::report::{Bar, bars};
use crate::simulation::backtest::parts::{Part, Parts};
use crate::units::Amount;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// A way of parting: what it is called, and its parts.
type Parting = (&'static str, &'static str, fn(&Parts) -> &[Part]);

const PARTINGS: [Parting; 5] = [
    ("银行", "Bank", |of| &of.banks),
    ("区县", "District", |of| &of.districts),
    ("等级", "Grade", |of| &of.grades),
    ("行业", "Industry", |of| &of.industries),
    ("放款年份", "Year of drawing", |of| &of.years),
];

/// Every way of parting, the first policy as bars and as a table, the others beside it.
pub(super) fn parts(report: &Report) -> Markup {
    html! {
        (heading(report, "代偿分布", "Compensation by part"))
        @for (zh, en, of) in PARTINGS {
            h3 { "按" (zh) " " small { "by " (en) } }
            (charted(report, zh, of))
            (table(report, zh, en, of))
        }
        p { small { "净代偿 = 已付代偿 − 追偿。Net compensation is what was paid less what was recovered." } }
    }
}

/// Bars of compensation paid under the first policy, the largest dozen.
fn charted(report: &Report, zh: &str, of: fn(&Parts) -> &[Part]) -> Markup {
    let Some(first) = report.policies.first() else {
        return html! {};
    };
    let mut parts: Vec<&Part> = of(&first.figures.parts).iter().collect();
    parts.retain(|part| part.paid > Amount::ZERO);
    parts.sort_by_key(|part| std::cmp::Reverse(part.paid));
    parts.truncate(12);
    if parts.is_empty() {
        return html! { p { "没有代偿。No compensation was paid." } };
    }
    let drawn = parts.iter().map(|part| Bar {
        label: name(&part.name).to_owned(),
        value: u64::try_from(part.paid.fen()).unwrap_or(0),
        note: yuan(part.paid),
    });
    html! { figure { (bars(&format!("已付代偿,按{zh} Compensation paid"), &drawn.collect::<Vec<_>>())) } }
}

fn table(report: &Report, zh: &str, en: &str, of: fn(&Parts) -> &[Part]) -> Markup {
    let names: BTreeSet<&str> = report
        .policies
        .iter()
        .flat_map(|policy| {
            of(&policy.figures.parts)
                .iter()
                .map(|part| part.name.as_str())
        })
        .collect();
    let found = |place: usize, name: &str| {
        let policy = report.policies.get(place)?;
        of(&policy.figures.parts)
            .iter()
            .find(|part| part.name == name)
    };
    html! {
        div class="wide" { table {
            thead { tr {
                th { (zh) " " (en) } th class="n" { "申请 Applications" } th class="n" { "贷款 Loans" } th class="n" { "贷款额 Lent" } th class="n" { "了结中违约 Defaulted of ended" }
                @for policy in &report.policies { th class="n" { "净代偿 Net: " (policy.name.zh) br; small { (policy.name.en) } } }
            } }
            tbody { @for part in &names { tr {
                @let first = found(0, part).cloned().unwrap_or_default();
                td { (name(part)) } td class="n" { (first.applications) } td class="n" { (first.loans) } td class="n" { (yuan(first.lent)) }
                td class="n" { (first.defaulted) " / " (first.ended) br; small { (percent(rate(&first))) } }
                @for place in 0..report.policies.len() {
                    td class="n" { (found(place, part).map_or("—".to_owned(), |part| yuan(part.net()))) }
                }
            } } }
        } }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of loans")]
fn rate(part: &Part) -> Option<f64> {
    (part.ended > 0).then(|| part.defaulted as f64 / part.ended as f64)
}
