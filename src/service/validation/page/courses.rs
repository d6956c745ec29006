//! The model from period to period and in each part of the population: rates seen and expected, areas, and trials of
//! models made again.

use super::charts::{self, Mark};
use super::tables::{figure, interval, p_cell, percent, shares};
use crate::service::validation::written::Refitted;
use crate::validation::Contest;
use crate::validation::document::{Parts, Process, ProcessCourse, ProcessPeriod, Trials, Tried};
use crate::validation::rating_process::{Overrides, Rate};
use crate::validation::subgroups::Subgroup;
use maud::{Markup, html};

/// Missing figures and overrides, period by period: a row for each of them, a column for each period.
pub(super) fn process(whole: &Process, course: &ProcessCourse) -> Markup {
    let overruled = |of: fn(&Overrides) -> Rate| {
        move |period: &ProcessPeriod| {
            percent(period.overrides.as_ref().and_then(|found| of(found).share))
        }
    };
    let graded = whole.overrides.is_some();
    html! {
        h3 { "缺失与人工调整 Missing figures and overrides " small { "by " (course.by) } }
        div class="wide" {
        table {
            thead { tr {
                th { "比率 Share" }
                @for period in &course.periods { th class="n" { (period.name) br; small { (period.rows) } } }
            } }
            tbody {
                @if graded {
                    (shares_of(("调优", "overridden to a better grade"), course, overruled(|found| found.better)))
                    (shares_of(("调劣", "overridden to a worse grade"), course, overruled(|found| found.worse)))
                }
                @for (at, (name, _)) in whole.missing.iter().enumerate() {
                    (shares_of(("缺失", name), course, |period| percent(period.missing[at].share)))
                }
            }
        }
        }
    }
}

fn shares_of(
    names: (&str, &str),
    course: &ProcessCourse,
    of: impl Fn(&ProcessPeriod) -> String,
) -> Markup {
    html! {
        tr {
            td { (names.0) " " small { (names.1) } }
            @for period in &course.periods { td class="n" { (of(period)) } }
        }
    }
}

/// Default rates seen, with their intervals, and expected, period by period.
pub(super) fn rates(course: &Parts) -> Markup {
    let marks = course.parts.iter().filter_map(|part| {
        Some(Mark {
            label: part.name.clone(),
            value: part.rate?,
            ends: part.interval?,
            expected: part.mean_pd,
        })
    });
    let marks: Vec<Mark> = marks.collect();
    html! {
        h3 { "违约率，实际与预期 Default rate, observed and expected " small { "by " (course.name) } }
        figure {
            (charts::series(&format!("违约率 Default rate by {}", course.name), &marks, true))
            figcaption { "点与线段为实际违约率及其 95% 区间，横线为预期。Dots with 95% intervals are observed; the strokes across are expected." }
        }
    }
}

/// Areas with their intervals, period by period, and the table of all figures.
pub(super) fn areas(course: &Parts) -> Markup {
    let marks = course.parts.iter().filter_map(|part| {
        Some(Mark {
            label: part.name.clone(),
            value: part.auc?.value,
            ends: part.auc_interval?,
            expected: None,
        })
    });
    let marks: Vec<Mark> = marks.collect();
    html! {
        h3 { "分期 From period to period " small { "by " (course.name) } }
        @if !marks.is_empty() {
            figure {
                (charts::series(&format!("曲线下面积 AUC by {}", course.name), &marks, false))
                figcaption { "各期曲线下面积与 95% 区间。AUC of each period with its 95% interval; a period of one class has none." }
            }
        }
        (parts(course))
    }
}

/// The figures of each part.
pub(super) fn parts(parting: &Parts) -> Markup {
    html! {
        table {
            (head("分组 Part", false))
            tbody { @for part in &parting.parts { (cells(&part.name, None, part, None)) } }
        }
    }
}

/// Models made again and tried on what they had not seen.
pub(super) fn refitted(refitted: &Refitted) -> Markup {
    html! {
        h3 { "重新拟合检验 Models made again and tried " small { "spec " code class="digest" { (refitted.spec) } } }
        p { small {
            "每一行的模型只用其余行重新拟合，未见过被检验的行。"
            "Each line is of a model made again from the spec without the rows that it is tried on."
        } }
        @for trials in &refitted.trials { (scheme(trials)) }
    }
}

