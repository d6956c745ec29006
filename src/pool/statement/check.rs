//! The totals of a statement, and the checks that it carries: two figures each that must be the same.

use super::aging::{AgeRow, ClaimStage};
use super::movement::Movement;
use super::row::Row;
use super::scope::Scope;
use crate::pool::account::{Class, Code};
use crate::units::Amount;
use serde::Serialize;

/// Totals 合计; the balances are closing ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Debits of the period in the real books.
    pub debits: Amount,
    /// Credits of the period in the real books.
    pub credits: Amount,
    /// Debits of the period in the memorandum books.
    pub memorandum_debits: Amount,
    /// Credits of the period in the memorandum books.
    pub memorandum_credits: Amount,
    /// Assets 资产.
    pub assets: Amount,
    /// Liabilities 负债.
    pub liabilities: Amount,
    /// Paid-in and accumulated result 实缴出资与累计结余.
    pub net_assets: Amount,
    /// Income not yet carried to the result 收入.
    pub income: Amount,
    /// Cost not yet carried to the result 费用.
    pub cost: Amount,
}

/// A check 勾稽关系.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its stable name.
    pub name: &'static str,
    /// What it says, in Chinese.
    pub zh: &'static str,
    /// What it says, in English.
    pub en: &'static str,
    /// One figure.
    pub left: Amount,
    /// The other.
    pub right: Amount,
    /// Whether they are the same.
    pub holds: bool,
}

fn sum(values: impl Iterator<Item = i64>) -> Amount {
    Amount::from_fen(values.sum())
}

impl Totals {
    pub(super) fn of(rows: &[Row]) -> Self {
        let moved = |memorandum: bool, of: fn(&Row) -> Amount| {
            let rows = rows
                .iter()
                .filter(|row| row.code.is_memorandum() == memorandum);
            sum(rows.map(|row| of(row).fen()))
        };
        let closing = |class: Class| {
            let rows = rows.iter().filter(|row| row.class == class);
            sum(rows.map(|row| row.closing.fen()))
        };
        Self {
            debits: moved(false, |row| row.debits),
            credits: moved(false, |row| row.credits),
            memorandum_debits: moved(true, |row| row.debits),
            memorandum_credits: moved(true, |row| row.credits),
            assets: closing(Class::Asset),
            liabilities: closing(Class::Liability),
            net_assets: closing(Class::NetAsset),
            income: closing(Class::Income),
            cost: closing(Class::Cost),
        }
    }
}

/// What a statement is checked by.
pub(super) struct Checked<'s> {
    pub(super) scope: &'s Scope,
    pub(super) rows: &'s [Row],
    pub(super) accounts: &'s [Row],
    pub(super) movements: &'s [Movement],
    pub(super) claims: &'s [AgeRow],
    pub(super) totals: &'s Totals,
}

impl Checked<'_> {
    pub(super) fn checks(&self) -> Vec<Check> {
        let mut checks = Vec::from(self.of_rows());
        if self.scope.is_whole() {
            checks.extend(self.of_books());
        }
        if self.scope.has_claims() {
            checks.extend(self.of_claims());
        }
        checks
    }

    fn of_rows(&self) -> [Check; 3] {
        let all = || self.rows.iter().chain(self.accounts);
        let signed = |rows: &[Row]| sum(rows.iter().map(Row::signed_closing).map(i64::abs));
        let by_code = |code: Code| {
            let of = self.accounts.iter().filter(|row| row.code == code);
            of.map(Row::signed_closing).sum::<i64>().abs()
        };
        let moved = |of: fn(&Movement) -> Amount| self.movements.iter().map(move |m| of(m).fen());
        [
            check(
                "rows",
                "期初余额加减发生额等于期末余额：各行差额",
                "opening + movements = closing: what the rows miss",
                sum(all().map(|row| row.gap().abs())),
                Amount::ZERO,
            ),
            check(
                "accounts",
                "明细科目合计等于总账科目",
                "the accounts add up to the rows of their codes",
                sum(self.rows.iter().map(|row| by_code(row.code))),
                signed(self.rows),
            ),
            check(
                "movements",
                "明细发生额等于各行发生额",
                "the movements add up to the rows",
                sum(moved(|m| m.debit).chain(moved(|m| m.credit))),
                sum(self
                    .rows
                    .iter()
                    .map(|row| row.debits.fen() + row.credits.fen())),
            ),
        ]
    }

    fn closing(&self, code: Code) -> Amount {
        sum(self
            .rows
            .iter()
            .filter(|row| row.code == code)
            .map(|row| row.closing.fen()))
    }

    fn of_books(&self) -> [Check; 4] {
        let totals = self.totals;
        let memorandum = self.rows.iter().filter(|row| row.code.is_memorandum());
        let held = memorandum.filter(|row| row.code != Code::Contra);
        [
            check(
                "balanced",
                "表内借方等于贷方",
                "real debits = credits",
                totals.debits,
                totals.credits,
            ),
            check(
                "memorandum-balanced",
                "表外借方等于贷方",
                "memorandum debits = credits",
                totals.memorandum_debits,
                totals.memorandum_credits,
            ),
            check(
                "net-assets",
                "资产减负债等于净资产加未结转收支",
                "assets - liabilities = 3010 + 3020 + income - cost",
                Amount::from_fen(totals.assets.fen() - totals.liabilities.fen()),
                Amount::from_fen(totals.net_assets.fen() + totals.income.fen() - totals.cost.fen()),
            ),
            check(
                "contra",
                "表外科目合计等于9990",
                "memorandum accounts = 9990",
                sum(held.map(|row| row.closing.fen())),
                self.closing(Code::Contra),
            ),
        ]
    }

    fn of_claims(&self) -> [Check; 5] {
        let at = |stages: &[ClaimStage]| {
            let rows = self.claims.iter().filter(|row| stages.contains(&row.stage));
            sum(rows.map(|row| row.amount.fen()))
        };
        let review = at(&[ClaimStage::Filed, ClaimStage::Checked]);
        let against = |name, zh, en, stages, code| check(name, zh, en, stages, self.closing(code));
        [
            against(
                "under-review",
                "账龄表待审金额等于2010",
                "claims filed and checked = 2010",
                review,
                Code::ClaimsUnderReview,
            ),
            against(
                "payable",
                "账龄表待付金额等于2020",
                "claims approved = 2020",
                at(&[ClaimStage::Approved]),
                Code::CompensationPayable,
            ),
            against(
                "in-transit",
                "账龄表付款中金额等于2030",
                "claims in transit = 2030",
                at(&[ClaimStage::InTransit]),
                Code::InTransit,
            ),
            against(
                "rights",
                "账龄表追偿权等于9040",
                "rights of claims paid = 9040",
                at(&[ClaimStage::Paid]),
                Code::Rights,
            ),
            against(
                "written-off",
                "账龄表账销案存等于9050",
                "claims written off = 9050",
                at(&[ClaimStage::WrittenOff]),
                Code::WrittenOff,
            ),
        ]
    }
}

fn check(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    left: Amount,
    right: Amount,
) -> Check {
    Check {
        name,
        zh,
        en,
        left,
        right,
        holds: left == right,
    }
}
