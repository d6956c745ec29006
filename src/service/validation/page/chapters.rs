//! The chapters of the page, in the order of the ECB's instructions.

use super::tables::{count, figure, head, interval, p_cell, percent, row, shares};
use super::{charts, courses, drifts};
use crate::service::validation::written::Report;
use crate::validation::document::{Discrimination, Predictive, Process, Stability};
use maud::{Markup, html};

/// The heading of a chapter.
fn heading(zh: &str, en: &str, chapter: &str) -> Markup {
    html! { h2 { (zh) span { (en) } small { "ECB " (chapter) } } }
}

/// What a reader wants to know first.
pub(super) fn summary(report: &Report) -> Markup {
    let validation = &report.validation;
    let found = &validation.discrimination;
    let general = &validation.general;
    html! {
        div class="figures" {
            div { b { (general.rows) } span { "样本行 rows" } }
            div { b { (percent(Some(general.events / general.weight))) } span { "违约率 default rate" } }
            div { b { (figure(Some(found.auc.value))) } span { "AUC " (interval(found.auc_interval)) } }
            @if let Some(predictive) = &validation.predictive {
                div { b { (figure(predictive.portfolio.jeffreys)) } span { "杰弗里斯检验 Jeffreys p, portfolio" } }
            }
            @for drift in &validation.stability.drifts {
                @if let Some(last) = drift.population.last() {
                    div { b { (figure(Some(last.psi.value))) } span { "PSI " (drift.by) " " (last.name) } }
                }
            }
        }
        @if found.leak {
            p class="caution" {
                "曲线下面积高于 0.98：可能有事后才知道的数据进入模型。" br;
                "The area is above 0.98: something known only after the outcome may have leaked into the model."
            }
        }
    }
}

/// General information.
pub(super) fn general(report: &Report) -> Markup {
    let general = &report.validation.general;
    let settings = &general.settings;
    html! {
        (heading("一般信息", "General information", "2.4"))
        table { tbody {
            tr { td { "模型 Model" } td { (report.model.id) ", " (report.model.version) br; code class="digest" { (report.model.digest) } } }
            @if let Some(other) = &report.challenger {
                tr { td { "挑战模型 Challenger" } td { (other.id) ", " (other.version) br; code class="digest" { (other.digest) } } }
            }
            tr { td { "数据 Data" } td { (report.data.file) ", " (report.data.rows) " 行 rows" br; code class="digest" { (report.data.digest) } } }
            tr { td { "违约定义 Event" } td { (report.data.outcome) " = " (report.data.event) } }
            @if let Some([first, last]) = general.period {
                tr { td { "期间 Period" } td { (first) " – " (last) } }
            }
            tr { td { "验证样本 Rows validated" } td {
                (general.rows) " 行 rows"
                @if let Some(enterprises) = general.enterprises { ", " (enterprises) " 家企业 enterprises" }
            } }
            @if general.development_rows > 0 {
                tr { td { "开发样本 Development" } td {
                    (general.development_rows) " 行 rows, " (general.on_both_sides) " 行的企业亦在验证样本中 of enterprises that are validated too"
                } }
            }
            tr { td { "随机种子 Seed" } td { (settings.seed) ", " (settings.replicates) " 次自助抽样 bootstrap replicates, " (settings.folds) " 折 folds" } }
        } }
    }
}

/// The rating process.
pub(super) fn process(process: &Process) -> Markup {
    html! {
        (heading("评级过程", "Rating process", "2.5.2"))
        table {
            (head("区间 95%"))
            tbody {
                @if let Some(overrides) = &process.overrides {
                    (row(("调优", "overridden to a better grade"), &percent(overrides.better.share), &shares(overrides.better.interval), None))
                    (row(("调劣", "overridden to a worse grade"), &percent(overrides.worse.share), &shares(overrides.worse.interval), None))
                    (row(("平均级数", "mean notches"), &figure(overrides.mean_notches), "", None))
                }
                @for (name, rate) in &process.missing {
                    (row(("缺失", name), &percent(rate.share), &shares(rate.interval), None))
                }
            }
        }
        @for course in &process.courses { (courses::process(process, course)) }
    }
}

