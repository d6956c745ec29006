//! The report as lines of figures, for tables and CSV.

use super::Report;
use crate::simulation::concentration::Part;
use crate::simulation::loss::{Chance, Estimate};
use crate::units::Amount;

/// A figure of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Of which part, level or year.
    pub part: String,
    /// The figure: yuan, a probability or a multiple.
    pub value: String,
    /// The ends of its interval of 95%; empty where it has none.
    pub ends: [String; 2],
}

/// Every figure in the order of the report.
pub fn lines(report: &Report) -> Vec<Line> {
    let mut all = Vec::new();
    losses(report, &mut all);
    money(report, &mut all);
    breakers(report, &mut all);
    concentration(report, &mut all);
    all
}

/// A probability as it is written.
pub(super) fn share(share: f64) -> String {
    format!("{share:.6}")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "figures are handed over as they are worked out"
)]
fn plain(
    zh: &'static str,
    en: &'static str,
    part: impl Into<String>,
    value: impl ToString,
) -> Line {
    Line {
        zh,
        en,
        part: part.into(),
        value: value.to_string(),
        ends: Default::default(),
    }
}

fn estimate(zh: &'static str, en: &'static str, part: impl Into<String>, of: Estimate) -> Line {
    Line {
        ends: [of.low.to_string(), of.high.to_string()],
        ..plain(zh, en, part, of.value)
    }
}

fn chance(zh: &'static str, en: &'static str, part: impl Into<String>, of: Chance) -> Line {
    Line {
        ends: [share(of.low), share(of.high)],
        ..plain(zh, en, part, share(of.share))
    }
}

fn losses(report: &Report, all: &mut Vec<Line>) {
    let stress = &report.stress;
    all.push(plain("贷款本金", "principal", "", stress.principal));
    all.push(plain("资金池分担额", "pool's cover", "", stress.cover));
    all.push(plain("现金", "cash", "", stress.cash));
    all.push(estimate(
        "预期损失",
        "expected loss",
        "",
        stress.expected_loss,
    ));
    all.push(plain("标准差", "standard deviation", "", stress.deviation));
    for of in &stress.levels {
        let level = format!("{}%", of.level * 100.0);
        all.push(estimate(
            "风险价值",
            "value at risk",
            level.clone(),
            of.value_at_risk,
        ));
        all.push(estimate(
            "预期短缺",
            "expected shortfall",
            level.clone(),
            of.expected_shortfall,
        ));
        all.push(plain("非预期损失", "unexpected loss", level, of.unexpected));
    }
    all.push(plain("最大损失", "greatest loss", "", stress.most));
    for year in &stress.years {
        let part = format!("year {}", year.year);
        all.push(plain(
            "违约本金",
            "principal defaulted",
            part.clone(),
            year.defaulted,
        ));
        all.push(plain("已付补偿", "compensation paid", part, year.paid));
    }
    all.push(plain("追回", "recovered", "", stress.recovered));
    all.push(plain("未获受理", "not let through", "", stress.stopped));
}

fn money(report: &Report, all: &mut Vec<Line>) {
    let (stress, target) = (&report.stress, &report.stress.target);
    all.push(chance(
        "资金不足概率",
        "probability of running short",
        "",
        stress.ruin,
    ));
    for (district, of) in &stress.ruin_by_district {
        all.push(chance(
            "资金不足概率",
            "probability of running short",
            district,
            *of,
        ));
    }
    let part = format!("{}%", target.probability * 100.0);
    all.push(estimate(
        "所需资金",
        "money needed",
        part.clone(),
        target.money,
    ));
    all.push(estimate(
        "需补充出资",
        "contribution needed",
        part.clone(),
        target.contribution,
    ));
    let times = |of: Option<f64>| of.map(|of| format!("{of:.2}")).unwrap_or_default();
    all.push(plain(
        "现放大倍数",
        "leverage now",
        "",
        times(stress.leverage),
    ));
    let ends = target
        .leverage_interval
        .map(|ends| ends.map(|end| times(Some(end))));
    all.push(Line {
        ends: ends.unwrap_or_default(),
        ..plain(
            "可承受放大倍数",
            "leverage allowed",
            part,
            times(target.leverage),
        )
    });
    let check = &stress.check;
    all.push(plain(
        "首年违约(解析)",
        "defaulted in year 1, exact",
        "",
        check.exact,
    ));
    all.push(plain(
        "首年违约(模拟)",
        "defaulted in year 1, paths",
        "",
        check.paths,
    ));
    all.push(plain(
        "相差标准误",
        "standard errors apart",
        "",
        format!("{:.2}", check.errors),
    ));
}

fn breakers(report: &Report, all: &mut Vec<Line>) {
    for of in &report.stress.breakers {
        let (at, effect) = (of.at.exact(), of.effect.word());
        for (year, reached) in (1..).zip(&of.by_year) {
            let part = format!("{} {at} {effect}, by year {year}", of.breaker);
            all.push(chance("触发熔断概率", "breaker reached", part, *reached));
        }
    }
}

fn concentration(report: &Report, all: &mut Vec<Line>) {
    let held = &report.stress.concentration;
    all.push(plain("借款人", "names", "", held.names));
    all.push(plain(
        "赫芬达尔指数",
        "Herfindahl index",
        "",
        share(held.herfindahl),
    ));
    for (count, amount) in &held.together {
        all.push(plain(
            "最大户合计",
            "largest together",
            count.to_string(),
            *amount,
        ));
    }
    let parts: [(&'static str, &'static str, &[Part]); 5] = [
        ("最大户", "name", &held.largest),
        ("银行", "bank", &held.banks),
        ("区县", "district", &held.districts),
        ("行业", "industry", &held.industries),
        ("等级", "grade", &held.grades),
    ];
    for (zh, en, parts) in parts {
        for of in parts {
            let mut told = |what: &str, amount: Amount| {
                all.push(plain(zh, en, format!("{}: {what}", of.name), amount));
            };
            told("cover", of.cover);
            told("expected loss", of.expected_loss);
            told("shortfall 99%", of.shortfall);
        }
    }
}
