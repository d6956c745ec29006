//! Reports read from files of both forms, and everything wrong with them.

use super::reading::read;
use super::row::ReportRow;
use crate::service::import::Input;
use crate::units::{Date, Problems};
use rust_xlsxwriter::Workbook;

const DAY: Date = Date::constant(2021, 6, 30);

fn of(text: &str) -> Result<Vec<ReportRow>, Problems> {
    let input = Input::from_bytes("月报.csv", text.as_bytes().to_vec()).unwrap();
    read(&input, None, DAY).map(|read| read.rows)
}

fn told(rows: &[ReportRow]) -> String {
    let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let rows = rows.iter().map(|row| {
        let class = row.class.map_or("-", |class| class.word());
        let days = (day(row.overdue_since), day(row.matures_on));
        format!(
            "{} {} {} {} {} {class}",
            row.row, row.loan, row.balance, days.0, days.1
        )
    });
    rows.collect::<Vec<_>>().join("\n")
}

const EAST: &str = "金融许可证号,信贷借据号,币种,贷款余额,贷款五级分类,贷款到期日期,欠本日期,采集日期\n\
    B0001,HT-1,CNY,1000000.00,01,20220301,99991231,20210630\n\
    B0001,HT-2,CNY,0.00,正常,20211231,99991231,20210630\n\
    B0001,HT-3,CNY,\"600,000.00\",可疑,20210301,20210302,20210630\n";

#[test]
fn the_table_of_east_and_our_own_are_read() {
    insta::assert_snapshot!(told(&of(EAST).unwrap()), @"
    2 HT-1 1000000.00 - 2022-03-01 normal
    3 HT-2 0.00 - 2021-12-31 normal
    4 HT-3 600000.00 2021-03-02 2021-03-01 doubtful
    ");
    let plain = "loan,balance,overdue_since\nHT-1,100万,\nHT-2,0,\n";
    insta::assert_snapshot!(told(&of(plain).unwrap()), @"
    2 HT-1 1000000.00 - - -
    3 HT-2 0.00 - - -
    ");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, name) in ["贷款编号", "余额(万元)", "五级分类"].iter().enumerate() {
        sheet.write(0, u16::try_from(at).unwrap(), *name).unwrap();
    }
    sheet.write(1, 0, "HT-1").unwrap();
    sheet.write(1, 1, 100.5).unwrap();
    sheet.write(1, 2, "关注").unwrap();
    let input = Input::from_bytes("x.xlsx", book.save_to_buffer().unwrap()).unwrap();
    insta::assert_snapshot!(told(&read(&input, None, DAY).unwrap().rows), @"2 HT-1 1005000.00 - - special-mention");
}

#[test]
fn the_form_says_whether_it_has_all_loans() {
    let all = |text: &str| {
        let input = Input::from_bytes("月报.csv", text.as_bytes().to_vec()).unwrap();
        read(&input, None, DAY).unwrap().all_loans
    };
    assert!(all(EAST));
    assert!(!all("loan,balance\nHT-1,1\n"));
}

#[test]
fn everything_wrong_is_told_row_by_row() {
    let head = "loan,balance,overdue_since,matures_on,class,币种,采集日期\n";
    let said = [
        of("a,b\n1,2\n"),
        of("loan,balance\n"),
        of(&format!(
            "{head}HT-1,x,2021-13-01,20211301,06,USD,20210531\nHT-1,-1,,,,,\n,5,,,,,\n2.01E+11,5,,,,,\nHT-4,,,,,,\nHT-5,0,2021-06-01,,,,\nHT-6,7,2021-07-01,,,,\n"
        )),
    ]
    .map(|read| read.unwrap_err().to_string())
    .join("\n");
    insta::assert_snapshot!(said, @"
    月报.csv: no row is a header; it needs 信贷借据号/借据号/贷款编号/loan and 贷款余额/余额/balance [report.header]
    月报.csv: has no row below its header [report.empty]
    line 2: 贷款余额: `x` is not an amount; write 1234.56, 1.2万 or 3亿 [amount.number]
    line 2: 欠本日期: `2021-13-01` is not a day of the calendar [date.impossible]
    line 2: 贷款到期日期: `20211301` is not a day of the calendar [date.impossible]
    line 2: 贷款五级分类: `06` is none of 正常, 关注, 次级, 可疑, 损失, nor 01 to 05 [report.class]
    line 2: 币种: `USD`: the pool covers loans in yuan (CNY) only [report.currency]
    line 2: 采集日期: 2021-05-31 is not the day of the report, 2021-06-30 [report.day]
    line 3: 信贷借据号: `HT-1` stands in row 2 already [report.twice]
    line 3: 贷款余额: `-1` is below nought [report.balance]
    line 4: 信贷借据号: the loan has no number [report.loan]
    line 5: 信贷借据号: `2.01E+11` has lost digits in a spreadsheet; write it as text [report.loan]
    line 6: 贷款余额: a balance is needed; 0 where nothing is unpaid [report.balance]
    line 7: 欠本日期: nothing is unpaid, and yet it is overdue [report.overdue]
    line 8: 欠本日期: 2021-07-01 is later than the day of the report, 2021-06-30 [report.day]
    ");
}
