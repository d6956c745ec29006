//! How far the population and each characteristic have moved, period by period.

use super::charts::{self, MonthBar};
use super::tables::{figure, p_cell};
use crate::validation::document::{Drift, Moved};
use maud::{Markup, html};

/// One drift: the index of the population, then of each characteristic.
pub(super) fn drift(found: &Drift) -> Markup {
    let bars: Vec<MonthBar> = found
        .population
        .iter()
        .map(|period| MonthBar {
            label: period.name.clone(),
            value: period.psi.value,
            bands: [period.psi.band_95, period.psi.band_99],
        })
        .collect();
    html! {
        h3 { "群体稳定性 Population stability " small { "by " (found.by) ", against " (found.reference) } }
        figure {
            (charts::months(&format!("群体稳定性指数 PSI by {}", found.by), &bars))
            figcaption {
                "横线为无变化时的 95% 与 99% 上限，随当期行数而变。The lines are the 95% and 99% bounds where nothing moved; they depend on the rows of the period."
            }
        }
        (characteristics(&found.characteristics))
        @if !found.characteristics.is_empty() {
            figure {
                (charts::cells(&format!("特征稳定性指数 CSI by {}", found.by), found))
                figcaption {
                    "深色表示接近或超出 99% 上限，红色已超出。Darker is nearer to the 99% bound of its period; red is beyond it."
                }
            }
        }
    }
}

fn characteristics(all: &[Moved]) -> Markup {
    html! {
        table {
            thead { tr {
                th { "特征 Characteristic" } th class="n" { "CSI" } th class="n" { "95% 上限 bound" } th class="n" { "99% 上限 bound" } th class="n" { "p" }
                th class="n" { "超出期数 Periods beyond" }
            } }
            tbody { @for moved in all { tr {
                td { (moved.name) } td class=(if moved.csi.value > moved.csi.band_99 { "n low" } else { "n" }) { (figure(Some(moved.csi.value))) }
                td class="n" { (figure(Some(moved.csi.band_95))) } td class="n" { (figure(Some(moved.csi.band_99))) } (p_cell(Some(moved.csi.p)))
                td class="n" { (moved.periods.iter().filter(|csi| csi.value > csi.band_99).count()) " / " (moved.periods.len()) }
            } } }
        }
    }
}