/// Predictive ability.
pub(super) fn predictive(predictive: Option<&Predictive>, told: &Discrimination) -> Markup {
    let Some(found) = predictive else {
        return html! {
            (heading("预测能力（校准）", "Predictive ability (calibration)", "2.5.3"))
            p { "模型没有违约概率。" br; "The model gives no probabilities of default." }
        };
    };
    let points: Vec<(f64, f64, [f64; 2])> = found
        .bins
        .iter()
        .map(|bin| (bin.mean, bin.rate(), bin.interval(0.95)))
        .collect();
    html! {
        (heading("预测能力（校准）", "Predictive ability (calibration)", "2.5.3"))
        table {
            thead { tr {
                th { "等级 Grade" } th class="n" { "债务人 Obligors" } th class="n" { "违约 Defaults" } th class="n" { "违约概率 PD" }
                th class="n" { "违约率 Rate" } th class="n" { "区间 95%" } th class="n" { "杰弗里斯 Jeffreys p" } th class="n" { "二项 Binomial p" }
                th class="n" { "杰弗里斯 p (Holm)" } th class="n" { "二项 p (Holm)" }
            } }
            tbody {
                @for grade in found.grades.iter().chain([&found.portfolio]) {
                    tr class=[(grade.grade == "portfolio").then_some("part")] {
                        @if grade.grade == "portfolio" { th { "组合 Portfolio" } } @else { td { (grade.grade) } }
                        td class="n" { (count(grade.obligors)) } td class="n" { (count(grade.defaults)) }
                        td class="n" { (percent(Some(grade.pd))) } td class="n" { (percent(grade.rate)) }
                        td class="n" { (shares(grade.interval)) } (p_cell(grade.jeffreys)) (p_cell(grade.binomial))
                        (p_cell(grade.jeffreys_of_all)) (p_cell(grade.binomial_of_all))
                    }
                }
            }
        }
        p { small {
            "检验均为单侧：p 小则违约概率偏低。多个等级同时检验时，单个 p 偶然也会偏小；Holm 列已就等级数调整，组合单独一行，不调整。"
            "The tests are one-sided: a small p says that the PD is too low. Of many grades one is low by chance; the Holm columns are adjusted for their number. The portfolio is one test and is not."
        } }
        div class="pair" {
            figure {
                (charts::calibration("校准曲线 Calibration", ["违约概率 PD", "违约率 default rate"], &points))
                figcaption { "各组违约率与 95% 区间；虚线为完全一致。Rates by bin with 95% intervals; on the broken line they agree." }
            }
            (calibration_table(found))
        }
        @for course in &told.courses { (courses::rates(course)) }
    }
}

fn calibration_table(found: &Predictive) -> Markup {
    let brier = &found.brier;
    let plain = |names, value: Option<f64>| row(names, &figure(value), "", None);
    html! {
        table {
            (head("区间 95%"))
            tbody {
                @if let Some(test) = &found.hosmer_lemeshow {
                    (row(("霍斯默—莱梅肖", "Hosmer–Lemeshow"), &figure(Some(test.statistic)), "", Some(Some(test.p))))
                }
                @if let Some(test) = &found.spiegelhalter {
                    (row(("施皮格哈尔特", "Spiegelhalter z"), &figure(Some(test.statistic)), "", Some(Some(test.p))))
                }
                @if let Some(fitted) = &found.recalibration {
                    @for (names, one) in [
                        (("截距", "calibration intercept"), &fitted.intercept),
                        (("斜率", "calibration slope"), &fitted.slope),
                        (("总体", "in the large"), &fitted.in_the_large),
                    ] {
                        @let reach = 1.959_963_984_540_054 * one.error;
                        (row(names, &figure(Some(one.value)), &interval(Some([one.value - reach, one.value + reach])), Some(Some(one.p))))
                    }
                    (row(("联合", "both together"), &figure(Some(fitted.together)), "", Some(Some(fitted.p))))
                }
                @if let Some(why) = &found.no_recalibration { tr { td colspan="4" { (why) } } }
                (plain(("布里尔分数", "Brier score"), Some(brier.score)))
                (plain(("可靠性", "reliability"), Some(brier.reliability)))
                (plain(("分辨率", "resolution"), Some(brier.resolution)))
                (plain(("不确定性", "uncertainty"), Some(brier.uncertainty)))
                (plain(("组内", "within bins"), Some(brier.within)))
                (plain(("布里尔技巧", "skill"), brier.skill))
                (plain(("对数损失", "logarithmic loss"), found.log_loss))
            }
        }
    }
}

/// Discriminatory power.
pub(super) fn discrimination(found: &Discrimination) -> Markup {
    let perfect = found.cap.last().map_or(1.0, |_| share_of_events(found));
    let bars: Vec<(String, f64, f64)> = found
        .scores
        .iter()
        .rev()
        .map(|bar| (format!("{:.0}", -bar.from), bar.others, bar.events))
        .collect();
    html! {
        (heading("区分能力", "Discriminatory power", "2.5.4"))
        (discrimination_table(found))
        div class="pair" {
            figure {
                (charts::curve("ROC 曲线 ROC curve", ["误报率 false alarms", "命中率 events caught"], &found.roc, &[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
                figcaption { "ROC 曲线。ROC curve; the broken line is chance." }
            }
            figure {
                (charts::curve("CAP 曲线 CAP curve", ["样本比例 rows, riskiest first", "违约比例 events"], &found.cap, &[[0.0, 0.0], [perfect, 1.0], [1.0, 1.0]]))
                figcaption { "CAP 曲线。CAP curve, with that of a perfect model." }
            }
        }
        figure {
            (charts::distributions("分值分布 Distribution of points", &bars))
            figcaption { "两类样本的分值分布，各占本类的比例。Points of either class, as shares of the class." }
        }
        @for course in &found.courses { (courses::areas(course)) }
        @for parting in &found.partings { h3 { (parting.name) } (courses::parts(parting)) }
    }
}

/// Where the CAP curve of a perfect model meets the top: the share of events, from the area that both curves bound.
fn share_of_events(found: &Discrimination) -> f64 {
    let area: f64 = found
        .cap
        .windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]) * f64::midpoint(pair[0][1], pair[1][1]))
        .sum();
    if found.gini.abs() < 1e-9 {
        0.0
    } else {
        (1.0 - (2.0 * area - 1.0) / found.gini).clamp(0.0, 1.0)
    }
}

