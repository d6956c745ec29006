//! The custodian's statement 托管行对账单 from a file: CSV or a workbook with the headers that Chinese banks write.

use super::import::Input;
use super::import::table::{TextTable, told};
use crate::pool::reconcile::{CustodianLine, CustodianStatement};
use crate::units::{Amount, Date, DateStyle, Digest, Problems, parse_date};
use std::collections::HashSet;

const DATE: &[&str] = &[
    "交易日期",
    "记账日期",
    "入账日期",
    "交易时间",
    "日期",
    "date",
];
/// Money out: the custodian debits what it owes its customer.
const OUT: &[&str] = &[
    "借方发生额",
    "借方金额",
    "借方",
    "支出",
    "支出金额",
    "付款金额",
    "转出金额",
    "debit",
];
const IN: &[&str] = &[
    "贷方发生额",
    "贷方金额",
    "贷方",
    "收入",
    "收入金额",
    "收款金额",
    "转入金额",
    "存入",
    "credit",
];
const AMOUNT: &[&str] = &["交易金额", "发生额", "金额", "amount"];
const SIDE: &[&str] = &["借贷标志", "借贷方向", "借贷", "收支方向", "收/支", "方向"];
const BALANCE: &[&str] = &["余额", "账户余额", "当前余额", "balance"];
const LINE: &[&str] = &[
    "流水号",
    "交易流水号",
    "核心流水号",
    "流水编号",
    "交易序号",
    "凭证号",
    "line",
];
const TEXT: &[&str] = &["摘要", "交易摘要", "用途", "text"];
const REFERENCE: &[&str] = &["附言", "客户附言", "备注", "客户参考号", "reference"];
const COUNTERPARTY: &[&str] = &[
    "对方户名",
    "对方名称",
    "对方账户名称",
    "交易对手",
    "counterparty",
];

/// What the person who reads the file says beside it.
#[derive(Debug, Clone, Default)]
pub struct CustodianChoice {
    /// The sheet of a workbook; absent is the first that is not empty.
    pub sheet: Option<String>,
    /// The days of the statement; absent are those of its first and last lines.
    pub days: Option<(Date, Date)>,
    /// The balance before the first line, where the file has no column of balances.
    pub opening: Option<Amount>,
}

/// Reads a statement, or tells every row that will not do.
pub fn read_custodian(
    input: &Input,
    choice: &CustodianChoice,
) -> Result<CustodianStatement, Problems> {
    let amounts: Vec<&str> = [OUT, IN, AMOUNT].concat();
    let needs = [DATE, amounts.as_slice()];
    let table = TextTable::read(input, choice.sheet.as_deref(), &needs, "custodian.header")?;
    let mut reader = Reader {
        columns: Columns::of(&table),
        problems: Problems::default(),
        names: HashSet::new(),
    };
    let read = table.rows.iter();
    let lines: Vec<(u64, CustodianLine)> = read
        .filter_map(|(row, cells)| Some((*row, reader.line(*row, cells)?)))
        .collect();
    let lines = reader.problems.or(lines)?;
    whole(input.name(), lines, choice)
}

struct Columns {
    date: Option<usize>,
    out: Option<usize>,
    r#in: Option<usize>,
    amount: Option<usize>,
    side: Option<usize>,
    balance: Option<usize>,
    line: Option<usize>,
    text: Option<usize>,
    reference: Option<usize>,
    counterparty: Option<usize>,
    units: Vec<i64>,
}

impl Columns {
    fn of(table: &TextTable) -> Self {
        let widest = table.rows.iter().map(|(_, cells)| cells.len()).max();
        Self {
            date: table.column(DATE),
            out: table.column(OUT),
            r#in: table.column(IN),
            amount: table.column(AMOUNT),
            side: table.column(SIDE),
            balance: table.column(BALANCE),
            line: table.column(LINE),
            text: table.column(TEXT),
            reference: table.column(REFERENCE),
            counterparty: table.column(COUNTERPARTY),
            units: (0..widest.unwrap_or(0))
                .map(|at| table.unit_fen(at))
                .collect(),
        }
    }
}

