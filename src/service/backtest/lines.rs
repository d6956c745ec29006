//! The report as lines of figures, for tables and CSV.

use super::report::{PolicyReport, Report};
use crate::simulation::backtest::Horizon;
use crate::simulation::backtest::intervals::{Difference, Measure, Quantity};
use crate::simulation::backtest::outcome::DefaultRate;
use crate::simulation::backtest::parts::Part;
use crate::simulation::backtest::pool_figures::Leverage;
use crate::simulation::backtest::rolls::State;
use crate::simulation::backtest::vintages::Curve;
use crate::units::Amount;

/// A figure of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of which policy.
    pub policy: String,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Of which part, month or state.
    pub part: String,
    /// The figure: yuan, a number, a share or a day; empty where there is none.
    pub value: String,
    /// The ends of its interval of 95%, or of its bounds; empty where it has none.
    pub ends: [String; 2],
}

/// Every figure in the order of the report.
pub fn lines(report: &Report) -> Vec<Line> {
    let mut all = Vec::new();
    let first = report.policies.first();
    if report.hindsight {
        let id = first.map_or("", |first| first.id.as_str());
        let mut told = Told { id, all: &mut all };
        told.plain("使用事后信息", "with hindsight", "", "yes");
    }
    for policy in &report.policies {
        let mut told = Told {
            id: &policy.id,
            all: &mut all,
        };
        told.lending(policy);
        told.defaults(policy);
        told.cost(policy);
        told.pool(policy);
        told.parts(policy);
        for curve in policy.vintages.iter().chain(&policy.by_grade) {
            told.curve(curve);
        }
        told.rolls(policy);
    }
    if let Some(first) = first {
        let mut told = Told {
            id: &first.id,
            all: &mut all,
        };
        for difference in &report.differences {
            told.difference(difference, report.horizon);
        }
        if let Some(bounds) = &report.unknown {
            told.bounds(bounds);
        }
        for point in &report.frontier {
            let part = || point.label.clone();
            told.plain(
                "前沿:贷款额",
                "frontier: lent",
                part(),
                Amount::from_fen(point.lent),
            );
            told.plain(
                "前沿:借款企业",
                "frontier: borrowers",
                part(),
                point.borrowers,
            );
            let cost = Amount::from_fen(point.net_cost);
            told.plain("前沿:净代偿", "frontier: net compensation", part(), cost);
            let rate = Some(point.default_rate).filter(|rate| rate.is_finite());
            told.plain("前沿:违约率", "frontier: default rate", part(), share(rate));
        }
    }
    all
}

/// A share as it is written; empty where there is none.
pub(super) fn share(share: Option<f64>) -> String {
    share.map(|share| format!("{share:.6}")).unwrap_or_default()
}

/// The name of a measure.
pub(super) fn measure(of: Measure) -> (&'static str, &'static str) {
    match of {
        Measure::Lent => ("贷款额", "lent"),
        Measure::Loans => ("贷款笔数", "loans lent"),
        Measure::DefaultRate => ("违约率", "default rate"),
        Measure::Net => ("净代偿", "net compensation"),
        Measure::CostPerYuan => ("每元贷款成本", "cost per yuan lent"),
    }
}

/// A horizon in words.
pub(super) fn within(horizon: Horizon) -> String {
    match horizon {
        Horizon::Months(months) => format!("within {months} months"),
        Horizon::Life => "until its end".to_owned(),
    }
}

/// The name of a state.
pub(super) fn state(of: State) -> (&'static str, &'static str) {
    match of {
        State::Current => ("正常", "current"),
        State::Overdue30 => ("逾期 1–30 天", "1–30 days"),
        State::Overdue60 => ("31–60 天", "31–60 days"),
        State::Overdue90 => ("61–90 天", "61–90 days"),
        State::Beyond90 => ("90 天以上", "over 90 days"),
        State::ChargedOff => ("核销", "charged off"),
        State::Repaid => ("结清", "repaid"),
        State::Unknown => ("未知", "not known"),
    }
}

fn quantity(of: Quantity) -> String {
    match of {
        Quantity::Money(amount) => amount.to_string(),
        Quantity::Count(count) => count.to_string(),
        Quantity::Share(value) => share(Some(value)),
    }
}