fn discrimination_table(found: &Discrimination) -> Markup {
    let plain = |names, value: Option<f64>| row(names, &figure(value), "", None);
    html! {
        table {
            (head("区间 Interval"))
            tbody {
                (row(("曲线下面积", "AUC, DeLong"), &figure(Some(found.auc.value)), &interval(found.auc_interval), None))
                @if let Some(test) = &found.against_initial {
                    (row(("与初始验证比较", &format!("S against {:.4} at initial validation", test.initial)), &figure(Some(test.statistic)), "", Some(Some(test.p))))
                }
                @if let Some(spread) = &found.bootstrap {
                    (row(("曲线下面积（自助法）", "AUC, bootstrap"), "", &interval(spread.auc), None))
                }
                (plain(("基尼系数", "Gini, accuracy ratio"), Some(found.gini)))
                (row(("KS", &format!("at {:.0} points", -found.ks.at)), &figure(Some(found.ks.value)), &interval(found.bootstrap.as_ref().and_then(|spread| spread.ks)), None))
                (plain(("H 度量", "H-measure, beta(2,2)"), Some(found.h)))
                (plain(("H 度量", "H-measure, by prior"), Some(found.h_by_prior)))
                @for (at, fold) in (1..).zip(&found.folds) {
                    (row(("分折", &format!("AUC of fold {at}")), &figure(*fold), "", None))
                }
                @if let Some(compared) = &found.challenger {
                    (row(("挑战模型", "AUC of challenger"), &figure(Some(compared.second.value)), &interval(compared.second.interval(0.95)), None))
                    (row(("差", "AUC less challenger's"), &figure(Some(compared.difference)), &interval(compared.interval(0.95)), Some(compared.p)))
                }
            }
        }
    }
}

/// Stability.
pub(super) fn stability(found: &Stability) -> Markup {
    html! {
        (heading("稳定性", "Stability", "2.5.5"))
        @if let Some(moves) = &found.migration {
            h3 { "客户迁移 Customer migrations " small { "ECB 2.5.5.1, 2.5.5.2" } }
            div class="pair" {
                figure {
                    (charts::moves("等级迁移 Migration between grades", &found.grades, &moves.counts))
                    figcaption { "由行至列的比例；" (moves.obligors()) " 次，" (moves.stayed()) " 次不变。From rows to columns, of " (moves.obligors()) " moves; " (moves.stayed()) " stayed." }
                }
                table {
                    (head(""))
                    tbody {
                        (row(("上带宽", "upper MWB, to worse"), &figure(moves.upper), "", None))
                        (row(("下带宽", "lower MWB, to better"), &figure(moves.lower), "", None))
                        @for (from, cells) in moves.p.iter().enumerate() {
                            @for (to, p) in cells.iter().enumerate() {
                                @if p.is_some_and(|p| p < 0.05) {
                                    (row(("迁移检验", &format!("{} → {}", found.grades[from], found.grades[to])), &figure(moves.z[from][to]), "", Some(*p)))
                                }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(held) = &found.concentration {
            h3 { "等级集中度 Concentration in grades " small { "ECB 2.5.5.3" } }
            table {
                (head(""))
                tbody {
                    (row(("赫芬达尔指数", "Herfindahl index"), &figure(Some(held.now.index)), "", held.p.map(Some)))
                    @if let Some(initial) = &held.initial {
                        (row(("开发时", "in development"), &figure(Some(initial.index)), "", None))
                    }
                }
            }
        }
        @for drift in &found.drifts { (drifts::drift(drift)) }
    }
}

/// Who stands for the report, and its digest.
pub(super) fn signed(report: &Report) -> Markup {
    html! {
        p { small {
            "p 低于 5% 的以颜色标出。A p below 5% stands out by its colour. "
            "报告摘要 Digest of the report: " code class="digest" { (report.digest()) }
        } }
        div class="sign" { div { "验证人 Validator" } div { "复核人 Reviewer" } }
    }
}