struct Reader {
    columns: Columns,
    problems: Problems,
    names: HashSet<String>,
}

impl Reader {
    fn wrong(&mut self, row: u64, field: &str, rule: &str, message: impl Into<String>) {
        let row = u32::try_from(row).ok();
        self.problems.push(row, field, rule, message);
    }

    /// One line; `None` where the row has no amount, or is wrong.
    fn line(&mut self, row: u64, cells: &[String]) -> Option<CustodianLine> {
        let amount = self.amount(row, cells)?;
        let date = told(cells, self.columns.date).unwrap_or_default();
        let on = match parse_date(date, DateStyle::Auto) {
            Ok(on) => on,
            Err(error) => {
                self.wrong(row, "交易日期", error.rule(), error.to_string());
                return None;
            }
        };
        let balance = self.money(row, cells, self.columns.balance, "余额");
        let text = |at| told(cells, at).unwrap_or_default().to_owned();
        let mut line = CustodianLine {
            line: text(self.columns.line),
            on,
            amount,
            reference: text(self.columns.reference),
            counterparty: text(self.columns.counterparty),
            text: text(self.columns.text),
            balance,
        };
        self.name(row, &mut line)?;
        Some(line)
    }

    fn money(
        &mut self,
        row: u64,
        cells: &[String],
        at: Option<usize>,
        field: &str,
    ) -> Option<Amount> {
        let cell = told(cells, at)?;
        let unit = at.and_then(|at| self.columns.units.get(at)).copied();
        match Amount::parse_with_unit(cell, unit.unwrap_or(100)) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.wrong(row, field, error.rule(), error.to_string());
                None
            }
        }
    }

    /// The amount with its sign; `None` where there is none, as in a row of an opening balance.
    fn amount(&mut self, row: u64, cells: &[String]) -> Option<Amount> {
        let (out, into) = (self.columns.out, self.columns.r#in);
        if out.is_some() || into.is_some() {
            let fen = |amount: Option<Amount>| amount.unwrap_or(Amount::ZERO).fen();
            let out = fen(self.money(row, cells, out, "借方发生额"));
            let into = fen(self.money(row, cells, into, "贷方发生额"));
            if out != 0 && into != 0 {
                let message = "has money out and money in; a line has one of them";
                self.wrong(row, "发生额", "custodian.sides", message);
                return None;
            }
            return (out != into).then(|| Amount::from_fen(into - out));
        }
        let amount = self.money(row, cells, self.columns.amount, "金额")?;
        let sign = match told(cells, self.columns.side) {
            None => 1,
            Some("贷" | "贷方" | "收" | "收入" | "C" | "CR") => 1,
            Some("借" | "借方" | "支" | "支出" | "付" | "D" | "DR") => -1,
            Some(other) => {
                let message = format!("`{other}` is neither 借 (out) nor 贷 (in)");
                self.wrong(row, "借贷标志", "custodian.sides", message);
                return None;
            }
        };
        (amount != Amount::ZERO).then(|| Amount::from_fen(sign * amount.fen()))
    }

    /// Gives a line that has no number one of its own, the same in every export of it.
    fn name(&mut self, row: u64, line: &mut CustodianLine) -> Option<()> {
        if line.line.is_empty() {
            let said = format!(
                "{}|{}|{}|{}|{}",
                line.on, line.amount, line.counterparty, line.text, line.reference
            );
            let short = Digest::of(said.as_bytes()).short();
            let names = (1_u32..).map(|nth| format!("{}-{short}-{nth}", line.on));
            line.line = names
                .into_iter()
                .find(|name| !self.names.contains(name))
                .expect("numbers do not end before a file does");
        } else if line.line.contains("E+") {
            let message = format!("`{}` has lost digits in a spreadsheet", line.line);
            self.wrong(row, "流水号", "custodian.line", message);
            return None;
        }
        if !self.names.insert(line.line.clone()) {
            let message = format!("`{}` stands in the file twice", line.line);
            self.wrong(row, "流水号", "custodian.line", message);
            return None;
        }
        Some(())
    }
}