fn scheme(trials: &Trials) -> Markup {
    let (zh, en) = trials.scheme.names();
    let brier = |tried: &Tried| figure(tried.brier);
    html! {
        h4 { (zh) " " (en) }
        table {
            (head("折 Fold", true))
            tbody {
                @for fold in &trials.folds {
                    @match &fold.tried {
                        Some(tried) => (cells(&fold.name, Some((fold.learned, fold.left_out)), &tried.part, Some(brier(tried)))),
                        None => tr { td { (fold.name) } td class="n" { (fold.learned) } td colspan="10" { (fold.why.as_deref().unwrap_or_default()) } },
                    }
                }
                @if let Some(pooled) = &trials.pooled {
                    (cells("合并 pooled", Some((0, 0)), &pooled.part, Some(brier(pooled))))
                }
            }
        }
        @if let Some(contest) = &trials.challengers { (contested(contest)) }
    }
}

/// The models of all folds against trees that were made from the same rows.
fn contested(contest: &Contest) -> Markup {
    let model = &contest.model;
    html! {
        p { small {
            "挑战模型在同样的行上拟合、在同样的行上检验；差值为模型的 AUC 减去挑战模型的 AUC。"
            "Challengers are made from the same rows and tried on the same; the difference is the model's AUC less theirs."
        } }
        table {
            thead { tr {
                th { "挑战模型 Challenger" } th class="n" { "AUC" } th class="n" { "区间 95%" } th class="n" { "布里尔 Brier" }
                th class="n" { "差 Difference" } th class="n" { "区间 95%" } th class="n" { "p" }
            } }
            tbody {
                tr {
                    td { "模型 model" } td class="n" { (figure(Some(model.auc))) } td class="n" { (interval(model.auc_interval)) }
                    td class="n" { (figure(Some(model.brier))) } td class="n" {} td class="n" {} td class="n" {}
                }
                @for challenger in &contest.challengers {
                    tr {
                        td { (challenger.name.zh) " " (challenger.name.en) }
                        @match &challenger.against {
                            Some(against) => {
                                td class="n" { (figure(Some(against.standing.auc))) } td class="n" { (interval(against.standing.auc_interval)) }
                                td class="n" { (figure(Some(against.standing.brier))) } td class="n" { (figure(Some(against.difference))) }
                                td class="n" { (interval(against.difference_interval)) } td class="n" { (figure(against.p)) }
                            },
                            None => td colspan="6" { (challenger.why.as_deref().unwrap_or_default()) },
                        }
                    }
                }
            }
        }
    }
}

fn head(first: &str, tried: bool) -> Markup {
    html! {
        thead { tr {
            th { (first) }
            @if tried { th class="n" { "建模 Learned from" } }
            th class="n" { "行 Rows" } th class="n" { "违约率 Rate" } th class="n" { "区间 95%" }
            th class="n" { "违约概率 PD" } th class="n" { "杰弗里斯 p" } th class="n" { "AUC" } th class="n" { "区间 95%" } th class="n" { "KS" }
            @if tried { th class="n" { "布里尔 Brier" } }
        } }
    }
}

fn cells(
    name: &str,
    learned: Option<(usize, usize)>,
    part: &Subgroup,
    brier: Option<String>,
) -> Markup {
    html! {
        tr {
            td { (name) }
            @match learned {
                Some((0, _)) => td class="n" {},
                Some((learned, 0)) => td class="n" { (learned) },
                Some((learned, left_out)) => td class="n" { (learned) " (−" (left_out) ")" },
                None => {},
            }
            td class="n" { (part.rows) } td class="n" { (percent(part.rate)) } td class="n" { (shares(part.interval)) }
            td class="n" { (percent(part.mean_pd)) } (p_cell(part.jeffreys))
            td class="n" { (figure(part.auc.map(|auc| auc.value))) } td class="n" { (interval(part.auc_interval)) } td class="n" { (figure(part.ks)) }
            @if let Some(brier) = brier { td class="n" { (brier) } }
        }
    }
}