fn leverage(of: Leverage) -> String {
    match of {
        Leverage::Times(times) => format!("{:.4}", times.to_f64()),
        Leverage::Bare => "no net assets".to_owned(),
    }
}

/// Lines told of one policy.
pub(super) struct Told<'a> {
    id: &'a str,
    all: &'a mut Vec<Line>,
}

impl Told<'_> {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "figures are handed over as they are worked out"
    )]
    pub(super) fn plain(
        &mut self,
        zh: &'static str,
        en: &'static str,
        part: impl Into<String>,
        value: impl ToString,
    ) {
        self.all.push(Line {
            policy: self.id.to_owned(),
            zh,
            en,
            part: part.into(),
            value: value.to_string(),
            ends: Default::default(),
        });
    }

    /// Gives the line told last the ends of an interval.
    pub(super) fn ends(&mut self, ends: Option<[String; 2]>) {
        if let (Some(line), Some(ends)) = (self.all.last_mut(), ends) {
            line.ends = ends;
        }
    }

    fn lending(&mut self, policy: &PolicyReport) {
        let of = &policy.figures;
        self.plain("申请", "applications", "", of.applications);
        self.plain("批准", "approved", "", of.approved);
        self.plain("通过率", "approval rate", "", share(of.approval_rate));
        self.plain("申请金额", "asked for", "", of.asked);
        self.plain("批准金额", "amount approved", "", of.approved_amount);
        let known = &of.outcome_known;
        self.plain(
            "结果已知",
            "approvals of known outcome",
            "number",
            share(known.of_approvals),
        );
        self.plain(
            "结果已知",
            "approvals of known outcome",
            "principal",
            share(known.of_amount),
        );
        for (code, count) in &of.not_covered {
            self.plain("条款不予备案", "not let under cover", *code, count);
        }
        for of in &of.refusals {
            let part = format!("{}: {}", of.command, of.code);
            self.plain("账本拒绝", "refused by the ledger", part, of.count);
        }
        self.plain("贷款笔数", "loans lent", "", of.loans);
        self.plain("贷款额", "lent", "", of.lent);
        self.plain("借款企业", "borrowers", "", of.borrowers);
        self.plain("首贷户", "first-time borrowers", "", of.first_time);
        self.plain(
            "是否首贷未知",
            "first loan or not: not known",
            "",
            of.first_time_unknown,
        );
    }

    fn defaults(&mut self, policy: &PolicyReport) {
        for rate in [&policy.figures.within_year, &policy.figures.over_life] {
            self.rate(rate);
        }
    }

    fn rate(&mut self, of: &DefaultRate) {
        let within = within(of.horizon);
        let by = |what: &str| format!("{within}, {what}");
        self.plain("违约率", "default rate", by("number"), share(of.loans.rate));
        self.plain(
            "违约率",
            "default rate",
            by("principal"),
            share(of.principal.rate),
        );
        self.plain("结果已知贷款", "known", by("number"), of.loans.known);
        self.plain("删失", "censored", by("number"), of.loans.censored);
        self.plain("删失", "censored", by("principal"), of.principal.censored);
    }

    fn cost(&mut self, policy: &PolicyReport) {
        let of = &policy.figures.cost;
        self.plain("申请代偿本金", "claimed", "", of.claimed);
        self.plain("已付代偿", "compensation paid", "", of.paid);
        self.plain("追偿", "recovered", "", of.recovered);
        self.plain("净代偿", "net compensation", "", of.net);
        self.plain("每元贷款成本", "cost per yuan lent", "", share(of.per_yuan));
        for (id, amount) in &of.incentives {
            let amount = amount.map(|amount| amount.to_string());
            self.plain("奖补", "incentive", id.as_str(), amount.unwrap_or_default());
        }
        let with = share(of.per_yuan_with_incentives);
        self.plain(
            "每元贷款成本(含奖补)",
            "cost per yuan lent, with incentives",
            "",
            with,
        );
    }

    fn pool(&mut self, policy: &PolicyReport) {
        let of = &policy.figures.pool;
        if let Some(end) = of.months.last() {
            let fen = Amount::from_fen;
            self.plain("期末现金", "cash at the end", "", fen(end.cash));
            self.plain(
                "期末净资产",
                "net assets at the end",
                "",
                fen(end.net_assets),
            );
            self.plain("期末分担额", "cover at the end", "", fen(end.cover));
        }
        self.plain(
            "期末放大倍数",
            "leverage at the end",
            "",
            leverage(of.leverage),
        );
        if let Some(least) = &of.least_cash {
            self.plain("最低现金", "least cash", least.on.to_string(), least.value);
        }
        if let Some(least) = &of.least_net_assets {
            self.plain(
                "最低净资产",
                "least net assets",
                least.on.to_string(),
                least.value,
            );
        }
        if let Some(most) = &of.highest_leverage {
            let value = leverage(most.value);
            self.plain(
                "最高放大倍数",
                "highest leverage",
                most.on.to_string(),
                value,
            );
        }
        self.plain("熔断次数", "breaker episodes", "", of.breakers.len());
        self.plain(
            "熔断天数",
            "days with a breaker tripped",
            "",
            of.tripped_days,
        );
        for of in &of.breakers {
            let until = of.until.map(|day| day.to_string()).unwrap_or_default();
            let part = format!("{}, from {}", of.site.breaker, of.from);
            self.plain("熔断恢复日", "breaker tripped until", part, until);
        }
        let short = of.short_on.map(|day| day.to_string());
        self.plain(
            "资金不足日",
            "short of money on",
            "",
            short.unwrap_or_default(),
        );
        self.plain("待付代偿", "compensation that waits", "", of.waiting);
    }

    fn parts(&mut self, policy: &PolicyReport) {
        let of = &policy.figures.parts;
        let all: [(&'static str, &'static str, &[Part]); 5] = [
            ("银行", "bank", &of.banks),
            ("区县", "district", &of.districts),
            ("等级", "grade", &of.grades),
            ("行业", "industry", &of.industries),
            ("放款年份", "year of drawing", &of.years),
        ];
        for (zh, en, parts) in all {
            for of in parts {
                let part = |what: &str| format!("{}: {what}", of.name);
                self.plain(zh, en, part("loans"), of.loans);
                self.plain(zh, en, part("lent"), of.lent);
                self.plain(zh, en, part("in default"), of.defaulted);
                self.plain(zh, en, part("net compensation"), of.net());
            }
        }
    }

    fn curve(&mut self, of: &Curve) {
        let name = if of.name.is_empty() { "—" } else { &of.name };
        self.plain("账龄曲线:笔数", "vintage: loans", name, of.loans);
        self.plain("账龄曲线:删失", "vintage: censored", name, of.censored);
        for point in &of.points {
            let part = format!("{name}, month {}", point.month);
            self.plain(
                "累计违约率",
                "cumulative default rate",
                part,
                share(Some(point.rate)),
            );
            let ends = point.interval.map(|ends| ends.map(|end| share(Some(end))));
            self.ends(ends);
        }
    }

    fn rolls(&mut self, policy: &PolicyReport) {
        let of = [
            ("monthly", &policy.rolls.monthly),
            ("12 months", &policy.rolls.yearly),
        ];
        for (step, matrix) in of {
            let rows = State::ALL
                .iter()
                .zip(matrix.counts.iter().zip(&matrix.rates));
            for (from, (counts, rates)) in rows {
                let cells = State::ALL.iter().zip(counts).zip(rates);
                for ((to, count), rate) in cells.filter(|((_, count), _)| **count > 0) {
                    let part = format!("{step}, {} to {}", state(*from).1, state(*to).1);
                    self.plain("迁徙笔数", "moves", part.clone(), count);
                    if let Some(rate) = rate {
                        self.plain("迁徙率", "roll rate", part, share(Some(*rate)));
                    }
                }
            }
        }
    }

    fn difference(&mut self, of: &Difference, horizon: Horizon) {
        let (zh, en) = measure(of.measure);
        let told = |of: Option<Quantity>| of.map(quantity).unwrap_or_default();
        let part = match of.measure {
            Measure::DefaultRate => format!("{}, less that of {}", within(horizon), of.against),
            _ => format!("less that of {}", of.against),
        };
        self.plain(zh, en, part, told(of.difference));
        self.ends(of.interval.map(|ends| ends.map(quantity)));
    }
}