/// Whether running balances follow from the amounts, or the row at which they do not.
fn breaks(lines: &[(u64, CustodianLine)], sign: i64) -> Option<u64> {
    let mut held: Option<i64> = None;
    for (row, line) in lines {
        let after = held.map(|held| held + sign * line.amount.fen());
        let said = line.balance.map(Amount::fen);
        if let (Some(after), Some(said)) = (after, said)
            && after != said
        {
            return Some(*row);
        }
        held = said.or(after);
    }
    None
}

/// Joins the lines, the oldest first, with the balances before and after them.
fn whole(
    file: &str,
    mut lines: Vec<(u64, CustodianLine)>,
    choice: &CustodianChoice,
) -> Result<CustodianStatement, Problems> {
    let mut problems = Problems::default();
    let dates = |lines: &[(u64, CustodianLine)]| Some((lines.first()?.1.on, lines.last()?.1.on));
    let newest_first = dates(&lines).is_some_and(|(first, last)| first > last);
    let one_day = dates(&lines).is_some_and(|(first, last)| first == last);
    if newest_first || (one_day && breaks(&lines, 1).is_some()) {
        lines.reverse();
    }
    if let Some(row) = breaks(&lines, 1) {
        let message = if breaks(&lines, -1).is_none() {
            "the balances fit only if 借 is money in: the file is written from the holder's side; \
             change the two columns' names"
        } else {
            "the balance does not follow from the one before; is a line missing?"
        };
        problems.push(
            u32::try_from(row).ok(),
            "余额",
            "custodian.balance",
            message,
        );
    }
    let Some((from, to)) = choice.days.or(dates(&lines)) else {
        problems.add(
            file,
            "custodian.empty",
            "has no line; say which days it is of",
        );
        return Err(problems);
    };
    let before = lines.first().and_then(|(_, line)| {
        let balance = line.balance?;
        Some(Amount::from_fen(balance.fen() - line.amount.fen()))
    });
    let Some(opening) = before.or(choice.opening) else {
        let message = "has no column of balances (余额); say what was there before its first line";
        problems.add(file, "custodian.opening", message);
        return Err(problems);
    };
    let lines: Vec<CustodianLine> = lines.into_iter().map(|(_, line)| line).collect();
    let moved: i64 = lines.iter().map(|line| line.amount.fen()).sum();
    problems.or(CustodianStatement {
        from,
        to,
        opening,
        closing: Amount::from_fen(opening.fen() + moved),
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    fn read(text: &str) -> Result<CustodianStatement, Problems> {
        let input = Input::from_bytes("流水.csv", text.as_bytes().to_vec()).unwrap();
        read_custodian(&input, &CustodianChoice::default())
    }

    fn told(statement: &CustodianStatement) -> String {
        let lines = statement.lines.iter().map(|line| {
            format!(
                "{} {} {} {} {}",
                line.on, line.line, line.amount, line.counterparty, line.text
            )
        });
        let CustodianStatement {
            from,
            to,
            opening,
            closing,
            ..
        } = statement;
        let lines = lines.collect::<Vec<_>>().join("\n");
        format!("{from} {to} {opening} {closing}\n{lines}")
    }

    const FILE: &str = "账号:,5001\n交易日期,流水号,借方发生额,贷方发生额,余额,对方户名,摘要\n\
        20210104,A1,,\"4,000,000.00\",\"4,000,000.00\",市财政局,出资\n\
        2021/03/10,A2,\"600,000.00\",,\"3,400,000.00\",甲银行,补偿p-C1\n\
        2021-03-21,A3,0.00,12.50,\"3,400,012.50\",,利息\n合计,,600000,4000012.5,,,\n";

    #[test]
    fn a_file_of_a_bank_is_read_whichever_end_comes_first() {
        let statement = read(FILE).unwrap();
        insta::assert_snapshot!(told(&statement), @"
        2021-01-04 2021-03-21 0.00 3400012.50
        2021-01-04 A1 4000000.00 市财政局 出资
        2021-03-10 A2 -600000.00 甲银行 补偿p-C1
        2021-03-21 A3 12.50  利息
        ");
        let mut lines: Vec<&str> = FILE.lines().collect();
        lines[2..5].reverse();
        assert_eq!(read(&lines.join("\n")).unwrap(), statement);
    }

    #[test]
    fn a_workbook_with_one_column_of_amounts_is_read() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (at, name) in ["日期", "借贷标志", "金额(万元)", "摘要"]
            .iter()
            .enumerate()
        {
            sheet.write(0, u16::try_from(at).unwrap(), *name).unwrap();
        }
        for row in 1..=2 {
            sheet.write(row, 0, "2021-03-10").unwrap();
            sheet.write(row, 1, "借").unwrap();
            sheet.write(row, 2, 1.5).unwrap();
            sheet.write(row, 3, "手续费").unwrap();
        }
        let input = Input::from_bytes("x.xlsx", book.save_to_buffer().unwrap()).unwrap();
        let mut choice = CustodianChoice::default();
        let refused = read_custodian(&input, &choice).unwrap_err();
        assert_eq!(refused.0[0].rule, "custodian.opening");
        choice.opening = Some(Amount::ZERO);
        let statement = read_custodian(&input, &choice).unwrap();
        assert_eq!(statement.closing, Amount::parse("-30000").unwrap());
        assert_ne!(statement.lines[0].line, statement.lines[1].line);
        assert_eq!(read_custodian(&input, &choice).unwrap(), statement);
    }

    #[test]
    fn what_will_not_do_is_told_row_by_row() {
        let head = "交易日期,流水号,支出,收入,余额\n";
        let said = [
            read("a,b\n1,2\n"),
            read(&format!(
                "{head}2021-13-01,A1,,1,1\n2021-01-02,A2,1,2,2\n2021-01-03,A3,,x,2\n2021-01-04,2.01E+11,,1,3\n"
            )),
            read(&format!("{head}2021-01-01,A1,,1,1\n2021-01-02,A1,,1,2\n")),
            read(&format!("{head}2021-01-01,A1,,5,5\n2021-01-02,A2,,1,7\n")),
            read(&format!("{head}2021-01-01,A1,,5,5\n2021-01-02,A2,,1,4\n")),
        ]
        .map(|read| read.unwrap_err().to_string())
        .join("\n");
        insta::assert_snapshot!(said, @"
        流水.csv: no row is a header; it needs 交易日期/记账日期/入账日期/交易时间/日期/date and 借方发生额/借方金额/借方/支出/支出金额/付款金额/转出金额/debit/贷方发生额/贷方金额/贷方/收入/收入金额/收款金额/转入金额/存入/credit/交易金额/发生额/金额/amount [custodian.header]
        line 2: 交易日期: `2021-13-01` is not a day of the calendar [date.impossible]
        line 3: 发生额: has money out and money in; a line has one of them [custodian.sides]
        line 4: 贷方发生额: `x` is not an amount; write 1234.56, 1.2万 or 3亿 [amount.number]
        line 5: 流水号: `2.01E+11` has lost digits in a spreadsheet [custodian.line]
        line 3: 流水号: `A1` stands in the file twice [custodian.line]
        line 3: 余额: the balance does not follow from the one before; is a line missing? [custodian.balance]
        line 3: 余额: the balances fit only if 借 is money in: the file is written from the holder's side; change the two columns' names [custodian.balance]
        ");
    }
}
