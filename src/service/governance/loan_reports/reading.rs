//! A monthly report from a file: CSV or a workbook, with the columns of the EAST 5.0 table of corporate loans
//! 对公信贷业务借据, or plain ones of ours.

use super::row::ReportRow;
use crate::pool::terms::LoanClass;
use crate::service::import::Input;
use crate::service::import::table::{TextTable, told};
use crate::units::names::LoanId;
use crate::units::{Amount, Date, DateStyle, Problems, parse_date};
use std::collections::HashMap;

const LOAN: &[&str] = &["信贷借据号", "借据号", "贷款编号", "loan"];
const BALANCE: &[&str] = &["贷款余额", "余额", "balance"];
const SINCE: &[&str] = &["欠本日期", "逾期起始日", "overdue_since"];
const MATURES: &[&str] = &["贷款到期日期", "到期日期", "到期日", "matures_on"];
const CLASS: &[&str] = &["贷款五级分类", "五级分类", "class"];
const CURRENCY: &[&str] = &["币种", "currency"];
const AS_OF: &[&str] = &["采集日期", "as_of"];
/// The bank's licence: only the EAST table has it.
const LICENCE: &[&str] = &["金融许可证号"];

/// How EAST writes that there is no day.
const NO_DAY: &[&str] = &["99991231", "9999-12-31", "9999/12/31"];

/// What was read.
pub(super) struct Read {
    pub(super) rows: Vec<ReportRow>,
    /// Whether it is a table of all loans of the bank, of which those under cover are a part.
    pub(super) all_loans: bool,
}

/// Reads a report of a day, or tells everything wrong with every row.
pub(super) fn read(input: &Input, sheet: Option<&str>, as_of: Date) -> Result<Read, Problems> {
    let table = TextTable::read(input, sheet, &[LOAN, BALANCE], "report.header")?;
    let mut reader = Reader {
        loan: table.column(LOAN),
        balance: table.column(BALANCE),
        since: table.column(SINCE),
        matures: table.column(MATURES),
        class: table.column(CLASS),
        currency: table.column(CURRENCY),
        as_of: table.column(AS_OF),
        unit: table.column(BALANCE).map_or(100, |at| table.unit_fen(at)),
        day: as_of,
        problems: Problems::default(),
        seen: HashMap::new(),
    };
    let rows: Vec<ReportRow> = table
        .rows
        .iter()
        .filter_map(|(row, cells)| reader.row(*row, cells))
        .collect();
    if table.rows.is_empty() {
        let message = "has no row below its header";
        reader.problems.add(input.name(), "report.empty", message);
    }
    reader.problems.or(Read {
        rows,
        all_loans: table.column(LICENCE).is_some(),
    })
}

/// How many rows a report of a day has, or everything wrong with it.
pub fn report_rows(input: &Input, sheet: Option<&str>, as_of: Date) -> Result<usize, Problems> {
    read(input, sheet, as_of).map(|read| read.rows.len())
}

struct Reader {
    loan: Option<usize>,
    balance: Option<usize>,
    since: Option<usize>,
    matures: Option<usize>,
    class: Option<usize>,
    currency: Option<usize>,
    as_of: Option<usize>,
    /// The fen of the unit of balances.
    unit: i64,
    /// The day of the report.
    day: Date,
    problems: Problems,
    /// The row of each loan.
    seen: HashMap<LoanId, u64>,
}

impl Reader {
    fn wrong(&mut self, row: u64, field: &str, rule: &str, message: impl Into<String>) {
        let row = u32::try_from(row).ok();
        self.problems.push(row, field, rule, message);
    }

