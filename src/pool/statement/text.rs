//! A statement for people: tables of text in Chinese and English, the head of the journal on top.

use super::Statement;
use super::aging::ClaimStage;
use super::check::Check;
use super::kind_name::kind_zh;
use crate::units::Amount;
use std::fmt::Write;

/// The statement as text.
pub fn text(statement: &Statement) -> String {
    let mut out = heading(statement);
    out.push_str(&balances(statement));
    if !statement.claims.is_empty() {
        out.push_str(&claims(statement));
    }
    if !statement.calls.is_empty() {
        out.push_str(&calls(statement));
    }
    if !statement.limits.is_empty() {
        out.push_str(&limits(statement));
    }
    out.push_str(&checks(statement));
    out.push_str(&movements(statement));
    out
}

fn heading(statement: &Statement) -> String {
    format!(
        "对账单 Statement\n{} · {}\n{} — {} · CNY 元\n链头 head {} {}\n\n",
        statement.scope.zh(),
        statement.scope,
        statement.period.from,
        statement.period.to,
        statement.head.sequence,
        statement.head.hash
    )
}

fn balances(statement: &Statement) -> String {
    let mut table = Table::new(&[
        "科目 account",
        "",
        "",
        ">期初 opening",
        ">借 debits",
        ">贷 credits",
        ">期末 closing",
    ]);
    for row in &statement.rows {
        table.row(vec![
            row.code.to_string(),
            row.zh.to_owned(),
            row.en.to_owned(),
            row.opening.to_string(),
            row.debits.to_string(),
            row.credits.to_string(),
            row.closing.to_string(),
        ]);
    }
    table.done()
}

fn claims(statement: &Statement) -> String {
    let mut heads = vec!["补偿申请账龄（天） claims by age in days", ""];
    let ages: Vec<String> = statement
        .claims
        .iter()
        .filter(|row| row.stage == ClaimStage::Filed)
        .map(|row| format!(">{}", row.days))
        .collect();
    heads.extend(ages.iter().map(String::as_str));
    let mut table = Table::new(&heads);
    for rows in statement.claims.chunk_by(|a, b| a.stage == b.stage) {
        let stage = rows[0].stage;
        let mut cells = vec![stage.zh().to_owned(), stage.en().to_owned()];
        cells.extend(
            rows.iter()
                .map(|row| format!("{} × {}", row.count, row.amount)),
        );
        table.row(cells);
    }
    table.done()
}

fn calls(statement: &Statement) -> String {
    let mut table = Table::new(&[
        "补足通知 open call",
        "区县 district",
        "出资方 contributor",
        "通知日 called",
        ">金额 amount",
        ">未缴 open",
        "期限 due",
        "",
    ]);
    for row in &statement.calls {
        table.row(vec![
            row.call.to_string(),
            row.district.to_string(),
            row.contributor.to_string(),
            row.called_on.to_string(),
            row.amount.to_string(),
            row.open.to_string(),
            row.due.map(|due| due.to_string()).unwrap_or_default(),
            if row.overdue { "逾期 overdue" } else { "" }.to_owned(),
        ]);
    }
    table.done()
}

fn limits(statement: &Statement) -> String {
    let mut table = Table::new(&[
        "超限 limit passed",
        "范围 over",
        "起始日 since",
        ">余额 stands",
        ">上限 most",
        ">超出 by",
    ]);
    for row in &statement.limits {
        table.row(vec![
            row.limit.clone(),
            row.over.clone(),
            row.since.to_string(),
            row.stands.to_string(),
            row.most.to_string(),
            row.by.to_string(),
        ]);
    }
    table.done()
}

fn checks(statement: &Statement) -> String {
    let mut table = Table::new(&["勾稽 checks", "", "", ">", ">"]);
    for Check {
        zh,
        en,
        left,
        right,
        holds,
        ..
    } in &statement.checks
    {
        let verdict = if *holds { "✓" } else { "✗" };
        table.row(vec![
            verdict.to_owned(),
            (*zh).to_owned(),
            (*en).to_owned(),
            left.to_string(),
            right.to_string(),
        ]);
    }
    table.done()
}

fn movements(statement: &Statement) -> String {
    let mut table = Table::new(&[
        "序号 sequence",
        "记账日 booked",
        "生效日 effective",
        "事项 event",
        "",
        "",
        "科目 account",
        ">借 debit",
        ">贷 credit",
        "前期 prior period",
    ]);
    let shown = |amount: Amount| {
        if amount == Amount::ZERO {
            String::new()
        } else {
            amount.to_string()
        }
    };
    for movement in &statement.movements {
        let account = match &movement.holder {
            Some(whose) => format!("{}:{}", movement.code, whose.key),
            None => movement.code.to_string(),
        };
        let kind = if movement.correction {
            format!("更正 {}", kind_zh(movement.kind))
        } else {
            kind_zh(movement.kind).to_owned()
        };
        table.row(vec![
            movement.sequence.to_string(),
            movement.booked_on.to_string(),
            movement.effective_on.to_string(),
            kind,
            movement.kind.to_owned(),
            movement.subject.clone(),
            account,
            shown(movement.debit),
            shown(movement.credit),
            if movement.prior_period { "前期" } else { "" }.to_owned(),
        ]);
    }
    table.done()
}

/// A table of text; a column whose heading begins with `>` stands to the right.
pub(in crate::pool) struct Table {
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(in crate::pool) fn new(heads: &[&str]) -> Self {
        let plain = heads
            .iter()
            .map(|head| head.strip_prefix('>').unwrap_or(head));
        Self {
            right: heads.iter().map(|head| head.starts_with('>')).collect(),
            rows: vec![plain.map(str::to_owned).collect()],
        }
    }

    pub(in crate::pool) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table with an empty line behind it.
    pub(in crate::pool) fn done(self) -> String {
        let widths: Vec<usize> = (0..self.right.len())
            .map(|at| {
                let cells = self.rows.iter().map(|row| width(&row[at]));
                cells.max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, widest), right) in row.iter().zip(&widths).zip(&self.right) {
                let pad = " ".repeat(widest - width(cell));
                let (before, after) = if *right { (&*pad, "") } else { ("", &*pad) };
                write!(line, "{before}{cell}{after}  ")
                    .expect("a string takes all that is written");
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
        out
    }
}

/// How many columns of a terminal a text takes: two for a Chinese character.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}
