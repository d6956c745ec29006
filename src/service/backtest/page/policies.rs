//! Policies side by side, how far they differ, what unknown outcomes could make of it, and what was refused.

use super::heading;
use super::written::{apart, per_yuan, percent, quantity, times, yuan};
use crate::service::backtest::lines::{measure, within};
use crate::service::backtest::report::Report;
use crate::simulation::backtest::intervals::Measure;
use crate::simulation::backtest::{Bounds, Figures};
use crate::units::Amount;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A row of the table of policies: what it is called, and what each has.
type Row = (&'static str, fn(&Figures) -> String);

/// What was approved and lent, and to whom.
const LENDING: &[Row] = &[
    ("申请 Applications", |of| of.applications.to_string()),
    ("申请金额 Asked for", |of| yuan(of.asked)),
    ("批准 Approved", |of| of.approved.to_string()),
    ("通过率 Approval rate", |of| percent(of.approval_rate)),
    ("批准金额 Amount approved", |of| {
        yuan(of.approved_amount)
    }),
    ("结果已知:笔数 Known outcome, by number", |of| {
        percent(of.outcome_known.of_approvals)
    }),
    ("结果已知:金额 Known outcome, by principal", |of| {
        percent(of.outcome_known.of_amount)
    }),
    ("贷款笔数 Loans lent under cover", |of| {
        of.loans.to_string()
    }),
    ("贷款额 Lent", |of| yuan(of.lent)),
    ("借款企业 Borrowers", |of| of.borrowers.to_string()),
    ("首贷户 First-time borrowers", |of| {
        of.first_time.to_string()
    }),
    ("是否首贷未知 First loan or not: not known", |of| {
        of.first_time_unknown.to_string()
    }),
];

/// What defaulted.
const DEFAULTS: &[Row] = &[
    (
        "违约率,一年内,按笔数 Default rate within a year",
        |of| percent(of.within_year.loans.rate),
    ),
    ("——按金额 by principal", |of| {
        percent(of.within_year.principal.rate)
    }),
    ("——删失笔数 censored loans", |of| {
        of.within_year.loans.censored.to_string()
    }),
    (
        "违约率,已了结,按笔数 Default rate of loans that ended",
        |of| percent(of.over_life.loans.rate),
    ),
    ("——按金额 by principal", |of| {
        percent(of.over_life.principal.rate)
    }),
    ("——删失笔数 censored loans", |of| {
        of.over_life.loans.censored.to_string()
    }),
];

/// What it cost, and how the pool stood.
const MONEY: &[Row] = &[
    ("已付代偿 Compensation paid", |of| yuan(of.cost.paid)),
    ("追偿 Recovered", |of| yuan(of.cost.recovered)),
    ("净代偿 Net compensation", |of| yuan(of.cost.net)),
    ("每元贷款成本 Cost per yuan lent", |of| {
        per_yuan(of.cost.per_yuan)
    }),
    ("奖补 Incentives", |of| {
        of.cost.of_incentives.map_or("—".to_owned(), yuan)
    }),
    ("每元贷款成本,含奖补 With incentives", |of| {
        per_yuan(of.cost.per_yuan_with_incentives)
    }),
    ("期末现金 Cash at the end", |of| {
        at_end(of, |month| month.cash)
    }),
    ("期末净资产 Net assets at the end", |of| {
        at_end(of, |month| month.net_assets)
    }),
    ("最低现金 Least cash", |of| {
        let least = of.pool.least_cash;
        least.map_or("—".to_owned(), |of| {
            format!("{} ({})", yuan(of.value), of.on)
        })
    }),
    ("期末放大倍数 Leverage at the end", |of| {
        times(of.pool.leverage)
    }),
    ("最高放大倍数 Highest leverage", |of| {
        let most = of.pool.highest_leverage;
        most.map_or("—".to_owned(), |of| {
            format!("{} ({})", times(of.value), of.on)
        })
    }),
    ("熔断次数 Breaker episodes", |of| {
        of.pool.breakers.len().to_string()
    }),
    ("熔断天数 Days with a breaker tripped", |of| {
        of.pool.tripped_days.to_string()
    }),
    ("资金不足日 Short of money on", |of| {
        of.pool
            .short_on
            .map_or("—".to_owned(), |day| day.to_string())
    }),
    ("待付代偿 Compensation that waits", |of| {
        yuan(of.pool.waiting)
    }),
];

fn at_end(of: &Figures, what: fn(&crate::simulation::backtest::Month) -> i64) -> String {
    let end = of.pool.months.last();
    end.map_or("—".to_owned(), |month| {
        yuan(Amount::from_fen(what(month)))
    })
}

/// What a reader wants to know first, of the policy that was asked for.
pub(super) fn summary(report: &Report) -> Markup {
    let Some(first) = report.policies.first() else {
        return html! {};
    };
    let of = &first.figures;
    html! {
        div class="figures" {
            div { b { (yuan(of.lent)) } span { "贷款额 lent, " (of.loans) " 笔 loans" } }
            div { b { (percent(of.approval_rate)) } span { "通过率 approval rate" } }
            div { b { (percent(of.within_year.loans.rate)) } span { "一年内违约率 default rate within a year" } }
            div { b { (yuan(of.cost.net)) } span { "净代偿 net compensation" } }
            div { b { (per_yuan(of.cost.per_yuan)) } span { "每元贷款成本 cost per yuan lent" } }
            div { b { (percent(of.outcome_known.of_approvals)) } span { "批准中结果已知 approvals of known outcome" } }
        }
    }
}

/// All policies side by side.
pub(super) fn side_by_side(report: &Report) -> Markup {
    let parts = [
        ("授信 Lending", LENDING),
        ("违约 Defaults", DEFAULTS),
        ("资金 Money", MONEY),
    ];
    html! {
        (heading(report, "策略对比", "Policies side by side"))
        div class="wide" { table {
            thead { tr { th {} @for policy in &report.policies { th class="n" { (policy.name.zh) " " small { (policy.name.en) } } } } }
            tbody { @for (title, rows) in parts {
                tr class="part" { th colspan=(report.policies.len() + 1) { (title) } }
                @for (what, of) in rows { tr {
                    td { (what) } @for policy in &report.policies { td class="n" { (of(&policy.figures)) } }
                } }
            } }
        } }
        p { small {
            "删失的贷款不计入违约率;已了结的违约率偏高,因为坏账比正常贷款更早了结,应与账龄曲线同看。"
            "Censored loans are in no rate. The rate of loans that ended is too high, since bad loans end earlier: read it with the vintage curves."
        } }
    }
}

/// How far the first policy stands from the others.
pub(super) fn differences(report: &Report) -> Markup {
    if report.differences.is_empty() {
        return html! {};
    }
    let called = |id: &str| {
        let policy = report.policies.iter().find(|policy| policy.id == id);
        policy.map_or_else(
            || id.to_owned(),
            |policy| format!("{} {}", policy.name.zh, policy.name.en),
        )
    };
    html! {
        (heading(report, "差异与区间", "Differences with intervals"))
        table {
            thead { tr {
                th { "对照 Against" } th { "指标 Measure" } th class="n" { "本策略 Own" } th class="n" { "对照 Other" }
                th class="n" { "差 Difference" } th class="n" { "区间 95%" }
            } }
            tbody { @for of in &report.differences { tr {
                @let (zh, en) = measure(of.measure);
                td { (called(&of.against)) }
                td { (zh) " " small { (en) @if of.measure == Measure::DefaultRate { ", " (within(report.horizon)) } } }
                td class="n" { (quantity(of.own)) } td class="n" { (quantity(of.others)) }
                td class=(if of.interval.as_ref().is_some_and(apart) { "n apart" } else { "n" }) { (quantity(of.difference)) }
                td class="n" { @match of.interval {
                    Some([low, high]) => { (quantity(Some(low))) " – " (quantity(Some(high))) },
                    None => "—",
                } }
            } } }
        }
        p { small {
            "按企业整体自助抽样;粗体表示区间不含零。各次抽样沿用已重放的结果,不再重放资金池。"
            "From a bootstrap of whole enterprises; bold where nought lies outside. Draws are of the courses as replayed; the pool is not replayed for each."
        } }
    }
}

/// What unknown outcomes could make of the first policy.
pub(super) fn unknown(report: &Report) -> Markup {
    let Some(of) = &report.unknown else {
        return html! {};
    };
    html! {
        (heading(report, "未知结果的上下限", "Bounds for unknown outcomes"))
        p {
            (of.approvals) " 笔批准(" (yuan(of.amount)) " 元)当时并未放款,结果无人知道;下表为全部良好与全部违约时的结果。" br;
            "Of " (of.approvals) " approvals (" (yuan(of.amount)) " yuan) no loan was made then, and nobody knows the outcome. What is true lies between all good and all bad."
        }
        table {
            thead { tr { th {} th class="n" { "已知部分 As known" } th class="n" { "全部良好 All good" } th class="n" { "全部违约 All bad" } } }
            tbody { @for (what, known, [good, bad]) in bounds(report, of) { tr {
                td { (what) } td class="n" { (known) } td class="n" { (good) } td class="n" { (bad) }
            } } }
        }
    }
}

fn bounds(report: &Report, of: &Bounds) -> Vec<(&'static str, String, [String; 2])> {
    let known = report.policies.first().map(|first| &first.figures);
    let known = |what: fn(&Figures) -> String| known.map(what).unwrap_or_default();
    let cash = |amount: Option<Amount>| amount.map_or("—".to_owned(), yuan);
    vec![
        ("贷款额 Lent", known(|of| yuan(of.lent)), of.lent.map(yuan)),
        (
            "违约率,一年内 Default rate within a year",
            known(|of| percent(of.within_year.loans.rate)),
            of.within_year.map(percent),
        ),
        (
            "违约率,已了结 Default rate of loans that ended",
            known(|of| percent(of.over_life.loans.rate)),
            of.over_life.map(percent),
        ),
        (
            "——按金额 by principal",
            known(|of| percent(of.over_life.principal.rate)),
            of.over_life_of_principal.map(percent),
        ),
        (
            "净代偿 Net compensation",
            known(|of| yuan(of.cost.net)),
            of.net.map(yuan),
        ),
        (
            "每元贷款成本 Cost per yuan lent",
            known(|of| per_yuan(of.cost.per_yuan)),
            of.per_yuan.map(per_yuan),
        ),
        (
            "期末现金 Cash at the end",
            known(|of| at_end(of, |month| month.cash)),
            of.cash.map(cash),
        ),
        (
            "熔断天数 Days with a breaker tripped",
            known(|of| of.pool.tripped_days.to_string()),
            of.tripped_days.map(|days| days.to_string()),
        ),
    ]
}

/// What the ledger refused under each policy.
pub(super) fn refusals(report: &Report) -> Markup {
    let mut rows: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    for (place, policy) in report.policies.iter().enumerate() {
        for of in &policy.figures.refusals {
            let counts = rows.entry((of.command, of.code));
            counts.or_insert_with(|| vec![0; report.policies.len()])[place] += of.count;
        }
    }
    html! {
        (heading(report, "账本拒绝的指令", "What the ledger refused"))
        @if rows.is_empty() { p { "没有拒绝。Nothing was refused." } } @else {
            table {
                thead { tr { th { "指令 Command" } th { "原因 Refusal" } @for policy in &report.policies { th class="n" { (policy.name.zh) } } } }
                tbody { @for ((command, code), counts) in &rows { tr {
                    td { (command) } td { code { (code) } } @for count in counts { td class="n" { (count) } }
                } } }
            }
        }
    }
}
