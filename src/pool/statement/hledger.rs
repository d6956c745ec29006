//! A statement as a journal of hledger: opening balances, every event, and the closing balances asserted.

use super::Statement;
use super::kind_name::kind_zh;
use super::ledger_name::{OUTSIDE, escaped, parent, parent_of, spoken};
use super::movement::Movement;
use super::row::Row;
use super::transactions::{amount, lacking, transactions};
use crate::units::Amount;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The journal: `hledger check --strict` holds every closing balance against the transactions.
pub fn hledger(statement: &Statement) -> String {
    let mut out = Journal {
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

struct Journal<'s> {
    text: String,
    statement: &'s Statement,
}

impl Journal<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes all that is written");
    }

    fn name(&self, row: &Row) -> String {
        let district = row.district.as_ref().map_or("", |of| of.as_str());
        spoken(
            row.code,
            self.statement.scope.pool(),
            district,
            row.holder.as_ref(),
        )
    }

    fn heading(&mut self) {
        let statement = self.statement;
        let scope = escaped(&statement.scope.to_string());
        self.line(format_args!("; Statement 对账单: {scope}"));
        self.line(format_args!(
            "; {} to {}, as of record {} {}",
            statement.period.from,
            statement.period.to,
            statement.head.sequence,
            statement.head.hash
        ));
        self.line(format_args!("\ncommodity 1000.00 CNY\n"));
    }

    fn accounts(&mut self) {
        let rows = self.statement.rows.iter().map(parent_of);
        let accounts = self.statement.accounts.iter().map(|row| self.name(row));
        let mut names: BTreeSet<String> = rows.chain(accounts).collect();
        names.insert(OUTSIDE.to_owned());
        for name in names {
            self.line(format_args!("account {name}"));
        }
    }

    fn posting(&mut self, name: &str, amount: Amount) {
        self.line(format_args!("    {name}  {amount} CNY"));
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
            "\n{} * opening balances 期初余额",
            statement.period.from
        ));
        for row in standing() {
            self.posting(&self.name(row), amount(row.signed_opening()));
        }
        self.rest(standing().map(Row::signed_opening));
    }

    fn event(&mut self, movements: &[Movement]) {
        let first = &movements[0];
        let mut notes = String::new();
        if first.correction {
            notes.push_str("  ; correction:");
        }
        if first.prior_period {
            notes.push_str(if first.correction { "," } else { "  ;" });
            notes.push_str(" prior-period:");
        }
        self.line(format_args!(
            "\n{}={} * ({}) {} {} | {}{notes}",
            first.booked_on,
            first.effective_on,
            first.sequence,
            first.kind,
            kind_zh(first.kind),
            escaped(&first.subject)
        ));
        for movement in movements {
            let name = spoken(
                movement.code,
                self.statement.scope.pool(),
                movement.district.as_str(),
                movement.holder.as_ref(),
            );
            self.posting(&name, amount(movement.signed()));
        }
        self.rest(movements.iter().map(Movement::signed));
    }

    /// Postings of nought that assert every account, and every code with all that is below it.
    fn closing(&mut self) {
        let statement = self.statement;
        self.line(format_args!(
            "\n{} * closing balances 期末余额",
            statement.period.to
        ));
        for row in &statement.accounts {
            let (name, closing) = (self.name(row), amount(row.signed_closing()));
            self.line(format_args!("    {name}  0.00 CNY = {closing} CNY"));
        }
        for row in &statement.rows {
            let (name, closing) = (parent(row.code), amount(row.signed_closing()));
            self.line(format_args!("    {name}  0.00 CNY =* {closing} CNY"));
        }
    }
}
