//! A reconciliation for people: the proof, what is open, and what to do, in Chinese and English.

use super::{BookItem, Reconciliation, Why};
use crate::pool::statement::text::Table;
use crate::units::Amount;

/// The reconciliation as text.
pub fn text(of: &Reconciliation) -> String {
    let mut out = format!(
        "托管对账 Reconciliation\n{} · {}\n{} — {} · CNY 元\n链头 head {} {}\n已勾对 matched {}\n\n",
        of.scope.zh(),
        of.scope,
        of.from,
        of.to,
        of.head.sequence,
        of.head.hash,
        of.matched.len()
    );
    out.push_str(&proof(of));
    out.push_str(&unmatched(of));
    out.push_str(&items("未到 due, and no line shows it", &of.due));
    if !of.suspense.is_empty() {
        let mut table = Table::new(&["待核对流水 in suspense (1910)", "", "", ">"]);
        for held in &of.suspense {
            table.row(vec![
                held.line.clone(),
                held.on.to_string(),
                held.compartment.to_string(),
                held.amount.to_string(),
            ]);
        }
        out.push_str(&table.done());
    }
    out.push_str(if of.is_explained() {
        "已全部核对 everything is explained\n"
    } else {
        "尚有未核对项 something is not explained\n"
    });
    out
}

fn proof(of: &Reconciliation) -> String {
    let mut table = Table::new(&["余额调节表 proof", "", "", ">"]);
    let mut row = |zh: &str, en: &str, which: &str, amount: Amount| {
        table.row(vec![
            zh.to_owned(),
            en.to_owned(),
            which.to_owned(),
            amount.to_string(),
        ]);
    };
    row("托管行余额", "custodian's balance", "", of.proof.custodian);
    for step in &of.proof.steps {
        row(step.zh, step.en, &step.which, step.amount);
    }
    row("账面余额", "book cash (1010)", "", of.proof.book);
    row("差额", "difference", "", of.proof.difference);
    table.done()
}

fn unmatched(of: &Reconciliation) -> String {
    if of.unmatched.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["未勾对流水 unmatched lines", "", "", ">", ""]);
    for open in &of.unmatched {
        let why = match &open.why {
            Why::Nothing => "无对应账项 nothing is like it".to_owned(),
            Why::Ambiguous { items } => format!("多个可能 could be: {}", items.join("; ")),
            Why::Differs { item, amount } => format!("金额不符 {item} is {amount}"),
        };
        table.row(vec![
            open.line.line.clone(),
            open.line.on.to_string(),
            open.line.counterparty.clone(),
            open.line.amount.to_string(),
            why,
        ]);
    }
    table.done()
}

fn items(title: &str, items: &[BookItem]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[title, "", ">"]);
    for item in items {
        table.row(vec![
            item.on.to_string(),
            item.words(),
            item.amount.to_string(),
        ]);
    }
    table.done()
}