    fn row(&mut self, row: u64, cells: &[String]) -> Option<ReportRow> {
        let loan = self.loan(row, cells);
        let balance = self.balance(row, cells);
        let overdue_since = self.day(row, (cells, self.since), "欠本日期");
        let matures_on = self.day(row, (cells, self.matures), "贷款到期日期");
        let class = self.class(row, cells);
        self.stands(row, cells);
        let (loan, balance) = loan.zip(balance)?;
        let overdue_since = overdue_since.ok()?;
        if let Some(since) = overdue_since.filter(|since| *since > self.day) {
            let message = format!("{since} is later than the day of the report, {}", self.day);
            self.wrong(row, "欠本日期", "report.day", message);
        }
        if overdue_since.is_some() && balance == Amount::ZERO {
            let message = "nothing is unpaid, and yet it is overdue";
            self.wrong(row, "欠本日期", "report.overdue", message);
        }
        Some(ReportRow {
            row,
            loan,
            balance,
            overdue_since,
            matures_on: matures_on.ok()?,
            class: class.ok()?,
        })
    }

    fn loan(&mut self, row: u64, cells: &[String]) -> Option<LoanId> {
        let Some(text) = told(cells, self.loan) else {
            self.wrong(row, "信贷借据号", "report.loan", "the loan has no number");
            return None;
        };
        if text.contains("E+") || text.contains("e+") {
            let message = format!("`{text}` has lost digits in a spreadsheet; write it as text");
            self.wrong(row, "信贷借据号", "report.loan", message);
            return None;
        }
        let loan = match LoanId::parse(text) {
            Ok(loan) => loan,
            Err(error) => {
                self.wrong(row, "信贷借据号", error.rule(), error.to_string());
                return None;
            }
        };
        if let Some(first) = self.seen.insert(loan.clone(), row) {
            let message = format!("`{loan}` stands in row {first} already");
            self.wrong(row, "信贷借据号", "report.twice", message);
        }
        Some(loan)
    }

    fn balance(&mut self, row: u64, cells: &[String]) -> Option<Amount> {
        let Some(text) = told(cells, self.balance) else {
            let message = "a balance is needed; 0 where nothing is unpaid";
            self.wrong(row, "贷款余额", "report.balance", message);
            return None;
        };
        match Amount::parse_with_unit(text, self.unit) {
            Ok(amount) if amount >= Amount::ZERO => Some(amount),
            Ok(_) => {
                let message = format!("`{text}` is below nought");
                self.wrong(row, "贷款余额", "report.balance", message);
                None
            }
            Err(error) => {
                self.wrong(row, "贷款余额", error.rule(), error.to_string());
                None
            }
        }
    }

    /// A day, or that there is none; an error is told.
    fn day(
        &mut self,
        row: u64,
        (cells, at): (&[String], Option<usize>),
        field: &str,
    ) -> Result<Option<Date>, ()> {
        let Some(text) = told(cells, at).filter(|text| !NO_DAY.contains(text)) else {
            return Ok(None);
        };
        match parse_date(text, DateStyle::Auto) {
            Ok(day) => Ok(Some(day)),
            Err(error) => {
                self.wrong(row, field, error.rule(), error.to_string());
                Err(())
            }
        }
    }

    fn class(&mut self, row: u64, cells: &[String]) -> Result<Option<LoanClass>, ()> {
        let Some(text) = told(cells, self.class) else {
            return Ok(None);
        };
        let mut numbered = (1..).zip(LoanClass::WORDS);
        let found = numbered.find(|(n, (word, class))| {
            *word == text || class.zh() == text || text == format!("0{n}") || text == n.to_string()
        });
        if let Some((_, (_, class))) = found {
            return Ok(Some(*class));
        }
        let message = format!("`{text}` is none of 正常, 关注, 次级, 可疑, 损失, nor 01 to 05");
        self.wrong(row, "贷款五级分类", "report.class", message);
        Err(())
    }

    /// That the row is in yuan, and of the day of the report.
    fn stands(&mut self, row: u64, cells: &[String]) {
        if let Some(text) = told(cells, self.currency)
            && !["CNY", "RMB", "人民币", "156"].contains(&text)
        {
            let message = format!("`{text}`: the pool covers loans in yuan (CNY) only");
            self.wrong(row, "币种", "report.currency", message);
        }
        if let Ok(Some(day)) = self.day(row, (cells, self.as_of), "采集日期")
            && day != self.day
        {
            let message = format!("{day} is not the day of the report, {}", self.day);
            self.wrong(row, "采集日期", "report.day", message);
        }
    }
}
