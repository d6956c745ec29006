//! A statement as a file of beancount: opening balances, every event, and the closing balances asserted to
//! the fen.

use super::Statement;
use super::kind_name::kind_zh;
use super::ledger_name::{OUTSIDE, ascii, parent_of};
use super::movement::Movement;
use super::row::Row;
use super::transactions::{amount, lacking, transactions};
use crate::units::Amount;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The file: `bean-check` holds every closing balance against the transactions.
pub fn beancount(statement: &Statement) -> String {
    let mut out = File {
        text: String::new(),
        statement,
    };
    out.heading();
    out.accounts();
    out.opening();
    for movements in transactions(statement) {
        out.event(movements);
    }
    out.closing();
    out.text
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

struct File<'s> {
    text: String,
    statement: &'s Statement,
}

impl File<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes all that is written");
    }

    fn name(&self, row: &Row) -> String {
        let district = row.district.as_ref().map_or("", |of| of.as_str());
        ascii(
            row.code,
            self.statement.scope.pool(),
            district,
            row.holder.as_ref(),
        )
    }

    fn heading(&mut self) {
        let statement = self.statement;
        let title = format!("Statement 对账单: {}", statement.scope);
        self.line(format_args!("option \"title\" {}", quoted(&title)));
        self.line(format_args!("option \"operating_currency\" \"CNY\""));
        self.line(format_args!(
            "; {} to {}, as of record {} {}\n",
            statement.period.from,
            statement.period.to,
            statement.head.sequence,
            statement.head.hash
        ));
    }

    fn accounts(&mut self) {
        let statement = self.statement;
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        names.insert(OUTSIDE.to_owned(), Vec::new());
        for row in &statement.rows {
            names.insert(parent_of(row), vec![format!("  zh: {}", quoted(row.zh))]);
        }
        for row in &statement.accounts {
            let mut notes = Vec::new();
            if let Some(district) = &row.district {
                notes.push(format!("  district: {}", quoted(district.as_str())));
            }
            if let Some(whose) = &row.holder {
                notes.push(format!("  {}: {}", whose.of, quoted(&whose.key)));
            }
            names.entry(self.name(row)).or_insert(notes);
        }
        for (name, notes) in names {
            self.line(format_args!("{} open {name} CNY", statement.period.from));
            for note in notes {
                self.line(format_args!("{note}"));
            }
        }
    }

    fn posting(&mut self, name: &str, amount: Amount) {
        self.line(format_args!("  {name}  {amount} CNY"));
    }

    /// Puts what is lacking to nought outside.
    fn rest(&mut self, signed: impl Iterator<Item = i64>) {
        if let Some(amount) = lacking(signed) {
            self.posting(OUTSIDE, amount);
        }
    }

    fn opening(&mut self) {
        let statement = self.statement;
        let standing = || {
            let rows = statement.accounts.iter();
            rows.filter(|row| row.opening != Amount::ZERO)
        };
        if standing().next().is_none() {
            return;
        }
        self.line(format_args!(
            "\n{} * \"opening balances 期初余额\"",
            statement.period.from
        ));
        for row in standing() {
            self.posting(&self.name(row), amount(row.signed_opening()));
        }
        self.rest(standing().map(Row::signed_opening));
    }

    fn event(&mut self, movements: &[Movement]) {
        let first = &movements[0];
        let mut tags = String::new();
        if first.correction {
            tags.push_str(" #correction");
        }
        if first.prior_period {
            tags.push_str(" #prior-period");
        }
        let kind = format!("{} {}", first.kind, kind_zh(first.kind));
        self.line(format_args!(
            "\n{} * {} {}{tags}",
            first.booked_on,
            quoted(&kind),
            quoted(&first.subject)
        ));
        self.line(format_args!("  sequence: {}", first.sequence));
        self.line(format_args!("  effective-on: {}", first.effective_on));
        for movement in movements {
            let name = ascii(
                movement.code,
                self.statement.scope.pool(),
                movement.district.as_str(),
                movement.holder.as_ref(),
            );
            self.posting(&name, amount(movement.signed()));
        }
        self.rest(movements.iter().map(Movement::signed));
    }

    /// Balances are those of a day's beginning, so they stand on the day after the last. An account is
    /// asserted with all that is below it.
    fn closing(&mut self) {
        let statement = self.statement;
        let day = statement.period.to;
        let day = day.tomorrow().unwrap_or(day);
        self.line(format_args!(""));
        for row in &statement.accounts {
            let (name, closing) = (self.name(row), amount(row.signed_closing()));
            self.line(format_args!("{day} balance {name}  {closing} ~ 0.001 CNY"));
        }
        for row in &statement.rows {
            let (name, closing) = (parent_of(row), amount(row.signed_closing()));
            self.line(format_args!("{day} balance {name}  {closing} ~ 0.001 CNY"));
        }
    }
}
