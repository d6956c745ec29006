//! What was assumed of loans of which a file does not tell everything, counted, so that no page has to be silent about it.

use crate::units::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that was assumed of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assumption {
    /// A name or word stands in for an empty cell, as the mapping says.
    Otherwise,
    /// Of several columns of money the least counts, and they differ.
    Least,
    /// Drawn on the day of the decision.
    DrawnOnDecision,
    /// Drawn as much as was asked for.
    DrawnInFull,
    /// Overdue 90 days before the charge-off.
    OverdueBefore,
    /// What was not charged off was repaid the day before it became overdue.
    RestRepaid,
    /// Repaid on the day of maturity.
    RepaidAtMaturity,
    /// Repaid so many months after the drawing as the mapping says.
    RepaidAfterMonths,
    /// Known until the end of the walk, or the last day that its row tells of.
    KnownToTheEnd,
    /// Columns of outcomes were left unread, since a table of exact flows tells them.
    OutcomesReplaced,
}

impl Assumption {
    /// What was assumed, in both languages.
    fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::Otherwise => (
                "空白处按映射文件取值",
                "an empty cell has what the mapping says stands for it",
            ),
            Self::Least => (
                "几列金额不一致,按映射文件取最小",
                "columns of money differ, and the least counts, as the mapping says",
            ),
            Self::DrawnOnDecision => (
                "无提款日,视为决策日提款",
                "no day of drawing: taken as drawn on the day of the decision",
            ),
            Self::DrawnInFull => (
                "无提款金额,视为按申请金额提款",
                "no amount drawn: taken as drawn in full",
            ),
            Self::OverdueBefore => (
                "无逾期日,视为核销前 90 天(不早于提款日)起逾期",
                "charged off and no day overdue: taken as overdue from 90 days before, and not before the drawing",
            ),
            Self::RestRepaid => (
                "未核销部分视为逾期前一日归还",
                "what was not charged off is taken as repaid the day before it became overdue",
            ),
            Self::RepaidAtMaturity => (
                "无还款、逾期、核销记录且已到期,视为到期日还清",
                "no outcome, and mature: taken as repaid on the day of maturity",
            ),
            Self::RepaidAfterMonths => (
                "还款日按映射文件由提款日加月数推算",
                "the day of repayment is reckoned in months from the drawing, as the mapping says",
            ),
            Self::KnownToTheEnd => (
                "无观察截止日,视为观察至回测结束或该行最后一日",
                "no last day of observation: taken as known to the end of the walk, or the last day that the row tells of",
            ),
            Self::OutcomesReplaced => (
                "另有逐笔流水,结果各列未采用",
                "columns of outcomes are left unread: a table of exact flows tells them",
            ),
        }
    }
}

/// How often each was assumed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Assumptions(BTreeMap<Assumption, u64>);

impl Assumptions {
    /// Counts one.
    pub fn count(&mut self, assumption: Assumption) {
        *self.0.entry(assumption).or_default() += 1;
    }

    /// How often something was assumed.
    pub fn of(&self, assumption: Assumption) -> u64 {
        self.0.get(&assumption).copied().unwrap_or(0)
    }

    /// A sentence for each, with its count.
    pub fn notes(&self) -> Vec<Bilingual> {
        let notes = self.0.iter().map(|(assumption, count)| {
            let (zh, en) = assumption.said();
            let rows = if *count == 1 { "row" } else { "rows" };
            Bilingual::new(
                format!("[假定] {count} 行:{zh}"),
                format!("[assumed] {count} {rows}: {en}"),
            )
        });
        notes.collect()
    }
}
